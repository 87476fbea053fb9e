//! Deserialization of values that are written as strings.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Deserializes a string with `parse`, without copying the string first. An error names what was expected, but does not
/// quote the string, which may be a secret.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text { expected, parse })
}

struct Text<T> {
    expected: &'static str,
    parse: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string with {}", self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).ok_or_else(|| E::custom(format_args!("not {}", self.expected)))
    }
}
