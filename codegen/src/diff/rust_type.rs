//! Describes the Rust types of members, and their form on the wire.

use crate::model::TimestampFormat;
use crate::plan::ir::{Field, Layout, Presence, Value};

/// Returns the type of a member: `Option<Vec<Tag>>`.
pub(super) fn of_field(field: &Field) -> String {
    let value = of_value(&field.value);
    if field.presence == Presence::Always { value } else { format!("Option<{value}>") }
}

/// Returns the type of a value: `Vec<Tag>`.
pub(super) fn of_value(value: &Value) -> String {
    match value {
        Value::Text => "String".to_owned(),
        Value::Secret => "Secret".to_owned(),
        Value::Boolean => "bool".to_owned(),
        Value::Integer(bits) => format!("i{bits}"),
        Value::Float => "f32".to_owned(),
        Value::Double => "f64".to_owned(),
        Value::Timestamp(_) => "Timestamp".to_owned(),
        Value::Blob => "Blob".to_owned(),
        Value::SecretBlob => "Secret<Blob>".to_owned(),
        Value::Enum(name) | Value::Structure { name, boxed: false } => name.clone(),
        Value::Structure { name, boxed: true } => format!("Box<{name}>"),
        Value::List { item, .. } => format!("Vec<{}>", of_value(item)),
        Value::Map { item, .. } => format!("BTreeMap<String, {}>", of_value(item)),
    }
}

/// Describes the form of a member on the wire: `PolicyArns.member.N`.
pub(super) fn wire(field: &Field) -> String {
    match &field.value {
        Value::List { item, layout: Layout::Flat(name) } if *name != field.xml => {
            format!("{name}.N{} ({}= if it is empty)", of_parts(item), field.xml)
        }
        value => format!("{}{}", field.xml, of_parts(value)),
    }
}

fn of_parts(value: &Value) -> String {
    match value {
        Value::Timestamp(TimestampFormat::DateTime) => " as a date and time".to_owned(),
        Value::Timestamp(TimestampFormat::EpochSeconds) => " in seconds since 1970".to_owned(),
        Value::Timestamp(TimestampFormat::HttpDate) => " as an HTTP date".to_owned(),
        Value::List { item, layout: Layout::Wrapped(name) } => format!(".{name}.N{}", of_parts(item)),
        Value::List { item, layout: Layout::Flat(_) } => format!(".N{}", of_parts(item)),
        Value::Map { item, key, value, flat } => {
            let entry = if *flat { "" } else { ".entry" };
            format!("{entry}.N.{key} and {entry}.N.{value}{}", of_parts(item))
        }
        _ => String::new(),
    }
}
