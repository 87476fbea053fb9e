//! Unions: exactly one member, which may be unknown.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use super::structure::deprecated;
use super::{debug, docs, serde, table, wire};
use crate::plan::ir::{Field, Layout, Structure, ValuePlan};

/// Returns a union with everything that belongs to it.
pub(super) fn items(place: &ItemPlace<'_>, union: &Structure) -> Vec<TokenStream> {
    let mut items = vec![definition(place, union)];
    if union.sent {
        items.push(encode_impl(union));
        items.push(validate_impl(union));
    }
    if union.received {
        items.push(decode_impl(place, union));
    }
    items.push(table::union(place, union));
    items.extend(serde::impls(place, union));
    items
}

fn definition(place: &ItemPlace<'_>, union: &Structure) -> TokenStream {
    let name = union.name.ident();
    let string = place.prelude.name("String");
    let debug = debug::derive(union);
    let redacted = debug::union(union);
    let about = docs::attributes(&docs::or_fact(&union.docs, &format!("The union `{}`.", union.name.wire)));
    let deprecated_union = deprecated(union.deprecated.as_ref());
    let variants = union.fields.iter().map(|field| {
        let about = docs::attributes(&docs::field(place.plan, field, union.sent));
        let variant = field.variant();
        let kind = place.value_type(&field.value);
        let deprecated = deprecated(field.deprecated.as_ref());
        quote!(#about #deprecated #variant(#kind),)
    });
    quote! {
        #about
        #deprecated_union
        #[derive(Clone, #debug PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A member that was not in the model when this code was generated, by its name.
            Unrecognized(#string),
        }

        #redacted
    }
}

fn encode_impl(union: &Structure) -> TokenStream {
    let name = union.name.ident();
    let arms = union.fields.iter().map(|field| {
        let key = wire::encoded(&field.key);
        let write = wire::form_writer(field);
        arm(field, quote!(form.required(#key, value, #write)))
    });
    quote! {
        impl rt::Encode for #name {
            #[inline]
            fn encode(&self, form: &mut rt::Form) {
                match self {
                    #(#arms)*
                    Self::Unrecognized(_) => {}
                }
            }
        }
    }
}

fn validate_impl(union: &Structure) -> TokenStream {
    let name = union.name.ident();
    let wire = &union.name.wire;
    let checks: Vec<(Ident, TokenStream)> = union
        .fields
        .iter()
        .filter_map(|field| {
            let check = wire::member_check(field)?;
            let wire = &field.name.wire;
            Some((field.variant(), quote!(check.value(#wire, value, #check);)))
        })
        .collect();
    let check = ident(if checks.is_empty() { "_" } else { "check" });
    let body = match checks.as_slice() {
        [] => TokenStream::new(),
        [(variant, check)] => quote!(if let Self::#variant(value) = self { #check }),
        several => {
            let arms = several.iter().map(|(variant, check)| quote!(Self::#variant(value) => { #check }));
            quote!(match self { #(#arms)* _ => {} })
        }
    };
    quote! {
        impl rt::Validate for #name {
            const NAME: &'static str = #wire;
            #[inline]
            fn check(&self, #check: &mut rt::Check) { #body }
        }
    }
}

fn decode_impl(place: &ItemPlace<'_>, union: &Structure) -> TokenStream {
    let name = union.name.ident();
    let result = place.prelude.name("Result");
    let arms = union.fields.iter().map(|field| {
        let xml = &field.xml;
        let variant = field.variant();
        let reader = |value: &ValuePlan| wire::read(place, value);
        // Elements of a flattened member are children of the union's element.
        match &field.value {
            ValuePlan::List { item, response: Layout::Flat(repeated), .. } => {
                let read = reader(item);
                quote!(#repeated => element.list(#repeated, #read).map(Self::#variant),)
            }
            ValuePlan::Map { item, key, value, flat: true } => {
                let read = reader(item);
                quote!(#xml => element.map(#xml, #key, #value, #read).map(Self::#variant),)
            }
            value => {
                let read = reader(value);
                let pattern = either(xml, field.other_xml.as_ref());
                quote!(#pattern => element.required(&name, #read).map(Self::#variant),)
            }
        }
    });
    quote! {
        impl rt::Decode for #name {
            #[inline]
            fn decode(element: rt::Element<'_>) -> #result<Self, rt::DecodeError> {
                let name = element.one_member()?;
                match name.as_str() {
                    #(#arms)*
                    _ => Ok(Self::Unrecognized(name)),
                }
            }
        }
    }
}

/// Returns a pattern for one or two names.
fn either(name: &String, other: Option<&String>) -> TokenStream {
    let other = other.filter(|other| *other != name).into_iter();
    quote!(#name #(| #other)*)
}

fn arm(field: &Field, call: TokenStream) -> TokenStream {
    let variant = field.variant();
    quote!(Self::#variant(value) => #call,)
}
