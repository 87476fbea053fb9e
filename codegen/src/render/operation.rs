//! One file per operation: request, response, their checks, their wire format and the client's method.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::GeneratedFile;
use super::place::ItemPlace;
use super::source::{Prelude, Source, ident};
use super::structure::{self, deprecated};
use super::{docs, paging};
use crate::error::Error;
use crate::plan::ir::{Crate, Field, OperationPlan, OutputPlan, Pagination, Presence};

pub(super) fn file(plan: &Crate, operation: &OperationPlan) -> Result<GeneratedFile, Error> {
    let wire = &operation.name.wire;
    let module = operation.name.plain();
    let place = ItemPlace { plan, among_types: false, prelude: Prelude(&[]) };
    let about = docs::or_fact(&operation.docs, &format!("Calls `{wire}` of {}.", docs::title(plan)));
    let mut source = Source::new(plan, format!("operations/{module}.rs"), &format!("The operation `{wire}`."))
        .uses("rt", quote!(awsquery::rt))
        .uses("errors", quote!(super::super::errors))
        .uses("rules", quote!(super::super::rules))
        .uses("types", quote!(super::super::types))
        .uses("Client", quote!(super::super::Client))
        .uses("Error", quote!(super::super::Error));
    source.push(client_method(&place, operation, &about));
    source.push(constant(operation));
    let method = operation.name.plain();
    let request_docs = docs::or_fact(&operation.request.docs, &format!("Input of [`Client::{method}`]."));
    source.extend(structure::items(&place, &operation.request, &request_docs));
    source.push(request_impl(&place, operation));
    source.extend(dry_run_impl(operation));
    if let Some(pagination) = &operation.pagination {
        source.extend(paging::pages(&place, operation, pagination));
    }
    if let OutputPlan::Own(response) = &operation.response {
        let response_docs = docs::or_fact(&response.docs, &format!("Output of [`Client::{method}`]."));
        source.extend(structure::items(&place, response, &response_docs));
    }
    source.finish()
}

/// Returns the module that contains all operations.
pub(super) fn index(plan: &Crate) -> Result<GeneratedFile, Error> {
    let mut source = Source::new(plan, "operations.rs", "The operations, one module each.");
    for operation in &plan.operations {
        let module = ident(&operation.name.rust);
        source.push(quote!(mod #module;));
    }
    for operation in &plan.operations {
        let module = ident(&operation.name.rust);
        source.push(quote!(pub use #module::*;));
    }
    source.finish()
}

fn client_method(place: &ItemPlace<'_>, operation: &OperationPlan, about: &str) -> TokenStream {
    let method = operation.name.ident();
    let request = operation.request.name.ident();
    let response = place.response_type(operation);
    let errors = errors(place.plan, operation);
    let pages = match &operation.pagination {
        None => "",
        Some(Pagination { items: None, .. }) => "\n\nThe output comes in pages: [`Client::pages`] returns all of them.",
        Some(_) => "\n\nThe output comes in pages: [`Client::pages`] returns all of them, or all of their items.",
    };
    let about = docs::attributes(&format!("{about}{pages}\n\n# Errors\n\n{errors}"));
    let deprecated = deprecated(operation.deprecated.as_ref());
    quote! {
        impl Client {
            #about
            #deprecated
            pub async fn #method(&self, request: &#request) -> Result<#response, Error> {
                self.0.call(request).await.map_err(Error)
            }
        }
    }
}

/// Returns the paragraph about the errors of a call.
fn errors(plan: &Crate, operation: &OperationPlan) -> String {
    let named = |wire: &String| plan.errors.iter().find(|error| error.structure.name.wire == *wire);
    let declared: Vec<String> = operation
        .errors
        .iter()
        .filter_map(named)
        .map(|error| format!("[`{0}`](errors::{0})", error.structure.name.rust))
        .collect();
    let declared = match declared.as_slice() {
        [] => String::new(),
        [only] => format!(" The service declares {only} for this operation."),
        [rest @ .., last] => format!(" The service declares {} and {last} for this operation.", rest.join(", ")),
    };
    docs::wrapped(&format!(
        "A request that violates a limit of the service model fails before it is sent.{declared} For all other errors \
         see [`Error`]."
    ))
}

fn constant(operation: &OperationPlan) -> TokenStream {
    let wire = &operation.name.wire;
    let about = docs::attributes(&format!("The operation `{wire}`, as data for the runtime."));
    let auth = ident(if operation.signed { "Signed" } else { "Unsigned" });
    let result = ident(if operation.has_result { "Expected" } else { "Empty" });
    let errors = operation.errors.iter().map(|error| {
        let constant = ident(&crate::plan::names::constant(error));
        quote!(errors::#constant)
    });
    let gzip = operation.takes_gzip.then(|| quote!(.with_gzip()));
    let host_prefix = operation.host_prefix.as_ref().map(|prefix| quote!(.with_host_prefix(#prefix)));
    let name = ident(&crate::plan::names::constant(wire));
    quote! {
        #about
        pub static #name: rt::Operation = rt::Operation::new(
            &super::super::SERVICE,
            #wire,
            rt::Auth::#auth,
            rt::ResultElement::#result,
            &[#(#errors),*],
        )#gzip #host_prefix;
    }
}

fn label(field: &Field) -> TokenStream {
    let wire = &field.name.wire;
    let member = field.name.ident();
    match field.presence {
        Presence::Always => quote!(#wire => Some(&self.#member),),
        Presence::Optional | Presence::Demanded => quote!(#wire => self.#member.as_deref(),),
    }
}

/// Returns the implementation for a request that the service can check without performing it.
fn dry_run_impl(operation: &OperationPlan) -> Option<TokenStream> {
    let dry_run = operation.dry_run.as_ref()?;
    let request = operation.request.name.ident();
    let member = dry_run.member.ident();
    let value = if dry_run.optional { quote!(Some(true)) } else { quote!(true) };
    let allow = operation.request.allow_deprecated();
    Some(quote! {
        #allow
        impl rt::DryRun for #request {
            fn set_dry_run(&mut self) {
                self.#member = #value;
            }
        }
    })
}

fn request_impl(place: &ItemPlace<'_>, operation: &OperationPlan) -> TokenStream {
    let request = operation.request.name.ident();
    let response = place.response_type(operation);
    let constant = ident(&crate::plan::names::constant(&operation.name.wire));
    let labels: Vec<TokenStream> =
        operation.request.fields.iter().filter(|field| field.host_label).map(label).collect();
    let labels = (!labels.is_empty()).then(|| {
        quote! {
            fn host_label(&self, name: &str) -> Option<&str> {
                match name {
                    #(#labels)*
                    _ => None,
                }
            }
        }
    });
    quote! {
        impl rt::Request for #request {
            const OPERATION: &'static rt::Operation = &#constant;
            type Output = #response;
            #labels
        }
    }
}
