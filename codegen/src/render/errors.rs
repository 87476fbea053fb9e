//! Error codes, and the errors that the model describes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::module::GeneratedFile;
use super::place::ItemPlace;
use super::source::{Prelude, Source, ident};
use super::structure;
use super::{docs, serde, table};
use crate::error::Error;
use crate::plan::ir::{CodePlan, Crate, ErrorType, RetryPlan};
use crate::plan::names;
use crate::prose;

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let place = ItemPlace { plan, among_types: false, prelude: Prelude(&[]) };
    let mut source = Source::new(plan, "errors.rs", "Error codes, and the errors that the model describes.")
        .uses("rt", quote!(awsquery::rt))
        .uses("types", quote!(super::types));
    source.extend(code_type(plan));
    for error in &plan.errors {
        source.extend(modelled(&place, error));
    }
    source.finish()
}

fn code_type(plan: &Crate) -> Vec<TokenStream> {
    let variants = plan.codes.iter().map(|code| {
        let variant = code.name.ident();
        let about = docs::attributes(&code_docs(code));
        quote!(#about #variant,)
    });
    let variant: Vec<_> = plan.codes.iter().map(|code| code.name.ident()).collect();
    let wire: Vec<_> = plan.codes.iter().map(|code| &code.name.wire).collect();
    vec![
        quote! {
            /// Error codes of the service: those in its model, and common ones. The service can add codes at any time.
            /// Returned by [`Error::code`](super::Error::code).
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum ErrorCode {
                #(#variants)*
                /// A code that was unknown when this code was generated, exactly as the service returned it.
                Unrecognized(String),
            }
        },
        quote! {
            impl ErrorCode {
                /// Returns the code as text.
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

fn code_docs(code: &CodePlan) -> String {
    match (&code.docs, &code.error) {
        (Some(prose), Some(_)) => docs::summary(prose),
        (Some(meaning), None) => docs::wrapped(meaning),
        (None, Some(error)) => format!("{}, with the details in [`{error}`].", prose::code(&code.name.wire)),
        (None, None) => format!("{}.", prose::code(&code.name.wire)),
    }
}

fn modelled(place: &ItemPlace<'_>, error: &ErrorType) -> Vec<TokenStream> {
    let structure = &error.structure;
    let name = structure.name.ident();
    let wire = &structure.name.wire;
    let code = &error.code;
    let status = Literal::u16_unsuffixed(error.status);
    let retry = ident(match error.retry {
        RetryPlan::Unspecified => "Unspecified",
        RetryPlan::Retryable => "Retryable",
        RetryPlan::Throttling => "Throttling",
    });
    let constant = ident(&names::constant(wire));
    let about = docs::or_fact(&structure.docs, &format!("The error `{wire}`."));
    let code_about = docs::wrapped(&format!(
        "Error code {}, HTTP status {status}. [`awsquery::Error::modelled`] returns it from an error.",
        prose::code(code)
    ));
    let about = format!("{about}\n\n{code_about}");
    let constant_about = docs::attributes(&format!("Code, status and retry behavior of `{wire}`."));
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
    items.push(table::structure(structure));
    items.extend(serde::impls(place, structure));
    items
}
