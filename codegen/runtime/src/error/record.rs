//! The facts about a request that its error keeps.

use aws_credential_types::Credentials;

use crate::protocol::outgoing::{OutgoingRequest, Signed};
use crate::protocol::redactor::Redactor;
use crate::value::timestamp::Timestamp;

/// The facts about a request that explain the service's error, and a redactor for its secrets.
pub(crate) struct Record {
    pub(crate) redactor: Redactor,
    pub(crate) signed: Option<Signed>,
    /// The time at which the credentials that signed the request expire, if it is known.
    pub(crate) credentials_expire_at: Option<Timestamp>,
    /// `true` if the credentials have a session token. `None` for a request that is not signed.
    pub(crate) has_session_token: Option<bool>,
}

/// Returns whether there is a session token that is not empty.
fn has_session_token(credentials: &Credentials) -> bool {
    credentials.session_token().is_some_and(|token| !token.is_empty())
}

impl Record {
    /// Creates the record of a request that this client sent.
    pub(crate) fn of(request: &OutgoingRequest) -> Self {
        let expiry = request.credentials.as_ref().and_then(|credentials| credentials.expiry());
        Self {
            redactor: request.redactor(),
            signed: request.signed.clone(),
            credentials_expire_at: expiry.map(Timestamp::from),
            has_session_token: request.credentials.as_ref().map(has_session_token),
        }
    }

    /// Creates a record with only a redactor, for a presigned request, whose signature this client did not make.
    pub(crate) fn redacting(redactor: Redactor) -> Self {
        Self { redactor, signed: None, credentials_expire_at: None, has_session_token: None }
    }
}
