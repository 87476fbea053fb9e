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
    /// How long the client waited after it; `None` if nothing followed, or followed at once.
    pub delay: Option<Duration>,
    /// Why the request was sent again after it; `None` for the last one.
    pub resend: Option<Resend>,
}

/// Why a request was sent again.
///
/// The reasons are listed from the inside out, as they nest. The client itself only retries failures that may pass, within
/// one call and its deadline. Everything else is a new call by a layer above the client, which has a deadline of its own:
/// first with other credentials, if the service reported that those of the call had expired; around that with a shorter
/// duration, if the service refused the first; around that with a token that has been replaced in the meantime; and
/// outermost with another code of an MFA device. Each of them is tried at most once for each time that the one around it
/// is, except for codes, for which the layer sets the limit. A request whose code works once is never sent again with the
/// same code. Whatever the reason, the attempts of earlier calls come first in the attempts of the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resend {
    /// The failure may pass by itself.
    Retry,
    /// The credentials had expired, and there were others.
    ExpiredCredentials,
    /// The service refused the duration of a session, and a shorter one will do.
    ShorterDuration,
    /// The service refused a token, and its source had another one.
    NewToken,
    /// The service refused a code, or a call with a code had to be made again, and there was another code.
    NewCode,
}

/// Marks the last attempt of a call that failed with the reason for the next call.
pub(crate) fn resent(mut attempts: Vec<Attempt>, reason: Resend) -> Vec<Attempt> {
    if let Some(last) = attempts.last_mut() {
        last.resend = Some(reason);
    }
    attempts
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
