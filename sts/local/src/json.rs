//! JSON that several types write in the same way.

use serde::Serializer;

/// Serializes a value as the text that it displays.
pub(crate) fn as_text<T: std::fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
