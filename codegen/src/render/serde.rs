//! The feature `serde`. Types are serialized with AWS's member names. Types that contain secrets are serialized only
//! through `Exposed`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use crate::plan::ir::{Enum, Field, Presence, Structure, ValuePlan};

/// Returns the derived deserialization of a structure.
pub(super) fn derive() -> TokenStream {
    quote!(#[cfg_attr(feature = "serde", derive(rt::serde::Deserialize), serde(crate = "rt::serde"))])
}

/// Returns the attribute with the member's name.
pub(super) fn field(field: &Field) -> TokenStream {
    let name = &field.name.wire;
    let optional = field.presence != Presence::Always;
    match (holds_float(&field.value), optional) {
        (true, true) => {
            quote!(#[cfg_attr(feature = "serde", serde(rename = #name, default, deserialize_with = "rt::read_floats"))])
        }
        (true, false) => {
            quote!(#[cfg_attr(feature = "serde", serde(rename = #name, deserialize_with = "rt::read_floats"))])
        }
        (false, _) => quote!(#[cfg_attr(feature = "serde", serde(rename = #name))]),
    }
}

/// Returns true if a value contains floats, because JSON cannot express `NaN` and the infinities.
fn holds_float(value: &ValuePlan) -> bool {
    match value {
        ValuePlan::Float | ValuePlan::Double => true,
        ValuePlan::List { item, .. } | ValuePlan::Map { item, .. } => holds_float(item),
        _ => false,
    }
}

/// Returns the serialization of a structure.
pub(super) fn impls(place: &ItemPlace<'_>, structure: &Structure) -> Vec<TokenStream> {
    let result = place.prelude.name("Result");
    let name = structure.name.ident();
    let wire = &structure.name.wire;
    let count = Literal::usize_unsuffixed(structure.fields.len());
    let members = chained(quote!(rt::Members::new(serializer, #wire, #count)), structure);
    let deprecated = structure.fields.iter().any(|field| field.deprecated.is_some());
    let allow = if deprecated { quote!(#[allow(deprecated)]) } else { TokenStream::new() };
    let mut items = vec![quote! {
        #[cfg(feature = "serde")]
        #allow
        impl rt::Expose for #name {
            fn expose<S: rt::serde::Serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                #members.end()
            }
        }
    }];
    if !structure.holds_secret {
        items.push(serialize(place, &quote!(rt), &name));
    }
    items
}

/// Longest chain of calls. Parsing and formatting an expression take stack for each call in it.
const MAX_CHAIN: usize = 200;

/// Returns code that adds the members of a structure to `start`: one chain, or several for a very large structure.
fn chained(start: TokenStream, structure: &Structure) -> TokenStream {
    let chains = structure.fields.chunks(MAX_CHAIN).map(|fields| {
        fields.iter().map(|field| {
            let member = field.name.ident();
            let wire = &field.name.wire;
            let method = presence(field);
            quote!(.#method(#wire, &self.#member))
        })
    });
    let mut code = start;
    for (number, chain) in chains.enumerate() {
        code = if number == 0 { quote!(#code #(#chain)*) } else { quote!(let members = #code; members #(#chain)*) };
    }
    code
}

/// Returns the implementation of `Serialize` for a type without secrets.
pub(super) fn serialize(place: &ItemPlace<'_>, rt: &TokenStream, name: &proc_macro2::Ident) -> TokenStream {
    let result = place.prelude.name("Result");
    quote! {
        #[cfg(feature = "serde")]
        impl #rt::serde::Serialize for #name {
            fn serialize<S: #rt::serde::Serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                #rt::Expose::expose(self, serializer)
            }
        }
    }
}

/// Returns deserialization and serialization of an enum.
pub(super) fn enum_impls(place: &ItemPlace<'_>, values: &Enum) -> Vec<TokenStream> {
    let name = values.name.ident();
    let result = place.prelude.name("Result");
    // Nothing else in an enum uses the runtime, so an import would be unused without the feature.
    let rt = quote!(::awsquery::rt);
    vec![
        quote! {
            #[cfg(feature = "serde")]
            impl<'de> #rt::serde::Deserialize<'de> for #name {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                    #rt::read_enum(deserializer)
                }
            }
        },
        quote! {
            #[cfg(feature = "serde")]
            impl #rt::Expose for #name {
                fn expose<S: #rt::serde::Serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        },
        serialize(place, &rt, &name),
    ]
}

fn presence(field: &Field) -> proc_macro2::Ident {
    ident(if field.presence == Presence::Always { "required" } else { "optional" })
}
