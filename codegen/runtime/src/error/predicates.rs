//! Predicates: the class of an error, and whether it may help to send the request again.

use super::{Error, ErrorKind};
use crate::retry::Symptoms;
use crate::transport::TransportErrorKind;

impl Error {
    /// Returns `true` if the request is invalid, according to the checks before sending or to the service. Sending it again
    /// does not help; fix the request.
    pub fn is_invalid_request(&self) -> bool {
        const CODES: [&str; 6] = [
            "ValidationError",
            "ValidationException",
            "InvalidParameterValue",
            "InvalidParameterCombination",
            "MissingParameter",
            "MalformedInput",
        ];
        let is_refused_here = matches!(self.origin().kind(), ErrorKind::InvalidRequest | ErrorKind::InvalidArgument);
        is_refused_here || self.has_code(&CODES)
    }

    /// Returns `true` if the caller is not allowed to make the request. A policy has to be changed, not the request.
    pub fn is_access_denied(&self) -> bool {
        self.has_code(&["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"])
    }

    /// Returns `true` if the session of the caller, or a token in the request, has expired. Get a new one.
    pub fn is_expired_token(&self) -> bool {
        self.has_code(&["ExpiredToken", "ExpiredTokenException", "ExpiredTradeInTokenException"])
    }

    /// Returns `true` if the service does not know the access key, or if the session token does not belong to it.
    pub fn is_invalid_credentials(&self) -> bool {
        self.has_code(&["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure"])
    }

    /// Returns `true` if the service calculated a different signature. The secret access key is wrong, the clock is off by
    /// several minutes, or a proxy changed the request. The message tells which.
    pub fn is_signature_mismatch(&self) -> bool {
        self.has_code(&["SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"])
    }

    /// Returns `true` if the service throttles the caller. Wait, then send fewer requests.
    pub fn is_throttled(&self) -> bool {
        self.origin().symptoms().is_some_and(Symptoms::is_throttling)
    }

    /// Returns `true` if the deadline of the operation or the time limit of an attempt passed.
    pub fn is_timeout(&self) -> bool {
        let origin = self.origin();
        origin.kind() == ErrorKind::Deadline
            || origin.transport_error().is_some_and(|error| error.kind() == TransportErrorKind::Timeout)
    }

    /// Returns `true` if the same request may succeed later: after throttling, a temporary failure of the service, or a
    /// failed connection.
    pub fn is_retryable(&self) -> bool {
        self.origin().symptoms().and_then(Symptoms::verdict).is_some()
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        self.code().is_some_and(|code| codes.contains(&code))
    }
}
