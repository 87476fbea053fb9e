//! A platform without times and random numbers.

use std::time::Duration;

use crate::value::timestamp::Timestamp;

pub(in crate::platform) fn wall() -> Option<Timestamp> {
    None
}

pub(in crate::platform) fn monotonic() -> Option<Duration> {
    None
}

pub(in crate::platform) fn random() -> Option<u64> {
    None
}
