//! Writes a model as a Smithy 2.0 JSON AST, the form that this project keeps.
//!
//! Facts for which Smithy has no trait become traits of the namespace `awsquery`, so that reading gives back the same
//! model: `signatureVersion`, `emptyListName`, `otherName`, `reliedOn`, `oneTime` and `rename`. Names and layouts that follow
//! from the protocol are not written.

pub(crate) mod ast;

use std::collections::BTreeSet;

use crate::json::JsonValue;
use crate::model::{MemberShape, Model, OperationShape, Protocol, ServiceShape, Shape, ShapeKind, SignatureVersion};
use crate::read::wire_names::ec2_key;

use ast::{FieldWriter, object, typed};

/// Writes a model as an AST. Shapes are sorted by name, and members keep their order, so the same model always gives the
/// same text.
pub fn write(model: &Model) -> JsonValue {
    let writer = AstWriter { namespace: namespace(&model.service.sdk_id), protocol: model.service.protocol };
    let mut shapes: Vec<(String, JsonValue)> = Vec::new();
    for (name, shape) in &model.shapes {
        shapes.push((writer.id(name), writer.shape(shape)));
    }
    for operation in &model.operations {
        shapes.push((writer.id(&operation.name), writer.operation(operation)));
    }
    shapes.push((writer.id(&service_name(model)), writer.service(&model.service, &model.operations)));
    shapes.sort_by(|(one, _), (other, _)| one.cmp(other));

    let mut root = FieldWriter::default();
    root.add("smithy", "2.0");
    if let Some(provenance) = &model.provenance {
        let provenance = object([
            ("publisher", provenance.publisher.as_str().into()),
            ("version", provenance.version.as_str().into()),
            ("sha256", provenance.sha256.as_str().into()),
        ]);
        root.add("metadata", object([("provenance", provenance)]));
    }
    root.add("shapes", JsonValue::Object(shapes));
    JsonValue::Object(root.0)
}

fn namespace(sdk_id: &str) -> String {
    format!("com.amazonaws.{}", letters(sdk_id).to_lowercase())
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Makes up a name for the service shape, because the model does not keep the original one.
fn service_name(model: &Model) -> String {
    let taken: BTreeSet<String> = model
        .shapes
        .keys()
        .chain(model.operations.iter().map(|operation| &operation.name))
        .map(|name| name.to_lowercase())
        .collect();
    let mut name = format!("{}V{}", letters(&model.service.sdk_id), letters(&model.service.version));
    while taken.contains(&name.to_lowercase()) {
        name.push('_');
    }
    name
}

struct AstWriter {
    namespace: String,
    protocol: Protocol,
}

impl AstWriter {
    fn id(&self, name: &str) -> String {
        if name.contains('#') { name.to_owned() } else { format!("{}#{name}", self.namespace) }
    }

    fn reference(&self, name: &str) -> JsonValue {
        object([("target", JsonValue::String(self.id(name)))])
    }

    fn references<'a>(&self, names: impl Iterator<Item = &'a String>) -> JsonValue {
        JsonValue::Array(names.map(|name| self.reference(name)).collect())
    }

    fn service(&self, service: &ServiceShape, operations: &[OperationShape]) -> JsonValue {
        let mut traits = FieldWriter::default();
        traits.add(
            "aws.api#service",
            object([
                ("sdkId", service.sdk_id.as_str().into()),
                ("endpointPrefix", service.endpoint_prefix.as_str().into()),
            ]),
        );
        traits.add("aws.auth#sigv4", object([("name", service.signing_name.as_str().into())]));
        traits.annotate(
            match service.protocol {
                Protocol::AwsQuery => "aws.protocols#awsQuery",
                Protocol::Ec2Query => "aws.protocols#ec2Query",
            },
            true,
        );
        if service.signature == SignatureVersion::V2 {
            traits.add("awsquery#signatureVersion", "v2");
        }
        traits.add_some("smithy.api#title", service.title.as_deref());
        let namespace = service.xml_namespace.as_deref();
        traits.add_some("smithy.api#xmlNamespace", namespace.map(|uri| object([("uri", uri.into())])));
        traits.add_some("smithy.api#documentation", service.documentation.as_deref());
        traits.add_some("smithy.rules#endpointRuleSet", service.endpoint_rules.clone());
        traits.add_some("smithy.rules#endpointTests", service.endpoint_tests.clone());
        let mut fields = typed("service");
        fields.add("version", service.version.as_str());
        fields.add("operations", self.references(operations.iter().map(|operation| &operation.name)));
        fields.add_traits(traits);
        JsonValue::Object(fields.0)
    }

    fn operation(&self, operation: &OperationShape) -> JsonValue {
        let mut fields = typed("operation");
        for (key, name) in [("input", &operation.input), ("output", &operation.output)] {
            fields.add(key, self.reference(name.as_deref().unwrap_or("smithy.api#Unit")));
        }
        if !operation.errors.is_empty() {
            fields.add("errors", self.references(operation.errors.iter()));
        }
        let mut traits = FieldWriter::default();
        if operation.no_auth {
            traits.add("smithy.api#auth", JsonValue::Array(Vec::new()));
        }
        if !operation.request_compression.is_empty() {
            let encodings = operation.request_compression.iter().map(|name| name.as_str().into()).collect();
            traits.add("smithy.api#requestCompression", object([("encodings", JsonValue::Array(encodings))]));
        }
        let host_prefix = operation.host_prefix.as_deref();
        traits.add_some("smithy.api#endpoint", host_prefix.map(|prefix| object([("hostPrefix", prefix.into())])));
        ast::add_prose(&mut traits, operation.deprecated.as_ref(), operation.documentation.as_deref());
        traits.add_some("smithy.api#paginated", operation.paginated.clone());
        traits.add_some("smithy.waiters#waitable", operation.waitable.clone());
        fields.add_traits(traits);
        JsonValue::Object(fields.0)
    }

    fn shape(&self, shape: &Shape) -> JsonValue {
        let mut fields = self.kind(&shape.kind);
        let mut traits = FieldWriter::default();
        traits.add_some("smithy.api#length", ast::bounds(&shape.constraints.length, |length| (*length).into()));
        traits.add_some("smithy.api#range", ast::bounds(&shape.constraints.range, |bound| bound.to_number().into()));
        traits.add_some("smithy.api#pattern", shape.constraints.pattern.as_ref().map(ast::pattern));
        traits.annotate("smithy.api#sensitive", shape.sensitive);
        traits.add_some("smithy.api#timestampFormat", shape.timestamp_format.map(ast::timestamp_format));
        traits.add_some("awsquery#rename", shape.rename.as_deref());
        if let Some(error) = &shape.error {
            ast::add_error(&mut traits, error, self.protocol);
        }
        ast::add_prose(&mut traits, shape.deprecated.as_ref(), shape.documentation.as_deref());
        fields.add_traits(traits);
        JsonValue::Object(fields.0)
    }

    fn kind(&self, kind: &ShapeKind) -> FieldWriter {
        match kind {
            ShapeKind::Boolean => typed("boolean"),
            ShapeKind::Byte => typed("byte"),
            ShapeKind::Short => typed("short"),
            ShapeKind::Integer => typed("integer"),
            ShapeKind::Long => typed("long"),
            ShapeKind::Float => typed("float"),
            ShapeKind::Double => typed("double"),
            ShapeKind::Timestamp => typed("timestamp"),
            ShapeKind::Blob => typed("blob"),
            ShapeKind::String => typed("string"),
            ShapeKind::Enum(values) => with("enum", [("members", ast::enum_members(values))]),
            ShapeKind::List(member) => with("list", [("member", self.member(member))]),
            ShapeKind::Map { key, value } => with("map", [("key", self.member(key)), ("value", self.member(value))]),
            ShapeKind::Structure(members) => with("structure", [("members", self.members(members))]),
            ShapeKind::Union(members) => with("union", [("members", self.members(members))]),
        }
    }

    fn members(&self, members: &[MemberShape]) -> JsonValue {
        JsonValue::Object(members.iter().map(|member| (member.name.clone(), self.member(member))).collect())
    }

    fn member(&self, member: &MemberShape) -> JsonValue {
        let mut traits = FieldWriter::default();
        if self.protocol == Protocol::Ec2Query && member.key.as_ref().is_some_and(|key| *key != ec2_key(None, member)) {
            traits.add_some("aws.protocols#ec2QueryName", member.key.as_deref());
        }
        traits.add_some("awsquery#emptyListName", member.empty_list_name.as_deref());
        traits.add_some("awsquery#otherName", member.other_name.as_deref());
        traits.annotate("awsquery#reliedOn", member.relied_on);
        traits.annotate("awsquery#oneTime", member.one_time);
        traits.annotate("smithy.api#hostLabel", member.host_label);
        traits.annotate("smithy.api#idempotencyToken", member.idempotency_token);
        traits.annotate("smithy.api#required", member.required);
        traits.annotate("smithy.api#sensitive", member.sensitive);
        traits.annotate("smithy.api#xmlFlattened", member.flattened);
        traits.add_some("smithy.api#xmlName", member.wire_name.as_deref());
        traits.add_some("smithy.api#timestampFormat", member.timestamp_format.map(ast::timestamp_format));
        ast::add_prose(&mut traits, member.deprecated.as_ref(), member.documentation.as_deref());
        let mut fields = FieldWriter::default();
        fields.add("target", JsonValue::String(self.id(&member.target)));
        fields.add_traits(traits);
        JsonValue::Object(fields.0)
    }
}

fn with<const N: usize>(kind: &str, parts: [(&str, JsonValue); N]) -> FieldWriter {
    let mut fields = typed(kind);
    for (key, part) in parts {
        fields.add(key, part);
    }
    fields
}

#[cfg(test)]
mod tests;
