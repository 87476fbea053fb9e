//! Shapes and their parts.

use crate::error::Error;
use crate::json::Json;
use crate::model::{Bounds, Deprecated, ErrorTraits, Kind, Member, Retryable, Shape, TimestampFormat};

use super::super::fields::{Fields, error};
use super::super::known::Place;
use super::super::pattern;
use super::super::report::Report;
use super::super::words::{self, Limited};
use super::Index;

/// Reads one shape by its name in the file.
pub(super) fn read(index: &Index<'_>, name: &str, json: &Json, report: &mut Report) -> Result<Shape, Error> {
    let mut fields = Fields::of(format!("shapes.{name}"), json)?;
    // Flattening is settled where the shape is referred to.
    fields.take("flattened");
    let kind = read_kind(index, &mut fields, report)?;
    let limited = Limited::of(&kind);
    let bounds = if limited == Limited::Nothing { Bounds::default() } else { fields.bounds()? };
    let mut constraints = words::constraints(limited, bounds);
    if matches!(kind, Kind::String | Kind::Enum(_))
        && let Some(text) = fields.text("pattern")?
    {
        constraints.pattern = Some(pattern::from_api2(fields.at(), text)?);
    }
    let shape = Shape {
        error: match kind {
            Kind::Structure(_) => read_error(index, name, &mut fields, report)?,
            _ => None,
        },
        kind,
        rename: None,
        constraints,
        sensitive: fields.flag("sensitive")?,
        timestamp_format: timestamp_format(&mut fields)?,
        deprecated: deprecated(&mut fields)?,
        documentation: words::documentation(fields.text("documentation")?),
    };
    fields.finish(Place::Api2Shape, report)?;
    Ok(shape)
}

fn timestamp_format(fields: &mut Fields<'_>) -> Result<Option<TimestampFormat>, Error> {
    let name = fields.text("timestampFormat")?;
    words::timestamp_format(fields.at(), name)
}

fn read_kind(index: &Index<'_>, fields: &mut Fields<'_>, report: &mut Report) -> Result<Kind, Error> {
    let mut part = |fields: &mut Fields<'_>, name: &str| {
        let json = fields.need(name)?;
        read_part(index, format!("{}.{name}", fields.at()), name, json, report)
    };
    Ok(match fields.need_text("type")? {
        "string" => match fields.texts("enum")? {
            Some(values) => Kind::Enum(values.into_iter().map(str::to_owned).collect()),
            None => Kind::String,
        },
        "list" => Kind::List(part(fields, "member")?),
        "map" => Kind::Map { key: part(fields, "key")?, value: part(fields, "value")? },
        "structure" => {
            let members = read_members(index, fields, report)?;
            if fields.flag("union")? { Kind::Union(members) } else { Kind::Structure(members) }
        }
        other => match words::scalar(other) {
            Some(kind) => kind,
            None => {
                return Err(error(fields.at(), format!("shapes of the type \"{other}\" cannot be read")));
            }
        },
    })
}

fn read_members(index: &Index<'_>, fields: &mut Fields<'_>, report: &mut Report) -> Result<Vec<Member>, Error> {
    let mut members = Vec::new();
    for (name, json) in fields.entries("members")? {
        members.push(read_member(index, format!("{}.members.{name}", fields.at()), name, json, report)?);
    }
    for required in fields.texts("required")?.unwrap_or_default() {
        match members.iter_mut().find(|member| member.name == required) {
            Some(member) => member.required = true,
            None => {
                return Err(error(fields.at(), format!("requires {required}, which is no member of it")));
            }
        }
    }
    Ok(members)
}

/// A member of a structure or union.
fn read_member(index: &Index<'_>, at: String, name: &str, json: &Json, report: &mut Report) -> Result<Member, Error> {
    let mut fields = Fields::of(at, json)?;
    let mut flattened = fields.flag("flattened")?;
    let shape = fields.need_text("shape")?;
    let mut target = Fields::of(fields.at(), index.target(fields.at(), shape)?)?;
    let location_name = fields.text("locationName")?;
    let own_name = location_name.unwrap_or(name);
    let (mut wire_name, mut empty_list_name) = (own_name, None);
    // A reference that is flattened goes by its own name. A list shape that is flattened hands down the name of its
    // elements, and only the empty list keeps that of the reference.
    if !flattened && target.flag("flattened")? {
        flattened = true;
        if let Some(element_name) = element_name(&target)? {
            wire_name = element_name;
            empty_list_name = Some(own_name).filter(|own_name| *own_name != element_name);
        }
    }
    let shape_name = target.text("locationName")?.filter(|_| location_name.is_none() && !flattened);
    let wire_name = Some(wire_name).filter(|wire_name| *wire_name != name).map(str::to_owned);
    let member = Member {
        flattened,
        other_name: shape_name.filter(|other| *other != own_name).map(str::to_owned),
        empty_list_name: empty_list_name.map(str::to_owned),
        idempotency_token: fields.flag("idempotencyToken")?,
        host_label: fields.flag("hostLabel")?,
        ..plain_member(index, name, shape, wire_name, &mut fields)?
    };
    fields.finish(Place::Api2Member, report)?;
    Ok(member)
}

fn element_name<'a>(list: &Fields<'a>) -> Result<Option<&'a str>, Error> {
    match list.peek("member") {
        Some(json) => Fields::of(list.at(), json)?.text("locationName"),
        None => Ok(None),
    }
}

/// A list's element, or a map's key or value.
fn read_part(index: &Index<'_>, at: String, name: &str, json: &Json, report: &mut Report) -> Result<Member, Error> {
    let mut fields = Fields::of(at, json)?;
    let shape = fields.need_text("shape")?;
    let mut target = Fields::of(fields.at(), index.target(fields.at(), shape)?)?;
    if target.flag("flattened")? {
        return Err(error(fields.at(), format!("{shape} is flattened, which only a member of a structure can be")));
    }
    let wire_name = fields.string("locationName")?.filter(|wire_name| wire_name != name);
    let member = plain_member(index, name, shape, wire_name, &mut fields)?;
    fields.finish(Place::Api2Member, report)?;
    Ok(member)
}

/// What all references have in common.
fn plain_member(
    index: &Index<'_>,
    name: &str,
    shape: &str,
    wire_name: Option<String>,
    fields: &mut Fields<'_>,
) -> Result<Member, Error> {
    Ok(Member {
        name: name.to_owned(),
        target: index.name(shape),
        wire_name,
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
        documentation: words::documentation(fields.text("documentation")?),
    })
}

/// What makes a structure an error: it says so, or an operation does.
fn read_error(
    index: &Index<'_>,
    name: &str,
    fields: &mut Fields<'_>,
    report: &mut Report,
) -> Result<Option<ErrorTraits>, Error> {
    let exception = fields.flag("exception")?;
    let receiver_fault = fields.flag("fault")?;
    let value = fields.object("error")?;
    let retryable = match fields.object("retryable")? {
        None => None,
        Some(mut value) => {
            let retryable = Retryable { throttling: value.flag("throttling")? };
            value.finish(Place::TraitValue, report)?;
            Some(retryable)
        }
    };
    if !exception && value.is_none() && !index.errors.contains(name) {
        return Ok(None);
    }
    let (mut code, mut status, mut sender_fault) = (None, None, None);
    if let Some(mut value) = value {
        code = value.string("code")?;
        let number = value.number("httpStatusCode")?;
        status = words::status(value.at(), number)?;
        sender_fault = value.truth("senderFault")?;
        value.flag("fault")?;
        value.finish(Place::TraitValue, report)?;
    }
    // Where neither side is blamed, the status does; AWS's converter blames the sender where that is missing too.
    let sender_fault = sender_fault.unwrap_or_else(|| !receiver_fault && status.is_none_or(|status| status < 500));
    Ok(Some(ErrorTraits { code: code.unwrap_or_else(|| name.to_owned()), status, sender_fault, retryable }))
}

/// AWS's advice against using something.
pub(super) fn deprecated(fields: &mut Fields<'_>) -> Result<Option<Deprecated>, Error> {
    let deprecated = fields.flag("deprecated")?;
    let message = fields.string("deprecatedMessage")?;
    let since = fields.string("deprecatedSince")?;
    Ok(deprecated.then_some(Deprecated { message, since }))
}
