//! Writes answers as XML: the mirror of the cursor in [`xml`](crate::xml).

use std::collections::BTreeMap;

use quick_xml::escape::escape;

use super::Refusal;
use crate::operation::{Operation, ResultElement};
use crate::{Blob, Secret, Timestamp, TimestampFormat};

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

/// XML under construction, indented by two blanks as AWS does it: methods that take a value write it into the open
/// element, methods that take a name open one first.
pub struct Writer {
    text: String,
    depth: usize,
    /// True while the open element holds nothing.
    fresh: bool,
}

impl Writer {
    fn new() -> Self {
        Self { text: String::with_capacity(1024), depth: 0, fresh: false }
    }

    /// A member that is always there.
    pub fn required<T: ?Sized>(&mut self, name: &str, value: &T, write: impl FnOnce(&mut Self, &T)) {
        self.element(name, |writer| write(writer, value));
    }

    /// A member, if it is there.
    pub fn optional<T>(&mut self, name: &str, value: &Option<T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            self.required(name, value, write);
        }
    }

    /// A list without an element of its own.
    pub fn required_flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.list(name, items, write);
    }

    /// A list without an element of its own, if it is there.
    pub fn optional_flat_list<T>(&mut self, name: &str, items: &Option<Vec<T>>, write: impl Fn(&mut Self, &T)) {
        self.list(name, items.as_deref().unwrap_or_default(), write);
    }

    /// A map without an element around its entries.
    pub fn required_flat_map<T>(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        map: &BTreeMap<String, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        for (entry, item) in map {
            self.element(name, |writer| {
                writer.required(key, entry, Self::string);
                writer.required(value, item, &write);
            });
        }
    }

    /// A map without an element around its entries, if it is there.
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

    /// Text, or an open enum.
    pub fn string<S: AsRef<str> + ?Sized>(&mut self, value: &S) {
        // Characters that XML cannot hold would make the whole answer unreadable.
        let clean = value.as_ref().replace(|c: char| !crate::xml::is_allowed(c), "\u{FFFD}");
        // A bare CR would be read as LF.
        self.text.push_str(&escape(clean.as_str()).replace('\r', "&#13;"));
    }

    /// Text that is never shown.
    pub fn secret(&mut self, value: &Secret) {
        self.string(value.expose());
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.string(if *value { "true" } else { "false" });
    }

    /// An integer of any width.
    pub fn integer<N: Copy + Into<i64>>(&mut self, value: &N) {
        let value: i64 = (*value).into();
        self.string(&value.to_string());
    }

    /// A 32-bit floating point number.
    pub fn float(&mut self, value: &f32) {
        self.string(&crate::number::float(*value));
    }

    /// A 64-bit floating point number.
    pub fn double(&mut self, value: &f64) {
        self.string(&crate::number::double(*value));
    }

    /// A point in time.
    pub fn timestamp(&mut self, value: &Timestamp, format: TimestampFormat) {
        self.string(&value.format(format));
    }

    /// Bytes, as base64.
    pub fn blob(&mut self, value: &Blob) {
        self.string(&value.to_base64());
    }

    /// Bytes that are never shown, as base64.
    pub fn secret_blob(&mut self, value: &Secret<Blob>) {
        self.blob(value.expose());
    }

    /// The members of a structure.
    pub fn structure<T: Reply>(&mut self, value: &T) {
        value.reply(self);
    }

    /// The member of a union that is not known here: an empty element of its name. What is no name of a member, which
    /// nobody read from an answer, is left out.
    pub fn unknown_member(&mut self, name: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(plain) {
            self.element(name, |_| {});
        }
    }

    /// A list, an element each.
    pub fn list<T>(&mut self, member: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        for item in items {
            self.element(member, |writer| write(writer, item));
        }
    }

    /// A flattened list inside a list or map, where nothing is repeated but the member itself.
    pub fn flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.list(name, items, write);
    }

    /// A map, an `<entry>` each.
    pub fn map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.required_flat_map("entry", key, value, map, write);
    }

    /// A flattened map inside a list or map.
    pub fn flat_map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.map(key, value, map, write);
    }

    fn element(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.open(name, "");
        write(self);
        self.close(name);
    }

    fn open(&mut self, name: &str, attributes: &str) {
        if self.depth > 0 {
            self.line();
        }
        self.text.extend(["<", name, attributes, ">"]);
        self.depth += 1;
        self.fresh = true;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        if !self.fresh {
            self.line();
        }
        self.text.extend(["</", name, ">"]);
        self.fresh = false;
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }
}

/// The whole answer to a request that succeeded.
pub fn reply<T: Reply>(operation: &Operation, output: &T, request_id: &str) -> String {
    let mut writer = Writer::new();
    let (root, result) = (format!("{}Response", operation.name), format!("{}Result", operation.name));
    writer.open(&root, &namespace(operation.service.xml_namespace));
    if operation.result == ResultElement::Expected {
        writer.required(&result, output, Writer::structure);
    }
    writer.element("ResponseMetadata", |writer| writer.required("RequestId", request_id, Writer::string));
    writer.close(&root);
    writer.finish()
}

/// The whole answer to a request that is refused.
pub fn error_document(refusal: &Refusal, xml_namespace: Option<&str>, request_id: &str) -> String {
    let mut writer = Writer::new();
    writer.open("ErrorResponse", &namespace(xml_namespace));
    writer.element("Error", |writer| {
        writer.required("Type", refusal.fault(), Writer::string);
        writer.required("Code", &refusal.code, Writer::string);
        writer.required("Message", &refusal.message, Writer::string);
    });
    writer.required("RequestId", request_id, Writer::string);
    writer.close("ErrorResponse");
    writer.finish()
}

fn namespace(uri: Option<&str>) -> String {
    uri.map(|uri| format!(" xmlns=\"{}\"", escape(uri))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_looks_as_aws_writes_it() {
        let refusal = Refusal::new(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        let id = "89b682e5-ac18-4fac-a917-2155723ed59b";
        let text = error_document(&refusal, Some("https://sts.amazonaws.com/doc/2011-06-15/"), id);
        assert_eq!(text.len(), 297, "{text}");
        assert!(text.starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n"));
        assert!(text.ends_with("  <RequestId>89b682e5-ac18-4fac-a917-2155723ed59b</RequestId>\n</ErrorResponse>\n"));
    }
}
