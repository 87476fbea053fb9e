//! The frame around what a service answers.
//!
//! ```xml
//! <XResponse><XResult>members</XResult><ResponseMetadata><RequestId/></ResponseMetadata></XResponse>
//! ```

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::error::{AnswerError, Error, ServiceError};
use crate::protocol::error_document::{self, error_element, masked, request_id};
use crate::protocol::operation::{Decode, Operation, ResultElement};
use crate::protocol::sent::Sent;
use crate::protocol::xml::{Document, Element};
use crate::retry::Attempt;

/// A successful answer: the output of the operation and the id of the request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The output.
    pub response: T,
    /// The id of the request, if the service gave one.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The attempts before the one that brought it.
    pub(crate) failed: Vec<Attempt>,
}

/// An error answer, or `None` if the status reports success.
pub(crate) fn failure(response: &Response<Bytes>, sent: &Sent) -> Option<ServiceError> {
    (!response.status().is_success()).then(|| service_error(response, sent))
}

/// Reads a successful answer.
pub(crate) fn decode<T: Decode>(
    operation: &'static Operation,
    response: &Response<Bytes>,
    sent: &Sent,
) -> Result<Answer<T>, Error> {
    let document = document(operation, response, sent)?;
    let result = result(operation, response, sent, document.root())?;
    let output = T::decode(result).map_err(|error| unusable(operation, response, sent, error.to_string()))?;
    let request_id = any_request_id(response, Some(document.root()));
    Ok(Answer { response: output, request_id, status: response.status().as_u16(), failed: Vec::new() })
}

/// The answer as XML. A service may answer an operation with nothing; every member is absent then.
fn document<'a>(
    operation: &'static Operation,
    response: &'a Response<Bytes>,
    sent: &Sent,
) -> Result<Document<'a>, Error> {
    if let Some(encoding) = encoding(response) {
        let problem = format!("its body is encoded as {encoding:?}, which was not asked for");
        return Err(unusable(operation, response, sent, problem));
    }
    let (body, namespace): (&[u8], _) = match response.body() {
        body if body.is_empty() => (b"<Empty/>", None),
        body => (body, operation.service.xml_namespace),
    };
    Document::parse(body, namespace).map_err(|error| unusable(operation, response, sent, error.to_string()))
}

/// The element that holds the members of the output.
fn result<'d>(
    operation: &'static Operation,
    response: &Response<Bytes>,
    sent: &Sent,
    root: Element<'d>,
) -> Result<Element<'d>, Error> {
    if response.body().is_empty() {
        return Ok(root);
    }
    if error_element(root).is_some() {
        return Err(Error::service(operation, service_error(response, sent)));
    }
    let result = result_element(operation, root).map_err(|problem| unusable(operation, response, sent, problem))?;
    Ok(result.unwrap_or(root))
}

fn result_element<'d>(operation: &Operation, root: Element<'d>) -> Result<Option<Element<'d>>, String> {
    let named = |element: Element<'_>, end: &str| element.name().strip_suffix(end) == Some(operation.name);
    if !named(root, "Response") {
        return Err(format!("its root is not {}Response", operation.name));
    }
    let result = root.child_that(|child| named(child, "Result")).map_err(|error| error.to_string())?;
    match (result, operation.result) {
        (None, ResultElement::Expected) => Err(format!("{0}Response holds no {0}Result", operation.name)),
        (result, _) => Ok(result),
    }
}

/// The id in the body, whatever else the body says, else the one in the header.
fn any_request_id(response: &Response<Bytes>, root: Option<Element<'_>>) -> Option<String> {
    let in_body = root.and_then(|root| request_id(root).or_else(|| request_id(error_element(root)?)));
    in_body.or_else(|| header(response.headers(), "x-amzn-requestid"))
}

fn service_error(response: &Response<Bytes>, sent: &Sent) -> ServiceError {
    let document = masked(response.body(), sent);
    let root = document.as_ref().map(Document::root);
    ServiceError {
        status: response.status(),
        request_id: any_request_id(response, root).map(|id| sent.masked(&id)),
        content_type: header(response.headers(), "content-type").map(|content_type| sent.masked(&content_type)),
        elsewhere: elsewhere(response).map(|host| sent.masked(&host)),
        document: root.and_then(error_document::read),
        body: response.body().clone(),
        sent: sent.clone(),
    }
}

/// The host of a redirect's `Location`; the rest of it may hold anything.
fn elsewhere(response: &Response<Bytes>) -> Option<String> {
    let location = header(response.headers(), "location").filter(|_| response.status().is_redirection())?;
    Some(location.parse::<http::Uri>().ok()?.host()?.to_owned())
}

/// Asked for is `identity`: whoever sends something else has it inflated by whoever reads it.
fn encoding(response: &Response<Bytes>) -> Option<String> {
    header(response.headers(), "content-encoding").filter(|encoding| !encoding.trim().eq_ignore_ascii_case("identity"))
}

fn unusable(operation: &'static Operation, response: &Response<Bytes>, sent: &Sent, problem: String) -> Error {
    let document = masked(response.body(), sent);
    let error = AnswerError {
        status: response.status(),
        request_id: any_request_id(response, document.as_ref().map(Document::root)).map(|id| sent.masked(&id)),
        content_type: header(response.headers(), "content-type").map(|content_type| sent.masked(&content_type)),
        problem,
        start: (encoding(response).is_none() && !is_own(operation, response.body()))
            .then(|| sent.start(response.body()))
            .flatten(),
    };
    Error::answer(operation, error)
}

/// True if this is what the operation answers with, whatever is wrong with it: what it holds may be secret.
fn is_own(operation: &Operation, body: &[u8]) -> bool {
    let root = format!("<{}Response", operation.name);
    body.windows(root.len()).any(|window| window == root.as_bytes())
}

/// The error for an output that was read, but cannot be used.
pub(crate) fn unusable_output<T>(operation: &'static Operation, answer: &Answer<T>, problem: &str) -> Error {
    let error = AnswerError {
        status: StatusCode::from_u16(answer.status).unwrap_or_default(),
        request_id: answer.request_id.clone(),
        content_type: None,
        problem: problem.to_owned(),
        start: None,
    };
    let error = Error::answer(operation, error);
    let mut attempts = answer.failed.clone();
    attempts.push(error.attempt());
    error.with_attempts(attempts)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(test)]
mod tests;
