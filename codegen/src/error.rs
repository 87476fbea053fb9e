//! The one error of all stages.

use std::fmt;

/// A stage of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Reading a model.
    Read,
    /// Choosing operations.
    Select,
    /// Applying our corrections and our prose.
    Correct,
    /// Deciding what Rust needs.
    Plan,
    /// Writing source text.
    Render,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::Select => "select",
            Self::Correct => "correct",
            Self::Plan => "plan",
            Self::Render => "render",
        })
    }
}

/// Why no files came out: the stage, the place in the model, what is wrong there and how to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    stage: Stage,
    at: String,
    message: String,
    remedy: Option<String>,
}

impl Error {
    /// An error of a stage at a shape, a member or a path; `at` is empty if the model as a whole is meant.
    pub fn new(stage: Stage, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { stage, at: at.into(), message: message.into(), remedy: None }
    }

    /// The same error with what the reader can do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same error with what the reader can do about it, unless that is said already.
    #[must_use]
    pub(crate) fn or_remedy(self, remedy: &str) -> Self {
        if self.remedy.is_some() { self } else { self.with_remedy(remedy) }
    }

    /// The stage that stopped.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The shape, member or path that is wrong; empty if it is the model as a whole.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> Option<&str> {
        self.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    fn display_says_stage_place_message_and_remedy() {
        let error = Error::new(Stage::Plan, "Foo$Bar", "collides with Foo$bar");
        assert_eq!(error.to_string(), "plan: Foo$Bar: collides with Foo$bar");
        assert_eq!(error.with_remedy("rename one").to_string(), "plan: Foo$Bar: collides with Foo$bar; rename one");
        assert_eq!(Error::new(Stage::Read, "", "not JSON").to_string(), "read: not JSON");
    }
}
