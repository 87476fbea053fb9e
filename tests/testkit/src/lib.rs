//! Test doubles that several packages use.
//!
//! - [`canned`]: a transport with a fixed response.
//! - [`world`]: two clocks, timers, randomness and an STS, all controlled by the test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

pub mod canned;
pub mod world;
