//! JSON as it was written: the order of keys and the digits of numbers are kept.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::{Path, PolicyError, PolicyErrorKind, shown};

/// More than any kind of policy may have; AWS's largest quota is 20,480 characters.
const MAX_BYTES: usize = 256 * 1024;

/// A policy needs 6.
pub(crate) const MAX_DEPTH: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn read(text: &str) -> Result<Self, PolicyError> {
        if text.len() > MAX_BYTES {
            let message = format!("has {} bytes; a policy has at most {MAX_BYTES}", text.len());
            return Err(PolicyError::new(PolicyErrorKind::TooLarge, &Path::Root, message));
        }
        let raw: &RawValue = parse(text, &Path::Root)?;
        Self::from_raw(raw, &Path::Root, MAX_DEPTH)
    }

    /// Every level is scanned once more than the one above; the depth is bounded, and so is the work.
    fn from_raw(raw: &RawValue, path: &Path<'_>, depth: usize) -> Result<Self, PolicyError> {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'{' | b'[') if depth == 0 => {
                let message = format!("is nested deeper than the {MAX_DEPTH} levels that are read");
                Err(PolicyError::new(PolicyErrorKind::TooDeep, path, message))
            }
            Some(b'{') => Self::object(parse(text, path)?, path, depth - 1),
            Some(b'[') => {
                let items: Vec<&RawValue> = parse(text, path)?;
                let read = |(index, item)| Self::from_raw(item, &path.index(index), depth - 1);
                items.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Self::Array)
            }
            Some(b'"') => parse(text, path).map(Self::Text),
            Some(b't') => Ok(Self::Bool(true)),
            Some(b'f') => Ok(Self::Bool(false)),
            Some(b'n') => Ok(Self::Null),
            _ => Ok(Self::Number(text.to_owned())),
        }
    }

    fn object(members: Members<'_>, path: &Path<'_>, depth: usize) -> Result<Self, PolicyError> {
        let mut seen = std::collections::HashSet::new();
        let mut read = Vec::with_capacity(members.0.len());
        for (key, raw) in &members.0 {
            let path = path.key(key);
            if !seen.insert(key) {
                return Err(PolicyError::new(PolicyErrorKind::DuplicateKey, &path, "is there twice; once is allowed"));
            }
            read.push((key.clone(), Self::from_raw(raw, &path, depth)?));
        }
        Ok(Self::Object(read))
    }

    /// The value of a key, if it is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        let Self::Array(items) = self else { return None };
        Some(items)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// The digits, as they were written.
    pub(crate) fn as_number(&self) -> Option<&str> {
        let Self::Number(digits) = self else { return None };
        Some(digits)
    }

    /// What a message says that it is.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    pub(crate) fn to_minified(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    pub(crate) fn to_pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    /// With an indentation, if there is one; without white space otherwise.
    fn write(&self, out: &mut String, indent: Option<usize>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Array(items) => {
                write_all(out, indent, ['[', ']'], items, |out, indent, item| item.write(out, indent));
            }
            Self::Object(members) => write_all(out, indent, ['{', '}'], members, |out, indent, (key, value)| {
                out.push_str(&quoted(key));
                out.push_str(if indent.is_some() { ": " } else { ":" });
                value.write(out, indent);
            }),
        }
    }
}

/// A string of JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn write_all<T>(
    out: &mut String,
    indent: Option<usize>,
    [open, close]: [char; 2],
    items: &[T],
    write: impl Fn(&mut String, Option<usize>, &T),
) {
    let inner = indent.map(|indent| indent + 2);
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        new_line(out, inner);
        write(out, inner, item);
    }
    if !items.is_empty() {
        new_line(out, indent);
    }
    out.push(close);
}

fn new_line(out: &mut String, indent: Option<usize>) {
    if let Some(indent) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(text: &'a str, path: &Path<'_>) -> Result<T, PolicyError> {
    serde_json::from_str(text).map_err(|error| {
        let message = format!("is not JSON: {}", shown(&error.to_string()));
        PolicyError::new(PolicyErrorKind::Syntax, path, message)
    })
}

/// The members of an object, in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
