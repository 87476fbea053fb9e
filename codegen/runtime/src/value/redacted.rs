//! Values that the service model marks as sensitive, for types other than [`Secret`]: their debug output, and errors of
//! deserialization that do not quote them.
//!
//! [`Secret`]: crate::value::secret::Secret

use std::fmt;

/// Stands for a sensitive value in debug output.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redacted")
    }
}

/// Shows only whether a sensitive member is set.
pub fn redacted<T>(value: &Option<T>) -> Option<Redacted> {
    value.as_ref().map(|_| Redacted)
}

#[cfg(feature = "serde")]
/// Replaces an error that may quote a sensitive value.
pub fn without_value<E: serde::de::Error>(error: E) -> E {
    // serde deserializes a missing field too, to let `Option` accept it. That error names only the field.
    if error.to_string().starts_with("missing field `") {
        return error;
    }
    E::custom("invalid secret: not of the expected type or format (not shown)")
}
