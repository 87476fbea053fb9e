//! Errors in responses: in the XML document, and in the values that it contains.

use std::error::Error;
use std::fmt;

/// The error for a response that is not a well-formed XML document, or not a document of the expected service. Returned
/// by [`Document::parse`](super::Document::parse).
///
/// It says what was found at which byte, and never quotes the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    found: &'static str,
    offset: u64,
}

impl XmlError {
    pub(super) fn new(found: &'static str, offset: u64) -> Self {
        Self { found, offset }
    }

    /// Returns the byte offset of the problem, or of the start of the tag or text that contains it.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a usable XML document: found {} at byte {}", self.found, self.offset)
    }
}

impl Error for XmlError {}

/// The error for a well-formed response that does not contain the expected value. Returned by the methods of an
/// [`Element`](super::Element) that read values.
///
/// It names the element by its path, and never quotes its text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    problem: Problem,
}

impl DecodeError {
    /// Creates an error about the element at `path`, such as `GetSessionTokenResult/Credentials/Expiration`.
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self { path: path.into(), problem }
    }

    /// Creates the error for an element that is missing at `path`.
    pub fn missing(path: impl Into<String>) -> Self {
        Self::new(path, Problem::Missing)
    }

    /// Returns the path of the element: the names from the child of the root down, joined by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what is wrong with the element.
    pub fn problem(&self) -> Problem {
        self.problem
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the element `{}` of the response {}", self.path, self.problem)
    }
}

impl Error for DecodeError {}

/// A problem with an element of a response. Part of a [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The element is missing.
    Missing,
    /// The element is present more than once, where only one is allowed.
    Repeated,
    /// The element is empty, where a boolean, a number or a timestamp is expected. [`Element::optional`] takes an empty
    /// member for an absent one.
    ///
    /// [`Element::optional`]: super::Element::optional
    Empty,
    /// The element contains other elements, where a plain value is expected.
    Elements,
    /// The element's text is not of the given type, such as `an integer of 32 bits`.
    Not(&'static str),
    /// The element is an entry of a map, and an earlier entry has the same key.
    DuplicateKey,
    /// The element is a union that contains no member or more than one.
    NotOneMember,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Repeated => f.write_str("is present more than once"),
            Self::Empty => f.write_str("is empty"),
            Self::Elements => f.write_str("contains elements instead of a plain value"),
            Self::Not(expected) => write!(f, "is not {expected}"),
            Self::DuplicateKey => f.write_str("has the same key as an earlier entry"),
            Self::NotOneMember => f.write_str("does not contain exactly one member of a union"),
        }
    }
}
