//! The times and random numbers of the standard library.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use crate::value::timestamp::Timestamp;

pub(in crate::platform) fn wall() -> Option<Timestamp> {
    Some(Timestamp::from(SystemTime::now()))
}

pub(in crate::platform) fn monotonic() -> Option<Duration> {
    static START: OnceLock<Instant> = OnceLock::new();
    Some(START.get_or_init(Instant::now).elapsed())
}

/// Returns 64 random bits from the hasher, which the operating system seeds.
pub(in crate::platform) fn random() -> Option<u64> {
    Some(RandomState::new().hash_one(0_u64))
}
