//! The crate's error, the codes it can carry, and the errors that the model describes.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::place::Place;
use super::source::{Prelude, Source, ident};
use super::structure;
use super::{File, docs, serde};
use crate::error::Error;
use crate::plan::ir::{Crate, ErrorType, Retry};
use crate::plan::names;

/// Codes that every service of the Query protocol answers with and no model lists.
const COMMON: [&str; 24] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "IncompleteSignature",
    "InternalError",
    "InternalFailure",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "MalformedInput",
    "MalformedQueryString",
    "MissingAction",
    "MissingAuthenticationToken",
    "MissingParameter",
    "OptInRequired",
    "RequestExpired",
    "RequestTimeout",
    "ServiceUnavailable",
    "SignatureDoesNotMatch",
    "Throttling",
    "ThrottlingException",
    "UnrecognizedClientException",
    "ValidationError",
];

pub(super) fn file(plan: &Crate) -> Result<File, Error> {
    let place = Place { plan, among_types: false, prelude: Prelude(&[]) };
    let mut source = Source::new(plan, "errors.rs", "What can go wrong with a call.")
        .uses("rt", quote!(awsquery::rt))
        .uses("types", quote!(super::types));
    source.extend(error_type());
    source.extend(code_type(plan));
    for error in &plan.errors {
        source.extend(modelled(&place, error));
    }
    source.finish()
}

fn error_type() -> Vec<TokenStream> {
    vec![
        quote! {
            /// A call that brought no usable answer.
            ///
            /// Everything that can be asked of it is on [`awsquery::Error`], which it dereferences to; [`Error::code`]
            /// gives the service's code as a type.
            #[derive(Debug)]
            pub struct Error(pub(super) awsquery::Error);
        },
        quote! {
            impl Error {
                /// The code that the service answered with, if it did.
                pub fn code(&self) -> Option<ErrorCode> {
                    self.0.code().map(ErrorCode::from)
                }

                /// The error of the runtime, which names no service.
                pub fn into_inner(self) -> awsquery::Error {
                    self.0
                }
            }
        },
        quote! {
            impl From<awsquery::Error> for Error {
                fn from(error: awsquery::Error) -> Self { Self(error) }
            }
        },
        quote! {
            impl std::ops::Deref for Error {
                type Target = awsquery::Error;
                fn deref(&self) -> &awsquery::Error { &self.0 }
            }
        },
        quote! {
            impl std::fmt::Display for Error {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(&self.0, f) }
            }
        },
        quote! {
            impl std::error::Error for Error {
                fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { std::error::Error::source(&self.0) }
            }
        },
    ]
}

fn code_type(plan: &Crate) -> Vec<TokenStream> {
    let mut codes: BTreeMap<String, (&str, String)> = BTreeMap::new();
    for error in &plan.errors {
        let about = match &error.structure.docs {
            Some(prose) => docs::summary(prose),
            None => format!("`{}`, described by [`{}`].", error.code, error.structure.name.rust),
        };
        codes.entry(names::code(&error.code)).or_insert((&error.code, about));
    }
    for code in COMMON {
        codes
            .entry(names::code(code))
            .or_insert((code, format!("`{code}`, common to all operations; not in the model.")));
    }
    let variants = codes.iter().map(|(variant, (_, about))| {
        let (variant, about) = (ident(variant), docs::attributes(about));
        quote!(#about #variant,)
    });
    let variant: Vec<_> = codes.keys().map(|variant| ident(variant)).collect();
    let wire: Vec<_> = codes.values().map(|(code, _)| *code).collect();
    vec![
        quote! {
            /// The codes that the service answers with: an open set.
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum ErrorCode {
                #(#variants)*
                /// A code that is not known here, as it came.
                Unrecognized(String),
            }
        },
        quote! {
            impl ErrorCode {
                /// The code on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variant => #wire,)*
                        Self::Unrecognized(code) => code,
                    }
                }
            }
        },
        quote! {
            impl From<&str> for ErrorCode {
                fn from(code: &str) -> Self {
                    match code {
                        #(#wire => Self::#variant,)*
                        _ => Self::Unrecognized(code.to_owned()),
                    }
                }
            }
        },
        quote! {
            impl std::fmt::Display for ErrorCode {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
            }
        },
    ]
}

fn modelled(place: &Place<'_>, error: &ErrorType) -> Vec<TokenStream> {
    let structure = &error.structure;
    let (name, wire, code) = (structure.name.ident(), &structure.name.wire, &error.code);
    let status = Literal::u16_unsuffixed(error.status);
    let retry = ident(match error.retry {
        Retry::Unsaid => "Unsaid",
        Retry::Retryable => "Retryable",
        Retry::Throttling => "Throttling",
    });
    let constant = ident(&names::constant(wire));
    let about = docs::or_fact(&structure.docs, &format!("The error `{wire}`."));
    let about = format!("{about}\n\nCode `{code}`, status {status}. Read it with [`awsquery::Error::modelled`].");
    let constant_about = docs::attributes(&format!("`{wire}` as the runtime knows it."));
    let mut items = vec![structure::definition(place, structure, &about)];
    items.push(quote! {
        #constant_about
        pub(super) const #constant: rt::ErrorShape = rt::ErrorShape::new(#wire, #code, #status, rt::Retry::#retry);
    });
    items.push(quote! {
        impl rt::ModelledError for #name {
            const CODE: &'static str = #code;
        }
    });
    items.push(structure::decode_impl(place, structure, true));
    items.extend(serde::impls(place, structure));
    items
}
