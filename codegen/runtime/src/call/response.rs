//! Reading of responses: the frame around the output of an operation, and errors.
//!
//! ```xml
//! <XResponse><XResult>members</XResult><ResponseMetadata><RequestId/></ResponseMetadata></XResponse>
//! ```

use bytes::Bytes;
use http::{Response as HttpResponse, StatusCode};

use crate::error::record::Record;
use crate::error::{Error, ResponseError, ServiceError};
use crate::protocol::error_document::{self, error_element, masked, request_id};
use crate::protocol::operation::{Decode, Operation, ResultElement};
use crate::protocol::xml::{Document, Element};
use crate::retry::Attempt;

/// A successful response: the output of the operation, and facts about the request. Returned by
/// [`Client::send`](crate::Client::send).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The output of the operation.
    pub output: T,
    /// The id of the request, if the service gave one.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The attempts before the one that succeeded.
    pub(crate) failed: Vec<Attempt>,
}

impl<T> Response<T> {
    /// Returns the failed attempts before the one that succeeded, including those of earlier calls.
    pub fn attempts(&self) -> &[Attempt] {
        &self.failed
    }
}

/// A response to read, and the request that caused it.
pub(crate) struct Reading<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) response: &'a HttpResponse<Bytes>,
    /// Returns the facts about the request that an error keeps. Called only if there is an error.
    pub(crate) record: &'a dyn Fn() -> Record,
}

impl<'a> Reading<'a> {
    /// Reads a response that reports success.
    pub(crate) fn decode<T: Decode>(&self) -> Result<Response<T>, Error> {
        let document = self.document()?;
        let output = T::decode(self.result(document.root())?).map_err(|error| self.unusable(error.to_string()))?;
        Ok(Response {
            output,
            request_id: self.request_id(Some(document.root())),
            status: self.response.status().as_u16(),
            failed: Vec::new(),
        })
    }

    /// Reads a response that reports an error.
    pub(crate) fn service_error(&self) -> ServiceError {
        let record = (self.record)();
        let redactor = &record.redactor;
        let document = masked(self.response.body(), redactor);
        let root = document.as_ref().map(Document::root);
        ServiceError {
            status: self.response.status(),
            request_id: self.request_id(root).map(|id| redactor.masked(&id)),
            content_type: self.header("content-type").map(|content_type| redactor.masked(&content_type)),
            redirect_host: self.redirect_host().map(|host| redactor.masked(&host)),
            document: root.and_then(error_document::read),
            body: self.response.body().clone(),
            record,
        }
    }

    /// Parses the body. A service may respond with an empty body, in which case all members are absent.
    fn document(&self) -> Result<Document<'a>, Error> {
        if let Some(encoding) = self.encoding() {
            return Err(
                self.unusable(format!("the body has the content encoding {encoding:?}, which was not requested"))
            );
        }
        let (body, namespace): (&[u8], _) = match self.response.body() {
            body if body.is_empty() => (b"<Empty/>", None),
            body => (body, self.operation.service.xml_namespace),
        };
        Document::parse(body, namespace).map_err(|error| self.unusable(error.to_string()))
    }

    /// Returns the element that contains the members of the output.
    fn result<'d>(&self, root: Element<'d>) -> Result<Element<'d>, Error> {
        if self.response.body().is_empty() {
            return Ok(root);
        }
        if error_element(root).is_some() {
            return Err(Error::service(self.operation, self.service_error()));
        }
        let result = result_element(self.operation, root).map_err(|problem| self.unusable(problem))?;
        Ok(result.unwrap_or(root))
    }

    /// Returns the request id from the body, or from the header if the body has none.
    fn request_id(&self, root: Option<Element<'_>>) -> Option<String> {
        let in_body = root.and_then(|root| request_id(root).or_else(|| request_id(error_element(root)?)));
        in_body.or_else(|| self.header("x-amzn-requestid"))
    }

    /// Returns the host in the `Location` of a redirect. The rest of the URL may contain secrets.
    fn redirect_host(&self) -> Option<String> {
        if !self.response.status().is_redirection() {
            return None;
        }
        Some(self.header("location")?.parse::<http::Uri>().ok()?.host()?.to_owned())
    }

    /// Returns the content encoding of the body, unless it is `identity`, the only one that requests accept. A compressed
    /// body is not decompressed, because it could be a decompression bomb.
    fn encoding(&self) -> Option<String> {
        self.header("content-encoding").filter(|encoding| !encoding.trim().eq_ignore_ascii_case("identity"))
    }

    fn header(&self, name: &str) -> Option<String> {
        Some(self.response.headers().get(name)?.to_str().ok()?.to_owned())
    }

    fn unusable(&self, problem: String) -> Error {
        let redactor = (self.record)().redactor;
        let document = masked(self.response.body(), &redactor);
        let may_be_shown = self.encoding().is_none() && !is_response_of_operation(self.operation, self.response.body());
        let error = ResponseError {
            status: self.response.status(),
            request_id: self.request_id(document.as_ref().map(Document::root)).map(|id| redactor.masked(&id)),
            content_type: self.header("content-type").map(|content_type| redactor.masked(&content_type)),
            problem,
            start: if may_be_shown { redactor.start(self.response.body()) } else { None },
        };
        Error::response(self.operation, error)
    }
}

fn result_element<'d>(operation: &Operation, root: Element<'d>) -> Result<Option<Element<'d>>, String> {
    let is_named = |element: Element<'_>, end: &str| element.name().strip_suffix(end) == Some(operation.name);
    if !is_named(root, "Response") {
        return Err(format!("the root element is not {}Response", operation.name));
    }
    let result = root.child_that(|child| is_named(child, "Result")).map_err(|error| error.to_string())?;
    match (result, operation.result) {
        (None, ResultElement::Expected) => Err(format!("{0}Response contains no {0}Result", operation.name)),
        (result, _) => Ok(result),
    }
}

/// Returns `true` if the body looks like a response of the operation. It may then contain secrets, even if it is malformed.
fn is_response_of_operation(operation: &Operation, body: &[u8]) -> bool {
    let root = format!("<{}Response", operation.name);
    body.windows(root.len()).any(|window| window == root.as_bytes())
}

/// Returns the error for a response that was read successfully, but is not usable.
pub(crate) fn unusable_response<T>(operation: &'static Operation, response: &Response<T>, problem: &str) -> Error {
    let error = ResponseError {
        status: StatusCode::from_u16(response.status).unwrap_or_default(),
        request_id: response.request_id.clone(),
        content_type: None,
        problem: problem.to_owned(),
        start: None,
    };
    let error = Error::response(operation, error);
    let mut attempts = response.failed.clone();
    attempts.push(error.attempt());
    error.with_attempts(attempts)
}

#[cfg(test)]
mod tests;
