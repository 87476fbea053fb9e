//! Error documents of services, and of gateways in front of them, in XML or JSON.

mod json;

use crate::protocol::frame;
use crate::protocol::operation::Decode;
use crate::protocol::redactor::Secrets;
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
            None if error.children().next().is_none() => Some(error.text()),
            None => None,
        };
        Some(Self {
            // Message and fault are useful even if the code is missing.
            code: frame::error_code(error).unwrap_or_default().to_owned(),
            message: message.filter(|text| !text.trim().is_empty()).map(str::to_owned),
            fault: frame::error_fault(error).map(str::to_owned),
        })
    }

    /// Reads an error in the JSON form of AWS Query, and the id of the request. Returns `None` for any other text:
    ///
    /// ```json
    /// {"Error": {"Code": "…", "Message": "…", "Type": "Sender"}, "RequestId": "…"}
    /// ```
    ///
    /// The case of the names is ignored, and the id may also be in the error or in `ResponseMetadata`, as in XML.
    pub(crate) fn read_json(body: &[u8], secrets: &Secrets) -> Option<(Self, Option<String>)> {
        let members = json::strings(std::str::from_utf8(body).ok()?)?;
        let only = |is_path: &dyn Fn(&str) -> bool| {
            let mut found = members.iter().filter(|(path, _)| is_path(path));
            found.next().filter(|_| found.next().is_none()).map(|(_, text)| text)
        };
        let text = |path: &str| {
            let found = only(&|found| found == path).or_else(|| only(&|found| found.eq_ignore_ascii_case(path)));
            found.map(|text| secrets.masked(text.trim()))
        };
        let filled = |path: &str| text(path).filter(|text| !text.is_empty());
        let id = ["RequestId", "ResponseMetadata.RequestId", "Error.RequestId"].into_iter().find_map(filled);
        Some((Self { code: text("Error.Code")?, message: filled("Error.Message"), fault: filled("Error.Type") }, id))
    }
}

/// Parses a body, and masks all secrets of the request that it quotes.
pub(crate) fn masked<'a>(body: &'a [u8], namespace: Option<&'a str>, secrets: &Secrets) -> Option<Document<'a>> {
    let mut document = Document::parse(body, namespace).ok()?;
    document.replace_text(|text| secrets.mask(text));
    Some(document)
}

/// Reads the members of a modelled error.
pub(crate) fn modelled<T: Decode>(body: &[u8], namespace: Option<&str>, secrets: &Secrets) -> Option<T> {
    let document = masked(body, namespace, secrets)?;
    T::decode(frame::error(document.root())?).ok()
}
