//! The calls of the last minute, to tell whoever is throttled how many of them were the same.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use awsquery::rt::Form;
use awsquery::{IdempotencyTokens, Request};

/// How long a call is remembered.
const REMEMBERED: Duration = Duration::from_secs(60);

/// How many calls are remembered; of more, the last.
const MOST: usize = 1024;

/// The calls of a client and its clones in the last minute. Calls are the same if they send the same but for what is
/// secret: of that not even a hash is kept.
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
    /// Remembers a call, and says how many there were of it within the last minute, this one included. `now` is the
    /// monotonic time.
    pub(crate) fn note<R: Request>(&self, request: &R, now: Duration) -> usize {
        let hash = self.hash(request);
        let mut calls = self.lock();
        let over = calls.partition_point(|call| now.saturating_sub(call.at) >= REMEMBERED);
        let too_many = (calls.len() + 1).saturating_sub(MOST);
        calls.drain(..over.max(too_many));
        calls.push_back(Call { at: now, hash });
        calls.iter().filter(|call| call.hash == hash).count()
    }

    fn hash<R: Request>(&self, request: &R) -> u64 {
        let operation = R::OPERATION;
        let mut form = Form::new(operation.name, operation.service.version, IdempotencyTokens::default());
        request.encode(&mut form);
        let mut hasher = self.hashes.build_hasher();
        form.shown().for_each(|part| hasher.write(part));
        hasher.finish()
    }

    /// Nothing panics while it is held, so a poisoned lock guards nothing that is broken.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for RecentCalls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecentCalls").field("len", &self.lock().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::GetSessionTokenRequest;

    fn asking_for(seconds: i32) -> GetSessionTokenRequest {
        GetSessionTokenRequest::builder().duration_seconds(seconds).build_unchecked()
    }

    fn at(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    #[test]
    fn calls_that_are_the_same_are_counted_for_a_minute() {
        let calls = RecentCalls::default();
        assert_eq!(calls.note(&asking_for(900), at(0)), 1);
        assert_eq!(calls.note(&asking_for(901), at(1)), 1);
        assert_eq!(calls.note(&asking_for(900), at(59)), 2);
        assert_eq!(calls.note(&asking_for(900), at(60)), 2);
        assert_eq!(calls.note(&asking_for(901), at(200)), 1);
        assert_eq!(calls.lock().len(), 1);
    }

    #[test]
    fn a_secret_makes_no_difference() {
        let calls = RecentCalls::default();
        let with_code = |code: &str| {
            GetSessionTokenRequest::builder().serial_number("GAHT12345678").token_code(code).build_unchecked()
        };
        assert_eq!(calls.note(&with_code("123456"), at(0)), 1);
        assert_eq!(calls.note(&with_code("654321"), at(0)), 2);
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let calls = RecentCalls::default();
        assert_eq!(calls.note(&asking_for(900), at(0)), 1);
        for _ in 0..3 * MOST {
            calls.note(&asking_for(901), at(0));
        }
        assert_eq!(calls.lock().len(), MOST);
        assert_eq!(calls.note(&asking_for(901), at(0)), MOST);
        assert_eq!(calls.note(&asking_for(900), at(0)), 1);
    }
}
