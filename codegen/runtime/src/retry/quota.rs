//! A budget for trying again: when a service is down, callers that repeat everything keep it down.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::RetryKind;

/// What the bucket holds at most, and at first.
const CAPACITY: u32 = 500;
/// What a success on the first attempt puts back.
const REWARD: u32 = 1;

/// The budget that retries are paid from, shared by its clones.
///
/// A bucket of 500: a retry takes 14 out of it, or 5 if the service asked to slow down. A success after a retry puts
/// back what the last retry took, a success without one puts back 1. What cannot be paid is not tried again. These are
/// the figures of AWS's standard retry mode, version 2.1.
///
/// Clones of a client share one. Give the same to several configurations
/// ([`Config::with_retry_quota`](crate::config::Config::with_retry_quota)) whose clients call the same service.
#[derive(Clone)]
pub struct RetryQuota(Arc<AtomicU32>);

impl RetryQuota {
    /// A full bucket.
    pub fn new() -> Self {
        Self::holding(CAPACITY)
    }

    pub(crate) fn holding(tokens: u32) -> Self {
        Self(Arc::new(AtomicU32::new(tokens)))
    }

    /// What the bucket holds now, 0 to 500.
    pub fn available(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes the price of a retry, and tells it; `None` if there is not enough.
    pub(super) fn pay(&self, kind: RetryKind) -> Option<u32> {
        let price = match kind {
            RetryKind::Throttling => 5,
            RetryKind::Transient => 14,
        };
        let pay = |tokens: u32| tokens.checked_sub(price);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).ok().map(|_| price)
    }

    /// Puts back what the last retry of a successful call took, or the reward for a call without one.
    pub(super) fn refund(&self, paid: Option<u32>) {
        let more = paid.unwrap_or(REWARD);
        let put_back = |tokens: u32| Some(tokens.saturating_add(more).min(CAPACITY));
        // A function that always gives a value cannot fail.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put_back);
    }
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RetryQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RetryQuota({} of {CAPACITY})", self.available())
    }
}
