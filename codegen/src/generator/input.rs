//! The source of a text that the generator reads.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::Error;

/// A text that the generator reads: a file, plain or compressed with gzip, or a text in memory.
///
/// Paths convert into it: `"models/iam.json.gz".into()`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A text in memory.
    Text(String),
}

impl Input {
    /// A text in memory.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Hands the text to a parser. Errors of the parser name the file, and the file is noted as read.
    pub(super) fn parse<T>(
        &self,
        inputs: &mut Vec<PathBuf>,
        parser: impl FnOnce(&str) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self {
            Self::Text(text) => parser(text),
            Self::File(path) => {
                let text = disk::read(path)?;
                inputs.push(path.clone());
                parser(&text).map_err(|error| error.in_file(path))
            }
        }
    }
}

impl From<&str> for Input {
    fn from(path: &str) -> Self {
        Self::File(path.into())
    }
}

impl From<&Path> for Input {
    fn from(path: &Path) -> Self {
        Self::File(path.into())
    }
}

impl From<&PathBuf> for Input {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}
