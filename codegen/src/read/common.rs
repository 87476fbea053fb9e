//! Reads values that have the same, or nearly the same, form in both forms of a model.

use crate::error::Error;
use crate::model::{Bounds, Protocol, ShapeKind, TimestampFormatTrait};

use super::fields::error;

/// Collapses runs of white space in a description. Returns `None` if nothing remains.
///
/// A no-break space counts as text, not as white space.
pub(super) fn documentation(text: Option<&str>) -> Option<String> {
    let words: Vec<&str> = text?.split_ascii_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// Chooses the protocol: the first one of those that are supported, each by its name in the form, that the service has.
pub(super) fn protocol(at: &str, supported: &[(&str, Protocol)], found: &[&str]) -> Result<Protocol, Error> {
    if let Some((_, protocol)) = supported.iter().find(|(name, _)| found.contains(name)) {
        return Ok(*protocol);
    }
    let names: Vec<&str> = supported.iter().map(|(name, _)| *name).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    Err(error(at, format!("the service lacks the protocol {} (it has: {found})", names.join(" or ")))
        .with_remedy("only services with the protocol AWS Query or EC2 Query can be generated"))
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
