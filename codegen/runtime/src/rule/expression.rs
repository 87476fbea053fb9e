//! Regular expressions that are compiled when they are first used.

#[cfg(feature = "regex")]
use std::sync::OnceLock;

#[cfg(feature = "unicode-regex")]
use regex::Regex;
#[cfg(all(feature = "regex", not(feature = "unicode-regex")))]
use regex_lite::Regex;

/// A regular expression without look-around. Part of a [`Test`](super::Test).
///
/// Without the feature `regex` it matches everything, and only the service checks the pattern.
#[derive(Debug)]
pub struct LazyRegex {
    #[cfg(feature = "regex")]
    source: &'static str,
    #[cfg(feature = "regex")]
    compiled: OnceLock<Option<Regex>>,
}

/// Needs the feature `regex`.
#[cfg(feature = "regex")]
impl LazyRegex {
    /// Creates an expression in the syntax of the crate `regex`, or of `regex-lite` without the feature `unicode-regex`.
    /// The generator has compiled it once, to make sure that it is valid.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
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

    /// Returns `true`: without the feature `regex`, the pattern is not checked.
    pub fn is_match(&self, _: &str) -> bool {
        true
    }
}

/// A regular expression with look-around, which needs an engine that backtracks. Part of a [`Test`](super::Test).
///
/// Without the feature `fancy-regex` it matches everything, and only the service checks the pattern.
#[derive(Debug)]
pub struct LazyLookAround {
    #[cfg(feature = "fancy-regex")]
    source: &'static str,
    #[cfg(feature = "fancy-regex")]
    compiled: OnceLock<Option<fancy_regex::Regex>>,
}

/// The largest number of steps back for one value. Backtracking can take time that is exponential in the length of the
/// value, and a check must not.
#[cfg(feature = "fancy-regex")]
const MAX_STEPS_BACK: usize = 100_000;

/// Needs the feature `fancy-regex`.
#[cfg(feature = "fancy-regex")]
impl LazyLookAround {
    /// Creates an expression in the syntax of the crate `fancy-regex`. The generator has compiled it once, to make sure
    /// that it is valid.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// Returns `true` if `text` contains a match.
    ///
    /// A value that needs more than 100,000 steps back counts as a match, so only the service checks it. An expression
    /// that does not compile matches everything.
    pub fn is_match(&self, text: &str) -> bool {
        let compile = || fancy_regex::RegexBuilder::new(self.source).backtrack_limit(MAX_STEPS_BACK).build().ok();
        let compiled = self.compiled.get_or_init(compile);
        compiled.as_ref().is_none_or(|regex| regex.is_match(text).unwrap_or(true))
    }
}

#[cfg(not(feature = "fancy-regex"))]
impl LazyLookAround {
    /// Creates an expression that only the service checks.
    pub const fn new(_: &'static str) -> Self {
        Self {}
    }

    /// Returns `true`: without the feature `fancy-regex`, the pattern is not checked.
    pub fn is_match(&self, _: &str) -> bool {
        true
    }
}

#[cfg(all(test, feature = "fancy-regex"))]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn look_around_decides() {
        let alias = LazyLookAround::new(r"\A(?:[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9])\z");
        assert!(alias.is_match("my-company"));
        assert!(!alias.is_match("my--company") && !alias.is_match("-my") && !alias.is_match("my-company\n"));
    }

    #[test]
    fn a_value_that_needs_too_many_steps_back_counts_as_not_checked() {
        let hostile = LazyLookAround::new(r"\A(?:(?:(?!x)a|(?!y)a)*b)\z");
        assert!(!hostile.is_match("aaaa") && hostile.is_match("aaaab"));
        let started = Instant::now();
        assert!(hostile.is_match(&"a".repeat(2_000)), "no engine can tell in time");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }

    #[test]
    fn an_expression_that_does_not_compile_checks_nothing() {
        assert!(LazyLookAround::new("(?=").is_match("anything"));
    }
}
