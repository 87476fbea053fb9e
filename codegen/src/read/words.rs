//! Small facts that both forms write in the same or nearly the same way.

use crate::error::Error;
use crate::model::{Bounds, Constraints, Kind, TimestampFormat};

use super::fields::error;

/// A description with runs of white space collapsed; `None` if nothing remains.
///
/// A no-break space is text, not white space.
pub(super) fn documentation(text: Option<&str>) -> Option<String> {
    let words: Vec<&str> = text?.split_ascii_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// A timestamp format by either form's name for it.
pub(super) fn timestamp_format(at: &str, name: Option<&str>) -> Result<Option<TimestampFormat>, Error> {
    let Some(name) = name else { return Ok(None) };
    match name {
        "date-time" | "iso8601" => Ok(Some(TimestampFormat::DateTime)),
        "epoch-seconds" | "unixTimestamp" => Ok(Some(TimestampFormat::EpochSeconds)),
        "http-date" | "rfc822" => Ok(Some(TimestampFormat::HttpDate)),
        other => Err(error(at, format!("unknown timestamp format \"{other}\""))),
    }
}

/// The kind of a type without parts, by the name that both forms use.
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

/// What may be limited about the values of a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Limited {
    /// Their number or length.
    Length,
    /// Their size.
    Range,
    /// Nothing.
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

/// Constraints from bounds, without those that bound nothing.
pub(super) fn constraints(limited: Limited, bounds: Bounds) -> Constraints {
    let mut constraints = Constraints::default();
    match limited {
        Limited::Length => constraints.length = Bounds { min: bounds.min.filter(|min| *min != 0), max: bounds.max },
        Limited::Range => constraints.range = bounds,
        Limited::Nothing => {}
    }
    constraints
}

/// An HTTP status from a number.
pub(super) fn status(at: &str, number: Option<i64>) -> Result<Option<u16>, Error> {
    let Some(number) = number else {
        return Ok(None);
    };
    match u16::try_from(number) {
        Ok(status) if (100..600).contains(&status) => Ok(Some(status)),
        _ => Err(error(at, format!("{number} is no HTTP status"))),
    }
}
