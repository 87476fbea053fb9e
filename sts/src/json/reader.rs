//! A strict reader of JSON (RFC 8259).

use std::collections::HashSet;

use super::path::{JsonPath, shown};
use super::{Json, JsonError, JsonErrorKind, MAX_DEPTH};

#[inline]
pub(super) fn read(text: &str) -> Result<Json, JsonError> {
    let mut reader = Reader { text, rest: text };
    let value = reader.value(&JsonPath::Root, MAX_DEPTH)?;
    if reader.rest.is_empty() { Ok(value) } else { Err(reader.wrong(&JsonPath::Root, "the end of the text")) }
}

struct Reader<'t> {
    text: &'t str,
    /// The part of the text that has not been read yet.
    rest: &'t str,
}

impl<'t> Reader<'t> {
    /// Reads the next value and the white space around it.
    #[inline]
    fn value(&mut self, path: &JsonPath<'_>, depth: usize) -> Result<Json, JsonError> {
        self.skip_space();
        let value = match self.rest.as_bytes().first() {
            Some(b'{' | b'[') if depth == 0 => {
                let message = format!("is nested more than {MAX_DEPTH} levels deep");
                return Err(JsonError::new(JsonErrorKind::TooDeep, path, message));
            }
            Some(b'{') => self.object(path, depth - 1)?,
            Some(b'[') => self.array(path, depth - 1)?,
            Some(b'"') => Json::Text(self.string(path)?),
            _ => self.word(path)?,
        };
        self.skip_space();
        Ok(value)
    }

    #[inline]
    fn array(&mut self, path: &JsonPath<'_>, depth: usize) -> Result<Json, JsonError> {
        let mut items = Vec::new();
        if self.open('[', ']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(&path.index(items.len()), depth)?);
            if !self.continues(path, ']', "a comma or ]")? {
                return Ok(Json::Array(items));
            }
        }
    }

    #[inline]
    fn object(&mut self, path: &JsonPath<'_>, depth: usize) -> Result<Json, JsonError> {
        let mut members = Vec::new();
        let mut seen = HashSet::new();
        if self.open('{', '}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            let key = self.string(path)?;
            self.skip_space();
            if !self.take(':') {
                return Err(self.wrong(path, "a colon"));
            }
            let place = path.key(&key);
            if !seen.insert(key.clone()) {
                return Err(JsonError::new(JsonErrorKind::DuplicateKey, &place, "the key is repeated"));
            }
            let value = self.value(&place, depth)?;
            members.push((key, value));
            if !self.continues(path, '}', "a comma or }")? {
                return Ok(Json::Object(members));
            }
        }
    }

    /// Reads an opening bracket. Returns whether the closing bracket follows, which is then read too.
    #[inline]
    fn open(&mut self, open: char, close: char) -> bool {
        self.take(open);
        self.skip_space();
        self.take(close)
    }

    /// Reads a comma or the closing bracket. Returns whether it is a comma, so that another value follows.
    #[inline]
    fn continues(&mut self, path: &JsonPath<'_>, close: char, expected: &str) -> Result<bool, JsonError> {
        if self.take(',') {
            return Ok(true);
        }
        if self.take(close) { Ok(false) } else { Err(self.wrong(path, expected)) }
    }

    #[inline]
    fn string(&mut self, path: &JsonPath<'_>) -> Result<String, JsonError> {
        if !self.take('"') {
            return Err(self.wrong(path, "a string"));
        }
        let mut text = String::new();
        loop {
            let end = self.rest.find(|c| c == '"' || c == '\\' || c < ' ').unwrap_or(self.rest.len());
            text.push_str(self.advance(end));
            if self.take('"') {
                return Ok(text);
            }
            let escape = self.rest;
            if !self.take('\\') {
                return Err(self.wrong(path, "a closing quotation mark"));
            }
            let Some(escaped) = self.escape() else {
                self.rest = escape;
                return Err(self.wrong(path, "a valid escape sequence"));
            };
            text.push(escaped);
        }
    }

    /// Reads an escape sequence after its backslash.
    #[inline]
    fn escape(&mut self) -> Option<char> {
        let c = match self.advance(1) {
            "\"" => '"',
            "\\" => '\\',
            "/" => '/',
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => return self.unit_escape(),
            _ => return None,
        };
        Some(c)
    }

    /// Reads the digits of `\u`: one UTF-16 code unit, or a surrogate pair.
    #[inline]
    fn unit_escape(&mut self) -> Option<char> {
        let first = self.unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        let escaped = self.advance(2) == "\\u";
        let second = self.unit()?;
        if !escaped || !(0xDC00..0xE000).contains(&second) {
            return None;
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    #[inline]
    fn unit(&mut self) -> Option<u32> {
        let digits = self.advance(4);
        if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    }

    /// Reads a number, `null`, `true` or `false`.
    #[inline]
    fn word(&mut self, path: &JsonPath<'_>) -> Result<Json, JsonError> {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let end = self.rest.find(|c| !is_of_word(c)).unwrap_or(self.rest.len());
        let value = match self.rest.get(..end).unwrap_or_default() {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            digits if is_number(digits) => Json::Number(digits.to_owned()),
            _ => return Err(self.wrong(path, "a value")),
        };
        self.advance(end);
        Ok(value)
    }

    #[inline]
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    #[inline]
    fn take(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads this many bytes. Returns an empty string if fewer are left, or if they end within a character.
    #[inline]
    fn advance(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or(("", self.rest));
        self.rest = rest;
        taken
    }

    #[inline]
    fn wrong(&self, path: &JsonPath<'_>, expected: &str) -> JsonError {
        let read = self.text.strip_suffix(self.rest).unwrap_or_default();
        let line = read.matches('\n').count() + 1;
        let column = read.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let found = match self.rest.chars().next() {
            Some(c) => format!("\"{}\"", shown(c.encode_utf8(&mut [0; 4]))),
            None => "the end of the text".to_owned(),
        };
        let message = format!("invalid JSON at line {line} column {column}: expected {expected}; found {found}");
        JsonError::new(JsonErrorKind::Syntax, path, message)
    }
}

/// Returns whether this is a JSON number, such as `-12.5e+6`: no leading zeros, an optional fraction and exponent.
#[inline]
fn is_number(text: &str) -> bool {
    let (number, exponent) = split_at(text, &['e', 'E']);
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let (whole, fraction) = split_at(number.strip_prefix('-').unwrap_or(number), &['.']);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let is_whole = are_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    is_whole && fraction.is_none_or(are_digits) && exponent.is_none_or(are_digits)
}

/// Splits a text at the first of these characters, if it has one.
#[inline]
fn split_at<'t>(text: &'t str, separators: &[char]) -> (&'t str, Option<&'t str>) {
    text.split_once(separators).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Returns whether `serde_json` read the same value.
    fn same(json: &Json, value: &Value) -> bool {
        match (json, value) {
            (Json::Null, Value::Null) => true,
            (Json::Bool(one), Value::Bool(other)) => one == other,
            (Json::Number(digits), Value::Number(number)) => digits.parse().ok() == number.as_f64(),
            (Json::Text(one), Value::String(other)) => one == other,
            (Json::Array(ours), Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| same(one, other))
            }
            (Json::Object(ours), Value::Object(theirs)) => {
                let member = |(key, value): &(String, Json)| theirs.get(key).is_some_and(|other| same(value, other));
                ours.len() == theirs.len() && ours.iter().all(member)
            }
            _ => false,
        }
    }

    /// Checks that both readers agree, except about documents that this one refuses on purpose.
    fn agrees(text: &str) -> Result<(), String> {
        match (read(text), serde_json::from_str::<Value>(text)) {
            (Ok(json), Ok(value)) if same(&json, &value) => Ok(()),
            // Digits are preserved, however large the number is.
            (Ok(_), Err(error)) if error.to_string().contains("number out of range") => Ok(()),
            (Err(error), _) if error.kind != JsonErrorKind::Syntax => Ok(()),
            (Err(_), Err(_)) => Ok(()),
            (ours, theirs) => Err(format!("{text:?}: {ours:?}, serde_json {theirs:?}")),
        }
    }

    fn json() -> impl Strategy<Value = String> {
        let number = "-?(0|[1-9][0-9]{0,12})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?";
        let text = any::<String>().prop_map(|text| super::super::quoted(&text));
        let leaf = prop_oneof![Just("null".to_owned()), Just("true".to_owned()), number.prop_map(|n| n), text];
        let space = || "[ \\t\\r\\n]{0,2}";
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let items = prop::collection::vec((space(), inner.clone(), space()), 0..4);
            let members = prop::collection::vec((space(), any::<String>(), inner, space()), 0..4);
            let joined = |parts: Vec<String>, brackets: [char; 2]| {
                [brackets[0].to_string(), parts.join(","), brackets[1].to_string()].concat()
            };
            prop_oneof![
                items.prop_map(move |items| {
                    joined(items.into_iter().map(|(a, item, b)| a + &item + &b).collect(), ['[', ']'])
                }),
                members.prop_map(move |members| {
                    let member = |(a, key, value, b): (String, String, String, String)| {
                        a + &super::super::quoted(&key) + &b + ":" + &value
                    };
                    joined(members.into_iter().map(member).collect(), ['{', '}'])
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_read_as_serde_json_reads_it(text in json()) {
            prop_assert_eq!(agrees(&text), Ok(()));
        }

        #[test]
        fn damaged_json_is_read_as_serde_json_reads_it(
            text in json(),
            at in any::<prop::sample::Index>(),
            other in "[\\[\\]{}\",:\\\\u0-9eE+.\\- \\x00-\\x1fa-f]{0,3}",
            removed in 0..3_usize,
        ) {
            let mut characters: Vec<char> = text.chars().collect();
            let start = at.index(characters.len());
            let end = (start + removed).min(characters.len());
            characters.splice(start..end, other.chars());
            prop_assert_eq!(agrees(&characters.into_iter().collect::<String>()), Ok(()));
        }

        #[test]
        fn every_escape_is_read_as_serde_json_reads_it(units in prop::collection::vec(any::<u16>(), 1..4)) {
            let mut text = String::new();
            for unit in units {
                write!(text, "\\u{unit:04x}").unwrap();
            }
            prop_assert_eq!(agrees(&format!("\"{text}\"")), Ok(()));
        }

        #[test]
        fn a_quoted_text_is_read_back(text in any::<String>()) {
            let quoted = super::super::quoted(&text);
            prop_assert_eq!(&quoted, &serde_json::to_string(&text).unwrap());
            prop_assert_eq!(read(&quoted), Ok(Json::Text(text)));
        }
    }

    #[test]
    fn an_error_says_what_was_expected_and_where() {
        for (text, path, message) in [
            ("", "", "invalid JSON at line 1 column 1: expected a value; found the end of the text"),
            ("{\n  \"a\": [1,\n2 3]}", "a", "at line 3 column 3: expected a comma or ]; found \"3\""),
            ("{\"a\" 1}", "", "at line 1 column 6: expected a colon; found \"1\""),
            ("{\"a\": 1,}", "", "at line 1 column 9: expected a string; found \"}\""),
            ("{\"é\": \"\\x\"}", "é", "at line 1 column 8: expected a valid escape sequence; found \"\\\""),
            ("[\"a\nb\"]", "[0]", "at line 1 column 4: expected a closing quotation mark"),
            ("[01]", "[0]", "at line 1 column 2: expected a value; found \"0\""),
            ("null null", "", "at line 1 column 6: expected the end of the text; found \"n\""),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.kind, error.path.as_str()), (JsonErrorKind::Syntax, path), "{error:?}");
            assert!(error.message.contains(message), "{error:?}");
        }
    }
}
