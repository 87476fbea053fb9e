//! The items that generated code uses. Nothing here is stable, so nothing else may use it: generator and runtime agree on
//! a format number, and code has to be generated again when it changes.

#[cfg(feature = "blocking")]
pub use crate::blocking_client;
pub use crate::dry_run::DryRun;
pub use crate::endpoint::functions::{is_valid_host_label, parse_url, substring, uri_encode};
pub use crate::endpoint::partition::{PARTITIONS, Partition, RegionPattern, partition};
pub use crate::endpoint::{Endpoint, EndpointInputs};
pub use crate::paginate::{Paginate, PaginateItems};
pub use crate::protocol::conventions::Protocol;
pub use crate::protocol::form::{Encode, Form};
pub use crate::protocol::operation::{
    Auth, Decode, ErrorShape, FlagVariable, ModelledError, Operation, Request, ResultElement, Retry, Service,
    ServiceLimits, Signature, TransientError,
};
pub use crate::protocol::xml::{DecodeError, Element};
pub use crate::rule::charset::CharSet;
pub use crate::rule::check::{Check, Validate, validate};
pub use crate::rule::unicode;
pub use crate::rule::{Bound, LazyLookAround, LazyRegex, Limits, Pattern, Rule, Test};
#[cfg(feature = "server")]
pub use crate::server::{
    Envelope, Parameters, Refusal, Responding, ServedRequest, receive, reply, sensitive_parameters,
};
#[cfg(feature = "serde")]
pub use crate::value::deserialize::deserialize;
#[cfg(any(feature = "serde", feature = "server"))]
pub use crate::value::dynamic::{Place, Structure, Value, View, show_variant};
#[cfg(feature = "serde")]
pub use crate::value::exposed::Expose;
#[cfg(feature = "serde")]
pub use crate::value::redacted::without_value;
pub use crate::value::redacted::{Redacted, redacted};
#[cfg(any(feature = "serde", feature = "server"))]
pub use crate::value::shape::{Layout, Member, Shape};
pub use crate::wait::{Acceptor, Matcher, State, Waiter, count, truth};
#[cfg(feature = "serde")]
pub use serde;

/// The number of the format of generated code. The generator has the same number.
const FORMAT: u32 = 6;

/// Fails to compile if the code was generated for another format.
pub const fn assert_format(format: u32) {
    assert!(format == FORMAT, "this code was generated for another version of awsquery: generate it again");
}

/// Creates the endpoint that endpoint rules chose.
pub fn endpoint(url: String, signing_region: Option<String>, signing_name: Option<String>) -> Endpoint {
    Endpoint { url, signing_region, signing_name }
}

/// Returns the configured endpoint, for a service whose model has no endpoint rules.
pub fn given_endpoint(inputs: &EndpointInputs<'_>) -> Result<Endpoint, String> {
    match inputs.text("SDK::Endpoint") {
        Some(url) => Ok(endpoint(url.to_owned(), None, None)),
        None => Err("the model of this service has no endpoint rules; configure an endpoint".to_owned()),
    }
}
