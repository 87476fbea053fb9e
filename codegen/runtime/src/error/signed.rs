//! What an error answer tells of the request that brought it: enough to explain it, and nothing secret.

use super::{Error, Failure};
use crate::error::record::Record;
use crate::protocol::outgoing::Signed;
use crate::value::timestamp::Timestamp;

impl Error {
    /// When the request was signed that the service answered with this error, by the client's clock.
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.signed().map(|signed| signed.at)
    }

    /// The headers that were signed: `content-type;host;x-amz-date`.
    pub fn signed_headers(&self) -> Option<&str> {
        self.signed()?.headers()
    }

    /// The SHA-256 of the canonical request, in hex, if the service has found the signature wrong. Whoever makes the
    /// canonical request of what arrived, and gets another hash, knows that the request was changed on its way. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
    pub fn canonical_request_hash(&self) -> Option<&str> {
        self.signed()?.canonical_hash.as_deref()
    }

    /// When the credentials expire that signed the request, if they said so.
    pub fn credentials_expire_at(&self) -> Option<Timestamp> {
        self.record()?.credentials_expire_at
    }

    fn signed(&self) -> Option<&Signed> {
        self.record()?.signed.as_ref()
    }

    fn record(&self) -> Option<&Record> {
        match &self.0.failure {
            Failure::Service(error) => Some(&error.record),
            _ => None,
        }
    }
}
