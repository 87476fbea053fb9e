//! The feature `serde`. Types are serialized with AWS's member names, by their tables. Types that contain secrets are
//! serialized only through `Exposed`. Errors of deserialization do not quote values that the model marks as sensitive.

use proc_macro2::TokenStream;
use quote::quote;

use super::place::ItemPlace;
use crate::plan::ir::{Enum, Structure};

/// Returns deserialization and serialization of a structure or union.
pub(super) fn impls(place: &ItemPlace<'_>, structure: &Structure) -> Vec<TokenStream> {
    let rt = quote!(rt);
    let name = structure.name.ident();
    let mut items = vec![deserialize(place, &rt, &name, &quote!(rt::deserialize(deserializer)))];
    if !structure.holds_secret {
        items.push(serialize(place, &rt, &name));
    }
    items
}

/// Returns deserialization and serialization of an enum.
pub(super) fn enum_impls(place: &ItemPlace<'_>, values: &Enum) -> Vec<TokenStream> {
    // Nothing else in an enum uses the runtime, so an import would be unused without the feature.
    let rt = quote!(::awsquery::rt);
    let name = values.name.ident();
    let without_value = values.is_hidden.then(|| quote!(.map_err(#rt::without_value)));
    let mut items = vec![deserialize(place, &rt, &name, &quote!(#rt::deserialize(deserializer)#without_value))];
    if !values.is_hidden {
        items.push(serialize(place, &rt, &name));
    }
    items
}

fn deserialize(place: &ItemPlace<'_>, rt: &TokenStream, name: &proc_macro2::Ident, body: &TokenStream) -> TokenStream {
    let result = place.prelude.name("Result");
    quote! {
        #[cfg(feature = "serde")]
        impl<'de> #rt::serde::Deserialize<'de> for #name {
            fn deserialize<D: #rt::serde::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> { #body }
        }
    }
}

/// Returns the implementation of `Serialize` for a type without secrets.
fn serialize(place: &ItemPlace<'_>, rt: &TokenStream, name: &proc_macro2::Ident) -> TokenStream {
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
