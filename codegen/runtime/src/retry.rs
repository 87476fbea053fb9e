//! Retries, by the rules of AWS's standard retry mode, version 2.1: which failures are retried, how often, after which
//! wait, and from which quota.
//!
//! The rules are those of
//! [AWS's documentation](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html), of botocore's
//! `retries/standard.py` and of AWS's SDK for Rust.

pub(crate) mod attempt;
mod backoff;
pub(crate) mod quota;
mod skew;
mod verdict;

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use http::HeaderMap;

use crate::platform::random::{Random, jitter};
use crate::value::timestamp::Timestamp;

pub use attempt::{Attempt, Resend, RetriesEnded};
pub use quota::RetryQuota;
pub(crate) use skew::{CorrectedClock, service_time};
pub(crate) use verdict::Symptoms;

/// The default number of attempts per call: 3.
pub(crate) const MAX_ATTEMPTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(2);

/// The positions of attempts that most calls have, so that they need not be formatted.
const POSITIONS: [&str; 3] = ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"];

/// The reason for a retry, which determines its wait and its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryKind {
    /// A temporary failure of the service or of the network.
    Transient,
    /// The caller sends too many requests.
    Throttling,
}

/// The retries of one call.
pub(crate) struct Retries<'a> {
    pub(crate) max_attempts: NonZeroU32,
    pub(crate) quota: &'a RetryQuota,
    pub(crate) random: &'a dyn Random,
    /// `true` if the request contains a code that the service accepts only once.
    pub(crate) one_time: bool,
    /// The failed attempts so far.
    pub(crate) failed: Vec<Attempt>,
    /// The cost of the last retry, taken from the quota.
    paid: Option<u32>,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(max_attempts: NonZeroU32, quota: &'a RetryQuota, random: &'a dyn Random, one_time: bool) -> Self {
        Self { max_attempts, quota, random, one_time, failed: Vec::new(), paid: None }
    }

    /// Returns the number of the next attempt, as AWS's SDKs send it: `attempt=1; max=3`.
    pub(crate) fn position(&self) -> Cow<'static, str> {
        match POSITIONS.get(self.failed.len()) {
            Some(position) if self.max_attempts == MAX_ATTEMPTS => Cow::Borrowed(position),
            _ => Cow::Owned(format!("attempt={}; max={}", self.failed.len() + 1, self.max_attempts)),
        }
    }

    /// Records a failed attempt.
    pub(crate) fn note(&mut self, attempt: Attempt) {
        self.failed.push(attempt);
    }

    /// Decides about another attempt. Returns the wait before it, whose cost is taken from the quota, or the reason why
    /// there is none. `left` is the time until the deadline.
    pub(crate) fn again(
        &mut self,
        kind: RetryKind,
        symptoms: Symptoms<'_>,
        headers: &HeaderMap,
        now: Timestamp,
        left: Duration,
    ) -> Result<Duration, RetriesEnded> {
        let attempts = u32::try_from(self.failed.len()).unwrap_or(u32::MAX);
        if attempts >= self.max_attempts.get() {
            return Err(RetriesEnded::Attempts);
        }
        if self.one_time && symptoms.is_ambiguous() {
            return Err(RetriesEnded::OneTimeCode);
        }
        let own = backoff::backoff(kind, attempts.saturating_sub(1), jitter(self.random));
        let wait = backoff::with_retry_after(own, headers, now);
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

    /// Records the success of the call: refunds the quota.
    pub(crate) fn succeeded(&self) {
        self.quota.refund(self.paid);
    }
}

#[cfg(test)]
mod tests;
