//! Writes the values of traits, and objects with ordered keys.

use std::collections::BTreeSet;

use crate::json::Json;
use crate::model::{Bounds, Deprecated, ErrorTraits, Pattern, TimestampFormat};

/// Keys and values, in the order in which they were added.
#[derive(Default)]
pub(super) struct Fields(pub(super) Vec<(String, Json)>);

impl Fields {
    pub(super) fn add(&mut self, key: &str, value: impl Into<Json>) {
        self.0.push((key.to_owned(), value.into()));
    }

    pub(super) fn add_some(&mut self, key: &str, value: Option<impl Into<Json>>) {
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
            self.add("traits", Json::Object(traits.0));
        }
    }
}

pub(crate) fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

pub(super) fn typed(name: &str) -> Fields {
    let mut fields = Fields::default();
    fields.add("type", name);
    fields
}

/// Writes the members of an enum. Their names are derived from the values, which may contain any character.
pub(super) fn enum_members(values: &[String]) -> Json {
    let mut taken = BTreeSet::new();
    let mut members = Fields::default();
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
    Json::Object(members.0)
}

pub(super) fn bounds(bounds: Bounds) -> Option<Json> {
    let mut fields = Fields::default();
    fields.add_some("min", bounds.min);
    fields.add_some("max", bounds.max);
    if fields.0.is_empty() { None } else { Some(Json::Object(fields.0)) }
}

/// Writes a pattern. One that must match the whole value gets both anchors, even around alternatives, because the reader
/// removes both.
pub(super) fn pattern(pattern: &Pattern) -> Json {
    Json::String(if pattern.whole { format!("^{}$", pattern.text) } else { pattern.text.clone() })
}

pub(super) fn timestamp_format(format: TimestampFormat) -> Json {
    Json::from(match format {
        TimestampFormat::DateTime => "date-time",
        TimestampFormat::EpochSeconds => "epoch-seconds",
        TimestampFormat::HttpDate => "http-date",
    })
}

pub(super) fn add_error(traits: &mut Fields, error: &ErrorTraits) {
    let mut query = Fields::default();
    query.add("code", error.code.as_str());
    query.add_some("httpResponseCode", error.status.map(i64::from));
    traits.add("aws.protocols#awsQueryError", Json::Object(query.0));
    traits.add("smithy.api#error", if error.sender_fault { "client" } else { "server" });
    if let Some(retryable) = error.retryable {
        let mut fields = Fields::default();
        fields.add_some("throttling", retryable.throttling.then_some(Json::Bool(true)));
        traits.add("smithy.api#retryable", Json::Object(fields.0));
    }
}

pub(super) fn add_prose(traits: &mut Fields, deprecated: Option<&Deprecated>, documentation: Option<&str>) {
    if let Some(deprecated) = deprecated {
        let mut fields = Fields::default();
        fields.add_some("message", deprecated.message.as_deref());
        fields.add_some("since", deprecated.since.as_deref());
        traits.add("smithy.api#deprecated", Json::Object(fields.0));
    }
    traits.add_some("smithy.api#documentation", documentation);
}
