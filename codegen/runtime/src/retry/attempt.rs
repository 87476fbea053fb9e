//! Records of failed attempts.

use std::fmt;
use std::time::Duration;

use crate::protocol::one_line::{MAX_NAME, one_line};
use crate::transport::TransportErrorKind;

/// A record of an attempt that failed, or whose response cannot be used. See
/// [`Error::attempts`](crate::Error::attempts).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The HTTP status of the response, if there was one.
    pub status: Option<u16>,
    /// The error code of the service.
    pub code: Option<String>,
    /// The id that the service gave the request.
    pub request_id: Option<String>,
    /// The kind of the transport error, if no response arrived.
    pub transport_error: Option<TransportErrorKind>,
    /// The wait after the attempt. `None` if no attempt followed, or if the next one followed at once.
    pub delay: Option<Duration>,
    /// The reason why the request was sent again. `None` for the last attempt.
    pub resend: Option<Resend>,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, code, request_id, transport_error, delay, resend } = self;
        f.debug_struct("Attempt")
            .field("status", status)
            .field("code", &code.as_deref().map(|code| one_line(code, MAX_NAME)))
            .field("request_id", &request_id.as_deref().map(|id| one_line(id, MAX_NAME)))
            .field("transport_error", transport_error)
            .field("delay", delay)
            .field("resend", resend)
            .finish()
    }
}

/// The reason why a request was sent again. Part of an [`Attempt`].
///
/// The variants are listed from the inside out, as they nest:
///
/// 1. The client itself retries temporary failures, within one call and its deadline.
/// 2. Everything else is a new call with its own deadline, made by a layer above the client. The innermost reason is
///    expired credentials: the request is sent again with new ones.
/// 3. Around that, the request is sent again with a shorter duration, if the service refused the first one.
/// 4. Around that, it is sent again with a new token, if the source of the token has replaced it.
/// 5. Outermost, it is sent again with another code of an MFA device.
///
/// Each of 2 to 4 happens at most once per request of the reason around it. The layer limits the number of codes. A request
/// is never sent again with a one-time code that may have been used. The attempts of all calls are recorded, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resend {
    /// The failure was temporary.
    Retry,
    /// The credentials had expired, and new ones were available.
    ExpiredCredentials,
    /// The service refused the duration of a session, and a shorter one is acceptable.
    ShorterDuration,
    /// The service refused a token, and its source had a new one.
    NewToken,
    /// The service refused a one-time code, or the request had to be repeated with a new one, and there was another code.
    NewCode,
}

/// Records in the last attempt of a failed call why another call follows.
pub(crate) fn attempts_before_resend(mut attempts: Vec<Attempt>, reason: Resend) -> Vec<Attempt> {
    if let Some(last) = attempts.last_mut() {
        last.resend = Some(reason);
    }
    attempts
}

/// The reason why a retryable failure was not retried. Returned by
/// [`Error::retries_ended`](crate::Error::retries_ended).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetriesEnded {
    /// The call used all its attempts.
    Attempts,
    /// The client retried too many calls recently, and used up its [`RetryQuota`](super::RetryQuota).
    Quota,
    /// The wait before the next attempt would have gone beyond the deadline.
    Deadline,
    /// The request contains a code that the service accepts only once, and the service may have used it.
    OneTimeCode,
}
