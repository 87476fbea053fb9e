//! The error of every stage of the generator.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::unprintable::shown;

/// A stage of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Opening a file.
    Open,
    /// Reading a model.
    Read,
    /// Applying corrections and documentation.
    Correct,
    /// Selecting operations.
    Select,
    /// Deciding which types, names and checks Rust needs.
    Plan,
    /// Rendering source text.
    Render,
    /// Putting a package around the source text.
    Package,
    /// Writing files.
    Write,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Correct => "correct",
            Self::Select => "select",
            Self::Plan => "plan",
            Self::Render => "render",
            Self::Package => "package",
            Self::Write => "write",
        })
    }
}

/// An error of the generator: the file, the stage, the place in the model, the problem, and what to do about it.
///
/// It is one line: control characters of the model are written as escapes, so that a build script can print it.
///
/// ```text
/// models/iam.json.gz: read: shapes.User: unknown key "odd"; add it to the list of known keys …
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    file: Option<PathBuf>,
    stage: Stage,
    at: String,
    message: String,
    remedy: Option<String>,
}

impl Error {
    /// Creates an error at a shape, a member or a path. `at` is empty if the model as a whole has the problem.
    pub fn new(stage: Stage, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: None, stage, at: shown(&at.into()), message: shown(&message.into()), remedy: None }
    }

    /// Adds what the reader can do about the problem.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(shown(&remedy.into()));
        self
    }

    /// Adds what the reader can do about the problem, unless the error says so already.
    #[must_use]
    pub(crate) fn or_remedy(self, remedy: &str) -> Self {
        if self.remedy.is_some() { self } else { self.with_remedy(remedy) }
    }

    /// Names the file that has the problem.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Returns the file that has the problem, if the text came from a file.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Returns the stage that failed.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Returns the shape, member or path that has the problem. Empty if the model as a whole has it.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Returns the problem.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what the reader can do about the problem.
    pub fn remedy(&self) -> Option<&str> {
        self.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(formatter, "{}: ", file.display())?;
        }
        write!(formatter, "{}: ", self.stage)?;
        if !self.at.is_empty() {
            write!(formatter, "{}: ", self.at)?;
        }
        formatter.write_str(&self.message)?;
        match &self.remedy {
            Some(remedy) => write!(formatter, "; {remedy}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_file_stage_place_problem_and_remedy() {
        let error = Error::new(Stage::Plan, "Foo$Bar", "collides with Foo$bar");
        assert_eq!(error.to_string(), "plan: Foo$Bar: collides with Foo$bar");
        let error = error.with_remedy("rename one").in_file("models/x.json");
        assert_eq!(error.to_string(), "models/x.json: plan: Foo$Bar: collides with Foo$bar; rename one");
        assert_eq!(Error::new(Stage::Read, "", "not JSON").to_string(), "read: not JSON");
    }
}
