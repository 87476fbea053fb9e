//! Structures, unions and enums that stand beside the operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::source::{Prelude, Source};
use super::structure::{self, Place};
use super::{File, docs, serde, wire};
use crate::error::Error;
use crate::plan::ir::{Crate, Enum, Structure, Type};

pub(super) fn file(plan: &Crate) -> Result<File, Error> {
    let names: Vec<&str> = plan.types.iter().map(Type::name).collect();
    let place = Place { plan, among_types: true, prelude: Prelude(&names) };
    let mut source = Source::new(plan, "types.rs", "Types that requests and answers are made of.")
        .uses("rt", quote!(awsquery::rt))
        .uses("rules", quote!(super::rules));
    for known in &plan.types {
        match known {
            Type::Structure(structure) => {
                let about = docs::or_fact(&structure.docs, &format!("The structure `{}`.", structure.name.wire));
                source.extend(structure::items(&place, structure, &about));
            }
            Type::Union(union) => source.extend(union_items(&place, union)),
            Type::Enum(values) => source.extend(enum_items(&place, values)),
        }
    }
    source.finish()
}

fn enum_items(place: &Place<'_>, values: &Enum) -> Vec<TokenStream> {
    let (name, string) = (values.name.ident(), place.prelude.name("String"));
    let about = docs::attributes(&docs::or_fact(&values.docs, &format!("The values of `{}`.", values.name.wire)));
    let variants = values.values.iter().map(|value| {
        let (variant, about) = (value.ident(), docs::attributes(&format!("`{}`", value.wire)));
        quote!(#about #variant,)
    });
    let (variant, wire): (Vec<_>, Vec<_>) = values.values.iter().map(|value| (value.ident(), &value.wire)).unzip();
    let as_str = docs::attributes("The value on the wire.");
    let mut items = vec![
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that the model did not list when this code was generated, kept as it is.
                Unrecognized(#string),
            }
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
    items.extend(serde::enum_impls(&place.prelude, values));
    items
}

fn union_items(place: &Place<'_>, union: &Structure) -> Vec<TokenStream> {
    let (name, string) = (union.name.ident(), place.prelude.name("String"));
    let result = place.prelude.name("Result");
    let about = docs::attributes(&docs::or_fact(&union.docs, &format!("The union `{}`.", union.name.wire)));
    let variant = |wire: &str| super::source::ident(&crate::plan::names::variant(wire));
    let variants = union.fields.iter().map(|field| {
        let about = docs::attributes(&docs::field(place.plan, field, union.sent));
        let (variant, kind) = (variant(&field.name.wire), place.value_type(&field.value));
        let wire = &field.name.wire;
        quote!(#about #[cfg_attr(feature = "serde", serde(rename = #wire))] #variant(#kind),)
    });
    let derive = serde::derive();
    let mut items = vec![quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        #derive
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A member that the model did not list when this code was generated, by its name.
            #[cfg_attr(feature = "serde", serde(rename = "SDK_UNKNOWN_MEMBER", with = "rt::unknown_member"))]
            Unrecognized(#string),
        }
    }];
    let arm = |field: &crate::plan::ir::Field, call: TokenStream| {
        let variant = variant(&field.name.wire);
        quote!(Self::#variant(value) => #call,)
    };
    if union.sent {
        let encode = union.fields.iter().map(|field| {
            let (xml, write) = (&field.xml, wire::write(&quote!(rt::Form), &field.value));
            arm(field, quote!(form.required(#xml, value, #write)))
        });
        let check = union.fields.iter().filter_map(|field| {
            let check = wire::check_value(&field.value, &field.check)?;
            let wire = &field.name.wire;
            Some(arm(field, quote!(check.value(#wire, value, #check))))
        });
        let wire = &union.name.wire;
        items.push(quote! {
            impl rt::Encode for #name {
                fn encode(&self, form: &mut rt::Form) {
                    match self {
                        #(#encode)*
                        Self::Unrecognized(_) => {}
                    }
                }
            }
        });
        items.push(quote! {
            impl rt::Validate for #name {
                const NAME: &'static str = #wire;
                #[allow(unused_variables, clippy::match_single_binding)]
                fn check(&self, check: &mut rt::Check) {
                    match self {
                        #(#check)*
                        _ => {}
                    }
                }
            }
        });
        let receive = union.fields.iter().map(|field| {
            let (wire, xml, variant) = (&field.name.wire, &field.xml, variant(&field.name.wire));
            let read = wire::read(place, &quote!(rt::Fields), &field.value);
            quote! {
                if let Some(value) = fields.optional(#wire, #xml, #read) {
                    return Self::#variant(value);
                }
            }
        });
        items.push(quote! {
            #[cfg(feature = "server")]
            impl rt::Receive for #name {
                fn receive(fields: &mut rt::Fields<'_>) -> Self {
                    #(#receive)*
                    Self::Unrecognized(fields.unknown_member())
                }
            }
        });
    }
    if union.received {
        let decode = union.fields.iter().map(|field| {
            let (xml, variant) = (&field.xml, variant(&field.name.wire));
            let read = wire::read(place, &quote!(rt::Element), &field.value);
            quote! {
                if let Some(value) = element.optional(#xml, #read)? {
                    return Ok(Self::#variant(value));
                }
            }
        });
        let reply = union.fields.iter().map(|field| {
            let (xml, write) = (&field.xml, wire::write(&quote!(rt::Writer), &field.value));
            arm(field, quote!(writer.required(#xml, value, #write)))
        });
        items.push(quote! {
            impl rt::Decode for #name {
                fn decode(element: rt::Element<'_>) -> #result<Self, rt::DecodeError> {
                    #(#decode)*
                    element.unknown_member().map(Self::Unrecognized)
                }
            }
        });
        items.push(quote! {
            #[cfg(feature = "server")]
            impl rt::Reply for #name {
                fn reply(&self, writer: &mut rt::Writer) {
                    match self {
                        #(#reply)*
                        Self::Unrecognized(_) => {}
                    }
                }
            }
        });
    }
    let expose = union.fields.iter().map(|field| {
        let wire = &field.name.wire;
        arm(field, quote!(members.required(#wire, value).end()))
    });
    let wire = &union.name.wire;
    items.push(quote! {
        #[cfg(feature = "serde")]
        impl rt::Expose for #name {
            fn expose<S: rt::serde::Serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                let members = rt::Members::new(serializer, #wire, 1);
                match self {
                    #(#expose)*
                    Self::Unrecognized(name) => members.unknown_member(name).end(),
                }
            }
        }
    });
    if !union.holds_secret {
        items.push(serde::serialize(&place.prelude, &name));
    }
    items
}
