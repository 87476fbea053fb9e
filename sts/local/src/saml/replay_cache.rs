//! Remembers which assertions were used.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use awsquery::layer::lock;

/// The number of assertions that are remembered.
const CAPACITY: usize = 10_000;

/// The latest assertions that were used, each with its role.
#[derive(Debug, Default)]
pub(crate) struct ReplayCache(Mutex<RecentAssertions>);

#[derive(Debug, Default)]
struct RecentAssertions {
    order: VecDeque<[String; 3]>,
    known: HashSet<[String; 3]>,
}

impl ReplayCache {
    /// Records the use of an assertion for a role. Returns false if it was recorded before.
    pub(crate) fn record(&self, issuer: &str, id: &str, role: &str) -> bool {
        let key = [issuer, id, role].map(str::to_owned);
        let mut newest = lock(&self.0);
        if !newest.known.insert(key.clone()) {
            return false;
        }
        newest.order.push_back(key);
        if newest.order.len() > CAPACITY
            && let Some(oldest) = newest.order.pop_front()
        {
            newest.known.remove(&oldest);
        }
        true
    }

    /// Forgets all assertions.
    pub(crate) fn clear(&self) {
        *lock(&self.0) = RecentAssertions::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_can_be_used_once_per_role_and_memory_is_bounded() {
        let replays = ReplayCache::default();
        assert!(replays.record("idp", "_1", "demo"));
        assert!(!replays.record("idp", "_1", "demo"));
        assert!(replays.record("idp", "_1", "other"));
        for id in 0..2 * CAPACITY {
            replays.record("idp", &id.to_string(), "demo");
        }
        let newest = replays.0.lock().unwrap();
        assert_eq!((newest.order.len(), newest.known.len()), (CAPACITY, CAPACITY));
    }
}
