//! Compares values and forms.

use awsquery::{Timestamp, TimestampFormat};
use codegen::model::Model;
use serde_json::Value;

use crate::shapes::{JsonShape, shape};

/// Checks that a value is the expected one. The types of the model decide how to compare: times as instants, and numbers by
/// their value.
///
/// # Errors
///
/// The values differ. The error describes the difference and its place.
pub fn values(model: &Model, name: &str, expected: &Value, found: &Value, path: &str) -> Result<(), String> {
    match (shape(model, name), expected, found) {
        (JsonShape::Structure(members), Value::Object(one), Value::Object(other)) => {
            if !one.keys().eq(other.keys()) {
                return Err(different(path, expected, found));
            }
            for member in members {
                if let (Some(one), Some(other)) = (one.get(&member.name), other.get(&member.name)) {
                    values(model, &member.target, one, other, &format!("{path}.{}", member.name))?;
                }
            }
            let unknown = "SDK_UNKNOWN_MEMBER";
            plain(path, one.get(unknown).unwrap_or(&Value::Null), other.get(unknown).unwrap_or(&Value::Null))
        }
        (JsonShape::List(item), Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.try_for_each(|(index, (one, other))| {
                values(model, &item.target, one, other, &format!("{path}[{index}]"))
            })
        }
        (JsonShape::Map(_, item), Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            let mut pairs = one.iter().zip(other.values());
            pairs.try_for_each(|((key, one), other)| {
                values(model, &item.target, one, other, &format!("{path}.value({key})"))
            })
        }
        (JsonShape::Timestamp(_), Value::String(one), Value::String(other)) if instants(one, other) => Ok(()),
        (JsonShape::Float, one, other) if floats(&words(one), &words(other)) => Ok(()),
        (JsonShape::Double, one, other) if doubles(&words(one), &words(other)) => Ok(()),
        (JsonShape::Plain, one, other) => plain(path, one, other),
        _ => Err(different(path, expected, found)),
    }
}

/// Checks that the parameters of a form are the expected ones, in the same order.
pub(crate) fn parameters(expected: &Value, kinds: &Value, found: &[(String, String)]) -> Result<(), String> {
    let pairs: Vec<(String, String)> = serde_json::from_value(expected.clone()).map_err(|error| error.to_string())?;
    let kinds: Vec<String> = serde_json::from_value(kinds.clone()).map_err(|error| error.to_string())?;
    let same = pairs.len() == found.len()
        && pairs
            .iter()
            .zip(&kinds)
            .zip(found)
            .all(|((expected, kind), found)| expected.0 == found.0 && leaves(kind, &expected.1, &found.1));
    if same { Ok(()) } else { Err(format!("expected {pairs:?}\n   found {found:?}")) }
}

fn leaves(kind: &str, expected: &str, found: &str) -> bool {
    match kind {
        "float" => floats(expected, found),
        "double" => doubles(expected, found),
        "timestamp" => instants(expected, found),
        _ => expected == found,
    }
}

fn plain(path: &str, expected: &Value, found: &Value) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(different(path, expected, found)) }
}

fn different(path: &str, expected: &Value, found: &Value) -> String {
    format!("at {path}\nexpected {expected}\n   found {found}")
}

/// Returns a number as text. JSON has it as a number, or as a string such as `"NaN"`.
fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn floats(one: &str, other: &str) -> bool {
    match (one.parse::<f32>(), other.parse::<f32>()) {
        (Ok(one), Ok(other)) => one == other || one.is_nan() && other.is_nan(),
        _ => false,
    }
}

fn doubles(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => one == other || one.is_nan() && other.is_nan(),
        _ => false,
    }
}

fn instants(one: &str, other: &str) -> bool {
    let formats = [TimestampFormat::DateTime, TimestampFormat::EpochSeconds, TimestampFormat::HttpDate];
    formats.into_iter().any(|format| {
        Timestamp::parse(one, format).is_ok_and(|one| Timestamp::parse(other, format).is_ok_and(|other| one == other))
    })
}
