//! A second implementation of the form encoding. It encodes JSON by the model alone, without generated code.

use std::io;

use awsquery::{Timestamp, TimestampFormat};
use bytes::Bytes;
use codegen::model::{self, MemberShape, Model, OperationShape};
use flate2::read::GzDecoder;
use http::Request;
use http::header::CONTENT_ENCODING;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use serde_json::Value;

use crate::shapes::{JsonShape, shape};

/// The parameters of a form, in order.
pub type Pairs = Vec<(String, String)>;

/// Encodes a request as parameters.
pub(crate) fn pairs(model: &Model, operation: &OperationShape, input: &Value) -> Result<Pairs, String> {
    let mut pairs =
        vec![("Action".to_owned(), operation.name.clone()), ("Version".to_owned(), model.service.version.clone())];
    if let Some(name) = &operation.input {
        FormWriter { model, pairs: &mut pairs }.structure("", name, input)?;
    }
    Ok(pairs)
}

/// Writes a form with the given parameters.
pub(crate) fn write(pairs: &Pairs) -> Vec<u8> {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
    pairs.join("&").into_bytes()
}

/// Returns the form of a request, decompressed if necessary.
///
/// # Errors
///
/// The form cannot be decompressed.
pub fn plain(sent: &Request<Bytes>) -> Result<Vec<u8>, String> {
    let mut form = Vec::new();
    let copied = match sent.headers().get(CONTENT_ENCODING).map(|value| value.as_bytes()) {
        Some(b"gzip") => io::copy(&mut GzDecoder::new(sent.body().as_ref()), &mut form),
        _ => io::copy(&mut sent.body().as_ref(), &mut form),
    };
    copied.map(|_| form).map_err(|error| format!("the form cannot be decompressed: {error}"))
}

/// Reads the parameters of a form.
///
/// # Errors
///
/// The text is not a form.
pub fn read(form: &[u8]) -> Result<Pairs, String> {
    let text = std::str::from_utf8(form).map_err(|error| error.to_string())?.replace('+', " ");
    let decode = |text: &str| {
        let text = percent_decode(text.as_bytes()).decode_utf8().map_err(|error| error.to_string())?;
        Ok::<_, String>(text.into_owned())
    };
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("{pair} has no value"))?;
        Ok((decode(key)?, decode(value)?))
    };
    text.split('&').map(pair).collect()
}

struct FormWriter<'a> {
    model: &'a Model,
    pairs: &'a mut Pairs,
}

impl FormWriter<'_> {
    fn structure(&mut self, path: &str, name: &str, value: &Value) -> Result<(), String> {
        let JsonShape::Structure(members) = shape(self.model, name) else {
            return Err(format!("{name} is not a structure"));
        };
        for member in members {
            if let Some(value) = value.get(&member.name) {
                self.member(path, member, value)?;
            }
        }
        Ok(())
    }

    fn member(&mut self, path: &str, member: &MemberShape, value: &Value) -> Result<(), String> {
        let name = member.key.as_ref().or(member.wire_name.as_ref()).unwrap_or(&member.name);
        let here = join(path, name);
        match (shape(self.model, &member.target), value) {
            _ if member.numbered => self.value(&here, member, value),
            (JsonShape::List(_), Value::Array(items)) if items.is_empty() => {
                self.pairs.push((join(path, member.empty_list_name.as_ref().unwrap_or(name)), String::new()));
                Ok(())
            }
            (JsonShape::List(item), Value::Array(items)) if member.flattened => self.items(&here, item, items),
            (JsonShape::Map(key, item), entries) if member.flattened => self.entries(&here, key, item, entries),
            _ => self.value(&here, member, value),
        }
    }

    fn value(&mut self, path: &str, member: &MemberShape, value: &Value) -> Result<(), String> {
        match (shape(self.model, &member.target), value) {
            (JsonShape::List(item), Value::Array(items)) if member.numbered => self.items(path, item, items),
            (JsonShape::Structure(_), value) => self.structure(path, &member.target, value),
            (JsonShape::List(_), Value::Array(items)) if items.is_empty() => {
                self.pairs.push((path.to_owned(), String::new()));
                Ok(())
            }
            (JsonShape::List(item), Value::Array(items)) => {
                self.items(&join(path, item.wire_name.as_deref().unwrap_or("member")), item, items)
            }
            (JsonShape::Map(key, item), entries) => self.entries(&join(path, "entry"), key, item, entries),
            (JsonShape::Timestamp(format), Value::String(text)) => {
                let format = member.timestamp_format.or(format);
                self.pairs.push((path.to_owned(), timestamp(text, format)?));
                Ok(())
            }
            (_, Value::String(text)) => {
                self.pairs.push((path.to_owned(), text.clone()));
                Ok(())
            }
            (_, leaf) => {
                self.pairs.push((path.to_owned(), leaf.to_string()));
                Ok(())
            }
        }
    }

    fn items(&mut self, path: &str, item: &MemberShape, items: &[Value]) -> Result<(), String> {
        let mut numbered = items.iter().zip(1..);
        numbered.try_for_each(|(value, number)| self.value(&join(path, &number.to_string()), item, value))
    }

    fn entries(&mut self, path: &str, key: &MemberShape, item: &MemberShape, entries: &Value) -> Result<(), String> {
        let entries = entries.as_object().ok_or_else(|| format!("{path} is not a map"))?;
        for ((name, value), number) in entries.iter().zip(1..) {
            let path = join(path, &number.to_string());
            self.pairs.push((join(&path, key.wire_name.as_deref().unwrap_or("key")), name.clone()));
            self.value(&join(&path, item.wire_name.as_deref().unwrap_or("value")), item, value)?;
        }
        Ok(())
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn timestamp(text: &str, format: Option<model::TimestampFormatTrait>) -> Result<String, String> {
    let instant = Timestamp::parse(text, TimestampFormat::DateTime).map_err(|error| error.to_string())?;
    Ok(match format {
        None | Some(model::TimestampFormatTrait::DateTime) => text.to_owned(),
        Some(model::TimestampFormatTrait::EpochSeconds) => instant.format(TimestampFormat::EpochSeconds),
        Some(model::TimestampFormatTrait::HttpDate) => instant.format(TimestampFormat::HttpDate),
    })
}
