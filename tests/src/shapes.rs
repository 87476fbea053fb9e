//! What tests ask of a model.

use codegen::model::{Kind, Member, Model, Operation, TimestampFormat};
use serde_json::{Map, Value};

/// A shape, as far as JSON and the wire tell them apart.
pub(crate) enum Shape<'m> {
    /// A structure or a union.
    Structure(&'m [Member]),
    List(&'m Member),
    Map(&'m Member, &'m Member),
    Timestamp(Option<TimestampFormat>),
    Float,
    Double,
    /// Anything else, whose JSON says it all.
    Plain,
}

/// The shape of this name.
pub(crate) fn shape<'m>(model: &'m Model, name: &str) -> Shape<'m> {
    let Some(shape) = model.shapes.get(name) else {
        return match name.rsplit('#').next() {
            Some("Timestamp") => Shape::Timestamp(None),
            Some("Float" | "PrimitiveFloat") => Shape::Float,
            Some("Double" | "PrimitiveDouble") => Shape::Double,
            _ => Shape::Plain,
        };
    };
    match &shape.kind {
        Kind::Structure(members) | Kind::Union(members) => Shape::Structure(members),
        Kind::List(member) => Shape::List(member),
        Kind::Map { key, value } => Shape::Map(key, value),
        Kind::Timestamp => Shape::Timestamp(shape.timestamp_format),
        Kind::Float => Shape::Float,
        Kind::Double => Shape::Double,
        _ => Shape::Plain,
    }
}

/// The operation of this name.
pub(crate) fn operation<'m>(model: &'m Model, name: &str) -> Result<&'m Operation, String> {
    let found = model.operations.iter().find(|operation| operation.name == name);
    found.ok_or_else(|| format!("the model has no operation {name}"))
}

/// The part of an input that a form can carry: empty maps and structures are not sent.
pub(crate) fn carried(model: &Model, operation: &Operation, input: &Value) -> Value {
    let part = operation.input.as_ref().and_then(|name| part(model, name, input));
    part.unwrap_or_else(|| Value::Object(Map::new()))
}

fn part(model: &Model, name: &str, value: &Value) -> Option<Value> {
    match (shape(model, name), value) {
        (Shape::Structure(members), Value::Object(fields)) => {
            let sent = fields.iter().filter_map(|(key, value)| {
                let member = members.iter().find(|member| member.name == *key)?;
                Some((key.clone(), part(model, &member.target, value)?))
            });
            let sent: Map<String, Value> = sent.collect();
            (!sent.is_empty()).then_some(Value::Object(sent))
        }
        (Shape::List(item), Value::Array(items)) => {
            let sent: Vec<Value> = items.iter().filter_map(|value| part(model, &item.target, value)).collect();
            (items.is_empty() || !sent.is_empty()).then_some(Value::Array(sent))
        }
        (Shape::Map(_, item), Value::Object(entries)) => {
            let nothing = || match shape(model, &item.target) {
                Shape::List(_) => Value::Array(Vec::new()),
                _ => Value::Object(Map::new()),
            };
            let entry = |(key, value): (&String, &Value)| {
                (key.clone(), part(model, &item.target, value).unwrap_or_else(nothing))
            };
            (!entries.is_empty()).then(|| Value::Object(entries.iter().map(entry).collect()))
        }
        (_, leaf) => Some(leaf.clone()),
    }
}
