//! Reads shapes and their members.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{
    Constraints, Deprecated, ErrorTraits, MemberShape, Retryable, Shape, ShapeKind, TimestampFormatTrait,
};

use super::super::common::{self, Limited};
use super::super::fields::{FieldReader, error};
use super::super::known::KeyPlace;
use super::super::pattern;
use super::super::report::ReadReport;
use super::Api2Index;

/// Reads one shape by its name in the file.
pub(super) fn read(
    index: &Api2Index<'_>,
    name: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<Shape, Error> {
    let mut fields = FieldReader::of(format!("shapes.{name}"), json)?;
    // Flattening is applied by the references to the shape.
    fields.take("flattened");
    let kind = read_kind(index, &mut fields, report)?;
    let mut constraints = Constraints::default();
    match Limited::of(&kind) {
        Limited::Length => constraints.length = common::length(fields.length()?),
        Limited::Range => constraints.range = fields.range()?,
        Limited::Nothing => {}
    }
    if matches!(kind, ShapeKind::String | ShapeKind::Enum(_))
        && let Some(text) = fields.text("pattern")?
    {
        constraints.pattern = Some(pattern::from_api2(fields.at(), text)?);
    }
    let shape = Shape {
        error: match kind {
            ShapeKind::Structure(_) => read_error(index, name, &mut fields, report)?,
            _ => None,
        },
        kind,
        rename: None,
        constraints,
        sensitive: fields.flag("sensitive")?,
        timestamp_format: timestamp_format(&mut fields)?,
        deprecated: deprecated(&mut fields)?,
        documentation: common::documentation(fields.text("documentation")?),
    };
    fields.finish(KeyPlace::Api2Shape, report)?;
    Ok(shape)
}

fn timestamp_format(fields: &mut FieldReader<'_>) -> Result<Option<TimestampFormatTrait>, Error> {
    let name = fields.text("timestampFormat")?;
    common::timestamp_format(fields.at(), name)
}

fn read_kind(index: &Api2Index<'_>, fields: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<ShapeKind, Error> {
    let mut part = |fields: &mut FieldReader<'_>, name: &str| {
        let json = fields.need(name)?;
        read_part(index, format!("{}.{name}", fields.at()), name, json, report)
    };
    Ok(match fields.need_text("type")? {
        "string" => match fields.texts("enum")? {
            Some(values) => ShapeKind::Enum(values.into_iter().map(str::to_owned).collect()),
            None => ShapeKind::String,
        },
        "list" => ShapeKind::List(Box::new(part(fields, "member")?)),
        "map" => ShapeKind::Map { key: Box::new(part(fields, "key")?), value: Box::new(part(fields, "value")?) },
        "structure" => {
            let members = read_members(index, fields, report)?;
            if fields.flag("union")? { ShapeKind::Union(members) } else { ShapeKind::Structure(members) }
        }
        other => match common::scalar(other) {
            Some(kind) => kind,
            None => {
                return Err(error(fields.at(), format!("the type \"{other}\" is not supported")));
            }
        },
    })
}

fn read_members(
    index: &Api2Index<'_>,
    fields: &mut FieldReader<'_>,
    report: &mut ReadReport,
) -> Result<Vec<MemberShape>, Error> {
    let mut members = Vec::new();
    for (name, json) in fields.entries("members")? {
        members.push(read_member(index, format!("{}.members.{name}", fields.at()), name, json, report)?);
    }
    let mut required: BTreeSet<&str> = fields.texts("required")?.unwrap_or_default().into_iter().collect();
    for member in &mut members {
        member.required = required.remove(member.name.as_str());
    }
    match required.first() {
        None => Ok(members),
        Some(unknown) => Err(error(fields.at(), format!("\"required\" lists {unknown}, which is not a member"))),
    }
}

/// Reads a member of a structure or union.
fn read_member(
    index: &Api2Index<'_>,
    at: String,
    name: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<MemberShape, Error> {
    let mut fields = FieldReader::of(at, json)?;
    let mut flattened = fields.flag("flattened")?;
    let shape = fields.need_text("shape")?;
    let mut target = FieldReader::of(fields.at(), index.target(fields.at(), shape)?)?;
    let location_name = fields.text("locationName")?;
    let own_name = location_name.unwrap_or(name);
    let mut wire_name = own_name;
    let mut empty_list_name = None;
    // If the reference is flattened, it keeps its own name. If the list shape is flattened, the reference takes the name
    // of the elements, and only an empty list is sent under the name of the reference.
    if !flattened && target.flag("flattened")? {
        flattened = true;
        if let Some(element_name) = element_name(&target)? {
            wire_name = element_name;
            empty_list_name = Some(own_name).filter(|own_name| *own_name != element_name);
        }
    }
    let shape_name = target.text("locationName")?;
    let shape_name = if location_name.is_none() && !flattened { shape_name } else { None };
    let wire_name = Some(wire_name).filter(|wire_name| *wire_name != name).map(str::to_owned);
    let member = MemberShape {
        flattened,
        other_name: shape_name.filter(|other| *other != own_name).map(str::to_owned),
        empty_list_name: empty_list_name.map(str::to_owned),
        key: fields.string("queryName")?,
        idempotency_token: fields.flag("idempotencyToken")?,
        host_label: fields.flag("hostLabel")?,
        ..plain_member(index, name, shape, wire_name, &mut fields)?
    };
    fields.finish(KeyPlace::Api2Member, report)?;
    Ok(member)
}

fn element_name<'a>(list: &FieldReader<'a>) -> Result<Option<&'a str>, Error> {
    match list.peek("member") {
        Some(json) => FieldReader::of(list.at(), json)?.text("locationName"),
        None => Ok(None),
    }
}

/// Reads the element of a list, or the key or value of a map.
fn read_part(
    index: &Api2Index<'_>,
    at: String,
    name: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<MemberShape, Error> {
    let mut fields = FieldReader::of(at, json)?;
    let shape = fields.need_text("shape")?;
    let mut target = FieldReader::of(fields.at(), index.target(fields.at(), shape)?)?;
    if target.flag("flattened")? {
        return Err(error(
            fields.at(),
            format!("{shape} is flattened, so only a member of a structure may refer to it"),
        ));
    }
    let wire_name = fields.string("locationName")?.filter(|wire_name| wire_name != name);
    let member = plain_member(index, name, shape, wire_name, &mut fields)?;
    fields.finish(KeyPlace::Api2Member, report)?;
    Ok(member)
}

/// Reads what references of every kind have in common.
fn plain_member(
    index: &Api2Index<'_>,
    name: &str,
    shape: &str,
    wire_name: Option<String>,
    fields: &mut FieldReader<'_>,
) -> Result<MemberShape, Error> {
    Ok(MemberShape {
        name: name.to_owned(),
        target: index.name(shape),
        wire_name,
        key: None,
        numbered: false,
        empty_list_name: None,
        other_name: None,
        flattened: false,
        required: false,
        timestamp_format: timestamp_format(fields)?,
        sensitive: fields.flag("sensitive")?,
        idempotency_token: false,
        host_label: false,
        one_time: false,
        relied_on: false,
        deprecated: deprecated(fields)?,
        documentation: common::documentation(fields.text("documentation")?),
    })
}

/// Reads the traits of an error. A structure is an error if it is marked as one, or if an operation lists it as one.
fn read_error(
    index: &Api2Index<'_>,
    name: &str,
    fields: &mut FieldReader<'_>,
    report: &mut ReadReport,
) -> Result<Option<ErrorTraits>, Error> {
    let exception = fields.flag("exception")?;
    let receiver_fault = fields.flag("fault")?;
    let value = fields.object("error")?;
    let retryable = match fields.object("retryable")? {
        None => None,
        Some(mut value) => {
            let retryable = Retryable { throttling: value.flag("throttling")? };
            value.finish(KeyPlace::TraitValue, report)?;
            Some(retryable)
        }
    };
    if !exception && value.is_none() && !index.errors.contains(name) {
        return Ok(None);
    }
    let mut code = None;
    let mut status = None;
    let mut sender_fault = None;
    if let Some(mut value) = value {
        code = value.string("code")?;
        let number = value.integer("httpStatusCode")?;
        status = common::status(value.at(), number)?;
        sender_fault = value.boolean("senderFault")?;
        value.flag("fault")?;
        value.finish(KeyPlace::TraitValue, report)?;
    }
    // If the model states no side, the status decides. AWS's converter blames the sender if there is no status either.
    let sender_fault = sender_fault.unwrap_or_else(|| !receiver_fault && status.is_none_or(|status| status < 500));
    Ok(Some(ErrorTraits { code: code.unwrap_or_else(|| name.to_owned()), status, sender_fault, retryable }))
}

/// Reads a deprecation.
pub(super) fn deprecated(fields: &mut FieldReader<'_>) -> Result<Option<Deprecated>, Error> {
    let deprecated = fields.flag("deprecated")?;
    let message = fields.string("deprecatedMessage")?;
    let since = fields.string("deprecatedSince")?;
    Ok(deprecated.then_some(Deprecated { message, since }))
}
