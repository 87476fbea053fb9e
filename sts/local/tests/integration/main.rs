//! Tests of the embedded STS through the client, over plain HTTP, and as a program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod callers;
mod condition_keys;
mod control;
mod exec;
mod http;
mod limits;
#[cfg(target_os = "linux")]
mod load;
mod partitions;
mod program;
mod raw_http;
mod roles;
#[cfg(feature = "saml")]
mod saml;
mod scoped;
mod script;
mod server;
mod tokens;
mod trusted_context;
