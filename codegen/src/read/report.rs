//! Collects warnings, and treats unknown traits and keys as the strictness demands.

use crate::error::Error;

use super::Strictness;
use crate::unprintable::shown;

/// The warnings of a reading.
pub(super) struct ReadReport {
    strictness: Strictness,
    warnings: Vec<String>,
}

impl ReadReport {
    pub(super) fn new(strictness: Strictness) -> Self {
        Self { strictness, warnings: Vec::new() }
    }

    /// Returns the error if the reading is strict. Otherwise it becomes a warning, without the remedy, because nothing
    /// has to be done about it.
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
        self.warnings.push(shown(&format!("{at}: {message}")));
    }

    pub(super) fn into_warnings(self) -> Vec<String> {
        self.warnings
    }
}
