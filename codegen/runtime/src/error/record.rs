//! What an error keeps of the request that caused it.

use crate::protocol::outgoing::{OutgoingRequest, Signed};
use crate::protocol::redactor::Redactor;
use crate::value::timestamp::Timestamp;

/// What of a request is needed to explain the service's error: how it was signed, and what masks its secrets.
pub(crate) struct Record {
    pub(crate) redactor: Redactor,
    pub(crate) signed: Option<Signed>,
    /// When the credentials expire that signed the request, if they said so.
    pub(crate) credentials_expire_at: Option<Timestamp>,
}

impl Record {
    /// Keeps what a request tells that this client signed, or sent without a signature.
    pub(crate) fn of(request: &OutgoingRequest) -> Self {
        let expiry = request.credentials.as_ref().and_then(|credentials| credentials.expiry());
        Self {
            redactor: request.redactor(),
            signed: request.signed.clone(),
            credentials_expire_at: expiry.map(Timestamp::from),
        }
    }

    /// Keeps only what masks the secrets of a request.
    pub(crate) fn redacting(redactor: Redactor) -> Self {
        Self { redactor, signed: None, credentials_expire_at: None }
    }
}
