//! The error of reading a policy.

use std::error::Error;
use std::fmt;

use crate::json::{JsonError, JsonErrorKind, JsonPath};

/// The error of [`Policy::from_json`](super::Policy::from_json): the text is not a policy.
///
/// ```
/// use sts::Policy;
/// use sts::policy::PolicyErrorKind;
///
/// let error = Policy::from_json(r#"{"Version": "2012-10-17", "Statement": [{"Effect": "allow"}]}"#).unwrap_err();
/// assert_eq!((error.kind(), error.path()), (PolicyErrorKind::WrongValue, "Statement[0].Effect"));
/// assert_eq!(error.to_string(), r#"Statement[0].Effect: must be "Allow" or "Deny"; found "allow""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    kind: PolicyErrorKind,
    path: String,
    message: String,
}

/// The reason why a text is not a policy. Returned by [`PolicyError::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// The text is not JSON.
    Syntax,
    /// The text is longer than 256 KiB.
    TooLarge,
    /// The document is nested more than 16 levels deep.
    TooDeep,
    /// A key is not part of the policy language.
    UnknownKey,
    /// A key is repeated.
    DuplicateKey,
    /// A required key is missing.
    MissingKey,
    /// A value has the wrong type, or is not one of the allowed values.
    WrongValue,
}

impl PolicyError {
    pub(super) fn new(kind: PolicyErrorKind, path: &JsonPath<'_>, message: impl Into<String>) -> Self {
        Self { kind, path: path.to_string(), message: message.into() }
    }

    /// Returns why the text is not a policy.
    #[inline]
    pub fn kind(&self) -> PolicyErrorKind {
        self.kind
    }

    /// Returns where the problem is, such as `Statement[1].Condition.StringEquals`. Empty for the document itself.
    #[inline]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what is allowed there and what was found.
    #[inline]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for PolicyError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the policy" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}

impl Error for PolicyError {}

impl From<JsonError> for PolicyError {
    #[inline]
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
