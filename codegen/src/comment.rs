//! Comments with text of a model, which must not end early: every generated file writes them with this module.

use crate::unprintable::{ends_line, is_unprintable};

/// Returns the lines of a text without the characters that a comment must not contain. A line may end with any character
/// that some program takes for the end of a line.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<String> = text.split(ends_line).map(printable).collect();
    // Like `str::lines`: the end of the last line is not the start of another one.
    let count = lines.len() - usize::from(lines.last().is_some_and(String::is_empty));
    lines.into_iter().take(count)
}

/// Returns a text as one line.
pub(crate) fn one_line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

/// Writes a text as a comment: each line after `prefix`, such as `//!` or `#`.
pub(crate) fn comment(prefix: &str, text: &str) -> String {
    lines(text).map(|line| if line.is_empty() { format!("{prefix}\n") } else { format!("{prefix} {line}\n") }).collect()
}

fn printable(line: &str) -> String {
    let line = line.replace('\t', "    ");
    line.chars().filter(|character| !is_unprintable(*character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_comment_has_the_prefix() {
        assert_eq!(comment("//!", "one\n\ntwo\r\nthree\n"), "//! one\n//!\n//! two\n//! three\n");
        for end in ["\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(
                comment("//!", &format!("T{end}pub fn injected() {{}} //")),
                "//! T\n//! pub fn injected() {} //\n"
            );
        }
    }

    #[test]
    fn characters_that_turn_text_around_are_left_out() {
        assert_eq!(comment("#", "a\u{202e}b\u{200f}c\0d\u{1b}e"), "# abcde\n");
        assert_eq!(one_line("a\nb\u{2028}c"), "a b c");
    }
}
