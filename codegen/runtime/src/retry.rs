//! Retries by the rules of AWS's standard retry mode, version 2.1 (as in botocore's `retries/standard.py` and in AWS's SDK
//! for Rust): which failures to retry, how often, after what wait, and from what budget.

pub(crate) mod attempt;
mod backoff;
pub(crate) mod quota;
mod skew;
mod verdict;

use std::num::NonZeroU32;
use std::time::Duration;

use http::HeaderMap;

use crate::platform::random::Random;
use crate::value::timestamp::Timestamp;

pub use attempt::{Attempt, Resend, RetriesEnded};
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
    pub(crate) fn note(&mut self, attempt: Attempt) {
        self.failed.push(attempt);
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
            last.resend = Some(Resend::Retry);
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
