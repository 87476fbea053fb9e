//! What the service model allows, as data.

pub(crate) mod charset;
pub(crate) mod check;
#[rustfmt::skip]
pub mod unicode;
pub mod violation;

#[cfg(feature = "unicode-regex")]
use regex::Regex;
#[cfg(all(feature = "regex", not(feature = "unicode-regex")))]
use regex_lite::Regex;

pub use charset::CharSet;
pub use check::{Check, Validate, validate};

/// The limits of one shape.
#[derive(Debug)]
pub struct Rule {
    /// How long a value may be: code points of text, bytes of blobs, elements of lists and maps.
    pub length: Limits,
    /// How large a number may be.
    pub range: Limits,
    /// What text has to look like.
    pub pattern: Option<&'static Pattern>,
    /// True if a value must never be shown.
    pub sensitive: bool,
}

impl Rule {
    /// Allows everything.
    pub const ANY: Rule = Rule { length: Limits::NONE, range: Limits::NONE, pattern: None, sensitive: false };
}

/// A lower and an upper limit, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The smallest value allowed, if there is a limit.
    pub min: Option<i64>,
    /// The largest value allowed, if there is a limit.
    pub max: Option<i64>,
}

impl Limits {
    /// No limits.
    pub const NONE: Limits = Limits { min: None, max: None };

    /// At least `min`.
    pub const fn from(min: i64) -> Self {
        Self { min: Some(min), max: None }
    }

    /// At most `max`.
    pub const fn to(max: i64) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// From `min` to `max`.
    pub const fn between(min: i64, max: i64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
}

/// A pattern of the model.
#[derive(Debug)]
pub struct Pattern {
    /// As the model writes it, in Java's dialect; AWS quotes it in its errors.
    pub text: &'static str,
    /// How a value is held against it.
    pub test: Test,
}

/// How a value is held against a pattern.
#[derive(Debug)]
pub enum Test {
    /// Every character is in a set: the pattern is one bracketed class, repeated.
    Each {
        /// The characters allowed.
        set: &'static CharSet,
        /// True for `+`, false for `*`.
        at_least_one: bool,
    },
    /// A regular expression that finds exactly the values that match.
    Regex(LazyRegex),
    /// Not checked here, because no engine in this crate can: the service still does.
    Unchecked,
}

/// A regular expression that is compiled when it is first used. Without the feature `regex` it finds everything: the
/// service still checks.
#[derive(Debug)]
pub struct LazyRegex {
    #[cfg(feature = "regex")]
    source: &'static str,
    #[cfg(feature = "regex")]
    compiled: std::sync::OnceLock<Option<Regex>>,
}

#[cfg(feature = "regex")]
impl LazyRegex {
    /// An expression in the dialect of the crate `regex`, or in the part of it that `regex-lite` has, which the generator
    /// has already compiled once.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: std::sync::OnceLock::new() }
    }

    /// True if the expression is found in `text`; an expression that does not compile finds everything.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

#[cfg(not(feature = "regex"))]
impl LazyRegex {
    /// An expression that is left to the service.
    pub const fn new(_: &'static str) -> Self {
        Self {}
    }

    /// True: nothing here can say otherwise.
    pub fn is_match(&self, _: &str) -> bool {
        true
    }
}
