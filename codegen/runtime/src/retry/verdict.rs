//! Classification of failures: which ones are worth a retry.

use super::RetryKind;
use crate::protocol::operation::{Operation, Retry};
use crate::transport::TransportErrorKind;

/// The error codes for too many requests. They count with any status: STS sends `Throttling` with 400.
const THROTTLING: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

/// The error codes of temporary failures.
const TRANSIENT: [&str; 3] = ["RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"];

/// The error codes that may be caused by a wrong clock.
const SKEWED: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// The facts about a failed attempt that decide about a retry.
#[derive(Clone, Copy)]
pub(crate) struct Symptoms<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
    pub(crate) transport: Option<TransportErrorKind>,
}

impl Symptoms<'_> {
    /// Returns the kind of retry, or `None` if the same request would fail again.
    pub(crate) fn verdict(self) -> Option<RetryKind> {
        // The result of a dry run is final, whatever its status.
        if self.operation.service.is_permission(self.code) {
            return None;
        }
        if self.is_throttling() {
            return Some(RetryKind::Throttling);
        }
        (self.is_transient() || self.is_declared()).then_some(RetryKind::Transient)
    }

    /// Returns `true` if the caller sends too many requests: according to the error code, the model, or the status 429
    /// if the model does not have the code.
    pub(crate) fn is_throttling(self) -> bool {
        match self.modelled() {
            Some(retry) => retry == Retry::Throttling || self.has_code(&THROTTLING),
            None => self.has_code(&THROTTLING) || self.status == Some(429),
        }
    }

    /// Returns `true` for a temporary failure of the service or of the network.
    pub(super) fn is_transient(self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.status, Some(500 | 502 | 503 | 504))
            || self.has_code(&TRANSIENT)
            || matches!(self.transport, Some(Kind::Connect | Kind::NoResponse | Kind::BodyCut | Kind::Timeout))
    }

    /// Returns `true` if the model declares the error of the operation as retryable, or the code as transient for the
    /// whole service.
    pub(super) fn is_declared(self) -> bool {
        let declared = |error: &&crate::protocol::operation::TransientError| {
            self.code == Some(error.code)
                && error.message.is_none_or(|start| self.message.is_some_and(|message| message.starts_with(start)))
        };
        self.modelled().is_some_and(|retry| retry != Retry::Unspecified)
            || self.operation.service.transient_errors.iter().any(|error| declared(&error))
    }

    /// Returns `true` if the service may have processed the request although the attempt failed. The status of a server error
    /// may come from a gateway, which does not say how far the request got.
    pub(crate) fn is_ambiguous(self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.transport, Some(Kind::NoResponse | Kind::BodyCut | Kind::Timeout))
            || (matches!(self.status, Some(500 | 502 | 503 | 504)) && !self.is_throttling())
    }

    /// Returns `true` if the service may have refused the request for the date of its signature.
    pub(crate) fn is_skewed(self) -> bool {
        self.has_code(&SKEWED)
    }

    fn modelled(self) -> Option<Retry> {
        let shape = self.operation.errors.iter().find(|shape| Some(shape.code) == self.code);
        shape.map(|shape| shape.retry)
    }

    fn has_code(self, codes: &[&str]) -> bool {
        self.code.is_some_and(|code| codes.contains(&code))
    }
}
