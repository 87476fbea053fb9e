//! Error documents of services, and of gateways in front of them, in XML or JSON.

mod json;

use crate::protocol::frame;
use crate::protocol::operation::Decode;
use crate::protocol::redactor::Redactor;
use crate::protocol::xml::Document;

/// The contents of an error document, without secrets of the request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ErrorDocument {
    /// Empty if the document has no code.
    pub(crate) code: String,
    pub(crate) message: Option<String>,
    pub(crate) fault: Option<String>,
}

impl ErrorDocument {
    /// Reads the error of a document. Returns `None` if the document has none.
    pub(crate) fn read(document: &Document<'_>) -> Option<Self> {
        let error = frame::error(document.root())?;
        let message = match frame::error_message(error) {
            Some(message) => Some(message.text()),
            None if error.children().next().is_none() => Some(error.text()).filter(|text| !text.trim().is_empty()),
            None => None,
        };
        Some(Self {
            // Message and fault are useful even if the code is missing.
            code: frame::error_code(error).unwrap_or_default().to_owned(),
            message: message.map(str::to_owned),
            fault: error.child("Type").ok().flatten().map(|fault| fault.text().to_owned()),
        })
    }

    /// Reads an error in the JSON form of AWS Query, and the id of the request. Returns `None` for any other text:
    ///
    /// ```json
    /// {"Error": {"Code": "…", "Message": "…", "Type": "Sender"}, "RequestId": "…"}
    /// ```
    pub(crate) fn read_json(body: &[u8], redactor: &Redactor) -> Option<(Self, Option<String>)> {
        let members = json::strings(std::str::from_utf8(body).ok()?)?;
        let only = |path: &str| {
            let mut found = members.iter().filter(|(found, _)| found == path);
            found.next().filter(|_| found.next().is_none()).map(|(_, text)| redactor.masked(text))
        };
        let code = only("Error.Code")?.trim().to_owned();
        let message = only("Error.Message").or_else(|| only("Error.message"));
        Some((Self { code, message, fault: only("Error.Type") }, only("RequestId").filter(|id| !id.is_empty())))
    }
}

/// Parses a body, and masks all secrets of the request that it quotes.
pub(crate) fn masked<'a>(body: &'a [u8], namespace: Option<&'a str>, redactor: &Redactor) -> Option<Document<'a>> {
    let mut document = Document::parse(body, namespace).ok()?;
    document.replace_text(|text| redactor.mask(text));
    Some(document)
}

/// Reads the members of a modelled error.
pub(crate) fn modelled<T: Decode>(body: &[u8], namespace: Option<&str>, redactor: &Redactor) -> Option<T> {
    let document = masked(body, namespace, redactor)?;
    T::decode(frame::error(document.root())?).ok()
}
