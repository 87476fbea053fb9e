//! Characters that end a line, or that show text in another order than it is in the file.
//!
//! A model is data from someone else, and its texts end up in source files, manifests and messages. None of these
//! characters gets there as it is: `read` refuses texts with them, and `comment` writes comments.

/// Returns `true` for control characters (C0 and C1), separators of lines and paragraphs, and marks that set the direction
/// of text (Unicode's property Bidi_Control).
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// Returns `true` for characters that some program or other takes for the end of a line.
pub fn ends_line(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns a text with unprintable characters as escapes, such as `\u{202e}`.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_separator_and_direction_mark_is_unprintable() {
        for character in
            ['\0', '\n', '\x1b', '\x7f', '\u{85}', '\u{9b}', '\u{2028}', '\u{200f}', '\u{202e}', '\u{2066}']
        {
            assert!(is_unprintable(character), "{character:?}");
        }
        assert!(![' ', 'a', 'é', '\u{a0}', '世', '\u{1F511}'].into_iter().any(is_unprintable));
    }

    #[test]
    fn they_are_shown_as_escapes() {
        assert_eq!(shown("a\nb\u{202e}c é"), "a\\nb\\u{202e}c é");
    }
}
