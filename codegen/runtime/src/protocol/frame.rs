//! The frame of a response: finds the members of the output, the id of the request and the error.
//!
//! The output is where the [conventions](super::conventions) of the service's protocol have it. Errors are read in the forms
//! of all protocols, because gateways and imitations do not always respond in that of the service.

use crate::protocol::operation::{Operation, ResultElement};
use crate::protocol::xml::Element;

/// The end of the name of a root that is an error itself. Gateways of AWS respond so, before a request has reached its
/// service: `<AccessDeniedException><Message/></AccessDeniedException>`.
const EXCEPTION: &str = "Exception";

/// Finds the element with the members of the output: the root, or in AWS Query `<XResult>`. Returns `None` if there is none
/// and none is needed.
///
/// # Errors
///
/// Fails if the document is not a response of the operation.
pub(crate) fn result<'d>(operation: &Operation, root: Element<'d>) -> Result<Option<Element<'d>>, String> {
    let is_named = |element: Element<'_>, end: &str| element.name().strip_suffix(end) == Some(operation.name);
    let conventions = operation.service.protocol.conventions();
    if !conventions.roots.iter().any(|end| is_named(root, end)) {
        return Err(format!("the root element is not {}Response", operation.name));
    }
    let Some(end) = conventions.result else { return Ok(Some(root)) };
    let result = root.child_that(|child| is_named(child, end)).map_err(|error| error.to_string())?;
    match (result, operation.result) {
        (None, ResultElement::Expected) => Err(format!("{0}Response contains no {0}{end}", operation.name)),
        (result, _) => Ok(result),
    }
}

/// Finds the element with the members of an error:
///
/// - `<Error>` in `<ErrorResponse>` or `<Response>`, or the first one in its `<Errors>`
/// - a root `<Error>`
/// - a root whose name ends with `Exception`, if it holds a message or no element at all
///
/// The case of these names and of those inside an error is ignored, because some services write `<error><code>`.
pub(crate) fn error(root: Element<'_>) -> Option<Element<'_>> {
    let is_root = |name: &str| root.name().eq_ignore_ascii_case(name);
    let is_error = |child: &Element<'_>| child.name().eq_ignore_ascii_case("Error");
    if is_root("Error") {
        Some(root)
    } else if is_root("ErrorResponse") || is_root("Response") {
        let in_list = || only_child(root, "Errors")?.children().find(is_error);
        only_child(root, "Error").or_else(in_list)
    } else {
        let is_error = root.children().next().is_none() || error_message(root).is_some();
        (is_exception(root.name()) && is_error).then_some(root)
    }
}

/// Returns the code of an error: the text of `<Code>`, or the name of a root that is an error itself.
pub(crate) fn error_code<'d>(error: Element<'d>) -> Option<&'d str> {
    match error.name() {
        name if is_exception(name) => Some(name),
        _ => only_child(error, "Code").map(|code| code.text().trim()),
    }
}

/// Finds the message of an error.
pub(crate) fn error_message(error: Element<'_>) -> Option<Element<'_>> {
    error.children().find(|child| child.name().eq_ignore_ascii_case("Message"))
}

/// Returns who is to blame for an error, by its `<Type>`.
pub(crate) fn error_fault<'d>(error: Element<'d>) -> Option<&'d str> {
    only_child(error, "Type").map(|fault| fault.text().trim()).filter(|fault| !fault.is_empty())
}

/// Reads the id of the request: a child of the root, of its `<ResponseMetadata>`, or of the error. Services write its name
/// as `RequestId`, `RequestID` or `requestId`.
pub(crate) fn request_id<'d>(root: Element<'d>) -> Option<&'d str> {
    let id =
        |element: Element<'d>| only_child(element, "RequestId").map(|id| id.text().trim()).filter(|id| !id.is_empty());
    id(root).or_else(|| id(only_child(root, "ResponseMetadata")?)).or_else(|| id(error(root)?))
}

/// Returns `false` if a body certainly contains no error. Looks only at the start, so that a success costs nothing.
pub(crate) fn may_be_error(body: &[u8]) -> bool {
    const ROOTS: [&[u8]; 3] = [b"ErrorResponse", b"Response", b"Error"];
    let Some(name) = root_name(body) else { return after_mark(body).starts_with(b"{") };
    let local = local_name(name);
    ROOTS.into_iter().any(|root| local.eq_ignore_ascii_case(root)) || name.ends_with(EXCEPTION.as_bytes())
}

/// Returns a body without the byte order mark and the white space that it starts with.
fn after_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start()
}

/// Returns `true` if the body looks like a response of an operation, in XML or JSON. It may then contain secrets, even if
/// it is malformed.
pub(crate) fn may_be_output(body: &[u8]) -> bool {
    const RESPONSE: &[u8] = b"Response";
    let ends = body.windows(RESPONSE.len()).enumerate().filter(|(_, window)| *window == RESPONSE);
    ends.map(|(at, _)| at).any(|at| {
        let (before, after) = body.split_at_checked(at).unwrap_or_default();
        names_output(before, after.get(RESPONSE.len()..).unwrap_or_default())
    })
}

/// Returns `true` if the root of a body has the name of an operation, as some outputs have.
pub(crate) fn is_named_like(operation: &Operation, body: &[u8]) -> bool {
    root_name(body).map(local_name) == Some(operation.name.as_bytes())
}

/// Returns `true` if a name that ends with `Response` is that of an element or of a JSON member, and not the one of an error
/// document.
fn names_output(before: &[u8], after: &[u8]) -> bool {
    /// The length at which a name is taken for one of an output without reading it to its start.
    const MAX_NAME: usize = 128;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || !byte.is_ascii();
    let length = before.iter().rev().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let (outside, name) = before.split_at_checked(before.len() - length).unwrap_or_default();
    let opens = match outside.last() {
        Some(b'<' | b':') => true,
        Some(b'"') => after.strip_prefix(b"\"").is_some_and(|after| after.trim_ascii_start().starts_with(b":")),
        _ => length == MAX_NAME,
    };
    opens && !matches!(name, b"" | b"Error")
}

/// Returns the name of the root without parsing the document. What precedes the root is skipped: a byte order mark,
/// the declaration, comments and processing instructions.
fn root_name(body: &[u8]) -> Option<&[u8]> {
    let mut rest = after_mark(body);
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",

            _ => break,
        };
        let at = rest.windows(end.len()).position(|window| window == end)?;
        rest = rest.get(at + end.len()..)?.trim_ascii_start();
    }
    let tag = rest.strip_prefix(b"<")?;
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
    tag.get(..end)
}

/// Returns a name without its prefix.
fn local_name(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or_default()
}

fn is_exception(name: &str) -> bool {
    name.strip_suffix(EXCEPTION).is_some_and(|kind| !kind.is_empty() && !kind.contains(':'))
}

/// Returns the only child with this name in any case.
fn only_child<'d>(element: Element<'d>, name: &str) -> Option<Element<'d>> {
    element.child_that(|child| child.name().eq_ignore_ascii_case(name)).ok().flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::xml::Document;

    #[test]
    fn the_name_of_the_root_is_found_behind_everything_that_may_precede_it() {
        for (body, name) in [
            ("<a/>", Some("a")),
            ("\u{feff} \n<a>", Some("a")),
            ("<?xml version='1.0'?><!-- <b> --><?pi <c>?>\n<n:a x='1'/>", Some("n:a")),
            ("<a\n/>", Some("a")),
            ("<!-- <a/>", None),
            ("<!DOCTYPE a><a/>", Some("!DOCTYPE")),
            ("<a", None),
            ("{\"a\":1}", None),
            ("", None),
        ] {
            assert_eq!(root_name(body.as_bytes()), name.map(str::as_bytes), "{body}");
        }
    }

    #[test]
    fn the_case_of_names_in_an_error_is_ignored() {
        for body in [
            "<Error><Code>C</Code><Message>m</Message><RequestId>r</RequestId><Type>Sender</Type></Error>",
            "<error><code> C\n</code><message>m</message><requestId> r </requestId><type> Sender </type></error>",
            "<errorResponse><error><CODE>C</CODE><MESSAGE>m</MESSAGE><TYPE>Sender</TYPE></error><REQUESTID>\nr</REQUESTID></errorResponse>",
            "<Response><errors><error><code>C</code><Message>m</Message><type>Sender</type></error></errors><RequestID>r</RequestID></Response>",
            "<ErrorResponse><RequestId> </RequestId><Error><Code>C</Code><Message>m</Message><Type>Sender</Type>\
             <RequestId>r</RequestId></Error></ErrorResponse>",
        ] {
            let document = Document::parse(body.as_bytes(), None).unwrap();
            let found = error(document.root()).unwrap();
            assert_eq!((error_code(found), error_fault(found)), (Some("C"), Some("Sender")), "{body}");
            assert_eq!(error_message(found).map(|message| message.text()), Some("m"), "{body}");
            assert_eq!(request_id(document.root()), Some("r"), "{body}");
            assert!(may_be_error(body.as_bytes()), "{body}");
        }
        let twice = Document::parse(b"<Error><code>a</code><Code>b</Code></Error>", None).unwrap();
        assert_eq!(error_code(error(twice.root()).unwrap()), None, "neither is known to be the code");
    }

    #[test]
    fn json_behind_a_byte_order_mark_may_be_an_error() {
        for body in ["{", " {", "\u{feff}{", "\u{feff}\n {"] {
            assert!(may_be_error(body.as_bytes()), "{body:?}");
        }
        assert!(!may_be_error(b"[") && !may_be_error("\u{feff}".as_bytes()));
    }

    #[test]
    fn a_body_is_taken_for_an_output_by_the_name_of_an_element_or_member() {
        let long = format!("{}Response", "a".repeat(10_000));
        for body in [
            "<GreetResponse>",
            "<n:GreetResponse ",
            "junk<GreetResponse/",
            "{\"GreetResponse\":",
            "{ \"GreetResponse\" : {",
            long.as_str(),
        ] {
            assert!(may_be_output(body.as_bytes()), "{body}");
        }
        for body in ["", "Response", "<Response>", "<ErrorResponse>", "a bad Response", "{\"message\":\"BadResponse\"}"]
        {
            assert!(!may_be_output(body.as_bytes()), "{body}");
        }
        // The time does not grow with the square of the size.
        assert!(may_be_output("Response".repeat(100_000).as_bytes()));
    }

    /// The part of a document before its root.
    fn prolog() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![" ", "\n", "<!-- <a> -->", "<!---->", "<?pi <a> ?>", "<?pi?>"]);
        let start =
            prop::sample::select(vec!["", "\u{feff}", "<?xml version='1.0'?>", "\u{feff}<?xml version='1.0'?>"]);
        (start, prop::collection::vec(pieces, 0..4)).prop_map(|(start, pieces)| format!("{start}{}", pieces.concat()))
    }

    proptest! {
        #[test]
        fn no_error_is_overlooked_before_the_document_is_parsed(
            prolog in prolog(),
            name in prop::sample::select(vec!["Error", "error", "ErrorResponse", "response", "ThrottlingException"]),
            prefix in prop::sample::select(vec!["", "n:"]),
            space in prop::sample::select(vec!["", " ", "\n"]),
        ) {
            let start = format!("{prolog}<{prefix}{name}{space} xmlns:n='urn:n'{space}");
            for body in [format!("{start}/>"), format!("{start}><Error><Code>C</Code></Error></{prefix}{name}{space}>")] {
                let document = Document::parse(body.as_bytes(), None).unwrap();
                prop_assert!(error(document.root()).is_none() || may_be_error(body.as_bytes()), "{body}");
            }
        }

        #[test]
        fn looking_at_a_body_never_panics(body: Vec<u8>) {
            let _ = (may_be_error(&body), may_be_output(&body));
        }
    }
}
