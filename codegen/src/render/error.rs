//! The error of a crate's calls.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::GeneratedFile;
use super::source::Source;
use crate::error::Error;
use crate::plan::ir::Crate;

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let mut source =
        Source::new(plan, "error.rs", "The error of calls.").uses("ErrorCode", quote!(super::errors::ErrorCode));
    source.extend(error_type(plan));
    source.finish()
}

/// The report of an error, unless a layer above the crate writes it.
fn report(plan: &Crate) -> Option<TokenStream> {
    let report = quote! {
        /// Returns everything that is known about the error, in lines.
        #[inline]
        pub fn report(&self) -> impl std::fmt::Display + '_ { self.0.report() }
    };
    (!plan.own_report).then_some(report)
}

fn error_type(plan: &Crate) -> Vec<TokenStream> {
    vec![
        quote! {
            /// The error of a call: the request was not sent, the service returned an error, or its response was not
            /// usable.
            ///
            /// `Display` is one line for a person, and [`report`](Self::report) is everything that is known.
            /// [`awsquery::Error`] is the same for every service, and has an example.
            #[derive(Debug)]
            pub struct Error(pub(super) awsquery::Error);
        },
        quote! {
            impl Error {
                /// Returns the service's error code, if the service returned one.
                pub fn code(&self) -> Option<ErrorCode> {
                    self.0.code().map(ErrorCode::from)
                }

                /// Returns the error of the runtime, which is the same type for every service.
                pub fn as_runtime(&self) -> &awsquery::Error {
                    &self.0
                }

                /// Returns the error of the runtime as any error.
                pub(super) fn as_error(&self) -> &(dyn std::error::Error + 'static) {
                    &self.0
                }

                /// Returns the error of the runtime, which is the same type for every service.
                pub fn into_runtime(self) -> awsquery::Error {
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
            impl From<awsquery::ConfigError> for Error {
                fn from(error: awsquery::ConfigError) -> Self { Self(error.into()) }
            }
        },
        forwarders(report(plan)),
        quote! {
            impl awsquery::layer::Attempted for Error {
                fn with_earlier_attempts(self, earlier: Vec<awsquery::retry::Attempt>) -> Self {
                    Self(awsquery::layer::Attempted::with_earlier_attempts(self.0, earlier))
                }
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

/// The methods of the runtime's error, except for those that only layers need.
fn forwarders(report: Option<TokenStream>) -> TokenStream {
    quote! {
        impl Error {
            /// Returns what kind of failure this is.
            pub fn kind(&self) -> awsquery::ErrorKind { self.0.kind() }

            /// Returns the operation that was called. `None` if the client could not be built.
            pub fn operation(&self) -> Option<&'static str> { self.0.operation() }

            /// Returns the service's message. Secrets that it quotes are replaced by `[redacted]`.
            pub fn message(&self) -> Option<&str> { self.0.message() }

            /// Returns who is at fault according to the service: `Sender` or `Receiver`.
            pub fn fault(&self) -> Option<&str> { self.0.fault() }

            /// Returns the id of the request, which AWS's support asks for.
            pub fn request_id(&self) -> Option<&str> { self.0.request_id() }

            /// Returns the HTTP status of the response.
            pub fn status(&self) -> Option<u16> { self.0.status() }

            /// Returns the body of the error as it came. It may quote what was sent: do not log it.
            pub fn raw_body(&self) -> Option<&[u8]> { self.0.raw_body() }

            /// Returns the requests that were sent, in order; the last one caused this error.
            pub fn attempts(&self) -> &[awsquery::retry::Attempt] { self.0.attempts() }

            /// Returns why a failure that may pass was not retried.
            pub fn retries_ended(&self) -> Option<awsquery::retry::RetriesEnded> { self.0.retries_ended() }

            /// Returns everything that is wrong with a request that was not sent.
            pub fn violations(&self) -> &[awsquery::rule::violation::Violation] { self.0.violations() }

            /// Returns the transport error: the step that failed, and the cause if it is known. Returns `None` if the
            /// service responded.
            pub fn transport_error(&self) -> Option<&awsquery::TransportError> { self.0.transport_error() }

            /// Returns the members of a modelled error, if this is that error.
            pub fn modelled<T: awsquery::protocol::ModelledError>(&self) -> Option<T> { self.0.modelled() }

            /// Returns whether the request itself is wrong. Retrying cannot help; fix the request.
            pub fn is_invalid_request(&self) -> bool { self.0.is_invalid_request() }

            /// Returns whether the service knows the caller, who may not make this call.
            pub fn is_access_denied(&self) -> bool { self.0.is_access_denied() }

            /// Returns whether the caller's session, or a token in the request, has expired.
            pub fn is_expired_token(&self) -> bool { self.0.is_expired_token() }

            /// Returns whether the service does not know the access key or its session token.
            pub fn is_invalid_credentials(&self) -> bool { self.0.is_invalid_credentials() }

            /// Returns whether the service calculated another signature for the request.
            pub fn is_signature_mismatch(&self) -> bool { self.0.is_signature_mismatch() }

            /// Returns whether the caller sends more than it may. Wait, then send less.
            pub fn is_throttled(&self) -> bool { self.0.is_throttled() }

            /// Returns whether the time for the operation, or for one attempt, was up.
            pub fn is_timeout(&self) -> bool { self.0.is_timeout() }

            /// Returns whether the same call may succeed later.
            pub fn is_retryable(&self) -> bool { self.0.is_retryable() }

            #report

            /// Returns the id of the access key that signed the request. Not a secret.
            pub fn access_key_id(&self) -> Option<&str> { self.0.access_key_id() }

            /// Returns the host that the request was sent to.
            pub fn host(&self) -> Option<&str> { self.0.host() }

            /// Returns the region that the request was signed for.
            pub fn region(&self) -> Option<&str> { self.0.region() }

            /// Returns how many equal calls the client and its clones made within the last minute, with this one.
            pub fn same_calls(&self) -> usize { self.0.same_calls() }

            /// Returns when the request was signed, by the client's clock.
            pub fn signed_at(&self) -> Option<awsquery::Timestamp> { self.0.signed_at() }

            /// Returns the names of the headers that were signed.
            pub fn signed_headers(&self) -> Option<&str> { self.0.signed_headers() }

            /// Returns the SHA-256 of the canonical request, in hex, if the service found the signature wrong.
            pub fn canonical_request_hash(&self) -> Option<&str> { self.0.canonical_request_hash() }

            /// Returns when the credentials that signed the request expire, if that is known.
            pub fn credentials_expire_at(&self) -> Option<awsquery::Timestamp> { self.0.credentials_expire_at() }
        }
    }
}
