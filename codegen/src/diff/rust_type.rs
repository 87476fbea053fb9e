//! Describes the Rust types of members, and their form on the wire.

use crate::model::TimestampFormatTrait;
use crate::plan::ir::{Direction, Field, Layout, Presence, ValuePlan};

/// Returns the type of a member: `Option<Vec<Tag>>`.
pub(super) fn of_field(field: &Field) -> String {
    let value = of_value(&field.value);
    if field.presence == Presence::Always { value } else { format!("Option<{value}>") }
}

/// Returns the type of a value: `Vec<Tag>`.
pub(super) fn of_value(value: &ValuePlan) -> String {
    match value {
        ValuePlan::Text => "String".to_owned(),
        ValuePlan::Secret => "Secret".to_owned(),
        ValuePlan::Boolean => "bool".to_owned(),
        ValuePlan::Integer(bits) => format!("i{bits}"),
        ValuePlan::Float => "f32".to_owned(),
        ValuePlan::Double => "f64".to_owned(),
        ValuePlan::Timestamp(_) => "Timestamp".to_owned(),
        ValuePlan::Blob => "Blob".to_owned(),
        ValuePlan::SecretBlob => "Secret<Blob>".to_owned(),
        ValuePlan::Enum(name) | ValuePlan::Structure { name, boxed: false } => name.clone(),
        ValuePlan::Structure { name, boxed: true } => format!("Box<{name}>"),
        ValuePlan::List { item, .. } => format!("Vec<{}>", of_value(item)),
        ValuePlan::Map { item, .. } => format!("BTreeMap<String, {}>", of_value(item)),
    }
}

/// Describes the form of a member on the wire: `PolicyArns.member.N`.
pub(super) fn wire(field: &Field) -> String {
    let request = match &field.value {
        ValuePlan::List { item, request: Layout::Flat(name), .. } if *name != field.key => {
            return format!("{name}.N{} ({}= if it is empty)", of_parts(item, Direction::Request), field.key);
        }
        value => format!("{}{}", field.key, of_parts(value, Direction::Request)),
    };
    let response = format!("{}{}", field.xml, of_parts(&field.value, Direction::Response));
    if request == response { request } else { format!("{request}, and {response} in responses") }
}

fn of_parts(value: &ValuePlan, direction: Direction) -> String {
    match value {
        ValuePlan::Timestamp(TimestampFormatTrait::DateTime) => " as a date and time".to_owned(),
        ValuePlan::Timestamp(TimestampFormatTrait::EpochSeconds) => " in seconds since 1970".to_owned(),
        ValuePlan::Timestamp(TimestampFormatTrait::HttpDate) => " as an HTTP date".to_owned(),
        ValuePlan::List { item, request, response, .. } => match direction.layout(request, response) {
            Layout::Wrapped(name) => format!(".{name}.N{}", of_parts(item, direction)),
            Layout::Flat(_) | Layout::Numbered => format!(".N{}", of_parts(item, direction)),
        },
        ValuePlan::Map { item, key, value, flat } => {
            let entry = if *flat { "" } else { ".entry" };
            format!("{entry}.N.{key} and {entry}.N.{value}{}", of_parts(item, direction))
        }
        _ => String::new(),
    }
}
