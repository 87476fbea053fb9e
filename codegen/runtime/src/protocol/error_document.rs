//! Error documents, wherever they come from.
//!
//! ```xml
//! <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>
//! ```

use crate::protocol::operation::Decode;
use crate::protocol::sent::Sent;
use crate::protocol::xml::{Document, Element};

/// What an error document says.
#[derive(Debug)]
pub(crate) struct ErrorDocument {
    pub(crate) code: String,
    pub(crate) message: Option<String>,
    pub(crate) fault: Option<String>,
}

/// What the document says, if it is one.
pub(crate) fn read(root: Element<'_>) -> Option<ErrorDocument> {
    let error = error_element(root)?;
    let text =
        |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|child| child.text().to_owned());
    let message = error.children().find(|child| child.name().eq_ignore_ascii_case("message"));
    Some(ErrorDocument {
        // Without a code that can be read, message and fault still say something.
        code: text(error, "Code").unwrap_or_default().trim().to_owned(),
        message: message.map(|message| message.text().to_owned()),
        fault: text(error, "Type"),
    })
}

/// `<ErrorResponse><Error>`, `<Response><Errors><Error>` (the first counts) or `<Error>` as the root.
pub(crate) fn error_element(root: Element<'_>) -> Option<Element<'_>> {
    match root.name() {
        "ErrorResponse" => root.child("Error").ok().flatten(),
        "Response" => root.child("Errors").ok().flatten()?.all("Error").next(),
        "Error" => Some(root),
        _ => None,
    }
}

/// The id of the request, beside or inside the result or the error.
pub(crate) fn request_id(element: Element<'_>) -> Option<String> {
    let child = |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|id| id.text().to_owned());
    let metadata = element.child("ResponseMetadata").ok().flatten();
    child(element, "RequestId")
        .or_else(|| child(element, "RequestID"))
        .or_else(|| child(metadata?, "RequestId"))
        .filter(|id| !id.is_empty())
}

/// A document in which nothing of what was sent is quoted. Errors may come from a layer before the service, in a
/// namespace of its own.
pub(crate) fn masked<'a>(body: &'a [u8], sent: &Sent) -> Option<Document<'a>> {
    let mut document = Document::parse(body, None).ok()?;
    document.replace_text(|text| sent.mask(text));
    Some(document)
}

/// The members of a modelled error.
pub(crate) fn modelled<T: Decode>(body: &[u8], sent: &Sent) -> Option<T> {
    let document = masked(body, sent)?;
    T::decode(error_element(document.root())?).ok()
}
