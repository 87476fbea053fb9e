//! Structures with their builders and the trait implementations that the runtime uses.

use proc_macro2::TokenStream;
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use super::{debug, docs, serde, table, wire};
use crate::plan::ir::{Field, Presence, Structure};

/// Returns a structure with everything that belongs to it. `about` is its documentation.
pub(super) fn items(place: &ItemPlace<'_>, structure: &Structure, about: &str) -> Vec<TokenStream> {
    let mut items = vec![definition(place, structure, about)];
    if structure.sent {
        items.extend(constructors(place, structure));
        items.push(builder(structure));
        items.extend(builder_methods(place, structure));
    } else if !structure.fields.is_empty() && all_always(structure) {
        items.extend(constructors(place, structure));
    }
    if structure.sent {
        items.push(encode_impl(structure));
        items.push(validate_impl(structure));
    }
    if structure.received {
        items.push(decode_impl(place, structure, false));
    }
    items.push(table::structure(structure));
    items.extend(serde::impls(place, structure));
    items
}

pub(super) fn definition(place: &ItemPlace<'_>, structure: &Structure, about: &str) -> TokenStream {
    let name = structure.name.ident();
    let about = docs::attributes(about);
    let deprecated = deprecated(structure.deprecated.as_ref());
    let fields = structure.fields.iter().map(|field| {
        let member = field.name.ident();
        let kind = place.field_type(field);
        let about = docs::attributes(&docs::field(place.plan, field, structure.sent));
        let deprecated = deprecated_field(field);
        quote!(#about #deprecated pub #member: #kind,)
    });
    let default = structure.is_default().then(|| quote!(Default,));
    let debug = debug::derive(structure);
    let redacted = debug::structure(structure);
    quote! {
        #about
        #deprecated
        #[derive(Clone, #debug #default PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        #redacted
    }
}

fn constructors(place: &ItemPlace<'_>, structure: &Structure) -> Option<TokenStream> {
    let name = structure.name.ident();
    let (parameters, values) = required(place, structure);
    let mut methods = Vec::new();
    if !structure.fields.is_empty() && all_always_or_demanded(structure) {
        let about =
            docs::attributes(&format!("Creates {} from its members, all of which are required.", called(structure)));
        methods.push(quote!(#about pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } }));
    }
    if structure.sent {
        let builder = ident(&structure.name.builder());
        let rest = structure
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Optional)
            .map(|field| field.name.ident())
            .collect::<Vec<_>>();
        let about = docs::attributes(if parameters.is_empty() {
            "Returns a builder without any members set."
        } else {
            "Returns a builder with the required members set."
        });
        methods.push(quote! {
            #about
            pub fn builder(#(#parameters),*) -> #builder {
                #builder(Self { #(#values,)* #(#rest: None),* })
            }
        });
    }
    let allow = structure.allow_deprecated();
    (!methods.is_empty()).then(|| quote!(#allow impl #name { #(#methods)* }))
}

/// Returns the arguments for required members, and the members initialized from them.
fn required(place: &ItemPlace<'_>, structure: &Structure) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let fields = structure.fields.iter().filter(|field| field.presence != Presence::Optional);
    fields
        .map(|field| {
            let member = field.name.ident();
            let (kind, value) = place.argument(&member, &field.value);
            let value = if field.presence == Presence::Demanded { quote!(Some(#value)) } else { value };
            let is_plain = member == value.to_string();
            (quote!(#member: #kind), if is_plain { quote!(#member) } else { quote!(#member: #value) })
        })
        .unzip()
}

fn builder(structure: &Structure) -> TokenStream {
    let name = structure.name.ident();
    let wire = &structure.name.rust;
    let builder = ident(&structure.name.builder());
    let about = docs::attributes(&format!("Builds {} [`{wire}`].", docs::article(wire)));
    quote! {
        #about
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct #builder(#name);
    }
}

fn builder_methods(place: &ItemPlace<'_>, structure: &Structure) -> Option<TokenStream> {
    let name = structure.name.ident();
    let result = place.prelude.name("Result");
    let builder = ident(&structure.name.builder());
    let setters = structure.fields.iter().filter(|field| field.presence == Presence::Optional).map(|field| {
        let member = field.name.ident();
        let (kind, value) = place.argument(&member, &field.value);
        let about = docs::attributes(&format!("Sets [`{}::{}`].", structure.name.rust, field.name.plain()));
        let deprecated = deprecated_field(field);
        let setter = ident(&field.name.setter());
        quote! {
            #about
            #deprecated
            pub fn #setter(mut self, #member: #kind) -> Self {
                self.0.#member = Some(#value);
                self
            }
        }
    });
    let called = called(structure);
    let build = docs::attributes(&format!(
        "Builds {called} and checks it against the service model.\n\n# Errors\n\nA member violates a limit. The error \
         lists all violations, not only the first."
    ));
    let unchecked = docs::attributes(&format!("Builds {called} without checking it. It is checked when it is sent."));
    let allow = structure.allow_deprecated();
    Some(quote! {
        #allow
        impl #builder {
            #(#setters)*

            #build
            #[inline]
            pub fn build(self) -> #result<#name, awsquery::InvalidRequest> {
                rt::validate(&self.0)?;
                Ok(self.0)
            }

            #unchecked
            #[inline]
            pub fn build_unchecked(self) -> #name {
                self.0
            }
        }
    })
}

fn encode_impl(structure: &Structure) -> TokenStream {
    let name = structure.name.ident();
    let allow = structure.allow_deprecated();
    let members = structure.fields.iter().map(wire::encode);
    let form = unused(structure.fields.is_empty(), "form");
    quote! {
        #allow
        impl rt::Encode for #name {
            #[inline]
            fn encode(&self, #form: &mut rt::Form) { #(#members)* }
        }
    }
}

fn validate_impl(structure: &Structure) -> TokenStream {
    let name = structure.name.ident();
    let wire = &structure.name.wire;
    let allow = structure.allow_deprecated();
    let members: Vec<TokenStream> = structure.fields.iter().filter_map(wire::check).collect();
    let check = unused(members.is_empty(), "check");
    quote! {
        #allow
        impl rt::Validate for #name {
            const NAME: &'static str = #wire;
            #[inline]
            fn check(&self, #check: &mut rt::Check) { #(#members)* }
        }
    }
}

pub(super) fn decode_impl(place: &ItemPlace<'_>, structure: &Structure, is_error: bool) -> TokenStream {
    let name = structure.name.ident();
    let allow = structure.allow_deprecated();
    let result = place.prelude.name("Result");
    let members = structure.fields.iter().map(|field| {
        let is_message = is_error && field.name.wire.eq_ignore_ascii_case("message");
        wire::decode(place, field, is_message)
    });
    let element = unused(structure.fields.is_empty(), "element");
    quote! {
        #allow
        impl rt::Decode for #name {
            #[inline]
            fn decode(#element: rt::Element<'_>) -> #result<Self, rt::DecodeError> { Ok(Self { #(#members),* }) }
        }
    }
}

/// Returns the name with its article, such as "an `AssumeRoleRequest`".
fn called(structure: &Structure) -> String {
    let name = &structure.name.rust;
    format!("{} `{name}`", docs::article(name))
}

fn unused(nothing: bool, name: &str) -> proc_macro2::Ident {
    if nothing { ident("_") } else { ident(name) }
}

fn all_always(structure: &Structure) -> bool {
    structure.fields.iter().all(|field| field.presence == Presence::Always)
}

fn all_always_or_demanded(structure: &Structure) -> bool {
    structure.fields.iter().all(|field| field.presence != Presence::Optional)
}

/// Returns `#[deprecated]` with the reason.
pub(super) fn deprecated(reason: Option<&String>) -> TokenStream {
    reason.map(|note| quote!(#[deprecated(note = #note)])).unwrap_or_default()
}

fn deprecated_field(field: &Field) -> TokenStream {
    deprecated(field.deprecated.as_ref())
}
