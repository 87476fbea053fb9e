//! A record of the calls of the last minute, which tells the caller of a throttled call how many of them were equal.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Mutex;
use std::time::Duration;

use crate::platform::lock::lock;
use crate::platform::random::{Random, random_bits};
use crate::protocol::outgoing::OutgoingForm;

/// The time for which a call is kept.
const KEPT: Duration = Duration::from_secs(60);

/// The maximum number of calls that are kept. The oldest ones are dropped first.
const MAX_CALLS: usize = 1024;

/// The recent calls of a client and its clones. Two calls are equal if their forms are equal, secrets left aside. Times
/// are monotonic.
///
/// Only a keyed hash of each call is kept, and secrets are not part of it: a copy of the form would keep personal data in
/// memory for a minute. Without secrets, it is made from the hash that the signature needs anyway, and costs 200
/// instructions instead of some 3 for each byte of the form (measured with callgrind). Calls are counted only after an
/// error.
pub(crate) struct RecentCalls {
    hashes: RandomState,
    /// A part of the key: on wasm32-unknown-unknown, that of the standard library is the same in every process.
    key: u64,
    calls: Mutex<VecDeque<RecentCall>>,
}

struct RecentCall {
    at: Duration,
    hash: u64,
}

impl RecentCalls {
    pub(crate) fn new(random: &dyn Random) -> Self {
        Self { hashes: RandomState::new(), key: random_bits(random), calls: Mutex::default() }
    }

    /// Records a call, and returns its hash for [`count`](Self::count).
    pub(crate) fn record(&self, form: &OutgoingForm, now: Duration) -> u64 {
        let mut hasher = self.hashes.build_hasher();
        hasher.write_u64(self.key);
        if form.secrets.is_empty() {
            hasher.write(form.payload_hash().as_str().as_bytes());
        } else {
            form.public_parts().for_each(|part| hasher.write(part));
        }
        let hash = hasher.finish();
        let mut calls = lock(&self.calls);
        while calls.len() >= MAX_CALLS || calls.front().is_some_and(|first| is_outdated(first, now)) {
            calls.pop_front();
        }
        calls.push_back(RecentCall { at: now, hash });
        hash
    }

    /// Returns the number of calls with this hash within the last minute.
    pub(crate) fn count(&self, hash: u64, now: Duration) -> usize {
        lock(&self.calls).iter().filter(|call| call.hash == hash && !is_outdated(call, now)).count()
    }
}

fn is_outdated(call: &RecentCall, now: Duration) -> bool {
    now.saturating_sub(call.at) >= KEPT
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::platform::random::SystemRandom;

    fn form(body: &'static str) -> OutgoingForm {
        OutgoingForm { body: Bytes::from_static(body.as_bytes()), ..OutgoingForm::default() }
    }

    /// Records a call at this second, and counts the equal ones.
    fn record(calls: &RecentCalls, form: &OutgoingForm, second: u64) -> usize {
        let now = Duration::from_secs(second);
        calls.count(calls.record(form, now), now)
    }

    #[test]
    fn equal_calls_are_counted_for_a_minute() {
        let calls = RecentCalls::new(&SystemRandom);
        let one = form("Name=Ann");
        let other = form("Name=Bob");
        assert_eq!(record(&calls, &one, 0), 1);
        assert_eq!(record(&calls, &other, 1), 1);
        assert_eq!(record(&calls, &one, 59), 2);
        assert_eq!(record(&calls, &one, 60), 2);
        assert_eq!(record(&calls, &other, 200), 1);
        assert_eq!(lock(&calls.calls).len(), 1);
    }

    #[test]
    fn calls_that_differ_only_in_secrets_are_equal() {
        let calls = RecentCalls::new(&SystemRandom);
        let with_code = |body: &'static str| OutgoingForm { secrets: std::iter::once(14..20).collect(), ..form(body) };
        assert_eq!(record(&calls, &with_code("Name=Ann&Code=123456&Tail=1"), 0), 1);
        assert_eq!(record(&calls, &with_code("Name=Ann&Code=654321&Tail=1"), 0), 2);
        assert_eq!(record(&calls, &with_code("Name=Ann&Code=123456&Tail=2"), 0), 1);
    }

    #[test]
    fn at_most_1024_calls_are_kept() {
        let calls = RecentCalls::new(&SystemRandom);
        assert_eq!(record(&calls, &form("Name=Ann"), 0), 1);
        for _ in 0..3 * MAX_CALLS {
            record(&calls, &form("Name=Bob"), 0);
        }
        assert_eq!(lock(&calls.calls).len(), MAX_CALLS);
        assert_eq!(record(&calls, &form("Name=Bob"), 0), MAX_CALLS);
        assert_eq!(record(&calls, &form("Name=Ann"), 0), 1);
    }
}
