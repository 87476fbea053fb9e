//! The feature `serde`. Types are serialized with AWS's member names. Types that contain secrets are serialized only
//! through `Exposed`. Errors of deserialization do not quote values that the model marks as sensitive.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use crate::plan::ir::{Enum, Field, Presence, Structure, ValuePlan};

/// Returns the derived deserialization of a structure or union, unless it is hidden: then it is written out, because an
/// error of derived code may quote the value.
pub(super) fn derive(structure: &Structure) -> Option<TokenStream> {
    (!structure.is_hidden)
        .then(|| quote!(#[cfg_attr(feature = "serde", derive(rt::serde::Deserialize), serde(crate = "rt::serde"))]))
}

/// Returns the attribute with the name of a structure's member, if deserialization is derived.
pub(super) fn field(structure: &Structure, field: &Field) -> Option<TokenStream> {
    let settings = field_settings(field);
    (!structure.is_hidden).then(|| quote!(#[cfg_attr(feature = "serde", serde(#settings))]))
}

/// Returns the attribute with the name of a union's member, if deserialization is derived.
pub(super) fn variant(union: &Structure, field: &Field) -> Option<TokenStream> {
    let settings = variant_settings(field);
    (!union.is_hidden).then(|| quote!(#[cfg_attr(feature = "serde", serde(#settings))]))
}

/// Returns the attribute of a union's variant for unknown members, if deserialization is derived.
pub(super) fn unrecognized(union: &Structure) -> Option<TokenStream> {
    let settings = unrecognized_settings();
    (!union.is_hidden).then(|| quote!(#[cfg_attr(feature = "serde", serde(#settings))]))
}

fn field_settings(field: &Field) -> TokenStream {
    let name = &field.name.wire;
    match reader(field) {
        Some(reader) if field.presence == Presence::Always => quote!(rename = #name, deserialize_with = #reader),
        Some(reader) => quote!(rename = #name, default, deserialize_with = #reader),
        None => quote!(rename = #name),
    }
}

fn variant_settings(field: &Field) -> TokenStream {
    let name = &field.name.wire;
    if field.needs_redaction() {
        quote!(rename = #name, deserialize_with = "rt::read_sensitive")
    } else {
        quote!(rename = #name)
    }
}

fn unrecognized_settings() -> TokenStream {
    quote!(rename = "SDK_UNKNOWN_MEMBER", with = "rt::unknown_member")
}

/// Returns the function that deserializes a member of a structure, if it is not that of its type.
fn reader(field: &Field) -> Option<&'static str> {
    match (field.needs_redaction(), holds_float(&field.value)) {
        (true, true) => Some("rt::read_sensitive_floats"),
        (true, false) => Some("rt::read_sensitive"),
        (false, true) => Some("rt::read_floats"),
        (false, false) => None,
    }
}

/// Returns the deserialization of a hidden structure. Derived code for a private copy of its members does the work.
fn deserialize_structure(place: &ItemPlace<'_>, structure: &Structure) -> Option<TokenStream> {
    let fields = structure.fields.iter().map(|field| {
        let member = field.name.ident();
        let kind = place.field_type(field);
        let settings = field_settings(field);
        quote!(#[serde(#settings)] #member: #kind,)
    });
    structure.is_hidden.then(|| deserialize(place, structure, &quote!(struct __Members { #(#fields)* })))
}

/// Returns the deserialization of a union, if it is hidden.
pub(super) fn deserialize_union(place: &ItemPlace<'_>, union: &Structure) -> Option<TokenStream> {
    let string = place.prelude.name("String");
    let variants = union.fields.iter().map(|field| {
        let variant = field.variant();
        let kind = place.value_type(&field.value);
        let settings = variant_settings(field);
        quote!(#[serde(#settings)] #variant(#kind),)
    });
    let settings = unrecognized_settings();
    let members = quote!(enum __Members { #(#variants)* #[serde(#settings)] Unrecognized(#string), });
    union.is_hidden.then(|| deserialize(place, union, &members))
}

fn deserialize(place: &ItemPlace<'_>, structure: &Structure, members: &TokenStream) -> TokenStream {
    let result = place.prelude.name("Result");
    let name = structure.name.ident();
    let path = &structure.name.rust;
    let allow = structure.allow_deprecated();
    quote! {
        #[cfg(feature = "serde")]
        #allow
        impl<'de> rt::serde::Deserialize<'de> for #name {
            fn deserialize<D: rt::serde::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                #[derive(rt::serde::Deserialize)]
                #[serde(crate = "rt::serde", remote = #path)]
                #members

                __Members::deserialize(deserializer).map_err(rt::without_value)
            }
        }
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
    items.extend(deserialize_structure(place, structure));
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
    let without_value = values.is_hidden.then(|| quote!(.map_err(#rt::without_value)));
    let mut items = vec![
        quote! {
            #[cfg(feature = "serde")]
            impl<'de> #rt::serde::Deserialize<'de> for #name {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                    #rt::read_enum(deserializer)#without_value
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
    ];
    if !values.is_hidden {
        items.push(serialize(place, &rt, &name));
    }
    items
}

fn presence(field: &Field) -> proc_macro2::Ident {
    ident(if field.presence == Presence::Always { "required" } else { "optional" })
}
