//! String literals with escapes by a backslash, as in most languages.

use crate::style::passage::Blanked;

/// Returns the position of the quote that ends a literal with escapes.
pub fn end_of_string(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        if character == quote && !is_escaped {
            return at;
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    text.len()
}

/// Replaces escapes, byte for byte: a new line by the end of a sentence, a quote by itself, all others by blanks.
pub fn unescaped(text: &str) -> String {
    let mut blanked = Blanked::new(text);
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        if character != '\\' {
            continue;
        }
        let Some((next, escaped)) = rest.next() else { break };
        blanked.blank(at..next + escaped.len_utf8());
        match escaped {
            'n' => blanked.overwrite(at, ". "),
            '"' => blanked.overwrite(at, " \""),
            // The literal continues on the next line.
            '\n' => blanked.overwrite(next, " "),
            'u' | 'x' => {
                let digits = |c: &(usize, char)| c.1 == '{' || c.1 == '}' || c.1.is_ascii_hexdigit();
                let length = if escaped == 'x' { 2 } else { 10 };
                for _ in 0..length {
                    let Some((at, character)) = rest.next_if(digits) else { break };
                    blanked.blank(at..at + 1);
                    if character == '}' {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    blanked.into_text()
}
