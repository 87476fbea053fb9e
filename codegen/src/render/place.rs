//! The place of an item, which determines how it names other types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::source::{Prelude, ident};
use crate::plan::ir::{Crate, Field, OperationPlan, OutputPlan, Presence, ValuePlan};

/// The place of an item.
pub(super) struct ItemPlace<'a> {
    /// The plan.
    pub(super) plan: &'a Crate,
    /// True in the file of the types, which need no path to each other.
    pub(super) among_types: bool,
    /// Names of the standard prelude that types of this file hide.
    pub(super) prelude: Prelude<'a>,
}

impl ItemPlace<'_> {
    /// Returns the path to a generated type.
    pub(super) fn path(&self, name: &str) -> TokenStream {
        let name = ident(name);
        if self.among_types { quote!(#name) } else { quote!(types::#name) }
    }

    /// Returns the type of an operation's output.
    pub(super) fn response_type(&self, operation: &OperationPlan) -> TokenStream {
        match &operation.response {
            OutputPlan::Own(response) => {
                let name = response.name.ident();
                quote!(#name)
            }
            OutputPlan::Shared(name) => self.path(name),
        }
    }

    /// Returns the type of an operation's output, as it is named outside the operation's own file.
    pub(super) fn response_path(&self, operation: &OperationPlan) -> TokenStream {
        let response = self.response_type(operation);
        match operation.response {
            OutputPlan::Own(_) => quote!(operations::#response),
            OutputPlan::Shared(_) => response,
        }
    }

    /// Returns the type of a value.
    pub(super) fn value_type(&self, value: &ValuePlan) -> TokenStream {
        match value {
            ValuePlan::Text => self.prelude.name("String"),
            ValuePlan::Secret => quote!(awsquery::Secret),
            ValuePlan::Boolean => quote!(bool),
            ValuePlan::Integer(bits) => {
                let integer = format_ident!("i{bits}");
                quote!(#integer)
            }
            ValuePlan::Float => quote!(f32),
            ValuePlan::Double => quote!(f64),
            ValuePlan::Timestamp(_) => quote!(awsquery::Timestamp),
            ValuePlan::Blob => quote!(awsquery::Blob),
            ValuePlan::SecretBlob => quote!(awsquery::Secret<awsquery::Blob>),
            ValuePlan::Enum(name) | ValuePlan::Structure { name, boxed: false } => self.path(name),
            ValuePlan::Structure { name, boxed: true } => {
                let boxed = self.prelude.name("Box");
                let name = self.path(name);
                quote!(#boxed<#name>)
            }
            ValuePlan::List { item, .. } => {
                let vec = self.prelude.name("Vec");
                let item = self.value_type(item);
                quote!(#vec<#item>)
            }
            ValuePlan::Map { item, .. } => {
                let string = self.prelude.name("String");
                let item = self.value_type(item);
                quote!(std::collections::BTreeMap<#string, #item>)
            }
        }
    }

    /// Returns the type of a field.
    pub(super) fn field_type(&self, field: &Field) -> TokenStream {
        let value = self.value_type(&field.value);
        match field.presence {
            Presence::Always => value,
            Presence::Optional | Presence::Demanded => {
                let option = self.prelude.name("Option");
                quote!(#option<#value>)
            }
        }
    }

    /// Returns the type of an argument, and the expression that converts it to the field's value.
    pub(super) fn argument(&self, name: &Ident, value: &ValuePlan) -> (TokenStream, TokenStream) {
        let into = self.prelude.name("Into");
        let iterator = self.prelude.name("IntoIterator");
        let target = self.value_type(value);
        match value {
            ValuePlan::Boolean | ValuePlan::Integer(_) | ValuePlan::Float | ValuePlan::Double => {
                (target, quote!(#name))
            }
            ValuePlan::Structure { boxed: false, .. } => (target, quote!(#name)),
            ValuePlan::List { item, .. } => {
                let element = self.value_type(item);
                if matches!(**item, ValuePlan::Text | ValuePlan::Secret | ValuePlan::Enum(_)) {
                    (
                        quote!(impl #iterator<Item = impl #into<#element>>),
                        quote!(#name.into_iter().map(#into::into).collect()),
                    )
                } else {
                    (quote!(impl #iterator<Item = #element>), quote!(#name.into_iter().collect()))
                }
            }
            ValuePlan::Map { item, .. } => {
                let string = self.prelude.name("String");
                let element = self.value_type(item);
                (
                    quote!(impl #iterator<Item = (impl #into<#string>, #element)>),
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
                )
            }
            _ => (quote!(impl #into<#target>), quote!(#name.into())),
        }
    }
}
