//! A small JSON reader and writer. It keeps the order of keys and the digits of numbers, refuses keys that occur twice,
//! and gives the path of every error.

mod path;
mod reader;

use std::fmt::Write as _;

pub(crate) use path::{JsonPath, shown};

/// Largest document that is read, in bytes. AWS's largest quota for a policy is 20,480 characters.
const MAX_BYTES: usize = 256 * 1024;

/// Deepest nesting that is read. A policy needs 6 levels.
pub(crate) const MAX_DEPTH: usize = 16;

/// The error of reading JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    pub(crate) kind: JsonErrorKind,
    /// The place in the document, such as `Statement[1].Condition`; empty for the document itself.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The reason why a text cannot be read as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonErrorKind {
    Syntax,
    TooLarge,
    TooDeep,
    DuplicateKey,
}

impl JsonError {
    fn new(kind: JsonErrorKind, path: &JsonPath<'_>, message: impl Into<String>) -> Self {
        Self { kind, path: path.to_string(), message: message.into() }
    }
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The digits as they were written.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON, is too large or nested too deeply, or has an object with the same key twice.
    #[inline]
    pub(crate) fn read(text: &str) -> Result<Self, JsonError> {
        if text.len() > MAX_BYTES {
            let message = format!("must be at most {MAX_BYTES} bytes long; found {}", text.len());
            return Err(JsonError::new(JsonErrorKind::TooLarge, &JsonPath::Root, message));
        }
        reader::read(text)
    }

    /// Returns the value of a key, or `None` if this is not an object or does not have the key.
    #[inline]
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    #[inline]
    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        let Self::Array(items) = self else { return None };
        Some(items)
    }

    #[inline]
    pub(crate) fn as_text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// Returns the digits of a number as they were written.
    #[inline]
    pub(crate) fn as_number(&self) -> Option<&str> {
        let Self::Number(digits) = self else { return None };
        Some(digits)
    }

    /// Names the type of the value for an error message.
    #[inline]
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    #[inline]
    pub(crate) fn to_minified(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    #[inline]
    pub(crate) fn to_pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    /// Writes the value, indented by `indent` or without white space.
    #[inline]
    fn write(&self, out: &mut String, indent: Option<usize>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => write_quoted(out, text),
            Self::Array(items) => {
                write_all(out, indent, ['[', ']'], items, |out, indent, item| item.write(out, indent));
            }
            Self::Object(members) => write_all(out, indent, ['{', '}'], members, |out, indent, (key, value)| {
                write_quoted(out, key);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                value.write(out, indent);
            }),
        }
    }
}

/// Returns a text as a JSON string.
#[inline]
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_quoted(&mut out, text);
    out
}

/// Writes a text as a JSON string: at most six bytes for each byte of the text, and two quotation marks.
#[inline]
pub(crate) fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn write_all<T>(
    out: &mut String,
    indent: Option<usize>,
    [open, close]: [char; 2],
    items: &[T],
    write: impl Fn(&mut String, Option<usize>, &T),
) {
    let inner = indent.map(|indent| indent + 2);
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        new_line(out, inner);
        write(out, inner, item);
    }
    if !items.is_empty() {
        new_line(out, indent);
    }
    out.push(close);
}

#[inline]
fn new_line(out: &mut String, indent: Option<usize>) {
    if let Some(indent) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}
