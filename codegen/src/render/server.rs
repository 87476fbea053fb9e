//! The server side of the protocol: a trait with one method per operation, and the dispatch of forms to it.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::module::GeneratedFile;
use super::place::ItemPlace;
use super::source::{Prelude, Source, ident};
use crate::error::Error;
use crate::plan::ir::{Crate, Extra, OperationPlan};
use crate::plan::names;

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let place = ItemPlace { plan, among_types: false, prelude: Prelude(&[]) };
    let title = docs::title(plan);
    let about = format!("Server side of {title}: decodes requests, calls a [`Handler`] and encodes the output.");
    let mut source = Source::new(plan, "server.rs", &docs::optional(plan, Extra::Server, &about))
        .uses("rt", quote!(awsquery::rt))
        .uses("operations", quote!(super::operations))
        .uses("types", quote!(super::types));
    let constants = plan.operations.iter().map(|operation| ident(&names::constant(&operation.name.wire)));
    source.push(quote! {
        /// All operations, sorted by name.
        pub static OPERATIONS: &[&rt::Operation] = &[#(&operations::#constants),*];
    });
    source.push(handler(&place));
    source.push(dispatch(plan));
    source.push(sensitive_parameters(plan));
    source.finish()
}

fn handler(place: &ItemPlace<'_>) -> TokenStream {
    let methods = place.plan.operations.iter().map(|operation| method(place, operation));
    quote! {
        /// Handles requests that have been checked against the service model. An operation that is not implemented
        /// returns an error that says so.
        pub trait Handler: Sync {
            /// Information about a request that the handler needs, such as the caller.
            type Context: Send;

            #(#methods)*
        }
    }
}

fn method(place: &ItemPlace<'_>, operation: &OperationPlan) -> TokenStream {
    let name = operation.name.ident();
    let request = operation.request.name.ident();
    let response = place.response_path(operation);
    let wire = &operation.name.wire;
    let about = docs::attributes(&format!("Handles a request for `{wire}`."));
    let deprecated = operation.deprecated.is_some().then(|| quote!(#[allow(deprecated)]));
    quote! {
        #about
        #deprecated
        fn #name(
            &self,
            context: Self::Context,
            request: operations::#request,
        ) -> impl Future<Output = Result<#response, rt::Refusal>> + Send {
            let _ = (context, request);
            std::future::ready(Err(rt::Refusal::not_implemented(#wire)))
        }
    }
}

fn dispatch(plan: &Crate) -> TokenStream {
    let arms = plan.operations.iter().map(|operation| {
        let wire = &operation.name.wire;
        let method = operation.name.ident();
        quote!(#wire => request.respond(|request| handler.#method(context, request)),)
    });
    quote! {
        /// Decodes and checks a request for `operation`, passes it to the handler and encodes the output.
        ///
        /// # Errors
        ///
        /// The request is not valid, or the handler refuses it.
        pub fn dispatch<'a, H: Handler>(
            handler: &'a H,
            context: H::Context,
            operation: &'static rt::Operation,
            parameters: &'a rt::Parameters,
            envelope: rt::Envelope<'a>,
        ) -> rt::Responding<'a> {
            let request = rt::ServedRequest { operation, parameters, envelope };
            match operation.name {
                #(#arms)*
                _ => request.not_implemented(),
            }
        }
    }
}

fn sensitive_parameters(plan: &Crate) -> TokenStream {
    let arms = plan.operations.iter().map(|operation| {
        let (wire, request) = (&operation.name.wire, operation.request.name.ident());
        quote!(#wire => rt::sensitive_parameters::<operations::#request>(parameters),)
    });
    quote! {
        /// Returns the names of the parameters that hold sensitive members of a request for `operation`. They must not be
        /// logged. The request need not be valid.
        pub fn sensitive_parameters(
            operation: &rt::Operation,
            parameters: &rt::Parameters,
        ) -> std::collections::BTreeSet<String> {
            match operation.name {
                #(#arms)*
                _ => Default::default(),
            }
        }
    }
}
