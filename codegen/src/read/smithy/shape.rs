//! Reads types and their members.

use crate::error::Error;
use crate::json::Json;
use crate::model::{Bounds, Deprecated, ErrorTraits, Kind, Member, Retryable, Shape};

use super::super::common::{self, Limited};
use super::super::fields::{Fields, error};
use super::super::known::Place;
use super::super::pattern;
use super::super::report::Report;
use super::{Index, local};

/// Reads one type.
pub(super) fn read(index: &Index<'_>, id: &str, json: &Json, report: &mut Report) -> Result<Shape, Error> {
    let mut fields = Fields::of(id, json)?;
    let mut traits = fields.object_or_empty("traits")?;
    let kind = read_kind(index, &mut fields, &mut traits, report)?;
    fields.finish(Place::AstShape, report)?;

    let limited = Limited::of(&kind);
    let bounds = match limited {
        Limited::Length => bounds(&mut traits, "smithy.api#length", report)?,
        Limited::Range => bounds(&mut traits, "smithy.api#range", report)?,
        Limited::Nothing => Bounds::default(),
    };
    let mut constraints = common::constraints(limited, bounds);
    if matches!(kind, Kind::String | Kind::Enum(_))
        && let Some(text) = traits.text("smithy.api#pattern")?
    {
        constraints.pattern = Some(pattern::from_smithy(id, text)?);
    }
    let shape = Shape {
        error: match kind {
            Kind::Structure(_) => read_error(&mut traits, report)?,
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
    traits.finish(Place::ShapeTrait, report)?;
    Ok(shape)
}

fn read_kind(
    index: &Index<'_>,
    fields: &mut Fields<'_>,
    traits: &mut Fields<'_>,
    report: &mut Report,
) -> Result<Kind, Error> {
    let at = fields.at().to_owned();
    let mut part = |fields: &mut Fields<'_>, name: &str| read_member(index, &at, name, fields.need(name)?, report);
    Ok(match fields.need_text("type")? {
        "string" => match traits.take("smithy.api#enum") {
            Some(values) => Kind::Enum(enum_trait(&at, values)?),
            None => Kind::String,
        },
        "enum" => Kind::Enum(enum_values(&at, fields.entries("members")?, report)?),
        "intEnum" => {
            fields.take("members");
            Kind::Integer
        }
        "list" | "set" => Kind::List(part(fields, "member")?),
        "map" => Kind::Map { key: part(fields, "key")?, value: part(fields, "value")? },
        "structure" => Kind::Structure(read_members(index, &at, fields.entries("members")?, report)?),
        "union" => Kind::Union(read_members(index, &at, fields.entries("members")?, report)?),
        other => match common::scalar(other) {
            Some(kind) => kind,
            None => {
                return Err(error(at, format!("the type \"{other}\" is not supported")));
            }
        },
    })
}

fn read_members(
    index: &Index<'_>,
    id: &str,
    members: &[(String, Json)],
    report: &mut Report,
) -> Result<Vec<Member>, Error> {
    members.iter().map(|(name, json)| read_member(index, id, name, json, report)).collect()
}

fn read_member(index: &Index<'_>, id: &str, name: &str, json: &Json, report: &mut Report) -> Result<Member, Error> {
    let at = format!("{id}${name}");
    let mut fields = Fields::of(at.as_str(), json)?;
    let target = index.target(&at, fields.need_text("target")?)?;
    let mut traits = fields.object_or_empty("traits")?;
    fields.finish(Place::AstShape, report)?;
    let member = Member {
        name: name.to_owned(),
        target,
        wire_name: traits.string("smithy.api#xmlName")?.filter(|wire_name| wire_name != name),
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
    traits.finish(Place::MemberTrait, report)?;
    Ok(member)
}

fn bounds(traits: &mut Fields<'_>, name: &str, report: &mut Report) -> Result<Bounds, Error> {
    let Some(mut value) = traits.object(name)? else {
        return Ok(Bounds::default());
    };
    let bounds = value.bounds()?;
    value.finish(Place::TraitValue, report)?;
    Ok(bounds)
}

/// Reads the values of an `enum` shape as they are on the wire. A member without the trait has its name as the value.
fn enum_values(at: &str, members: &[(String, Json)], report: &mut Report) -> Result<Vec<String>, Error> {
    let mut values = Vec::new();
    for (name, json) in members {
        let mut fields = Fields::of(format!("{at}${name}"), json)?;
        fields.take("target");
        let mut traits = fields.object_or_empty("traits")?;
        values.push(traits.text("smithy.api#enumValue")?.unwrap_or(name).to_owned());
        traits.finish(Place::EnumValueTrait, report)?;
        fields.finish(Place::AstShape, report)?;
    }
    Ok(values)
}

/// Reads the values of a string with the older trait `smithy.api#enum`. Its names and documentation are not used.
fn enum_trait(at: &str, json: &Json) -> Result<Vec<String>, Error> {
    let Some(definitions) = json.as_array() else {
        return Err(error(at, format!("\"smithy.api#enum\" must be a list; found {}", json.kind())));
    };
    definitions.iter().map(|definition| Ok(Fields::of(at, definition)?.need_text("value")?.to_owned())).collect()
}

fn read_error(traits: &mut Fields<'_>, report: &mut Report) -> Result<Option<ErrorTraits>, Error> {
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
        value.finish(Place::TraitValue, report)?;
    }
    let retryable = match traits.object("smithy.api#retryable")? {
        None => None,
        Some(mut value) => {
            let retryable = Retryable { throttling: value.flag("throttling")? };
            value.finish(Place::TraitValue, report)?;
            Some(retryable)
        }
    };
    let code = code.unwrap_or_else(|| local(&at).to_owned());
    Ok(Some(ErrorTraits { code, status: status.or(http_status), sender_fault, retryable }))
}

/// Reads a deprecation.
pub(super) fn deprecated(traits: &mut Fields<'_>, report: &mut Report) -> Result<Option<Deprecated>, Error> {
    let Some(mut value) = traits.object("smithy.api#deprecated")? else {
        return Ok(None);
    };
    let deprecated = Deprecated { message: value.string("message")?, since: value.string("since")? };
    value.finish(Place::TraitValue, report)?;
    Ok(Some(deprecated))
}
