//! The limits of the service model as data, and the check of requests against them.
//!
//! Generated code holds a [`Rule`] for each shape that has limits. [`validate`] checks a request against them and
//! returns all [violations](violation::Violation) at once.

pub(crate) mod bound;
pub(crate) mod charset;
pub(crate) mod check;
mod expression;
#[rustfmt::skip]
pub mod unicode;
pub mod violation;

pub use bound::Bound;
pub use charset::{CharSet, INVISIBLE};
pub use check::{Check, Validate, validate};
pub use expression::{LazyLookAround, LazyRegex};

/// The limits of one shape. Generated crates have a constant for each shape, and [`Check`] applies it.
#[derive(Debug)]
pub struct Rule {
    /// The limits of a value's length: code points of text, bytes of a blob, elements of a list or map.
    pub length: Limits,
    /// The limits of a number.
    pub range: Limits<Bound>,
    /// The pattern that text must match.
    pub pattern: Option<&'static Pattern>,
    /// `true` if a value must never be shown.
    pub sensitive: bool,
}

impl Rule {
    /// The rule that allows every value.
    pub const ANY: Rule = Rule { length: Limits::NONE, range: Limits::NONE, pattern: None, sensitive: false };
}

/// A lower and an upper limit, both inclusive: of a length, or with [`Bound`] of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits<T = i64> {
    /// The smallest allowed value, or `None` if there is no lower limit.
    pub min: Option<T>,
    /// The largest allowed value, or `None` if there is no upper limit.
    pub max: Option<T>,
}

impl<T: Copy> Limits<T> {
    /// No limits.
    pub const NONE: Self = Self { min: None, max: None };

    /// Creates a lower limit: at least `min`.
    pub const fn from(min: T) -> Self {
        Self { min: Some(min), max: None }
    }

    /// Creates an upper limit: at most `max`.
    pub const fn to(max: T) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// Creates both limits: `min` to `max`.
    pub const fn between(min: T, max: T) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
}

/// A pattern of the model. Part of a [`Rule`].
#[derive(Debug)]
pub struct Pattern {
    /// The pattern as the model states it, in the dialect of Java. AWS quotes it in its errors.
    pub text: &'static str,
    /// The check that is equivalent to the pattern.
    pub test: Test,
}

/// The check of a value against a pattern. Part of a [`Pattern`].
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
    /// The value must match a regular expression with look-around.
    LookAround(LazyLookAround),
    /// Nothing is checked before sending, because the regex engines here do not support the pattern. The service checks
    /// it.
    Unchecked,
}
