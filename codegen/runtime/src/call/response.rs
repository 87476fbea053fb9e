//! Reading of responses: outputs and errors. [`frame`] knows where in a document they are.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{Response as HttpResponse, StatusCode};

use crate::config::resolve::ResolvedEndpoint;
use crate::error::record::Record;
use crate::error::{Error, ResponseError, ServiceError};
use crate::protocol::error_document::{ErrorDocument, masked};
use crate::protocol::frame;
use crate::protocol::operation::{Decode, Operation};
use crate::protocol::redactor::Secrets;
use crate::protocol::xml::{Document, Element};
use crate::retry::{Attempt, service_time};

/// The maximum number of bytes that are shown of a body that reports success. A longer excerpt could contain secrets in an
/// unknown form.
const SUCCESS_SHOWN: usize = 64;

/// The maximum number of bytes that are shown of a body that reports an error. It is enough for the title of a page
/// and the message of a gateway.
const ERROR_SHOWN: usize = 512;

/// A successful response: the output of the operation, and facts about the request. Returned by
/// [`Client::send`](crate::Client::send).
#[derive(Clone)]
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
    /// The endpoint, which the error for an unusable response names. `None` for a presigned request.
    pub(crate) endpoint: Option<Arc<ResolvedEndpoint>>,
}

/// Compares all but the endpoint.
impl<T: PartialEq> PartialEq for Response<T> {
    fn eq(&self, other: &Self) -> bool {
        let Self { output, request_id, status, failed, endpoint: _ } = self;
        (output, request_id, status, failed) == (&other.output, &other.request_id, &other.status, &other.failed)
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { output, request_id, status, failed, endpoint: _ } = self;
        let mut shown = f.debug_struct("Response");
        shown.field("output", output).field("request_id", request_id).field("status", status);
        shown.field("failed", failed).finish()
    }
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
            endpoint: None,
        })
    }

    /// Returns `true` if the body of a success reports an error after all. Some services and many imitations do so.
    pub(crate) fn reports_error(&self) -> bool {
        frame::may_be_error(self.response.body()) && self.service_error().document.is_some()
    }

    /// Reads a response that reports an error.
    pub(crate) fn service_error(&self) -> ServiceError {
        let record = (self.record)();
        let secrets = record.redactor.secrets();
        let body = self.response.body();
        let document = masked(body, self.operation.service.xml_namespace, &secrets);
        let mut request_id = self.request_id(document.as_ref().map(Document::root));
        let mut error = document.as_ref().and_then(ErrorDocument::read);
        if document.is_none()
            && let Some((json, id)) = ErrorDocument::read_json(body, &secrets)
        {
            error = Some(json);
            request_id = id.or(request_id);
        }
        let is_told = error.as_ref().is_some_and(|error| !error.code.is_empty() || error.message.is_some());
        ServiceError {
            status: self.response.status(),
            request_id: request_id.map(|id| secrets.masked(&id)),
            content_type: self.header("content-type").map(|content_type| secrets.masked(&content_type)),
            time: service_time(self.response.headers()),
            redirect_host: self.redirect_host().map(|host| secrets.masked(&host)),
            document: error,
            start: if is_told { None } else { self.start(&secrets, ERROR_SHOWN) },
            encoding: self.encoding().map(|encoding| secrets.masked(&encoding)),
            body: body.clone(),
            record,
        }
    }

    /// Parses the body. By the protocol, a success may have an empty body even if the output has members, which are absent
    /// then.
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
        let result = frame::result(self.operation, root).map_err(|problem| self.unusable(problem))?;
        Ok(result.unwrap_or(root))
    }

    /// Returns the request id from the body, or from a header if the body has none.
    fn request_id(&self, root: Option<Element<'_>>) -> Option<String> {
        /// The headers of AWS's services and of gateways in front of them.
        const HEADERS: [&str; 3] = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
        let in_headers = || HEADERS.into_iter().find_map(|name| self.header(name));
        root.and_then(frame::request_id).map(str::to_owned).or_else(in_headers)
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
        /// The first bytes of a gzip file (RFC 1952, 2.3.1). No text starts so.
        const GZIP: &[u8] = b"\x1F\x8B";
        let named = self.header("content-encoding").filter(|encoding| !encoding.eq_ignore_ascii_case("identity"));
        named.or_else(|| self.response.body().starts_with(GZIP).then(|| "gzip".to_owned()))
    }

    /// Returns the value of a header, unless it is blank.
    fn header(&self, name: &str) -> Option<String> {
        let value = self.response.headers().get(name)?.to_str().ok()?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Returns the start of the body, of at most `max` bytes, if it may be shown: if it certainly is not the output of an operation.
    fn start(&self, secrets: &Secrets, max: usize) -> Option<String> {
        let body = self.response.body();
        let is_output = frame::may_be_output(body) || frame::is_named_like(self.operation, body);
        if self.encoding().is_some() || is_output {
            return None;
        }
        secrets.start(body, max)
    }

    fn unusable(&self, problem: String) -> Error {
        let secrets = (self.record)().redactor.secrets();
        let document = masked(self.response.body(), self.operation.service.xml_namespace, &secrets);
        let error = ResponseError {
            status: self.response.status(),
            request_id: self.request_id(document.as_ref().map(Document::root)).map(|id| secrets.masked(&id)),
            content_type: self.header("content-type").map(|content_type| secrets.masked(&content_type)),
            problem: secrets.masked(&problem),
            start: self.start(&secrets, SUCCESS_SHOWN),
        };
        Error::response(self.operation, error)
    }
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
    let route = response.endpoint.as_ref().map(|endpoint| endpoint.route(true)).unwrap_or_default();
    error.with_attempts(attempts).with_route(route)
}

#[cfg(test)]
mod tests;
