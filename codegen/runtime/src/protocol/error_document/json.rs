//! The strings of a JSON document. A full reader would be a dependency for one form of one error.

use std::str::Chars;

/// The maximum depth of nested values. The form that is read has two levels.
const MAX_DEPTH: usize = 16;

/// The length of a key in bytes above which a document is not read. It keeps paths short, however deep they are.
const MAX_KEY: usize = 128;

/// Reads the strings of a JSON object, also those in objects below it, each with its path: `Error.Code`. What is in arrays
/// is left out. Returns `None` if the text is not an object, or if its strings cannot be told apart from the rest.
pub(super) fn strings(text: &str) -> Option<Vec<(String, String)>> {
    let mut reader = StringReader { rest: text.trim_start_matches('\u{FEFF}').chars(), found: Vec::new() };
    if reader.next()? != '{' {
        return None;
    }
    reader.object(Some(""), 1)?;
    reader.next().is_none().then_some(reader.found)
}

struct StringReader<'a> {
    rest: Chars<'a>,
    found: Vec<(String, String)>,
}

impl StringReader<'_> {
    /// Returns the next character that is not white space.
    fn next(&mut self) -> Option<char> {
        self.rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'))
    }

    /// Reads the members of an object after its brace. Their strings are kept if it has a path.
    fn object(&mut self, path: Option<&str>, depth: usize) -> Option<()> {
        loop {
            match self.next()? {
                '}' => return Some(()),
                ',' => {}
                '"' => {
                    let key = self.string()?;
                    if key.len() > MAX_KEY || self.next()? != ':' {
                        return None;
                    }
                    self.value(path.and_then(|path| joined(path, key)).as_deref(), depth)?;
                }
                _ => return None,
            }
        }
    }

    /// Reads a value. Its strings are kept if it has a path.
    fn value(&mut self, path: Option<&str>, depth: usize) -> Option<()> {
        match self.next()? {
            _ if depth > MAX_DEPTH => None,
            '"' => {
                let text = self.string()?;
                if let Some(path) = path {
                    self.found.push((path.to_owned(), text));
                }
                Some(())
            }
            '{' => self.object(path, depth + 1),
            '[' => self.array(depth + 1),
            '}' | ']' | ',' | ':' => None,
            _ => {
                // A number, `true`, `false` or `null`.
                while self.rest.clone().next().is_some_and(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
                    self.rest.next();
                }
                Some(())
            }
        }
    }

    /// Skips the items of an array after its bracket.
    fn array(&mut self, depth: usize) -> Option<()> {
        loop {
            let at = self.rest.clone();
            match self.next()? {
                ']' => return Some(()),
                ',' => {}
                _ => {
                    self.rest = at;
                    self.value(None, depth)?;
                }
            }
        }
    }

    /// Reads a string after its quotation mark.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
    }

    /// Reads a character after its backslash.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.rest.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.code_unit()?;
                if (0xD800..0xDC00).contains(&unit) {
                    let low = (self.rest.next()? == '\\' && self.rest.next()? == 'u').then(|| self.code_unit())??;
                    char::decode_utf16([unit, low]).next()?.ok()?
                } else {
                    char::from_u32(unit.into())?
                }
            }
            _ => return None,
        })
    }

    /// Reads four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u16> {
        (0..4).try_fold(0, |unit, _| {
            let digit = self.rest.next()?.to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }
}

/// Returns the path of a member. A key with a dot has none, because it could be mistaken for a path.
fn joined(path: &str, key: String) -> Option<String> {
    match path {
        _ if key.contains('.') => None,
        "" => Some(key),
        path => Some(format!("{path}.{key}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Vec<(String, String)>> {
        strings(text)
    }

    #[test]
    fn strings_are_read_with_their_paths() {
        let text = "{\"a\": \"1\", \"b\": {\"c\": \"2\", \"d\": [\"x\", {\"e\": \"y\"}], \"f\": -1.5e+3}, \"g\": null,\
                    \"h.i\": \"z\"}\n";
        let found = read(text).unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(found, [("a", "1"), ("b.c", "2")]);
    }

    #[test]
    fn escapes_are_resolved() {
        let found = read(r#"{"a": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#).unwrap();
        assert_eq!(found, [("a".to_owned(), "\"\\/\u{8}\u{c}\n\r\té😀".to_owned())]);
    }

    #[test]
    fn anything_else_than_a_whole_object_is_not_read() {
        let deep = format!("{}1{}", "{\"a\":".repeat(40), "}".repeat(40));
        let long = format!("{{\"{}\":1}}", "k".repeat(MAX_KEY + 1));
        for text in [
            "",
            " ",
            "1",
            "[]",
            "\"a\"",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":\"b",
            "{\"a\":\"b\"",
            "{\"a\":\"b\"}x",
            "{a:1}",
            "{\"a\" \"b\"}",
            "{\"a\":\"\\ud83d\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":[}",
            "{\"a\":\"\n\"}",
            &deep,
            &long,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_text_survives_writing_and_reading(key in "[a-zA-Z]{1,8}", text: String) {
            let written = serde_json::json!({ key.as_str(): { "x": [1, text], "y": text } }).to_string();
            prop_assert_eq!(read(&written).unwrap(), [(format!("{key}.y"), text)]);
        }

        #[test]
        fn reading_never_panics(text in "[{}\\[\\]\",:\\\\u0-9a-f ]{0,64}") {
            let _ = read(&text);
        }
    }
}
