//! Tests of the generator as a whole, from models to crates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod bad_input;
mod compile;
mod crates;
mod folders;
mod modules;
mod snapshots;
