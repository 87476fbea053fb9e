//! Turns an AWS Query service model into the source of a Rust crate.
//!
//! Text goes in, files come out: nothing here reads a file, a clock or the environment.

pub mod error;
pub mod json;
pub mod model;
pub mod read;

pub use error::{Error, Stage};
