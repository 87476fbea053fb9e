//! JSON that keeps the order of its keys.
//!
//! The order of a structure's members in a model is their order on the wire, and `serde_json::Value` keeps it only under
//! a feature that would change the behavior of every other crate in the build.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A JSON value. Its objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonValue {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<JsonValue>),
    /// Keys and values in the order of the document. Each key occurs once.
    Object(Vec<(String, JsonValue)>),
}

impl JsonValue {
    /// Parses a JSON document, which may start with a byte order mark.
    ///
    /// # Errors
    ///
    /// The text is not JSON, is nested too deeply, or has a duplicate key. The error names the line and column.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Returns the value of a key, if this is an object that has the key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns the string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number, if this is a 64-bit integer.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Returns the number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the elements, if this is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Returns the keys and values in order, if this is an object.
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the keys and values in order, or none if this is not an object.
    pub fn entries(&self) -> &[(String, Self)] {
        self.as_object().unwrap_or_default()
    }

    /// Describes the kind of value for a message: `a string`, `a list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Formats the document for files that people read: with two spaces per level, and a newline at the end.
    pub fn to_pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out.push('\n');
        out
    }

    /// Appends the value. `level` is the depth in an indented document, and `None` in a compact one.
    fn write(&self, out: &mut String, level: Option<usize>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::String(text) => write_text(out, text),
            Self::Array(elements) => {
                write_group(out, level, ('[', ']'), elements, |out, element, level| element.write(out, level));
            }
            Self::Object(entries) => write_group(out, level, ('{', '}'), entries, |out, (key, value), level| {
                write_text(out, key);
                out.push_str(if level.is_some() { ": " } else { ":" });
                value.write(out, level);
            }),
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&Value::from(text).to_string());
}

/// Writes items between two brackets. In an indented document, each item has its own line.
fn write_group<T>(
    out: &mut String,
    level: Option<usize>,
    (open, close): (char, char),
    items: &[T],
    write_item: impl Fn(&mut String, &T, Option<usize>),
) {
    let inner = level.map(|level| level + 1);
    out.push(open);
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        start_line(out, inner);
        write_item(out, item, inner);
    }
    if !items.is_empty() {
        start_line(out, level);
    }
    out.push(close);
}

fn start_line(out: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
}

/// Formats the document without white space between tokens.
impl fmt::Display for JsonValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.write(&mut out, None);
        formatter.write_str(&out)
    }
}

impl From<&str> for JsonValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<Number> for JsonValue {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for JsonValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl<'de> Deserialize<'de> for JsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = JsonValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<JsonValue, E> {
        Number::from_f64(value).map(JsonValue::Number).ok_or_else(|| E::custom("number is not finite"))
    }

    fn visit_str<E>(self, text: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<JsonValue, E> {
        Ok(JsonValue::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<JsonValue, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(JsonValue::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<JsonValue, A::Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = access.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("duplicate key {key:?}")));
            }
            entries.push((key, access.next_value()?));
        }
        Ok(JsonValue::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"z":[1,-2.5,18446744073709551615],"a":{"é\n\"":null},"m":[true,false],"e":[{},[]]}"#;

    #[test]
    fn a_parsed_document_is_written_with_the_same_order_and_values() {
        assert_eq!(JsonValue::parse(TEXT).unwrap().to_string(), TEXT);
    }

    #[test]
    fn an_indented_document_parses_to_the_same_value() {
        let json = JsonValue::parse(r#"{"b":[1,{}],"a":"x"}"#).unwrap();
        let pretty = json.to_pretty();
        assert_eq!(pretty, "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"x\"\n}\n");
        assert_eq!(JsonValue::parse(&pretty).unwrap(), json);
    }

    #[test]
    fn a_duplicate_key_is_an_error_with_its_place() {
        let error = JsonValue::parse("{\"a\": 1,\n \"a\": 2}").unwrap_err().to_string();
        assert_eq!(error, "duplicate key \"a\" at line 2 column 4");
    }

    #[test]
    fn truncated_text_is_an_error_with_its_place() {
        let error = JsonValue::parse("{\"a\": [1,").unwrap_err().to_string();
        assert!(error.contains("line 1 column 9"), "{error}");
    }

    #[test]
    fn very_deep_nesting_is_an_error() {
        assert!(JsonValue::parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn an_accessor_returns_only_values_of_its_kind() {
        let json = JsonValue::parse(r#"{"n":7,"f":1.5,"s":"t","b":true,"l":[null]}"#).unwrap();
        assert_eq!(json.get("n").and_then(JsonValue::as_i64), Some(7));
        assert_eq!(json.get("f").and_then(JsonValue::as_i64), None);
        assert_eq!(json.get("s").and_then(JsonValue::as_str), Some("t"));
        assert_eq!(json.get("b").and_then(JsonValue::as_bool), Some(true));
        assert_eq!(json.get("l").and_then(JsonValue::as_array).map(<[JsonValue]>::len), Some(1));
        assert_eq!(json.get("l").map(JsonValue::entries), Some(&[][..]));
        assert_eq!(json.get("missing"), None);
    }
}
