//! Looks up shapes and operations of a model.

use codegen::model::{MemberShape, Model, OperationShape, Protocol, ShapeKind, TimestampFormatTrait};
use serde_json::{Map, Value, json};

/// A shape, reduced to the distinctions that matter for JSON and the wire.
pub(crate) enum JsonShape<'m> {
    /// A structure or a union.
    Structure(&'m [MemberShape]),
    List(&'m MemberShape),
    Map(&'m MemberShape, &'m MemberShape),
    Timestamp(Option<TimestampFormatTrait>),
    Float,
    Double,
    /// Any other shape, whose JSON is compared as it is.
    Plain,
}

/// Looks up a shape by its name.
pub(crate) fn shape<'m>(model: &'m Model, name: &str) -> JsonShape<'m> {
    let Some(shape) = model.shapes.get(name) else {
        return match prelude(name) {
            ShapeKind::Timestamp => JsonShape::Timestamp(None),
            ShapeKind::Float => JsonShape::Float,
            ShapeKind::Double => JsonShape::Double,
            _ => JsonShape::Plain,
        };
    };
    match &shape.kind {
        ShapeKind::Structure(members) | ShapeKind::Union(members) => JsonShape::Structure(members),
        ShapeKind::List(member) => JsonShape::List(member),
        ShapeKind::Map { key, value } => JsonShape::Map(key, value),
        ShapeKind::Timestamp => JsonShape::Timestamp(shape.timestamp_format),
        ShapeKind::Float => JsonShape::Float,
        ShapeKind::Double => JsonShape::Double,
        _ => JsonShape::Plain,
    }
}

/// Looks up an operation by its name.
///
/// # Errors
///
/// The model has no operation of this name.
pub fn operation<'m>(model: &'m Model, name: &str) -> Result<&'m OperationShape, String> {
    let found = model.operations.iter().find(|operation| operation.name == name);
    found.ok_or_else(|| format!("the model has no operation {name}"))
}

/// Returns `true` if a member of the input is a token that the client fills in.
pub(crate) fn is_token(model: &Model, operation: &OperationShape, name: &str) -> bool {
    let input = operation.input.as_ref().and_then(|input| model.shapes.get(input));
    input.is_some_and(|input| input.members().iter().any(|member| member.name == name && member.idempotency_token))
}

/// Returns an input as a client sends it: with a token in each member for one that it lacks.
pub(crate) fn with_tokens(model: &Model, operation: &OperationShape, input: &Value) -> Value {
    let mut input = input.clone();
    let shape = operation.input.as_ref().and_then(|name| model.shapes.get(name));
    let members = shape.into_iter().flat_map(|shape| shape.members());
    if let Some(fields) = input.as_object_mut() {
        for member in members.filter(|member| member.idempotency_token) {
            fields.entry(member.name.clone()).or_insert_with(|| crate::replay::TOKEN.into());
        }
    }
    input
}

/// Returns an input with only the required members and the labels of the host name.
pub(crate) fn least(model: &Model, operation: &OperationShape) -> Value {
    operation.input.as_ref().map_or_else(|| Value::Object(Map::new()), |name| least_of(model, name))
}

fn least_of(model: &Model, name: &str) -> Value {
    match model.shapes.get(name).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => {
            let needed = members.iter().filter(|member| member.required || member.host_label);
            let least = |member: &MemberShape| {
                // A label of the host name cannot be empty.
                if member.host_label { json!("a") } else { least_of(model, &member.target) }
            };
            Value::Object(needed.map(|member| (member.name.clone(), least(member))).collect())
        }
        Some(ShapeKind::Union(_)) => json!({"SDK_UNKNOWN_MEMBER": {"name": "any"}}),
        Some(ShapeKind::List(_)) => json!([]),
        Some(ShapeKind::Map { .. }) => json!({}),
        Some(kind) => least_scalar(kind),
        None => least_scalar(&prelude(name)),
    }
}

fn least_scalar(kind: &ShapeKind) -> Value {
    match kind {
        ShapeKind::Boolean => json!(false),
        ShapeKind::Byte
        | ShapeKind::Short
        | ShapeKind::Integer
        | ShapeKind::Long
        | ShapeKind::Float
        | ShapeKind::Double => json!(0),
        ShapeKind::Timestamp => json!("1970-01-01T00:00:00Z"),
        _ => json!(""),
    }
}

/// Returns the kind of a type of Smithy's prelude.
pub fn prelude(name: &str) -> ShapeKind {
    match name.rsplit('#').next().unwrap_or(name).trim_start_matches("Primitive") {
        "Boolean" => ShapeKind::Boolean,
        "Byte" => ShapeKind::Byte,
        "Short" => ShapeKind::Short,
        "Integer" => ShapeKind::Integer,
        "Long" => ShapeKind::Long,
        "Float" => ShapeKind::Float,
        "Double" => ShapeKind::Double,
        "Timestamp" => ShapeKind::Timestamp,
        "Blob" => ShapeKind::Blob,
        _ => ShapeKind::String,
    }
}

/// The part of an input that a form can express. Empty maps and structures are not sent, and in EC2 Query no empty lists.
pub(crate) struct Carried {
    /// The input without empty maps and structures, and lists that are not sent.
    pub(crate) input: Value,
    /// True if a member that is not sent is required, so that a server refuses the form.
    pub(crate) lacks_required: bool,
}

impl Carried {
    /// Returns the part of `input` that is sent.
    pub(crate) fn of(model: &Model, operation: &OperationShape, input: &Value) -> Self {
        let mut carrier = Carrier { model, lacks_required: false };
        let part = operation.input.as_ref().and_then(|name| carrier.part(name, input));
        let input = part.unwrap_or_else(|| Value::Object(Map::new()));
        Self { input, lacks_required: carrier.lacks_required }
    }
}

struct Carrier<'m> {
    model: &'m Model,
    lacks_required: bool,
}

impl Carrier<'_> {
    fn part(&mut self, name: &str, value: &Value) -> Option<Value> {
        match (shape(self.model, name), value) {
            (JsonShape::Structure(members), Value::Object(fields)) => {
                let mut sent = Map::new();
                for member in members {
                    let Some(value) = fields.get(&member.name) else { continue };
                    match self.part(&member.target, value) {
                        Some(value) => drop(sent.insert(member.name.clone(), value)),
                        None => self.lacks_required |= member.required,
                    }
                }
                (!sent.is_empty()).then_some(Value::Object(sent))
            }
            (JsonShape::List(item), Value::Array(items)) => {
                let sent: Vec<Value> = items.iter().filter_map(|value| self.part(&item.target, value)).collect();
                let is_sent = items.is_empty() && self.model.service.protocol == Protocol::AwsQuery;
                (is_sent || !sent.is_empty()).then_some(Value::Array(sent))
            }
            (JsonShape::Map(_, item), Value::Object(entries)) => {
                let nothing = match shape(self.model, &item.target) {
                    JsonShape::List(_) => Value::Array(Vec::new()),
                    _ => Value::Object(Map::new()),
                };
                let mut entry = |(key, value): (&String, &Value)| {
                    (key.clone(), self.part(&item.target, value).unwrap_or_else(|| nothing.clone()))
                };
                let sent: Map<String, Value> = entries.iter().map(&mut entry).collect();
                (!sent.is_empty()).then_some(Value::Object(sent))
            }
            (_, leaf) => Some(leaf.clone()),
        }
    }
}
