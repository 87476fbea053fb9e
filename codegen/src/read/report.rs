//! What becomes of a trait or key that nobody knows.

use crate::error::Error;

use super::Strictness;

/// Collects what a lenient reading leaves out.
pub(super) struct Report {
    strictness: Strictness,
    warnings: Vec<String>,
}

impl Report {
    pub(super) fn new(strictness: Strictness) -> Self {
        Self { strictness, warnings: Vec::new() }
    }

    /// An error if the reading is strict, else a warning without the error's remedy, which is for strict readers.
    pub(super) fn unknown(&mut self, error: Error) -> Result<(), Error> {
        match self.strictness {
            Strictness::Strict => Err(error),
            Strictness::Lenient => {
                self.warn(error.at(), error.message());
                Ok(())
            }
        }
    }

    pub(super) fn warn(&mut self, at: &str, message: &str) {
        self.warnings.push(format!("{at}: {message}"));
    }

    pub(super) fn into_warnings(self) -> Vec<String> {
        self.warnings
    }
}
