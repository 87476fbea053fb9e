//! Writing of responses, as XML or as JSON: the counterpart of the cursor in [`xml`](crate::protocol::xml).

mod json;

use std::collections::BTreeMap;

use quick_xml::escape::escape;

use super::{Envelope, Refusal, ResponseFormat};
use crate::protocol::operation::{Operation, ResultElement, Service};
use crate::value::blob::Blob;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// A structure that can be written with a [`Writer`].
pub trait Reply {
    /// Writes the members into the open element.
    fn reply(&self, writer: &mut Writer);
}

impl<T: Reply> Reply for Box<T> {
    fn reply(&self, writer: &mut Writer) {
        (**self).reply(writer);
    }
}

/// A response under construction. Methods that take only a value write it to the open member, methods that take a name
/// open a member first.
pub struct Writer {
    format: ResponseFormat,
    text: String,
    depth: usize,
    /// `true` while the open element, object or array is empty.
    is_empty: bool,
}

impl Writer {
    fn new(format: ResponseFormat) -> Self {
        Self { format, text: String::with_capacity(1024), depth: 0, is_empty: true }
    }

    /// Writes a member that is always set.
    pub fn required<T: ?Sized>(&mut self, name: &str, value: &T, write: impl FnOnce(&mut Self, &T)) {
        self.element(name, |writer| write(writer, value));
    }

    /// Writes a member if it is set.
    pub fn optional<T>(&mut self, name: &str, value: &Option<T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            self.required(name, value, write);
        }
    }

    /// Writes a flattened list that is always set.
    pub fn required_flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        match self.format {
            ResponseFormat::Xml => self.list(name, items, write),
            ResponseFormat::Json => self.element(name, |writer| writer.list(name, items, write)),
        }
    }

    /// Writes a flattened list if it is set.
    pub fn optional_flat_list<T>(&mut self, name: &str, items: &Option<Vec<T>>, write: impl Fn(&mut Self, &T)) {
        if let Some(items) = items {
            self.required_flat_list(name, items, write);
        }
    }

    /// Writes a flattened map that is always set.
    pub fn required_flat_map<T>(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        map: &BTreeMap<String, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        if self.format == ResponseFormat::Json {
            return self.element(name, |writer| writer.map(key, value, map, write));
        }
        for (entry, item) in map {
            self.element(name, |writer| {
                writer.required(key, entry, Self::string);
                writer.required(value, item, &write);
            });
        }
    }

    /// Writes a flattened map if it is set.
    pub fn optional_flat_map<T>(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        map: &Option<BTreeMap<String, T>>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(map) = map {
            self.required_flat_map(name, key, value, map, write);
        }
    }

    /// Writes text or an open enum.
    pub fn string<S: AsRef<str> + ?Sized>(&mut self, value: &S) {
        if self.format == ResponseFormat::Json {
            return self.quoted(value.as_ref());
        }
        // A character that XML forbids would make the whole response unreadable.
        let clean = value.as_ref().replace(|c: char| !crate::protocol::xml::is_allowed(c), "\u{FFFD}");
        // XML parsers read a bare carriage return as a line feed.
        self.text.push_str(&escape(clean.as_str()).replace('\r', "&#13;"));
    }

    /// Writes secret text.
    pub fn secret(&mut self, value: &Secret) {
        self.string(value.expose());
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.text.push_str(if *value { "true" } else { "false" });
    }

    /// Writes an integer of any width.
    pub fn integer<N: Copy + Into<i64>>(&mut self, value: &N) {
        let value: i64 = (*value).into();
        self.text.push_str(&value.to_string());
    }

    /// Writes a 32-bit floating-point number.
    pub fn float(&mut self, value: &f32) {
        self.number(&crate::value::number::float(*value), value.is_finite());
    }

    /// Writes a 64-bit floating-point number.
    pub fn double(&mut self, value: &f64) {
        self.number(&crate::value::number::double(*value), value.is_finite());
    }

    /// Writes a timestamp. JSON ignores the format.
    pub fn timestamp(&mut self, value: &Timestamp, format: TimestampFormat) {
        match self.format {
            ResponseFormat::Xml => self.string(&value.format(format)),
            ResponseFormat::Json => {
                let seconds = value.secs() as f64 + f64::from(value.subsec_nanos()) / 1e9;
                self.text.push_str(&format!("{seconds:E}"));
            }
        }
    }

    /// Writes bytes as base64.
    pub fn blob(&mut self, value: &Blob) {
        self.string(&value.to_base64());
    }

    /// Writes secret bytes as base64.
    pub fn secret_blob(&mut self, value: &Secret<Blob>) {
        self.blob(value.expose());
    }

    /// Writes the members of a structure.
    pub fn structure<T: Reply>(&mut self, value: &T) {
        self.members(|writer| value.reply(writer));
    }

    /// Writes a union's member that the model does not have, as an empty element. Text that cannot be the name of a member
    /// is left out, because it would break the document.
    pub fn unknown_member(&mut self, name: &str) {
        let is_name_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(is_name_char) {
            self.element(name, |_| {});
        }
    }

    /// Writes a list, with one element per item.
    pub fn list<T>(&mut self, member: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        match self.format {
            ResponseFormat::Xml => {
                for item in items {
                    self.element(member, |writer| write(writer, item));
                }
            }
            ResponseFormat::Json => self.bracketed("[", "]", |writer| {
                for item in items {
                    writer.separate();
                    write(writer, item);
                }
            }),
        }
    }

    /// Writes a flattened list inside a list or map, where there is no member to repeat.
    pub fn flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.list(name, items, write);
    }

    /// Writes a map, with one `<entry>` per entry.
    pub fn map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        match self.format {
            ResponseFormat::Xml => self.required_flat_map("entry", key, value, map, write),
            ResponseFormat::Json => self.members(|writer| {
                for (entry, item) in map {
                    writer.element(entry, |writer| write(writer, item));
                }
            }),
        }
    }

    /// Writes a flattened map inside a list or map.
    pub fn flat_map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.map(key, value, map, write);
    }

    /// Writes a member: an element in XML, a name and a value in JSON.
    fn element(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        match self.format {
            ResponseFormat::Xml => {
                self.open(name, "");
                write(self);
                self.close(name);
            }
            ResponseFormat::Json => {
                self.separate();
                self.quoted(name);
                self.text.push(':');
                let before = self.text.len();
                write(self);
                if self.text.len() == before {
                    self.text.push_str("{}");
                }
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        if self.depth > 0 {
            self.line();
        }
        self.text.extend(["<", name, attributes, ">"]);
        self.depth += 1;
        self.is_empty = true;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        if !self.is_empty {
            self.line();
        }
        self.text.extend(["</", name, ">"]);
        self.is_empty = false;
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    /// Writes a whole document. In JSON, only the document of a success has a root.
    fn document(mut self, service: &Service, root: &str, write: impl FnOnce(&mut Self)) -> String {
        match self.format {
            ResponseFormat::Xml => {
                self.open(root, &namespace(service));
                write(&mut self);
                self.close(root);
                self.text.push('\n');
            }
            ResponseFormat::Json if root == service.protocol.conventions().server.error_root => self.members(write),
            ResponseFormat::Json => self.members(|writer| writer.element(root, |writer| writer.members(write))),
        }
        self.text
    }
}

/// Returns the body of a successful response.
pub fn reply<T: Reply>(operation: &Operation, output: &T, envelope: Envelope<'_>) -> String {
    let conventions = operation.service.protocol.conventions();
    let has_output = operation.result == ResultElement::Expected;
    let id = |writer: &mut Writer| writer.required(conventions.server.request_id, envelope.request_id, Writer::string);
    let root = format!("{}Response", operation.name);
    Writer::new(envelope.format).document(operation.service, &root, |writer| {
        if conventions.server.metadata.is_none() {
            id(writer);
        }
        match (conventions.result, conventions.server.nothing) {
            (Some(end), _) if has_output => {
                writer.required(&format!("{}{end}", operation.name), output, Writer::structure);
            }
            (None, _) if has_output => output.reply(writer),
            (_, Some((name, text))) => writer.required(name, text, Writer::string),
            (_, None) => {}
        }
        if let Some(metadata) = conventions.server.metadata {
            writer.element(metadata, |writer| writer.members(id));
        }
    })
}

/// Returns the body of an error response of a service.
pub fn error_document(service: &Service, refusal: &Refusal, envelope: Envelope<'_>) -> String {
    let conventions = &service.protocol.conventions().server;
    Writer::new(envelope.format).document(service, conventions.error_root, |writer| {
        let members = |writer: &mut Writer| {
            if conventions.names_fault {
                writer.required("Type", refusal.fault(), Writer::string);
            }
            writer.required("Code", &refusal.code, Writer::string);
            writer.required("Message", &refusal.message, Writer::string);
        };
        let error = |writer: &mut Writer| writer.element("Error", |writer| writer.members(members));
        match conventions.error_list {
            Some(list) => writer.element(list, |writer| writer.members(error)),
            None => error(writer),
        }
        writer.required(conventions.error_request_id, envelope.request_id, Writer::string);
    })
}

/// Returns the declaration of the namespace of a service.
fn namespace(service: &Service) -> String {
    let end = service.protocol.conventions().server.namespace_end;
    let declaration = |uri: &str| format!(" xmlns=\"{}{end}\"", escape(uri.strip_suffix(end).unwrap_or(uri)));
    service.xml_namespace.map(declaration).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::conventions::Protocol;
    use crate::protocol::operation::Signature;

    static STS: Service = Service::new(
        "STS",
        Protocol::AwsQuery,
        "2011-06-15",
        "sts",
        Some("https://sts.amazonaws.com/doc/2011-06-15/"),
        Signature::V4,
    );

    #[test]
    fn an_error_document_looks_like_those_of_aws() {
        let refusal = Refusal::new(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        let request_id = "89b682e5-ac18-4fac-a917-2155723ed59b";
        let envelope = Envelope { request_id, format: ResponseFormat::Xml };
        let text = error_document(&STS, &refusal, envelope);
        assert_eq!(text.len(), 297, "{text}");
        assert!(text.starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n"));
        assert!(text.ends_with("  <RequestId>89b682e5-ac18-4fac-a917-2155723ed59b</RequestId>\n</ErrorResponse>\n"));
    }

    #[test]
    fn a_time_in_json_is_written_as_sts_writes_it() {
        let mut writer = Writer::new(ResponseFormat::Json);
        writer.timestamp(&Timestamp::from_secs(1_714_228_494), TimestampFormat::DateTime);
        assert_eq!(writer.text, "1.714228494E9");
    }
}
