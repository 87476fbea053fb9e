//! The root of the generated module: the service, the client, the names that users meet.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::FORMAT;
use super::docs;
use super::module::GeneratedFile;
use super::source::{Prelude, Source, ident};
use crate::error::Error;
use crate::model::{LimitsTrait, Protocol};
use crate::plan::ir::{Crate, OutputPlan, ServicePlan, Type};

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let about = plan.service.docs.clone().unwrap_or_else(|| docs::about_client(plan));
    let mut source = Source::new(plan, "root", &about).uses("rt", quote!(awsquery::rt));
    if is_deprecated(plan) {
        source = source.allows("deprecated", "deprecated items are generated too");
    }
    let format = Literal::u32_unsuffixed(FORMAT);
    source.push(quote! {
        const _: () = rt::assert_format(#format);
    });
    source.push(quote! { #[cfg(feature = "blocking")] pub mod blocking; });
    source.push(quote! { pub mod endpoint; });
    source.push(quote! { mod error; });
    source.push(quote! { mod errors; });
    source.push(quote! { mod operations; });
    if plan.own_partitions {
        source.push(quote! { mod partitions; });
    }
    source.push(quote! { pub mod rules; });
    source.push(quote! { #[cfg(feature = "server")] pub mod server; });
    source.push(quote! { mod types; });
    let waits = plan.operations.iter().any(|operation| !operation.waiters.is_empty());
    if waits {
        source.push(quote! { pub mod waiters; });
    }
    source.push(quote! { pub use error::Error; });
    source.push(quote! { pub use errors::*; });
    source.push(quote! { pub use operations::*; });
    if !plan.types.is_empty() {
        source.push(quote! { pub use types::*; });
    }
    source.extend(service(plan));
    let names = Prelude::hidden_by(plan);
    source.extend(client(plan, &Prelude(&names)));
    if plan.operations.iter().any(|operation| operation.dry_run.is_some()) {
        source.push(dry_run(&Prelude(&names)));
    }
    if plan.operations.iter().any(|operation| operation.pagination.is_some()) {
        source.push(pages());
    }
    if waits {
        source.push(wait_until(&Prelude(&names)));
    }
    source.finish()
}

fn service(plan: &Crate) -> Vec<TokenStream> {
    let service = &plan.service;
    let (name, version, signing_name) = (&service.name, &service.version, &service.signing_name);
    let namespace = optional(service.xml_namespace.as_ref());
    let protocol = ident(match service.protocol {
        Protocol::AwsQuery => "AwsQuery",
        Protocol::Ec2Query => "Ec2Query",
    });
    let signature = ident(if service.signature_v4 { "V4" } else { "V2" });
    let (limits, transient_errors, flag_variables) =
        (limits(service), transient_errors(service), flag_variables(service));
    let dry_run = service.dry_run_code.as_ref().map(|code| quote!(.with_dry_run(#code)));
    vec![quote! {
        /// The service, as data for the runtime: name, protocol, API version, signature and special errors.
        pub static SERVICE: rt::Service =
            rt::Service::new(#name, rt::Protocol::#protocol, #version, #signing_name, #namespace, rt::Signature::#signature)
            .with_error(|error| error.downcast_ref().map(Error::as_error))
            #limits
            #dry_run
            #transient_errors
            #flag_variables;
    }]
}

fn limits(service: &ServicePlan) -> Option<TokenStream> {
    let LimitsTrait { attempt_timeout, deadline, max_response_bytes } = service.limits;
    let set = |method: &str, limit: Option<u32>| {
        let (method, limit) = (ident(method), Literal::u32_unsuffixed(limit?));
        Some(quote!(.#method(#limit)))
    };
    let limits: Vec<TokenStream> = [
        set("with_attempt_timeout", attempt_timeout),
        set("with_deadline", deadline),
        set("with_max_response_bytes", max_response_bytes),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!limits.is_empty()).then(|| quote!(.with_limits(rt::ServiceLimits::DEFAULT #(#limits)*)))
}

fn transient_errors(service: &ServicePlan) -> Option<TokenStream> {
    let errors = service.transient_errors.iter().map(|error| {
        let (code, message) = (&error.code, optional(error.message.as_ref()));
        quote!(rt::TransientError::new(#code, #message))
    });
    (errors.len() > 0).then(|| quote!(.with_transient_errors(&[#(#errors),*])))
}

fn flag_variables(service: &ServicePlan) -> Option<TokenStream> {
    let variables = service.flag_variables.iter().map(|flag| {
        let (variable, built_in, on, off) = (&flag.variable, &flag.built_in, &flag.on, &flag.off);
        quote!(rt::FlagVariable::new(#variable, #built_in, #on, #off))
    });
    (variables.len() > 0).then(|| quote!(.with_flag_variables(&[#(#variables),*])))
}

fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

/// Returns true if a type or a variant is deprecated, because every mention of it then causes a warning. Items that use
/// deprecated members have an attribute of their own.
fn is_deprecated(plan: &Crate) -> bool {
    let types = plan.types.iter().any(|known| match known {
        Type::Structure(structure) => structure.deprecated.is_some(),
        Type::Union(union) => {
            union.deprecated.is_some() || union.fields.iter().any(|variant| variant.deprecated.is_some())
        }
        Type::Enum(_) => false,
    });
    let operations = plan.operations.iter().any(|operation| {
        let response = match &operation.response {
            OutputPlan::Own(response) => response.deprecated.is_some(),
            OutputPlan::Shared(_) => false,
        };
        response || operation.request.deprecated.is_some()
    });
    types || operations || plan.errors.iter().any(|error| error.structure.deprecated.is_some())
}

/// Returns the sentence about limits of the service, if it has any.
fn limits_docs(service: &ServicePlan) -> Option<String> {
    let LimitsTrait { attempt_timeout, deadline, max_response_bytes } = service.limits;
    let limits = [
        attempt_timeout.map(|seconds| format!("{seconds} s for an attempt")),
        deadline.map(|seconds| format!("{seconds} s for an operation")),
        max_response_bytes.map(|bytes| format!("{bytes} bytes for a response")),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    (!limits.is_empty()).then(|| format!(" The default limits of this service are {}.", limits.join(", ")))
}

fn client(plan: &Crate, prelude: &Prelude<'_>) -> Vec<TokenStream> {
    let result = prelude.name("Result");
    let about = docs::attributes(&format!("Client for {}. Each operation is a method.", docs::title(plan)));
    let limits = limits_docs(&plan.service).map(|limits| quote!(#[doc = ""] #[doc = #limits]));
    vec![
        quote! {
            #about
            ///
            /// Every request is checked against the service model before it is sent. Clones are cheap and share
            /// connections, the retry quota and the clock.
            #limits
            #[derive(Clone, Debug)]
            pub struct Client(awsquery::Client);
        },
        quote! {
            impl Client {
                /// Creates a client with this configuration. The first call reads the environment and opens
                /// connections.
                pub fn new(config: awsquery::Config) -> Self {
                    Self(awsquery::Client::new(&SERVICE, endpoint::resolve, config))
                }

                /// Returns a client that does not check requests against the service model, for services that imitate
                /// this one and for limits that AWS has relaxed in the meantime.
                pub fn unchecked(&self) -> Self {
                    Self(self.0.unchecked())
                }

                /// Returns a client with other credentials, which shares connections, the retry quota and the clock.
                pub fn with_credentials(&self, credentials: impl awsquery::ProvideCredentials + 'static) -> Self {
                    Self(self.0.with_credentials(credentials))
                }

                /// Returns a client whose calls have these limits for time and for the size of a response, and which shares
                /// connections, the retry quota and the clock.
                pub fn with_limits(&self, limits: awsquery::CallLimits) -> Self {
                    Self(self.0.with_limits(limits))
                }

                /// Returns a client whose errors keep a summary of their request, for layers that explain errors.
                pub fn with_summaries(&self, summarize: awsquery::layer::Summarize) -> Self {
                    Self(self.0.with_summaries(summarize))
                }

                /// Returns the client of the runtime, which is independent of the service and can sign requests that
                /// other programs send.
                pub fn as_runtime(&self) -> &awsquery::Client {
                    &self.0
                }

                /// Prepares the client for its first call: reads the environment, resolves the endpoint and loads
                /// certificates.
                ///
                /// # Errors
                ///
                /// Fails if the configuration is incomplete or not valid, so that calls would fail.
                pub fn prepare(&self) -> #result<(), awsquery::ConfigError> {
                    self.0.prepare()
                }

                /// Returns the client's clock, which is corrected by the service's responses. Use it to decide whether
                /// credentials have expired.
                pub fn clock(&self) -> std::sync::Arc<dyn awsquery::Clock> {
                    self.0.clock()
                }

                /// Sends a request for any operation and returns its output together with the request id.
                ///
                /// # Errors
                ///
                /// Fails for the same reasons as the method of the operation.
                pub async fn send<R: awsquery::Request>(
                    &self,
                    request: &R,
                ) -> #result<awsquery::Response<R::Output>, Error> {
                    self.0.send(request).await.map_err(Error)
                }
            }
        },
    ]
}

fn dry_run(prelude: &Prelude<'_>) -> TokenStream {
    let result = prelude.name("Result");
    quote! {
        impl Client {
            /// Asks the service whether it would perform the request, without performing it. Whatever the request says, it
            /// is sent as a dry run.
            ///
            /// # Errors
            ///
            /// Fails if the service would refuse the request, if the call fails, or if the service reports success, so that it
            /// may have performed the request.
            pub async fn dry_run<R: awsquery::DryRun>(&self, request: &R) -> #result<awsquery::Permitted, Error> {
                self.0.dry_run(request).await.map_err(Error)
            }
        }
    }
}

fn pages() -> TokenStream {
    quote! {
        impl Client {
            /// Returns the pages of an operation's output, one after the other or as a stream.
            /// [`items`](awsquery::Pages::items) returns the items on the pages instead.
            pub fn pages<R: rt::Paginate>(&self, request: R) -> awsquery::Pages<R, Error> {
                awsquery::Pages::new(&self.0, request)
            }
        }
    }
}

fn wait_until(prelude: &Prelude<'_>) -> TokenStream {
    let (option, result) = (prelude.name("Option"), prelude.name("Result"));
    quote! {
        impl Client {
            /// Repeats a request until the condition of a waiter from [`waiters`] holds, for at most `limit`.
            ///
            /// Returns the last output, or `None` if the waiter waits for an error.
            ///
            /// # Errors
            ///
            /// Fails if the state can no longer be reached, if a call fails, or if the time limit is reached.
            pub async fn wait_until<R: awsquery::Request + 'static>(
                &self,
                waiter: &awsquery::Waiter<R>,
                request: &R,
                limit: std::time::Duration,
            ) -> #result<#option<R::Output>, awsquery::WaitError<Error>> {
                self.0.wait_until(waiter, request, limit).await
            }
        }
    }
}
