//! The calls of the last minute, to tell whoever is throttled how many of them were the same.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Mutex;
use std::time::Duration;

use crate::platform::lock::lock;
use crate::protocol::outgoing::OutgoingForm;

/// How long a call is remembered.
const REMEMBERED: Duration = Duration::from_secs(60);

/// How many calls are remembered; of more, the last.
const MOST: usize = 1024;

/// The calls of a client and its clones. Calls are the same if they send the same but for what is secret: of that not
/// even a hash is kept. Times are monotonic.
#[derive(Default)]
pub(crate) struct RecentCalls {
    hashes: RandomState,
    calls: Mutex<VecDeque<Call>>,
}

struct Call {
    at: Duration,
    hash: u64,
}

impl RecentCalls {
    /// Remembers a call; gives what it is counted by.
    pub(crate) fn note(&self, form: &OutgoingForm, now: Duration) -> u64 {
        let mut hasher = self.hashes.build_hasher();
        form.public_parts().for_each(|part| hasher.write(part));
        let hash = hasher.finish();
        let mut calls = lock(&self.calls);
        while calls.len() >= MOST || calls.front().is_some_and(|first| is_over(first, now)) {
            calls.pop_front();
        }
        calls.push_back(Call { at: now, hash });
        hash
    }

    /// How many calls there were of it within the last minute.
    pub(crate) fn count(&self, hash: u64, now: Duration) -> usize {
        lock(&self.calls).iter().filter(|call| call.hash == hash && !is_over(call, now)).count()
    }
}

fn is_over(call: &Call, now: Duration) -> bool {
    now.saturating_sub(call.at) >= REMEMBERED
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn asking_for(what: &'static str) -> OutgoingForm {
        OutgoingForm { body: Bytes::from_static(what.as_bytes()), ..OutgoingForm::default() }
    }

    /// Notes a call at this second; how many there were of it.
    fn note(calls: &RecentCalls, form: &OutgoingForm, second: u64) -> usize {
        let now = Duration::from_secs(second);
        calls.count(calls.note(form, now), now)
    }

    #[test]
    fn calls_that_are_the_same_are_counted_for_a_minute() {
        let calls = RecentCalls::default();
        let (one, other) = (asking_for("Name=Ann"), asking_for("Name=Bob"));
        assert_eq!(note(&calls, &one, 0), 1);
        assert_eq!(note(&calls, &other, 1), 1);
        assert_eq!(note(&calls, &one, 59), 2);
        assert_eq!(note(&calls, &one, 60), 2);
        assert_eq!(note(&calls, &other, 200), 1);
        assert_eq!(lock(&calls.calls).len(), 1);
    }

    #[test]
    fn a_secret_makes_no_difference() {
        let calls = RecentCalls::default();
        let with_code =
            |body: &'static str| OutgoingForm { secrets: std::iter::once(14..20).collect(), ..asking_for(body) };
        assert_eq!(note(&calls, &with_code("Name=Ann&Code=123456&Tail=1"), 0), 1);
        assert_eq!(note(&calls, &with_code("Name=Ann&Code=654321&Tail=1"), 0), 2);
        assert_eq!(note(&calls, &with_code("Name=Ann&Code=123456&Tail=2"), 0), 1);
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let calls = RecentCalls::default();
        assert_eq!(note(&calls, &asking_for("Name=Ann"), 0), 1);
        for _ in 0..3 * MOST {
            note(&calls, &asking_for("Name=Bob"), 0);
        }
        assert_eq!(lock(&calls.calls).len(), MOST);
        assert_eq!(note(&calls, &asking_for("Name=Bob"), 0), MOST);
        assert_eq!(note(&calls, &asking_for("Name=Ann"), 0), 1);
    }
}
