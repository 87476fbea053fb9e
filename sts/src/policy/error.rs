//! What is wrong with a document that is no policy.

use std::error::Error;
use std::fmt;

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
    pub(crate) fn new(kind: PolicyErrorKind, path: &Path<'_>, message: impl Into<String>) -> Self {
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

/// A place in a document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Path::Key(self, key)
    }

    pub(crate) fn index(&'a self, index: usize) -> Self {
        Path::Index(self, index)
    }

    /// An item of what stands here, which is here itself if the document has it without an array.
    pub(crate) fn item(&'a self, index: usize, single: bool) -> Self {
        if single { *self } else { self.index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Key(Path::Root, key) => f.write_str(&shown(key)),
            Path::Key(parent, key) => write!(f, "{parent}.{}", shown(key)),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// As much of a text from outside as tells one from another, without anything that a terminal would act on.
pub(crate) fn shown(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
