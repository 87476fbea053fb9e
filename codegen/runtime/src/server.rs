//! The server half of the protocol: reading requests, verifying signatures, writing responses.
//!
//! Needs the feature `server`.
//!
//! Generated crates have a server half of their API that builds on it. Use it for local replacements of a service in tests.

mod envelope;
mod fields;
mod parameters;
mod refusal;
mod served_request;
mod verify;
mod writer;

pub use envelope::{Envelope, ResponseFormat};
pub use parameters::Parameters;
pub use refusal::Refusal;
pub use served_request::{Responding, ServedRequest};
pub use verify::{Authorization, Expected};
pub use writer::{error_document, reply};

use std::collections::BTreeSet;

use self::fields::Fields;
use crate::platform::idempotency::random_uuid;
use crate::platform::random::SystemRandom;
use crate::protocol::operation::Request;
use crate::rule::check::Check;
use crate::value::dynamic::Structure;

/// Returns an id for a request: a random UUID, which is unique but not secret.
pub fn new_request_id() -> String {
    random_uuid(&SystemRandom).as_str().to_owned()
}

/// Reads a request from parameters and checks it against the service model.
///
/// # Errors
///
/// Returns a refusal with all violations, including missing members, in the text that AWS uses.
pub fn receive<T: Structure + Request>(parameters: &Parameters) -> Result<T, Refusal> {
    let protocol = T::OPERATION.service.protocol;
    let mut fields = Fields::new(parameters);
    let request: T = fields.request();
    let (missing, malformed) = fields.into_problems();
    if let Some(path) = malformed.first() {
        return Err(Refusal::malformed_input(protocol, path));
    }
    match Check::received(&request, missing) {
        violations if violations.is_empty() => Ok(request),
        violations => Err(Refusal::validation(protocol, &violations)),
    }
}

/// Returns the names of the parameters that hold sensitive members of a request. They must not be logged.
///
/// The request need not be valid.
pub fn sensitive_parameters<T: Structure>(parameters: &Parameters) -> BTreeSet<String> {
    let mut fields = Fields::new(parameters);
    // Parameters may be looked for in the requests of many operations, and be members of few.
    if !fields.has_any(T::blank().shape().members) {
        return BTreeSet::new();
    }
    let _: T = fields.request();
    fields.into_sensitive()
}

#[cfg(test)]
mod tests;
