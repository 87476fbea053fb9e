//! Applies what this project adds to a published model: corrections of facts, and its own documentation.

mod corrections;
mod gaps;
mod prose;
mod restating;

use crate::error::{Error, Stage};

pub use corrections::correct;
pub use gaps::fill_gaps;
pub use prose::{PLACEHOLDER, add_placeholders, overlay};

/// Creates an error of this stage.
fn error(at: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Stage::Correct, at, message)
}

#[cfg(test)]
mod tests;
