//! What is wrong with a document that is no policy.

use std::error::Error;
use std::fmt;

use crate::json::{JsonError, JsonErrorKind, Path};

/// A JSON document is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    kind: PolicyErrorKind,
    path: String,
    message: String,
}

/// In what way a JSON document is no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// It is not JSON.
    Syntax,
    /// It is longer than any policy.
    TooLarge,
    /// It is nested deeper than any policy.
    TooDeep,
    /// A key that the policy language does not know.
    UnknownKey,
    /// A key that is there twice.
    DuplicateKey,
    /// A key that has to be there is not.
    MissingKey,
    /// A value of another type, or none of those that are allowed.
    WrongValue,
}

impl PolicyError {
    pub(super) fn new(kind: PolicyErrorKind, path: &Path<'_>, message: impl Into<String>) -> Self {
        Self { kind, path: path.to_string(), message: message.into() }
    }

    /// In what way the document is no policy.
    pub fn kind(&self) -> PolicyErrorKind {
        self.kind
    }

    /// Where, as `Statement[1].Condition.StringEquals`; empty for the document itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was found, and what is allowed there.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the policy" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}

impl Error for PolicyError {}

impl From<JsonError> for PolicyError {
    fn from(JsonError { kind, path, message }: JsonError) -> Self {
        let kind = match kind {
            JsonErrorKind::Syntax => PolicyErrorKind::Syntax,
            JsonErrorKind::TooLarge => PolicyErrorKind::TooLarge,
            JsonErrorKind::TooDeep => PolicyErrorKind::TooDeep,
            JsonErrorKind::DuplicateKey => PolicyErrorKind::DuplicateKey,
        };
        Self { kind, path, message }
    }
}
