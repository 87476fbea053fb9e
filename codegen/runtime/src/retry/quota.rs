//! The retry quota. When a service is down, clients that repeat every request would keep it down.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::RetryKind;

/// The number of tokens in a full bucket. A new bucket is full.
const CAPACITY: u32 = 500;

/// The number of tokens that a call adds if it succeeds on the first attempt.
const REWARD: u32 = 1;

/// The number of retries that clients may make, shared by all clones.
///
/// The quota is a bucket of 500 tokens. A retry takes 14 of them, or 5 if the service throttled the request. A call that
/// succeeds after retries puts back the tokens of its last retry, and one that succeeds on the first attempt adds 1. If
/// too few tokens are left, a failed call is not retried. These are the numbers of AWS's standard retry mode, version 2.1.
///
/// Clones of a client share a quota. To share one between configurations whose clients call the same service, pass it to
/// [`Config::with_retry_quota`](crate::Config::with_retry_quota):
///
/// ```
/// use awsquery::Config;
/// use awsquery::retry::RetryQuota;
///
/// let quota = RetryQuota::new();
/// let ireland = Config::new().with_region("eu-west-1").with_retry_quota(quota.clone());
/// let frankfurt = Config::new().with_region("eu-central-1").with_retry_quota(quota.clone());
/// assert_eq!(quota.available(), 500);
/// # let _ = (ireland, frankfurt);
/// ```
// `Relaxed` is enough for all accesses: every change is one atomic read-modify-write, so no token is lost or spent twice,
// and no other memory is published through the number.
#[derive(Clone)]
pub struct RetryQuota(Arc<AtomicU32>);

impl RetryQuota {
    /// Creates a full quota of 500 tokens.
    pub fn new() -> Self {
        Self::with_tokens(CAPACITY)
    }

    pub(crate) fn with_tokens(tokens: u32) -> Self {
        Self(Arc::new(AtomicU32::new(tokens)))
    }

    /// Returns the number of tokens that are left: 0 to 500.
    pub fn available(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes the cost of a retry, and returns it. Returns `None` if too few tokens are left.
    pub(super) fn pay(&self, kind: RetryKind) -> Option<u32> {
        let cost = match kind {
            RetryKind::Throttling => 5,
            RetryKind::Transient => 14,
        };
        let pay = |tokens: u32| tokens.checked_sub(cost);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).ok().map(|_| cost)
    }

    /// Puts back the cost of the last retry of a successful call, or adds the reward for a call without retries.
    pub(super) fn refund(&self, paid: Option<u32>) {
        let refund = paid.unwrap_or(REWARD);
        let put_back = |tokens: u32| Some(tokens.saturating_add(refund).min(CAPACITY));
        // Cannot fail: `put_back` always returns a value.
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
