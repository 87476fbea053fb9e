//! Tests of the whole project: generated clients and servers, driven by name and judged by conformance cases.
#![deny(warnings, missing_docs)]
#![allow(clippy::disallowed_names, reason = "the members of protocol tests are called so")]

pub mod cases;
pub mod services;
