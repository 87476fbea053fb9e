//! Whether a failure may pass by itself.

use super::RetryKind;
use crate::protocol::operation::{Operation, Retry};
use crate::transport::TransportErrorKind;

/// Codes by which a service says that the caller sends too much, whatever the status: STS sends `Throttling` with 400.
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

/// Codes of failures that pass.
const TRANSIENT: [&str; 3] = ["RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"];

/// Codes behind which a clock may be that is off.
const SKEWED: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// What is known of a failed attempt, as far as trying again depends on it.
#[derive(Clone, Copy)]
pub(crate) struct Symptoms<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
    pub(crate) transport: Option<TransportErrorKind>,
}

impl Symptoms<'_> {
    /// How to try again; `None` if the same request would fail again.
    pub(crate) fn verdict(self) -> Option<RetryKind> {
        if self.is_throttling() {
            return Some(RetryKind::Throttling);
        }
        (self.is_transient() || self.is_declared()).then_some(RetryKind::Transient)
    }

    /// The caller sends too much: by code, by the model, or by status 429 where the model does not know the code.
    pub(crate) fn is_throttling(self) -> bool {
        match self.modelled() {
            Some(retry) => retry == Retry::Throttling || self.has_code(&THROTTLING),
            None => self.has_code(&THROTTLING) || self.status == Some(429),
        }
    }

    /// A fault of the service or of the way to it.
    pub(super) fn is_transient(self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.status, Some(500 | 502 | 503 | 504))
            || self.has_code(&TRANSIENT)
            || matches!(self.transport, Some(Kind::Connect | Kind::NoAnswer | Kind::BodyCut | Kind::Timeout))
    }

    /// The model says that it may pass: of this error of the operation, or of a code of the service.
    pub(super) fn is_declared(self) -> bool {
        let declared = |error: &&crate::protocol::operation::TransientError| {
            self.code == Some(error.code)
                && error.message.is_none_or(|start| self.message.is_some_and(|message| message.starts_with(start)))
        };
        self.modelled().is_some_and(|retry| retry != Retry::Unsaid)
            || self.operation.service.transient_errors.iter().any(|error| declared(&error))
    }

    /// The service may have done what it was asked to do, and did not say so.
    pub(crate) fn is_ambiguous(self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.transport, Some(Kind::NoAnswer | Kind::BodyCut | Kind::Timeout))
            || (matches!(self.status, Some(500 | 502 | 504)) && !self.is_throttling())
    }

    /// The service may have refused the date of the signature.
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
