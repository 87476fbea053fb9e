//! The tables of structures and the places of their members, by which the runtime reads and writes them for serde and for a
//! server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use super::wire::{presence_method, timestamp_format};
use crate::model::TimestampFormatTrait;
use crate::plan::ir::{Direction, Enum, Field, IdempotencyToken, Layout, Presence, Structure, ValuePlan};

/// Returns the table of a structure, and the places of its members.
pub(super) fn structure(structure: &Structure) -> TokenStream {
    let members: Vec<_> = structure.fields.iter().map(|field| field.name.ident()).collect();
    let blank = if structure.is_default() {
        quote!(Self::default())
    } else {
        let values = structure.fields.iter().map(|field| match field.presence {
            Presence::Always => quote!(rt::Value::blank()),
            Presence::Optional | Presence::Demanded => quote!(None),
        });
        quote!(Self { #(#members: #values),* })
    };
    let code = StructureCode {
        shape: shape(structure, &quote!(structure)),
        blank,
        values: quote!(show(&[#(&self.#members),*]);),
        places: quote!(fill(&mut [#(&mut self.#members),*]);),
    };
    code.implementation(structure)
}

/// Returns the table of a union, and the places of its members. It is not known which member will be set, so each has a
/// place of its own meanwhile.
pub(super) fn union(place: &ItemPlace<'_>, union: &Structure) -> TokenStream {
    let string = place.prelude.name("String");
    let number = |number: usize| Literal::usize_unsuffixed(number);
    let variants: Vec<_> = union.fields.iter().map(Field::variant).chain([ident("Unrecognized")]).collect();
    let numbers: Vec<_> = (0..variants.len()).map(number).collect();
    let types = union.fields.iter().map(|field| place.value_type(&field.value)).chain([string.clone()]);
    let code = StructureCode {
        shape: shape(union, &quote!(union)),
        blank: quote!(Self::Unrecognized(#string::new())),
        values: quote! {
            match self {
                #(Self::#variants(value) => rt::show_variant(self.shape(), #numbers, value, show),)*
            }
        },
        places: quote! {
            let mut places = (#(None::<#types>,)*);
            fill(&mut [#(&mut places.#numbers),*]);
            #(if let Some(value) = places.#numbers { *self = Self::#variants(value); })*
        },
    };
    code.implementation(union)
}

/// Returns the kind of an enum's values.
pub(super) fn open_enum(place: &ItemPlace<'_>, values: &Enum) -> TokenStream {
    let name = values.name.ident();
    let string = place.prelude.name("String");
    // Nothing else in an enum uses the runtime, so an import would be unused without the features.
    let rt = quote!(::awsquery::rt);
    quote! {
        #[cfg(any(feature = "serde", feature = "server"))]
        impl #rt::Value for #name {
            #[inline]
            fn blank() -> Self { Self::Unrecognized(#string::new()) }
            #[inline]
            fn view(&self) -> #rt::View<'_> { #rt::View::Text(self.as_str()) }
            #[inline]
            fn place(&mut self) -> #rt::Place<'_> { #rt::Place::Text(self) }
        }
    }
}

/// The code that structures and unions have in common.
struct StructureCode {
    shape: TokenStream,
    blank: TokenStream,
    values: TokenStream,
    places: TokenStream,
}

impl StructureCode {
    fn implementation(self, structure: &Structure) -> TokenStream {
        let Self { shape, blank, values, places } = self;
        let name = structure.name.ident();
        let allow = structure.allow_deprecated();
        quote! {
            #[cfg(any(feature = "serde", feature = "server"))]
            #allow
            impl rt::Structure for #name {
                fn shape(&self) -> &'static rt::Shape {
                    static SHAPE: rt::Shape = #shape;
                    &SHAPE
                }
                #[inline]
                fn blank() -> Self { #blank }
                #[inline]
                fn values(&self, show: &mut dyn FnMut(&[&dyn rt::Value])) { #values }
                #[inline]
                fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn rt::Value])) { #places }
            }
        }
    }
}

fn shape(structure: &Structure, kind: &TokenStream) -> TokenStream {
    let wire = &structure.name.wire;
    let rows = structure.fields.iter().map(|field| row(structure, field));
    let hidden = structure.is_hidden.then(|| quote!(.hidden()));
    quote!(rt::Shape::#kind(#wire, &[#(#rows),*])#hidden)
}

/// Returns the row of a member. It has one form on the wire, unless the structure goes both ways and the forms differ.
fn row(structure: &Structure, field: &Field) -> TokenStream {
    let name = &field.name.wire;
    let presence = presence_method(field.presence);
    let sensitive = field.sensitive.then(|| quote!(.sensitive()));
    let filled_in = (field.token == Some(IdempotencyToken::Required)).then(|| quote!(.filled_in()));
    let request = form(&field.key, layout(&field.value, Direction::Request));
    let response = form(&field.xml, layout(&field.value, Direction::Response));
    let requested = (structure.sent && structure.received && request.to_string() != response.to_string())
        .then(|| quote!(.requested(#request)));
    let form = if structure.received { response } else { request };
    quote!(rt::Member::#presence(#name, #form)#requested #sensitive #filled_in)
}

fn form(name: &str, layout: TokenStream) -> TokenStream {
    quote!(#name, #layout)
}

fn layout(value: &ValuePlan, direction: Direction) -> TokenStream {
    match value {
        ValuePlan::Timestamp(TimestampFormatTrait::DateTime) => quote!(rt::Layout::Plain),
        ValuePlan::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(rt::Layout::Timestamp(#format))
        }
        ValuePlan::List { item, request, response, .. } => {
            let item = layout(item, direction);
            match direction.layout(request, response) {
                Layout::Wrapped(name) => quote!(rt::Layout::List(#name, &#item)),
                Layout::Flat(name) => quote!(rt::Layout::FlatList(#name, &#item)),
                Layout::Numbered => quote!(rt::Layout::Numbered(&#item)),
            }
        }
        ValuePlan::Map { item, key, value, flat } => {
            let item = layout(item, direction);
            let kind = ident(if *flat { "FlatMap" } else { "Map" });
            quote!(rt::Layout::#kind(#key, #value, &#item))
        }
        _ => quote!(rt::Layout::Plain),
    }
}
