//! What can be wrong with an answer: as a document, and as the value it should hold.

use std::error::Error;
use std::fmt;

/// An answer is not one well-formed XML document, or not one of this service.
///
/// Says what is wrong and where, and never quotes the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    what: &'static str,
    offset: u64,
}

impl XmlError {
    pub(super) fn new(what: &'static str, offset: u64) -> Self {
        Self { what, offset }
    }

    /// The byte of the answer at which, or in whose tag or text, the fault was found.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a usable XML document: {} (byte {})", self.what, self.offset)
    }
}

impl Error for XmlError {}

/// A well-formed answer does not hold the value that it should.
///
/// Names the element by its path and never quotes what is in it: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    problem: Problem,
}

impl DecodeError {
    /// An error at `path`, such as `GetSessionTokenResult/Credentials/Expiration`.
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self { path: path.into(), problem }
    }

    /// The element that should be at `path` is not there.
    pub fn missing(path: impl Into<String>) -> Self {
        Self::new(path, Problem::Missing)
    }

    /// Which element: the names from below the root on, joined by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    pub fn problem(&self) -> Problem {
        self.problem
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer's element `{}` {}", self.path, self.problem)
    }
}

impl Error for DecodeError {}

/// What is wrong with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It is not there.
    Missing,
    /// It is there more than once, and only one can be meant.
    Repeated,
    /// It holds elements where a plain value belongs.
    Elements,
    /// Its text is not what it should be, such as `a boolean`.
    Not(&'static str),
    /// It is an entry of a map, and an earlier one has the same key.
    DuplicateKey,
    /// It is a union, and holds no member or several.
    NotOneMember,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Repeated => f.write_str("is there more than once"),
            Self::Elements => f.write_str("holds elements where a plain value belongs"),
            Self::Not(expected) => write!(f, "is not {expected}"),
            Self::DuplicateKey => f.write_str("has the key of an earlier entry"),
            Self::NotOneMember => f.write_str("does not hold exactly one member of a union"),
        }
    }
}
