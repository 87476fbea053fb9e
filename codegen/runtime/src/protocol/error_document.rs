//! Error documents of services, and of gateways in front of them:
//!
//! ```xml
//! <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>
//! ```

use crate::protocol::operation::Decode;
use crate::protocol::redactor::Redactor;
use crate::protocol::xml::{Document, Element};

/// The contents of an error document.
#[derive(Debug)]
pub(crate) struct ErrorDocument {
    pub(crate) code: String,
    pub(crate) message: Option<String>,
    pub(crate) fault: Option<String>,
}

/// Reads an error document. Returns `None` if the document is not one.
pub(crate) fn read(root: Element<'_>) -> Option<ErrorDocument> {
    let error = error_element(root)?;
    let text =
        |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|child| child.text().to_owned());
    let message = error.children().find(|child| child.name().eq_ignore_ascii_case("message"));
    Some(ErrorDocument {
        // Message and fault are useful even if the code is missing.
        code: text(error, "Code").unwrap_or_default().trim().to_owned(),
        message: message.map(|message| message.text().to_owned()),
        fault: text(error, "Type"),
    })
}

/// Finds the error: `<ErrorResponse><Error>`, the first one in `<Response><Errors><Error>`, or a root `<Error>`.
pub(crate) fn error_element(root: Element<'_>) -> Option<Element<'_>> {
    match root.name() {
        "ErrorResponse" => root.child("Error").ok().flatten(),
        "Response" => root.child("Errors").ok().flatten()?.all("Error").next(),
        "Error" => Some(root),
        _ => None,
    }
}

/// Reads the id of the request: a child of `element` or of its `<ResponseMetadata>`.
pub(crate) fn request_id(element: Element<'_>) -> Option<String> {
    let child = |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|id| id.text().to_owned());
    let metadata = element.child("ResponseMetadata").ok().flatten();
    child(element, "RequestId")
        .or_else(|| child(element, "RequestID"))
        .or_else(|| child(metadata?, "RequestId"))
        .filter(|id| !id.is_empty())
}

/// Parses a body, and masks all secrets of the request that it quotes.
///
/// Any namespace is accepted, because errors may come from a gateway in front of the service.
pub(crate) fn masked<'a>(body: &'a [u8], redactor: &Redactor) -> Option<Document<'a>> {
    let mut document = Document::parse(body, None).ok()?;
    document.replace_text(|text| redactor.mask(text));
    Some(document)
}

/// Reads the members of a modelled error.
pub(crate) fn modelled<T: Decode>(body: &[u8], redactor: &Redactor) -> Option<T> {
    let document = masked(body, redactor)?;
    T::decode(error_element(document.root())?).ok()
}
