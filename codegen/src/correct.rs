//! What this project knows better than the publisher: corrections of facts, and its own prose.

mod corrections;
mod gaps;
mod prose;
mod restating;

use crate::error::{Error, Stage};

pub use corrections::correct;
pub use gaps::fill_gaps;
pub use prose::overlay;

/// An error of correcting.
fn error(at: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Stage::Correct, at, message)
}

#[cfg(test)]
mod tests;
