//! Tests of the whole project: generated clients and servers, driven by name and judged by conformance cases.
#![deny(warnings, missing_docs)]
#![allow(clippy::disallowed_names, reason = "the members of protocol tests are called so")]

mod bridge;
pub mod cases;
mod compare;
mod form;
pub mod judge;
mod replay;
pub mod services;
mod shapes;

pub use bridge::{Answered, Bridge, Call};
