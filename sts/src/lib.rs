//! AWS STS.

#[rustfmt::skip]
#[path = "generated/mod.rs"]
pub mod api;
