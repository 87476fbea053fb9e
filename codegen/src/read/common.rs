//! Reads values that have the same, or nearly the same, form in both forms of a model.

use crate::error::Error;
use crate::model::{Bounds, ShapeKind, TimestampFormatTrait};

use super::fields::error;

/// Collapses runs of white space in a description. Returns `None` if nothing remains.
///
/// A no-break space counts as text, not as white space.
pub(super) fn documentation(text: Option<&str>) -> Option<String> {
    let words: Vec<&str> = text?.split_ascii_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// Reads a timestamp format, by its name in either form.
pub(super) fn timestamp_format(at: &str, name: Option<&str>) -> Result<Option<TimestampFormatTrait>, Error> {
    let Some(name) = name else { return Ok(None) };
    match name {
        "date-time" | "iso8601" => Ok(Some(TimestampFormatTrait::DateTime)),
        "epoch-seconds" | "unixTimestamp" => Ok(Some(TimestampFormatTrait::EpochSeconds)),
        "http-date" | "rfc822" => Ok(Some(TimestampFormatTrait::HttpDate)),
        other => Err(error(at, format!("unknown timestamp format \"{other}\""))),
    }
}

/// Returns the kind of a simple type, by its name, which is the same in both forms.
pub(super) fn scalar(name: &str) -> Option<ShapeKind> {
    Some(match name {
        "boolean" => ShapeKind::Boolean,
        "byte" => ShapeKind::Byte,
        "short" => ShapeKind::Short,
        "integer" => ShapeKind::Integer,
        "long" => ShapeKind::Long,
        "float" => ShapeKind::Float,
        "double" => ShapeKind::Double,
        "timestamp" => ShapeKind::Timestamp,
        "blob" => ShapeKind::Blob,
        "string" => ShapeKind::String,
        _ => return None,
    })
}

/// The property of values that bounds apply to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Limited {
    /// The length of a string or blob, or the number of elements.
    Length,
    /// The value of a number.
    Range,
    /// No property, because the type has no bounds.
    Nothing,
}

impl Limited {
    pub(super) fn of(kind: &ShapeKind) -> Self {
        match kind {
            ShapeKind::Blob | ShapeKind::String | ShapeKind::Enum(_) | ShapeKind::List(_) | ShapeKind::Map { .. } => {
                Self::Length
            }
            ShapeKind::Byte
            | ShapeKind::Short
            | ShapeKind::Integer
            | ShapeKind::Long
            | ShapeKind::Float
            | ShapeKind::Double => Self::Range,
            ShapeKind::Boolean | ShapeKind::Timestamp | ShapeKind::Structure(_) | ShapeKind::Union(_) => Self::Nothing,
        }
    }
}

/// Returns limits of a length without a minimum of 0, which has no effect.
pub(super) fn length(bounds: Bounds) -> Bounds {
    Bounds { min: bounds.min.filter(|min| *min != 0), max: bounds.max }
}

/// Checks an HTTP status.
pub(super) fn status(at: &str, number: Option<i64>) -> Result<Option<u16>, Error> {
    let Some(number) = number else {
        return Ok(None);
    };
    match u16::try_from(number) {
        Ok(status) if (100..600).contains(&status) => Ok(Some(status)),
        _ => Err(error(at, format!("an HTTP status must be 100 to 599; found {number}"))),
    }
}
