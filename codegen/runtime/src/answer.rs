//! The frame around what a service answers: results, errors and request ids.
//!
//! ```xml
//! <XResponse><XResult>members</XResult><ResponseMetadata><RequestId/></ResponseMetadata></XResponse>
//! <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>
//! ```

use bytes::Bytes;
use http::{HeaderMap, Response};

use crate::error::{AnswerError, Error, ServiceError};
use crate::operation::{Decode, Operation, ResultElement};
use crate::xml::{Document, Element};

/// A successful answer: the output of the operation and the id of the request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The output.
    pub response: T,
    /// The id of the request, if the service gave one.
    pub request_id: Option<String>,
}

/// What an error document says.
#[derive(Debug)]
pub(crate) struct ErrorDocument {
    pub(crate) code: String,
    pub(crate) message: Option<String>,
    pub(crate) fault: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// An error answer, or `None` if the status reports success.
pub(crate) fn failure(response: &Response<Bytes>) -> Option<ServiceError> {
    (!response.status().is_success()).then(|| service_error(response, error_document(response.body())))
}

/// Reads a successful answer.
pub(crate) fn decode<T: Decode>(operation: &'static Operation, response: &Response<Bytes>) -> Result<Answer<T>, Error> {
    let body = response.body();
    if body.is_empty() {
        // A service may answer an operation with nothing; every member is absent then.
        let nothing = Document::parse(b"<Empty/>", None).map_err(|error| unusable(operation, response, error))?;
        let response = T::decode(nothing.root()).map_err(|error| unusable(operation, response, error))?;
        return Ok(Answer { response, request_id: None });
    }
    let document = match Document::parse(body, operation.service.xml_namespace) {
        Ok(document) => document,
        Err(error) => return Err(unusable(operation, response, error)),
    };
    let root = document.root();
    if let Some(error) = read_error(root) {
        return Err(Error::service(operation, service_error(response, Some(error))));
    }
    let output = result(operation, root).and_then(|result| match result {
        Some(result) => T::decode(result).map_err(|error| error.to_string()),
        None => T::decode(root).map_err(|error| error.to_string()),
    });
    match output {
        Ok(output) => Ok(Answer {
            response: output,
            request_id: request_id(root).or_else(|| header(response.headers(), "x-amzn-requestid")),
        }),
        Err(problem) => Err(unusable(operation, response, problem)),
    }
}

/// The members of a modelled error.
pub(crate) fn decode_error<T: Decode>(body: &[u8]) -> Option<T> {
    let document = Document::parse(body, None).ok()?;
    T::decode(error_element(document.root())?).ok()
}

fn result<'d>(operation: &Operation, root: Element<'d>) -> Result<Option<Element<'d>>, String> {
    let expected = format!("{}Response", operation.name);
    if root.name() != expected {
        return Err(format!("its root is not {expected}"));
    }
    let name = format!("{}Result", operation.name);
    let result = root.child(&name).map_err(|error| error.to_string())?;
    match (result, operation.result) {
        (None, ResultElement::Expected) => Err(format!("{expected} holds no {name}")),
        (result, _) => Ok(result),
    }
}

fn error_document(body: &[u8]) -> Option<ErrorDocument> {
    // Errors may come from a layer before the service, in a namespace of its own.
    let document = Document::parse(body, None).ok()?;
    read_error(document.root())
}

fn read_error(root: Element<'_>) -> Option<ErrorDocument> {
    let error = error_element(root)?;
    let text =
        |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|child| child.text().to_owned());
    let message = error.children().find(|child| child.name().eq_ignore_ascii_case("message"));
    Some(ErrorDocument {
        code: text(error, "Code")?.trim().to_owned(),
        message: message.map(|message| message.text().to_owned()),
        fault: text(error, "Type"),
        request_id: request_id(root).or_else(|| request_id(error)),
    })
}

/// `<ErrorResponse><Error>`, `<Response><Errors><Error>` (the first counts) or `<Error>` as the root.
fn error_element(root: Element<'_>) -> Option<Element<'_>> {
    match root.name() {
        "ErrorResponse" => root.child("Error").ok().flatten(),
        "Response" => root.child("Errors").ok().flatten()?.all("Error").next(),
        "Error" => Some(root),
        _ => None,
    }
}

fn request_id(element: Element<'_>) -> Option<String> {
    let child = |element: Element<'_>, name: &str| element.child(name).ok().flatten().map(|id| id.text().to_owned());
    let metadata = element.child("ResponseMetadata").ok().flatten();
    child(element, "RequestId")
        .or_else(|| child(element, "RequestID"))
        .or_else(|| child(metadata?, "RequestId"))
        .filter(|id| !id.is_empty())
}

fn service_error(response: &Response<Bytes>, document: Option<ErrorDocument>) -> ServiceError {
    let in_body = document.as_ref().and_then(|document| document.request_id.clone());
    ServiceError {
        status: response.status(),
        request_id: in_body.or_else(|| header(response.headers(), "x-amzn-requestid")),
        content_type: header(response.headers(), "content-type"),
        body: response.body().clone(),
        document,
    }
}

fn unusable(operation: &'static Operation, response: &Response<Bytes>, problem: impl ToString) -> Error {
    let error = AnswerError {
        status: response.status(),
        request_id: header(response.headers(), "x-amzn-requestid"),
        content_type: header(response.headers(), "content-type"),
        problem: problem.to_string(),
    };
    Error::answer(operation, error)
}

/// The error for an output that was read, but cannot be used.
pub(crate) fn unusable_output(operation: &'static Operation, request_id: Option<String>, problem: &str) -> Error {
    let problem = problem.to_owned();
    let content_type = Some("text/xml".to_owned());
    Error::answer(operation, AnswerError { status: http::StatusCode::OK, request_id, content_type, problem })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
