//! The times and random numbers of JavaScript.

use std::time::Duration;

use js_sys::{Date, Function, Reflect, global};
use wasm_bindgen::JsCast as _;

use crate::value::timestamp::Timestamp;

/// Reads `Date.now()`.
pub(in crate::platform) fn wall() -> Option<Timestamp> {
    Timestamp::EPOCH.checked_add(milliseconds(Date::now())?)
}

/// Reads `performance.now()`. It is looked up each time: calling what is missing would end the program.
pub(in crate::platform) fn monotonic() -> Option<Duration> {
    let performance = Reflect::get(&global(), &"performance".into()).ok()?;
    let now: Function = Reflect::get(&performance, &"now".into()).ok()?.dyn_into().ok()?;
    milliseconds(now.call0(&performance).ok()?.as_f64()?)
}

/// Returns 64 bits of `crypto.getRandomValues()`.
pub(in crate::platform) fn random() -> Option<u64> {
    getrandom::u64().ok()
}

fn milliseconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number / 1000.0).ok()
}
