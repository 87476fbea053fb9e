//! Writing of responses, as XML or as JSON: the counterpart of the cursor in [`xml`](crate::protocol::xml).

mod json;
mod structure;

use quick_xml::escape::escape;

use super::{Envelope, Refusal, ResponseFormat};
use crate::protocol::operation::{Operation, ResultElement, Service};
use crate::value::dynamic::Structure;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// A response under construction.
struct Writer {
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

    /// Writes text.
    fn string(&mut self, text: &str) {
        if self.format == ResponseFormat::Json {
            return self.quoted(text);
        }
        // A character that XML forbids would make the whole response unreadable.
        let clean = text.replace(|c: char| !crate::protocol::xml::is_allowed(c), "\u{FFFD}");
        // XML parsers read a bare carriage return as a line feed.
        self.text.push_str(&escape(clean.as_str()).replace('\r', "&#13;"));
    }

    fn integer(&mut self, value: i64) {
        self.text.push_str(&value.to_string());
    }

    /// Writes a timestamp. JSON ignores the format.
    fn timestamp(&mut self, value: &Timestamp, format: TimestampFormat) {
        match self.format {
            ResponseFormat::Xml => self.string(&value.format(format)),
            ResponseFormat::Json => {
                let seconds = value.secs() as f64 + f64::from(value.subsec_nanos()) / 1e9;
                self.text.push_str(&format!("{seconds:E}"));
            }
        }
    }

    /// Writes a union's member that the model does not have, as an empty element. Text that cannot be the name of a member
    /// is left out, because it would break the document.
    fn unknown_member(&mut self, name: &str) {
        let is_name_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(is_name_char) {
            self.element(name, |_| {});
        }
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

    /// Writes members that are text.
    fn texts(&mut self, members: &[(&str, &str)]) {
        for (name, text) in members {
            self.element(name, |writer| writer.string(text));
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
pub fn reply(operation: &Operation, output: &dyn Structure, envelope: Envelope<'_>) -> String {
    let conventions = operation.service.protocol.conventions();
    let has_output = operation.result == ResultElement::Expected;
    let id = |writer: &mut Writer| writer.texts(&[(conventions.server.request_id, envelope.request_id)]);
    let root = format!("{}Response", operation.name);
    Writer::new(envelope.format).document(operation.service, &root, |writer| {
        if conventions.server.metadata.is_none() {
            id(writer);
        }
        match (conventions.result, conventions.server.nothing) {
            (Some(end), _) if has_output => {
                let result = format!("{}{end}", operation.name);
                writer.element(&result, |writer| writer.members(|writer| writer.set_members(output)));
            }
            (None, _) if has_output => writer.set_members(output),
            (_, Some(text)) => writer.texts(&[text]),
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
                writer.texts(&[("Type", refusal.fault())]);
            }
            writer.texts(&[("Code", &refusal.code), ("Message", &refusal.message)]);
        };
        let error = |writer: &mut Writer| writer.element("Error", |writer| writer.members(members));
        match conventions.error_list {
            Some(list) => writer.element(list, |writer| writer.members(error)),
            None => error(writer),
        }
        writer.texts(&[(conventions.error_request_id, envelope.request_id)]);
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
