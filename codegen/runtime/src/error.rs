//! What can go wrong with a call.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use crate::platform::config_error::ConfigError;
use crate::protocol::error_document::{self, ErrorDocument};
use crate::protocol::operation::{ErrorShape, ModelledError, Operation};
use crate::retry::{Attempt, RetriesEnded, Symptoms};
use crate::rule::violation::{InvalidRequest, Violation};
use crate::transport::{TransportError, TransportErrorKind};

use circumstances::Circumstances;
use record::Record;

type Source = Box<dyn StdError + Send + Sync>;

/// A call that brought no usable answer.
///
/// One opaque type with questions: ask [`kind`](Self::kind) what failed, [`code`](Self::code) what the service said, or
/// one of the `is_…` methods that programs branch on. `Display` is a sentence for a person; causes below it are in
/// [`source`](StdError::source). No text of it holds a secret, a signature or a request body.
pub struct Error(Box<Repr>);

struct Repr {
    operation: &'static Operation,
    failure: Failure,
    attempts: Vec<Attempt>,
    retries_ended: Option<RetriesEnded>,
    circumstances: Circumstances,
}

enum Failure {
    Invalid(InvalidRequest),
    Config(ConfigError),
    Credentials(Source),
    Transport(TransportError),
    Deadline(Duration),
    Service(Box<ServiceError>),
    Response(ResponseError),
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request breaks the service model; it was not sent.
    InvalidRequest,
    /// The client cannot work as it is configured; nothing was sent.
    Configuration,
    /// There were no credentials to sign with; nothing was sent.
    Credentials,
    /// The request or its answer did not get through.
    Transport,
    /// The time for the whole operation was over.
    Deadline,
    /// The service answered with an error.
    Service,
    /// The service reported success with an answer that cannot be used.
    Response,
}

/// An error that the service answered with.
pub(crate) struct ServiceError {
    pub(crate) status: StatusCode,
    pub(crate) document: Option<ErrorDocument>,
    pub(crate) request_id: Option<String>,
    pub(crate) content_type: Option<String>,
    /// The host that a redirect points to.
    pub(crate) elsewhere: Option<String>,
    pub(crate) body: Bytes,
    pub(crate) record: Record,
}

/// A success that cannot be used.
pub(crate) struct ResponseError {
    pub(crate) status: StatusCode,
    pub(crate) request_id: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) problem: String,
    /// How the body begins, if that may be shown.
    pub(crate) start: Option<String>,
}

impl Error {
    fn new(operation: &'static Operation, failure: Failure) -> Self {
        let circumstances = Circumstances::default();
        Self(Box::new(Repr { operation, failure, attempts: Vec::new(), retries_ended: None, circumstances }))
    }

    pub(crate) fn invalid(operation: &'static Operation, invalid: InvalidRequest) -> Self {
        Self::new(operation, Failure::Invalid(invalid))
    }

    pub(crate) fn config(operation: &'static Operation, error: ConfigError) -> Self {
        Self::new(operation, Failure::Config(error))
    }

    pub(crate) fn credentials(operation: &'static Operation, source: impl Into<Source>) -> Self {
        Self::new(operation, Failure::Credentials(source.into()))
    }

    pub(crate) fn transport(operation: &'static Operation, error: TransportError) -> Self {
        Self::new(operation, Failure::Transport(error))
    }

    pub(crate) fn deadline(operation: &'static Operation, limit: Duration) -> Self {
        Self::new(operation, Failure::Deadline(limit))
    }

    pub(crate) fn service(operation: &'static Operation, error: ServiceError) -> Self {
        Self::new(operation, Failure::Service(Box::new(error)))
    }

    pub(crate) fn response(operation: &'static Operation, error: ResponseError) -> Self {
        Self::new(operation, Failure::Response(error))
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retries_ended(mut self, ended: RetriesEnded) -> Self {
        self.0.retries_ended = Some(ended);
        self
    }

    /// The attempt that ended with this error.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt {
            status: self.status(),
            code: self.code().map(str::to_owned),
            request_id: self.request_id().map(str::to_owned),
            transport_error: self.transport_error(),
            delay: None,
            resend: None,
        }
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        match &self.0.failure {
            Failure::Invalid(_) => ErrorKind::InvalidRequest,
            Failure::Config(_) => ErrorKind::Configuration,
            Failure::Credentials(_) => ErrorKind::Credentials,
            Failure::Transport(_) => ErrorKind::Transport,
            Failure::Deadline(_) => ErrorKind::Deadline,
            Failure::Service(_) => ErrorKind::Service,
            Failure::Response(_) => ErrorKind::Response,
        }
    }

    /// The operation that was called: `GetFederationToken`.
    pub fn operation(&self) -> &'static str {
        self.0.operation.name
    }

    /// The code that the service answered with. An error without a readable code has none.
    pub fn code(&self) -> Option<&str> {
        self.document().map(|document| document.code.as_str()).filter(|code| !code.is_empty())
    }

    /// The service's own words. Where they quote a secret that was sent, `[redacted]` stands in its place; the words as
    /// they came are in [`raw_body`](Self::raw_body).
    pub fn message(&self) -> Option<&str> {
        self.document()?.message.as_deref()
    }

    /// Whom the service blames: `Sender` or `Receiver`.
    pub fn fault(&self) -> Option<&str> {
        self.document()?.fault.as_deref()
    }

    /// The id of the request, which AWS's support asks for: from the body, else from the header `x-amzn-RequestId`.
    pub fn request_id(&self) -> Option<&str> {
        match &self.0.failure {
            Failure::Service(error) => error.request_id.as_deref(),
            Failure::Response(error) => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Option<u16> {
        match &self.0.failure {
            Failure::Service(error) => Some(error.status.as_u16()),
            Failure::Response(error) => Some(error.status.as_u16()),
            _ => None,
        }
    }

    /// The body of an error answer as it came. It may quote what was sent: do not log it.
    pub fn raw_body(&self) -> Option<&[u8]> {
        match &self.0.failure {
            Failure::Service(error) => Some(&error.body),
            _ => None,
        }
    }

    /// Returns the requests that were sent, in order; the last one caused this error. Where a layer above the client has
    /// sent a request again, the attempts of the earlier calls come first.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Why a failure that may pass was not tried again. `None` for one that does not pass by itself.
    pub fn retries_ended(&self) -> Option<RetriesEnded> {
        self.0.retries_ended
    }

    /// Everything that is wrong with a request that was not sent.
    pub fn violations(&self) -> &[Violation] {
        match &self.0.failure {
            Failure::Invalid(invalid) => invalid.violations(),
            _ => &[],
        }
    }

    /// How far a request came that brought no answer.
    pub fn transport_error(&self) -> Option<TransportErrorKind> {
        match &self.0.failure {
            Failure::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// The model's shape for this error, among those that the operation lists.
    pub fn shape(&self) -> Option<&'static ErrorShape> {
        let code = self.code()?;
        self.0.operation.errors.iter().find(|shape| shape.code == code)
    }

    /// The members of a modelled error, if this is that error and the operation lists it.
    pub fn modelled<T: ModelledError>(&self) -> Option<T> {
        let Failure::Service(error) = &self.0.failure else { return None };
        self.shape().filter(|shape| shape.code == T::CODE)?;
        error_document::modelled(&error.body, &error.record.redactor)
    }

    /// True if the request itself is wrong: refused before sending, or by the service's own validation. Sending it
    /// again cannot help; mend the request.
    pub fn is_invalid_request(&self) -> bool {
        const CODES: [&str; 6] = [
            "ValidationError",
            "ValidationException",
            "InvalidParameterValue",
            "InvalidParameterCombination",
            "MissingParameter",
            "MalformedInput",
        ];
        self.kind() == ErrorKind::InvalidRequest || self.has_code(&CODES)
    }

    /// True if the caller is known but may not do this. Change a policy, not the request.
    pub fn is_access_denied(&self) -> bool {
        self.has_code(&["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"])
    }

    /// True if the caller's session, or a token handed in, has expired. Get a new one.
    pub fn is_expired_token(&self) -> bool {
        self.has_code(&["ExpiredToken", "ExpiredTokenException", "ExpiredTradeInTokenException"])
    }

    /// True if the service does not know the access key or the token that goes with it.
    pub fn is_invalid_credentials(&self) -> bool {
        self.has_code(&["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure"])
    }

    /// True if the service made another signature of the same request: a wrong secret, a clock that is off by more than
    /// minutes, or a proxy that rewrites requests. The message tells which.
    pub fn is_signature_mismatch(&self) -> bool {
        self.has_code(&["SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"])
    }

    /// True if the caller sends more than it may. Wait, then send less.
    pub fn is_throttled(&self) -> bool {
        self.symptoms().is_throttling()
    }

    /// True if the time for the operation, or for one attempt, was over.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Deadline || self.transport_error() == Some(TransportErrorKind::Timeout)
    }

    /// True if the same request may succeed later: throttling, a fault of the service, a connection that failed.
    pub fn is_retryable(&self) -> bool {
        self.symptoms().verdict().is_some()
    }

    pub(crate) fn symptoms(&self) -> Symptoms<'_> {
        Symptoms {
            operation: self.0.operation,
            status: self.status(),
            code: self.code(),
            message: self.message(),
            transport: self.transport_error(),
        }
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        self.code().is_some_and(|code| codes.contains(&code))
    }

    fn document(&self) -> Option<&ErrorDocument> {
        match &self.0.failure {
            Failure::Service(error) => error.document.as_ref(),
            _ => None,
        }
    }
}

pub(crate) mod circumstances;
pub(crate) mod record;
mod shown;
mod signed;
#[cfg(test)]
mod tests;
