//! Writes the values of traits, and objects with ordered keys.

use std::collections::BTreeSet;

use crate::json::JsonValue;
use crate::model::{Bounds, Deprecated, ErrorTraits, PatternTrait, Protocol, TimestampFormatTrait};

/// Keys and values, in the order in which they were added.
#[derive(Default)]
pub(super) struct FieldWriter(pub(super) Vec<(String, JsonValue)>);

impl FieldWriter {
    pub(super) fn add(&mut self, key: &str, value: impl Into<JsonValue>) {
        self.0.push((key.to_owned(), value.into()));
    }

    pub(super) fn add_some(&mut self, key: &str, value: Option<impl Into<JsonValue>>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    /// Adds an annotation trait, whose value is `{}`, if `present` is true.
    pub(super) fn annotate(&mut self, key: &str, present: bool) {
        if present {
            self.add(key, object([]));
        }
    }

    /// Adds traits, sorted by name. Without any, the key is left out.
    pub(super) fn add_traits(&mut self, mut traits: Self) {
        traits.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        if !traits.0.is_empty() {
            self.add("traits", JsonValue::Object(traits.0));
        }
    }
}

pub(crate) fn object<const N: usize>(entries: [(&str, JsonValue); N]) -> JsonValue {
    JsonValue::Object(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

pub(super) fn typed(name: &str) -> FieldWriter {
    let mut fields = FieldWriter::default();
    fields.add("type", name);
    fields
}

/// Writes the members of an enum. Their names are derived from the values, which may contain any character.
pub(super) fn enum_members(values: &[String]) -> JsonValue {
    let mut taken = BTreeSet::new();
    let mut members = FieldWriter::default();
    for value in values {
        let mut name: String =
            value.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name.insert_str(0, "V_");
        }
        while !taken.insert(name.to_lowercase()) {
            name.push('_');
        }
        let traits = object([("smithy.api#enumValue", value.as_str().into())]);
        members.add(&name, object([("target", "smithy.api#Unit".into()), ("traits", traits)]));
    }
    JsonValue::Object(members.0)
}

pub(super) fn bounds<T>(bounds: &Bounds<T>, number: impl Fn(&T) -> JsonValue) -> Option<JsonValue> {
    let mut fields = FieldWriter::default();
    fields.add_some("min", bounds.min.as_ref().map(&number));
    fields.add_some("max", bounds.max.as_ref().map(&number));
    if fields.0.is_empty() { None } else { Some(JsonValue::Object(fields.0)) }
}

/// Writes a pattern. One that must match the whole value gets both anchors, even around alternatives, because the reader
/// removes both.
pub(super) fn pattern(pattern: &PatternTrait) -> JsonValue {
    JsonValue::String(if pattern.whole { format!("^{}$", pattern.text) } else { pattern.text.clone() })
}

pub(super) fn timestamp_format(format: TimestampFormatTrait) -> JsonValue {
    JsonValue::from(match format {
        TimestampFormatTrait::DateTime => "date-time",
        TimestampFormatTrait::EpochSeconds => "epoch-seconds",
        TimestampFormatTrait::HttpDate => "http-date",
    })
}

pub(super) fn add_error(traits: &mut FieldWriter, error: &ErrorTraits, protocol: Protocol) {
    match protocol {
        Protocol::AwsQuery => {
            let mut query = FieldWriter::default();
            query.add("code", error.code.as_str());
            query.add_some("httpResponseCode", error.status.map(i64::from));
            traits.add("aws.protocols#awsQueryError", JsonValue::Object(query.0));
        }
        // The code is the name of the shape.
        Protocol::Ec2Query => traits.add_some("smithy.api#httpError", error.status.map(i64::from)),
    }
    traits.add("smithy.api#error", if error.sender_fault { "client" } else { "server" });
    if let Some(retryable) = error.retryable {
        let mut fields = FieldWriter::default();
        fields.add_some("throttling", retryable.throttling.then_some(JsonValue::Bool(true)));
        traits.add("smithy.api#retryable", JsonValue::Object(fields.0));
    }
}

pub(super) fn add_prose(traits: &mut FieldWriter, deprecated: Option<&Deprecated>, documentation: Option<&str>) {
    if let Some(deprecated) = deprecated {
        let mut fields = FieldWriter::default();
        fields.add_some("message", deprecated.message.as_deref());
        fields.add_some("since", deprecated.since.as_deref());
        traits.add("smithy.api#deprecated", JsonValue::Object(fields.0));
    }
    traits.add_some("smithy.api#documentation", documentation);
}
