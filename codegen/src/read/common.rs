//! Reads values that have the same, or nearly the same, form in both forms of a model.

use crate::error::Error;
use crate::model::{Bounds, Constraints, Kind, TimestampFormat};

use super::fields::error;

/// Collapses runs of white space in a description. Returns `None` if nothing remains.
///
/// A no-break space counts as text, not as white space.
pub(super) fn documentation(text: Option<&str>) -> Option<String> {
    let words: Vec<&str> = text?.split_ascii_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// Reads a timestamp format, by its name in either form.
pub(super) fn timestamp_format(at: &str, name: Option<&str>) -> Result<Option<TimestampFormat>, Error> {
    let Some(name) = name else { return Ok(None) };
    match name {
        "date-time" | "iso8601" => Ok(Some(TimestampFormat::DateTime)),
        "epoch-seconds" | "unixTimestamp" => Ok(Some(TimestampFormat::EpochSeconds)),
        "http-date" | "rfc822" => Ok(Some(TimestampFormat::HttpDate)),
        other => Err(error(at, format!("unknown timestamp format \"{other}\""))),
    }
}

/// Returns the kind of a simple type, by its name, which is the same in both forms.
pub(super) fn scalar(name: &str) -> Option<Kind> {
    Some(match name {
        "boolean" => Kind::Boolean,
        "byte" => Kind::Byte,
        "short" => Kind::Short,
        "integer" => Kind::Integer,
        "long" => Kind::Long,
        "float" => Kind::Float,
        "double" => Kind::Double,
        "timestamp" => Kind::Timestamp,
        "blob" => Kind::Blob,
        "string" => Kind::String,
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
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Blob | Kind::String | Kind::Enum(_) | Kind::List(_) | Kind::Map { .. } => Self::Length,
            Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::Float | Kind::Double => Self::Range,
            Kind::Boolean | Kind::Timestamp | Kind::Structure(_) | Kind::Union(_) => Self::Nothing,
        }
    }
}

/// Returns the constraints that bounds make, without a minimum length of 0, which has no effect.
pub(super) fn constraints(limited: Limited, bounds: Bounds) -> Constraints {
    let mut constraints = Constraints::default();
    match limited {
        Limited::Length => constraints.length = Bounds { min: bounds.min.filter(|min| *min != 0), max: bounds.max },
        Limited::Range => constraints.range = bounds,
        Limited::Nothing => {}
    }
    constraints
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
