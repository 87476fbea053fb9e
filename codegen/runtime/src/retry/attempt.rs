//! What is kept of an attempt that failed.

use std::time::Duration;

use crate::transport::TransportErrorKind;

/// An attempt that failed, or whose response cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The HTTP status of the response, if one came.
    pub status: Option<u16>,
    /// The service's code.
    pub code: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// How far the attempt came, if no response did.
    pub transport_error: Option<TransportErrorKind>,
    /// How long the client waited after it; `None` after the last one.
    pub delay: Option<Duration>,
}

/// Why a failure that may pass was not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetriesEnded {
    /// The call has had all its attempts.
    Attempts,
    /// Too many calls of this client were tried again recently: the [`RetryQuota`](super::RetryQuota) is used up.
    Quota,
    /// The wait before the next attempt would have lasted beyond the deadline.
    Deadline,
    /// The request holds a code that works once, and the service may have used it.
    OneTimeCode,
}
