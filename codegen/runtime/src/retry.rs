//! Trying again, by the rules of AWS's standard retry mode, version 2.1 (as in botocore's `retries/standard.py` and in
//! AWS's SDK for Rust): which failures, how often, after what wait, and from what budget.

mod backoff;
mod quota;
mod skew;
mod verdict;

use std::num::NonZeroU32;
use std::time::Duration;

use http::HeaderMap;

use crate::error::Error;
use crate::platform::random::Random;
use crate::transport::TransportErrorKind;
use crate::value::timestamp::Timestamp;

pub use quota::RetryQuota;
pub(crate) use skew::CorrectedClock;
pub(crate) use verdict::Symptoms;

/// How many attempts a call has unless somebody says otherwise.
pub(crate) const MAX_ATTEMPTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(2);

/// Why to try again: it decides about the wait and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryKind {
    /// A fault of the service, or of the way to it.
    Transient,
    /// The caller sends too much.
    Throttling,
}

/// An attempt that failed, or whose answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The HTTP status of the answer, if one came.
    pub status: Option<u16>,
    /// The service's code.
    pub code: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// How far the attempt came, if no answer did.
    pub transport_error: Option<TransportErrorKind>,
    /// How long the client waited after it; nothing after the last one.
    pub delay: Option<Duration>,
}

impl Attempt {
    /// The attempt that brought this error.
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            status: error.status(),
            code: error.code().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            transport_error: error.transport_error(),
            delay: None,
        }
    }
}

/// Why a failure that may pass was not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetriesEnded {
    /// The call has had all its attempts.
    Attempts,
    /// Too many calls of this client were tried again of late: the [`RetryQuota`] is used up.
    Quota,
    /// The wait before the next attempt would have lasted beyond the deadline.
    Deadline,
    /// The request holds a code that works once, and the service may have used it.
    OneTimeCode,
}

/// The retries of one call.
pub(crate) struct Retries<'a> {
    pub(crate) max_attempts: NonZeroU32,
    pub(crate) quota: &'a RetryQuota,
    pub(crate) random: &'a dyn Random,
    /// Whether the request holds a code that works once.
    pub(crate) one_time: bool,
    /// The failures so far.
    pub(crate) failed: Vec<Attempt>,
    /// What the last retry took out of the quota.
    paid: Option<u32>,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(max_attempts: NonZeroU32, quota: &'a RetryQuota, random: &'a dyn Random, one_time: bool) -> Self {
        Self { max_attempts, quota, random, one_time, failed: Vec::new(), paid: None }
    }

    /// Which attempt comes next, in the words of AWS's SDKs: `attempt=1; max=3`.
    pub(crate) fn position(&self) -> String {
        format!("attempt={}; max={}", self.failed.len() + 1, self.max_attempts)
    }

    /// Notes a failed attempt.
    pub(crate) fn note(&mut self, error: &Error) {
        self.failed.push(Attempt::of(error));
    }

    /// The wait before the next attempt, which is paid for; or why there is none. `left` is the time to the deadline.
    pub(crate) fn again(
        &mut self,
        kind: RetryKind,
        symptoms: Symptoms<'_>,
        headers: &HeaderMap,
        now: Timestamp,
        left: Duration,
    ) -> Result<Duration, RetriesEnded> {
        let made = u32::try_from(self.failed.len()).unwrap_or(u32::MAX);
        if made >= self.max_attempts.get() {
            return Err(RetriesEnded::Attempts);
        }
        if self.one_time && symptoms.is_ambiguous() {
            return Err(RetriesEnded::OneTimeCode);
        }
        let own = backoff::backoff(kind, made.saturating_sub(1), self.random.unit());
        let wait = backoff::courteous(own, headers, now);
        if wait >= left {
            return Err(RetriesEnded::Deadline);
        }
        self.paid = Some(self.quota.pay(kind).ok_or(RetriesEnded::Quota)?);
        if let Some(last) = self.failed.last_mut() {
            last.delay = Some(wait);
        }
        Ok(wait)
    }

    /// The call has succeeded.
    pub(crate) fn succeeded(&self) {
        self.quota.refund(self.paid);
    }
}

#[cfg(test)]
mod tests;
