//! Reads types and their members.

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{Bounds, Constraints, Deprecated, ErrorTraits, MemberShape, Retryable, Shape, ShapeKind};

use super::super::common::{self, Limited};
use super::super::fields::{FieldReader, error};
use super::super::known::KeyPlace;
use super::super::pattern;
use super::super::report::ReadReport;
use super::{SmithyIndex, local};

/// Reads one type.
pub(super) fn read(
    index: &SmithyIndex<'_>,
    id: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<Shape, Error> {
    let mut fields = FieldReader::of(id, json)?;
    let mut traits = fields.object_or_empty("traits")?;
    let kind = read_kind(index, &mut fields, &mut traits, report)?;
    fields.finish(KeyPlace::AstShape, report)?;

    let mut constraints = Constraints::default();
    match Limited::of(&kind) {
        Limited::Length => {
            constraints.length = common::length(bounds(&mut traits, "smithy.api#length", report, FieldReader::length)?);
        }
        Limited::Range => constraints.range = bounds(&mut traits, "smithy.api#range", report, FieldReader::range)?,
        Limited::Nothing => {}
    }
    if matches!(kind, ShapeKind::String | ShapeKind::Enum(_))
        && let Some(text) = traits.text("smithy.api#pattern")?
    {
        constraints.pattern = Some(pattern::from_smithy(id, text)?);
    }
    let shape = Shape {
        error: match kind {
            ShapeKind::Structure(_) => read_error(&mut traits, report)?,
            _ => None,
        },
        kind,
        rename: traits.string("awsquery#rename")?,
        constraints,
        sensitive: traits.annotation("smithy.api#sensitive")?,
        timestamp_format: common::timestamp_format(id, traits.text("smithy.api#timestampFormat")?)?,
        deprecated: deprecated(&mut traits, report)?,
        documentation: common::documentation(traits.text("smithy.api#documentation")?),
    };
    traits.finish(KeyPlace::ShapeTrait, report)?;
    Ok(shape)
}

fn read_kind(
    index: &SmithyIndex<'_>,
    fields: &mut FieldReader<'_>,
    traits: &mut FieldReader<'_>,
    report: &mut ReadReport,
) -> Result<ShapeKind, Error> {
    let at = fields.at().to_owned();
    let mut part = |fields: &mut FieldReader<'_>, name: &str| read_member(index, &at, name, fields.need(name)?, report);
    Ok(match fields.need_text("type")? {
        "string" => match traits.take("smithy.api#enum") {
            Some(values) => ShapeKind::Enum(enum_trait(&at, values)?),
            None => ShapeKind::String,
        },
        "enum" => ShapeKind::Enum(enum_values(&at, fields.entries("members")?, report)?),
        "intEnum" => {
            fields.take("members");
            ShapeKind::Integer
        }
        "list" | "set" => ShapeKind::List(Box::new(part(fields, "member")?)),
        "map" => ShapeKind::Map { key: Box::new(part(fields, "key")?), value: Box::new(part(fields, "value")?) },
        "structure" => ShapeKind::Structure(read_members(index, &at, fields.entries("members")?, report)?),
        "union" => ShapeKind::Union(read_members(index, &at, fields.entries("members")?, report)?),
        other => match common::scalar(other) {
            Some(kind) => kind,
            None => {
                return Err(error(at, format!("the type \"{other}\" is not supported")));
            }
        },
    })
}

fn read_members(
    index: &SmithyIndex<'_>,
    id: &str,
    members: &[(String, JsonValue)],
    report: &mut ReadReport,
) -> Result<Vec<MemberShape>, Error> {
    members.iter().map(|(name, json)| read_member(index, id, name, json, report)).collect()
}

fn read_member(
    index: &SmithyIndex<'_>,
    id: &str,
    name: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<MemberShape, Error> {
    let at = format!("{id}${name}");
    let mut fields = FieldReader::of(at.as_str(), json)?;
    let target = index.target(&at, fields.need_text("target")?)?;
    let mut traits = fields.object_or_empty("traits")?;
    fields.finish(KeyPlace::AstShape, report)?;
    let member = MemberShape {
        name: name.to_owned(),
        target,
        wire_name: traits.string("smithy.api#xmlName")?.filter(|wire_name| wire_name != name),
        key: traits.string("aws.protocols#ec2QueryName")?,
        numbered: false,
        empty_list_name: traits.string("awsquery#emptyListName")?,
        other_name: traits.string("awsquery#otherName")?,
        flattened: traits.annotation("smithy.api#xmlFlattened")?,
        required: traits.annotation("smithy.api#required")?,
        timestamp_format: common::timestamp_format(&at, traits.text("smithy.api#timestampFormat")?)?,
        sensitive: traits.annotation("smithy.api#sensitive")?,
        idempotency_token: traits.annotation("smithy.api#idempotencyToken")?,
        host_label: traits.annotation("smithy.api#hostLabel")?,
        one_time: traits.annotation("awsquery#oneTime")?,
        relied_on: traits.annotation("awsquery#reliedOn")?,
        deprecated: deprecated(&mut traits, report)?,
        documentation: common::documentation(traits.text("smithy.api#documentation")?),
    };
    traits.finish(KeyPlace::MemberTrait, report)?;
    Ok(member)
}

fn bounds<'a, T>(
    traits: &mut FieldReader<'a>,
    name: &str,
    report: &mut ReadReport,
    read: impl FnOnce(&mut FieldReader<'a>) -> Result<Bounds<T>, Error>,
) -> Result<Bounds<T>, Error> {
    let Some(mut value) = traits.object(name)? else {
        return Ok(Bounds::default());
    };
    let bounds = read(&mut value)?;
    value.finish(KeyPlace::TraitValue, report)?;
    Ok(bounds)
}

/// Reads the values of an `enum` shape as they are on the wire. A member without the trait has its name as the value.
fn enum_values(at: &str, members: &[(String, JsonValue)], report: &mut ReadReport) -> Result<Vec<String>, Error> {
    let mut values = Vec::new();
    for (name, json) in members {
        let mut fields = FieldReader::of(format!("{at}${name}"), json)?;
        fields.take("target");
        let mut traits = fields.object_or_empty("traits")?;
        values.push(traits.text("smithy.api#enumValue")?.unwrap_or(name).to_owned());
        traits.finish(KeyPlace::EnumValueTrait, report)?;
        fields.finish(KeyPlace::AstShape, report)?;
    }
    Ok(values)
}

/// Reads the values of a string with the older trait `smithy.api#enum`. Its names and documentation are not used.
fn enum_trait(at: &str, json: &JsonValue) -> Result<Vec<String>, Error> {
    let Some(definitions) = json.as_array() else {
        return Err(error(at, format!("\"smithy.api#enum\" must be a list; found {}", json.kind())));
    };
    definitions.iter().map(|definition| Ok(FieldReader::of(at, definition)?.need_text("value")?.to_owned())).collect()
}

fn read_error(traits: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Option<ErrorTraits>, Error> {
    let at = traits.at().to_owned();
    let Some(side) = traits.text("smithy.api#error")? else {
        return Ok(None);
    };
    let sender_fault = match side {
        "client" => true,
        "server" => false,
        other => {
            return Err(error(at, format!("\"smithy.api#error\" must be client or server; found {other}")));
        }
    };
    let http_status = common::status(&at, traits.integer("smithy.api#httpError")?)?;
    let mut code = None;
    let mut status = None;
    if let Some(mut value) = traits.object("aws.protocols#awsQueryError")? {
        code = value.string("code")?;
        status = common::status(&at, value.integer("httpResponseCode")?)?;
        value.finish(KeyPlace::TraitValue, report)?;
    }
    let retryable = match traits.object("smithy.api#retryable")? {
        None => None,
        Some(mut value) => {
            let retryable = Retryable { throttling: value.flag("throttling")? };
            value.finish(KeyPlace::TraitValue, report)?;
            Some(retryable)
        }
    };
    let code = code.unwrap_or_else(|| local(&at).to_owned());
    Ok(Some(ErrorTraits { code, status: status.or(http_status), sender_fault, retryable }))
}

/// Reads a deprecation.
pub(super) fn deprecated(traits: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Option<Deprecated>, Error> {
    let Some(mut value) = traits.object("smithy.api#deprecated")? else {
        return Ok(None);
    };
    let deprecated = Deprecated { message: value.string("message")?, since: value.string("since")? };
    value.finish(KeyPlace::TraitValue, report)?;
    Ok(Some(deprecated))
}
