//! Taking the anchors off patterns, so that both forms of a model say the same.
//!
//! API-2 patterns are meant for Java's `String.matches`: the whole value. Smithy patterns are searched for, but AWS's
//! converter wraps most of them in `^` and `$`, wrongly so where alternatives stand at the top level: `^a|b$`. Taking
//! both anchors off and matching the whole value gives back what was meant.

use crate::error::Error;
use crate::model::Pattern;

use super::fields::error;

/// An API-2 pattern: it always matches the whole value, so that an anchor at either end says nothing more.
pub(super) fn from_api2(at: &str, text: &str) -> Result<Pattern, Error> {
    check(at, text)?;
    let text = text.strip_prefix('^').unwrap_or(text);
    Ok(Pattern { text: without_dollar(text).unwrap_or(text).to_owned(), whole: true })
}

/// A Smithy pattern: it matches the whole value if it has both anchors, else a part is enough.
pub(super) fn from_smithy(at: &str, text: &str) -> Result<Pattern, Error> {
    check(at, text)?;
    let inner = text.strip_prefix('^').and_then(without_dollar);
    Ok(Pattern { text: inner.unwrap_or(text).to_owned(), whole: inner.is_some() })
}

/// The text before a trailing `$` that is not escaped.
fn without_dollar(text: &str) -> Option<&str> {
    text.strip_suffix('$').filter(|rest| !ends_in_escape(rest))
}

/// An escape of nothing would swallow an anchor that is put behind it.
fn check(at: &str, text: &str) -> Result<(), Error> {
    if ends_in_escape(text) { Err(error(at, "the pattern ends with a lone backslash")) } else { Ok(()) }
}

/// True if a character that follows would be escaped.
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
    fn both_anchors_mean_the_whole_value() {
        assert_eq!(smithy(r"^[\w]*$"), (r"[\w]*".to_owned(), true));
        assert_eq!(api2(r"[\w]*"), smithy(r"^[\w]*$"));
        assert_eq!(api2(r"^[\w]*$"), smithy(r"^[\w]*$"));
        assert_eq!(smithy("^$"), (String::new(), true));
    }

    #[test]
    fn alternatives_at_the_top_level_lose_both_anchors() {
        assert_eq!(smithy("^(/)|(/[!-~]+/)$"), ("(/)|(/[!-~]+/)".to_owned(), true));
        assert_eq!(api2("(/)|(/[!-~]+/)"), smithy("^(/)|(/[!-~]+/)$"));
    }

    #[test]
    fn one_anchor_of_smithy_stays() {
        assert_eq!(smithy("^[^:]"), ("^[^:]".to_owned(), false));
        assert_eq!(smithy(r"\S"), (r"\S".to_owned(), false));
    }

    #[test]
    fn one_anchor_of_api2_says_nothing() {
        assert_eq!(api2("^o-[0-9]{4}"), smithy("^o-[0-9]{4}$"));
        assert_eq!(api2("o-[0-9]{4}$"), smithy("^o-[0-9]{4}$"));
        assert_eq!(api2(r"o\$"), (r"o\$".to_owned(), true));
    }

    #[test]
    fn escaped_dollar_is_no_anchor() {
        assert_eq!(smithy(r"^a\$"), (r"^a\$".to_owned(), false));
        assert_eq!(smithy(r"^a\\$"), (r"a\\".to_owned(), true));
    }

    #[test]
    fn lone_backslash_at_the_end_is_an_error() {
        assert!(from_api2("Foo", r"a\").unwrap_err().to_string().contains("lone backslash"));
    }
}
