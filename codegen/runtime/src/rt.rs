//! What only generated code calls. No stability is promised for anything in here but through `cargo xtask codegen`.

pub use crate::endpoint::EndpointInputs;
pub use crate::endpoint::functions::{is_valid_host_label, parse_url, substring, uri_encode};
pub use crate::endpoint::partition::{PARTITIONS, Partition, RegionPattern, partition};
pub use crate::paginate::{Paginate, PaginateItems};
pub use crate::protocol::form::{Encode, Form};
pub use crate::protocol::operation::{
    Auth, Decode, ErrorShape, FlagVariable, ModelledError, Operation, Request, ResultElement, Retry, Service,
    Signature, TransientError,
};
pub use crate::protocol::xml::{DecodeError, Element};
pub use crate::rule::charset::CharSet;
pub use crate::rule::check::{Check, Validate, validate};
pub use crate::rule::{LazyRegex, Limits, Pattern, Rule, Test, unicode};
#[cfg(feature = "server")]
pub use crate::server::{Envelope, Fields, Parameters, Receive, Refusal, Reply, Writer, receive, reply};
#[cfg(feature = "serde")]
pub use crate::value::serde_support::{Expose, Members, read_enum, read_floats, unknown_member};
pub use crate::wait::{Acceptor, Matcher, State, Waiter, count, truth};
#[cfg(feature = "serde")]
pub use serde;

use crate::endpoint::Endpoint;

/// The format of the code between generator and runtime; the generator holds the same number.
const FORMAT: u32 = 3;

/// Stops the build of code that another generator made.
pub const fn assert_format(format: u32) {
    assert!(format == FORMAT, "this code was generated for another awsquery: run `cargo xtask codegen` again");
}

/// An endpoint that rules decided for.
pub fn endpoint(url: String, signing_region: Option<String>, signing_name: Option<String>) -> Endpoint {
    Endpoint { url, signing_region, signing_name }
}

/// The error for an answer that reports success and cannot be used, judged by a layer above the client.
pub fn unusable_answer<T>(
    operation: &'static Operation,
    answer: &crate::call::response::Answer<T>,
    problem: &str,
) -> crate::error::Error {
    crate::call::response::unusable_output(operation, answer, problem)
}

/// Refuses a request that breaks the model, or constraints that only the service's documentation states.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn check_request<R: Request>(
    request: &R,
    documented: Vec<crate::rule::violation::Violation>,
) -> Result<(), crate::error::Error> {
    let checked = crate::rule::check::validate_with(request, documented);
    checked.map_err(|invalid| crate::error::Error::invalid(R::OPERATION, invalid))
}

/// The error for a request that a layer above the client does not send, for a reason that the model does not hold.
pub fn refused(operation: &'static Operation, problem: impl Into<String>) -> crate::error::Error {
    crate::error::Error::config(operation, crate::platform::config_error::ConfigError::new(problem))
}

/// The error for a request that is not sent because there is nothing to prove with who sends it.
pub fn no_credentials(
    operation: &'static Operation,
    source: Box<dyn std::error::Error + Send + Sync>,
) -> crate::error::Error {
    crate::error::Error::credentials(operation, source)
}

/// The endpoint of a service whose model has no rules: the one that was given.
pub fn given_endpoint(inputs: &EndpointInputs<'_>) -> Result<Endpoint, String> {
    match inputs.text("SDK::Endpoint") {
        Some(url) => Ok(endpoint(url.to_owned(), None, None)),
        None => Err("the model of this service has no endpoint rules: give an endpoint".to_owned()),
    }
}
