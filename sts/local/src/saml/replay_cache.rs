//! Assertions that have been used.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many are remembered: the newest.
const KEPT: usize = 10_000;

/// The newest assertions, each with the role that it was used for.
#[derive(Debug, Default)]
pub(crate) struct ReplayCache(Mutex<RecentAssertions>);

#[derive(Debug, Default)]
struct RecentAssertions {
    order: VecDeque<String>,
    known: HashSet<String>,
}

impl ReplayCache {
    /// Remembers an assertion; false if it is remembered already.
    pub(crate) fn first_use(&self, issuer: &str, id: &str, role: &str) -> bool {
        // No part can hold a line break: they come from attributes, whose line breaks are read as blanks.
        let key = [issuer, id, role].join("\n");
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !newest.known.insert(key.clone()) {
            return false;
        }
        newest.order.push_back(key);
        if newest.order.len() > KEPT
            && let Some(oldest) = newest.order.pop_front()
        {
            newest.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_counts_once_for_each_role_and_the_memory_is_bounded() {
        let redeemed = ReplayCache::default();
        assert!(redeemed.first_use("idp", "_1", "demo"));
        assert!(!redeemed.first_use("idp", "_1", "demo"));
        assert!(redeemed.first_use("idp", "_1", "other"));
        for id in 0..2 * KEPT {
            redeemed.first_use("idp", &id.to_string(), "demo");
        }
        let newest = redeemed.0.lock().unwrap();
        assert_eq!((newest.order.len(), newest.known.len()), (KEPT, KEPT));
    }
}
