//! Structures, unions and enums that operations share.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::GeneratedFile;
use super::place::ItemPlace;
use super::source::{Prelude, Source};
use super::structure;
use super::{debug, docs, serde, table, union};
use crate::error::Error;
use crate::plan::ir::{Crate, Enum, Type};
use crate::prose::code;

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let names = Prelude::hidden_by(plan);
    let place = ItemPlace { plan, among_types: true, prelude: Prelude(&names) };
    let mut source = Source::new(plan, "types.rs", "Types of members in requests and responses.")
        .uses("rt", quote!(awsquery::rt))
        .uses("rules", quote!(super::rules));
    for known in &plan.types {
        match known {
            Type::Structure(structure) => {
                let about = docs::or_fact(&structure.docs, &format!("The structure `{}`.", structure.name.wire));
                source.extend(structure::items(&place, structure, &about));
            }
            Type::Union(union) => source.extend(union::items(&place, union)),
            Type::Enum(values) => source.extend(enum_items(&place, values)),
        }
    }
    source.finish()
}

fn enum_items(place: &ItemPlace<'_>, values: &Enum) -> Vec<TokenStream> {
    let name = values.name.ident();
    let string = place.prelude.name("String");
    let about = docs::attributes(&docs::or_fact(&values.docs, &format!("Values of `{}`.", values.name.wire)));
    let variants = values.values.iter().map(|value| {
        let variant = value.ident();
        let about = docs::attributes(&code(&value.wire));
        quote!(#about #variant,)
    });
    let (variant, wire): (Vec<_>, Vec<_>) = values.values.iter().map(|value| (value.ident(), &value.wire)).unzip();
    let as_str = docs::attributes("Returns the value as text.");
    let debug = debug::derive_enum(values);
    let redacted = debug::hidden(values.is_hidden, &values.name);
    let mut items = vec![
        quote! {
            #about
            #[derive(Clone, #debug PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that was not in the model when this code was generated, unchanged.
                Unrecognized(#string),
            }

            #redacted
        },
        quote! {
            impl #name {
                #as_str
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variant => #wire,)*
                        Self::Unrecognized(value) => value,
                    }
                }
            }
        },
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#wire => Self::#variant,)*
                        _ => Self::Unrecognized(value.to_owned()),
                    }
                }
            }
        },
        quote! {
            impl AsRef<str> for #name {
                fn as_ref(&self) -> &str { self.as_str() }
            }
        },
    ];
    items.push(table::open_enum(place, values));
    items.extend(serde::enum_impls(place, values));
    items
}
