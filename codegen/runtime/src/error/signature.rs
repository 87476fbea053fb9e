//! The facts about the signed request that an error response belongs to. None of them is secret.

use super::Error;
use crate::error::record::Record;
use crate::protocol::outgoing::Signed;
use crate::value::timestamp::Timestamp;

impl Error {
    /// Returns the time at which the request was signed, by the client's clock.
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.signed().map(|signed| signed.at)
    }

    /// Returns the names of the signed headers: `content-type;host;x-amz-date`.
    pub fn signed_headers(&self) -> Option<&str> {
        self.signed()?.headers()
    }

    /// Returns the SHA-256 of the
    /// [canonical request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) in
    /// hex, if the service refused the signature.
    ///
    /// Compare it with the hash of the request that arrived at the service or at a proxy. If they differ, the request was
    /// changed in between.
    pub fn canonical_request_hash(&self) -> Option<&str> {
        self.signed()?.canonical_hash.as_deref()
    }

    /// Returns the time at which the credentials that signed the request expire, if it is known.
    pub fn credentials_expire_at(&self) -> Option<Timestamp> {
        self.record()?.credentials_expire_at
    }

    /// Returns whether the request was signed with a session token, or `None` if it was not signed.
    pub fn has_session_token(&self) -> Option<bool> {
        self.record()?.has_session_token
    }

    /// Returns the time at which the service responded with this error: the `Date` of its response. Returns `None` without a
    /// response, and for a response whose `Date` is missing, repeated or implausible.
    pub fn service_time(&self) -> Option<Timestamp> {
        self.service_error()?.time
    }

    fn signed(&self) -> Option<&Signed> {
        self.record()?.signed.as_ref()
    }

    fn record(&self) -> Option<&Record> {
        self.service_error().map(|error| &error.record)
    }
}
