//! Generated clients and servers of several services, compared with conformance cases and with other implementations.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod cases;
mod debug_output;
mod ec2;
mod hazards;
mod hidden;
mod limit;
mod models;
mod operations;
mod protocol;
mod signing;
mod waiting;
