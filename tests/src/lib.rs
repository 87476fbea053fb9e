//! Tests of the whole project: generated clients and servers, driven by name and judged by conformance cases.
#![deny(warnings, missing_docs)]

mod bridge;
mod replay;
pub mod services;

pub use bridge::{Answered, Bridge, Call};
