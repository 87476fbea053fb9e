//! The limits of the service model as data, and the check of requests against them.
//!
//! Generated code holds a [`Rule`] for each shape that has limits. [`validate`] checks a request against them and
//! returns all [violations](violation::Violation) at once.

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
    /// The limits of a value's length: code points of text, bytes of a blob, elements of a list or map.
    pub length: Limits,
    /// The limits of a number.
    pub range: Limits,
    /// The pattern that text must match.
    pub pattern: Option<&'static Pattern>,
    /// `true` if a value must never be shown.
    pub sensitive: bool,
}

impl Rule {
    /// The rule that allows every value.
    pub const ANY: Rule = Rule { length: Limits::NONE, range: Limits::NONE, pattern: None, sensitive: false };
}

/// A lower and an upper limit, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The smallest allowed value, or `None` if there is no lower limit.
    pub min: Option<i64>,
    /// The largest allowed value, or `None` if there is no upper limit.
    pub max: Option<i64>,
}

impl Limits {
    /// No limits.
    pub const NONE: Limits = Limits { min: None, max: None };

    /// Creates a lower limit: at least `min`.
    pub const fn from(min: i64) -> Self {
        Self { min: Some(min), max: None }
    }

    /// Creates an upper limit: at most `max`.
    pub const fn to(max: i64) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// Creates both limits: `min` to `max`.
    pub const fn between(min: i64, max: i64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
}

/// A pattern of the model.
#[derive(Debug)]
pub struct Pattern {
    /// The pattern as the model states it, in the dialect of Java. AWS quotes it in its errors.
    pub text: &'static str,
    /// The check that is equivalent to the pattern.
    pub test: Test,
}

/// The check of a value against a pattern.
#[derive(Debug)]
pub enum Test {
    /// Every character must be in a set. Most patterns are one bracketed class, repeated, and need no regex engine.
    Each {
        /// The allowed characters.
        set: &'static CharSet,
        /// `true` for a class repeated by `+`, `false` for `*`.
        at_least_one: bool,
    },
    /// The value must consist of words with one separator between them, and every character of a word must be in a set.
    Words {
        /// The characters of words, without the separator.
        set: &'static CharSet,
        /// The separator.
        separator: char,
    },
    /// The value must match a regular expression.
    Regex(LazyRegex),
    /// Nothing is checked before sending, because the regex engines here do not support the pattern. The service checks
    /// it.
    Unchecked,
}

/// A regular expression that is compiled when it is first used.
///
/// Without the feature `regex` it matches everything, and only the service checks the pattern.
#[derive(Debug)]
pub struct LazyRegex {
    #[cfg(feature = "regex")]
    source: &'static str,
    #[cfg(feature = "regex")]
    compiled: std::sync::OnceLock<Option<Regex>>,
}

#[cfg(feature = "regex")]
impl LazyRegex {
    /// Creates an expression in the syntax of the crate `regex`, or of `regex-lite` without the feature `unicode-regex`.
    /// The generator has compiled it once, to make sure that it is valid.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: std::sync::OnceLock::new() }
    }

    /// Returns `true` if `text` contains a match. An expression that does not compile matches everything.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

#[cfg(not(feature = "regex"))]
impl LazyRegex {
    /// Creates an expression that only the service checks.
    pub const fn new(_: &'static str) -> Self {
        Self {}
    }

    /// Returns `true`, because there is no regex engine without the feature `regex`.
    pub fn is_match(&self, _: &str) -> bool {
        true
    }
}
