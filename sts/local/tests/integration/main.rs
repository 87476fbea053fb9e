//! The embedded STS, as clients and programs see it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod http;
mod limits;
mod program;
mod roles;
mod saml;
mod script;
mod server;
mod tokens;
mod wire;
