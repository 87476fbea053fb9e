//! Turns an AWS Query service model into the source of a Rust crate.
//!
//! Text goes in, files come out: nothing here reads a file, a clock or the environment.

pub mod correct;
pub mod error;
pub mod facts;
pub mod json;
pub mod model;
pub mod read;
pub mod write;

pub use error::{Error, Stage};
