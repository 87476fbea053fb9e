//! Text from outside as it may be shown to a person: on one line, without characters that control a terminal, and cut.

use std::fmt;

use crate::rule::INVISIBLE;

/// The size in bytes above which a name is cut: a code, a request id, a content type.
pub(crate) const MAX_NAME: usize = 256;

/// The size in bytes above which a message is cut. AWS's longest messages have about 2 KiB: they contain an encoded
/// authorization message.
pub(crate) const MAX_MESSAGE: usize = 4 * 1024;

/// The size in bytes above which the message of an error is cut that contains the message of another error.
pub(crate) const MAX_NESTED: usize = 6 * 1024;

/// Shows that a text was cut.
const CUT: char = '…';

/// Prepares text of a service, or of another source outside of the program, for a message or a log: a forged line cannot
/// look like one of the program, and a long text cannot fill the log.
///
/// Each run of white space and control characters becomes a space, and white space at both ends is left out. Characters
/// that are invisible or turn text around become `U+FFFD`. Text of more than `max` bytes is cut, which `…` shows.
///
/// ```
/// use awsquery::layer::one_line;
///
/// assert_eq!(one_line("not\nauthorized \u{202e}X", 64).to_string(), "not authorized \u{fffd}X");
/// assert_eq!(one_line(&"m".repeat(900_000), 16).to_string(), "mmmmmmmmmmmmm…");
/// ```
pub fn one_line(text: &str, max: usize) -> impl fmt::Display + fmt::Debug {
    OneLine { text, max }
}

/// Text from outside on one line.
struct OneLine<'a> {
    text: &'a str,
    max: usize,
}

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        for character in characters(self.text) {
            line.push(character);
            if line.len() > self.max {
                while line.len() + CUT.len_utf8() > self.max && line.pop().is_some() {}
                line.push(CUT);
                break;
            }
        }
        f.write_str(&line)
    }
}

impl fmt::Debug for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

/// Returns the words of a text, separated by spaces, with replacements for characters that are invisible.
fn characters(text: &str) -> impl Iterator<Item = char> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.enumerate().flat_map(|(position, word)| {
        let separator = (position > 0).then_some(' ');
        separator
            .into_iter()
            .chain(word.chars().map(|c| if INVISIBLE.contains(c) { char::REPLACEMENT_CHARACTER } else { c }))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_and_control_characters_become_one_space() {
        let line = |text| one_line(text, 64).to_string();
        assert_eq!(line(" one\n\n  two\tthree\r\n"), "one two three");
        assert_eq!(line("a\u{1b}[31mb\u{7}\u{85}c\u{2028}d"), "a [31mb c d");
        assert_eq!((line(""), line(" \n")), (String::new(), String::new()));
    }

    #[test]
    fn characters_that_hide_text_or_turn_it_around_are_replaced() {
        for character in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{200f}', '\u{feff}', '\u{ad}', '\u{e0041}', '\u{61c}']
        {
            assert_eq!(one_line(&format!("a{character}b"), 64).to_string(), "a\u{fffd}b");
        }
        assert_eq!(one_line("Grüße, 東京 é ก็", 64).to_string(), "Grüße, 東京 é ก็", "other letters stay");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(one_line("12345678", 8).to_string(), "12345678");
        assert_eq!(one_line("123456789", 8).to_string(), "12345…");
        assert_eq!(one_line("ääääää", 8).to_string(), "ää…");
        assert_eq!(format!("{:?}", one_line("a\nb", 8)), "\"a b\"");
    }

    proptest! {
        #[test]
        fn every_text_becomes_a_short_line_that_stays_as_it_is(text: String, max in 3_usize..64) {
            let line = one_line(&text, max).to_string();
            prop_assert!(line.len() <= max, "{line}");
            prop_assert!(!line.chars().any(|c| c.is_control() || INVISIBLE.contains(c)), "{line:?}");
            prop_assert_eq!(one_line(&line, max).to_string(), line);
        }
    }
}
