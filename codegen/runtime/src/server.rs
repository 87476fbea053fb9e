//! The other half of the protocol: reading requests, checking their signatures, writing answers.

mod envelope;
mod fields;
mod parameters;
mod refusal;
mod verify;
mod writer;

pub use envelope::{AnswerFormat, Envelope};
pub use fields::{Fields, Receive};
pub use parameters::Parameters;
pub use refusal::Refusal;
pub use verify::{Authorization, Expected};
pub use writer::{Reply, Writer, error_document, reply};

use crate::rule::check::{Check, Validate};

/// An id for a request: a random UUID, unique and no secret.
pub fn new_request_id() -> String {
    crate::platform::idempotency::random_uuid()
}

/// Reads the request from `parameters` and holds it against the service model.
///
/// # Errors
///
/// Everything that is wrong with it, in AWS's words; a missing member is reported together with the rest.
pub fn receive<T: Receive + Validate>(parameters: &Parameters) -> Result<T, Refusal> {
    let mut fields = Fields::new(parameters);
    let request = T::receive(&mut fields);
    let (missing, malformed) = fields.into_problems();
    if let Some(path) = malformed.first() {
        return Err(Refusal::malformed_input(path));
    }
    match Check::received(&request, missing) {
        violations if violations.is_empty() => Ok(request),
        violations => Err(Refusal::validation(&violations)),
    }
}

#[cfg(test)]
mod tests;
