//! Removes the anchors of patterns, so that both forms of a model give the same patterns.
//!
//! API-2 patterns are meant for Java's `String.matches`, which matches the whole value. Smithy patterns are searched for,
//! so AWS's converter adds `^` and `$` to most of them. For alternatives at the top level the result is wrong: `^a|b$`.
//! A pattern without these anchors that must match the whole value has the intended meaning in both cases.

use crate::error::Error;
use crate::model::PatternTrait;

use super::fields::error;

/// Reads an API-2 pattern. It always matches the whole value, so an anchor at either end has no effect.
pub(super) fn from_api2(at: &str, text: &str) -> Result<PatternTrait, Error> {
    check(at, text)?;
    let text = text.strip_prefix('^').unwrap_or(text);
    Ok(PatternTrait { text: without_dollar(text).unwrap_or(text).to_owned(), whole: true })
}

/// Reads a Smithy pattern. It matches the whole value if it has both anchors, and a part of it otherwise.
pub(super) fn from_smithy(at: &str, text: &str) -> Result<PatternTrait, Error> {
    check(at, text)?;
    let inner = text.strip_prefix('^').and_then(without_dollar);
    Ok(PatternTrait { text: inner.unwrap_or(text).to_owned(), whole: inner.is_some() })
}

/// Returns the text before a trailing `$`, unless the `$` is escaped or missing.
fn without_dollar(text: &str) -> Option<&str> {
    text.strip_suffix('$').filter(|rest| !ends_in_escape(rest))
}

/// Refuses a pattern that ends with a lone backslash, which would escape an anchor added after it.
fn check(at: &str, text: &str) -> Result<(), Error> {
    if ends_in_escape(text) { Err(error(at, "the pattern ends with a lone backslash")) } else { Ok(()) }
}

/// Returns `true` if a character after the text would be escaped.
fn ends_in_escape(text: &str) -> bool {
    text.chars().rev().take_while(|character| *character == '\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smithy(text: &str) -> (String, bool) {
        let pattern = from_smithy("Foo", text).unwrap();
        (pattern.text, pattern.whole)
    }

    fn api2(text: &str) -> (String, bool) {
        let pattern = from_api2("Foo", text).unwrap();
        (pattern.text, pattern.whole)
    }

    #[test]
    fn a_pattern_with_both_anchors_matches_the_whole_value() {
        assert_eq!(smithy(r"^[\w]*$"), (r"[\w]*".to_owned(), true));
        assert_eq!(api2(r"[\w]*"), smithy(r"^[\w]*$"));
        assert_eq!(api2(r"^[\w]*$"), smithy(r"^[\w]*$"));
        assert_eq!(smithy("^$"), (String::new(), true));
    }

    #[test]
    fn both_anchors_around_alternatives_are_removed() {
        assert_eq!(smithy("^(/)|(/[!-~]+/)$"), ("(/)|(/[!-~]+/)".to_owned(), true));
        assert_eq!(api2("(/)|(/[!-~]+/)"), smithy("^(/)|(/[!-~]+/)$"));
    }

    #[test]
    fn a_single_anchor_of_a_smithy_pattern_is_kept() {
        assert_eq!(smithy("^[^:]"), ("^[^:]".to_owned(), false));
        assert_eq!(smithy(r"\S"), (r"\S".to_owned(), false));
    }

    #[test]
    fn a_single_anchor_of_an_api2_pattern_is_removed() {
        assert_eq!(api2("^o-[0-9]{4}"), smithy("^o-[0-9]{4}$"));
        assert_eq!(api2("o-[0-9]{4}$"), smithy("^o-[0-9]{4}$"));
        assert_eq!(api2(r"o\$"), (r"o\$".to_owned(), true));
    }

    #[test]
    fn an_escaped_dollar_sign_is_not_an_anchor() {
        assert_eq!(smithy(r"^a\$"), (r"^a\$".to_owned(), false));
        assert_eq!(smithy(r"^a\\$"), (r"a\\".to_owned(), true));
    }

    #[test]
    fn a_lone_backslash_at_the_end_is_an_error() {
        assert!(from_api2("Foo", r"a\").unwrap_err().to_string().contains("lone backslash"));
    }
}
