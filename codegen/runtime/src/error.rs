//! Errors of calls.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use crate::platform::config_error::ConfigError;
use crate::protocol::error_document::{self, ErrorDocument};
use crate::protocol::operation::{ErrorShape, ModelledError, Operation};
use crate::retry::{Attempt, RetriesEnded, Symptoms};
use crate::rule::violation::{InvalidRequest, Violation};
use crate::transport::TransportError;
use crate::value::timestamp::Timestamp;

use circumstances::Circumstances;
use record::Record;

type Source = Box<dyn StdError + Send + Sync>;

/// The error of a call.
///
/// - [`kind`](Self::kind) tells which step failed, and [`code`](Self::code) returns the error code of the service.
/// - The `is_…` methods are predicates for programs to branch on.
/// - `Display` writes one line for a person: what failed, why, and the setting or variable to change, if that is the cause.
/// - [`report`](Self::report) is everything that is known, in lines.
///
/// No text of an error contains a secret, a signature or the body of a request. Texts of a service are shown on one line
/// and cut; [`message`](Self::message) and [`raw_body`](Self::raw_body) are as they came.
///
/// If there were no credentials because the call for them failed, as in a chain of roles, everything that a service said
/// is about that call: the code, the message, the status, the request id and the predicates. See
/// [`origin`](Self::origin).
///
/// ```
/// use awsquery::{Error, ErrorKind};
///
/// /// Decides what to do about a failed call.
/// fn next_step(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::InvalidRequest => "fix the request",
///         ErrorKind::Credentials => "set credentials",
///         _ if error.is_expired_token() => "get new credentials",
///         _ if error.is_access_denied() => "ask for permission",
///         _ if error.is_retryable() => "try again later",
///         _ => "read `error.report()`",
///     }
/// }
/// ```
pub struct Error(Box<Repr>);

struct Repr {
    /// `None` for a client that cannot be built, and for credentials that were requested without a call.
    operation: Option<&'static Operation>,
    failure: Failure,
    attempts: Vec<Attempt>,
    retries_ended: Option<RetriesEnded>,
    circumstances: Circumstances,
}

enum Failure {
    Invalid(InvalidRequest),
    Argument(String),
    Config(ConfigError),
    Credentials(Source),
    Transport(TransportError),
    /// The deadline passed before there were credentials.
    CredentialsDeadline(Duration),
    Deadline(Duration),
    Service(Box<ServiceError>),
    Response(ResponseError),
}

/// The step of a call that failed. Returned by [`Error::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request breaks the service model or the service's documentation. It was not sent.
    InvalidRequest,
    /// An argument of the call cannot be used. Nothing was sent.
    InvalidArgument,
    /// The client cannot work with its configuration. Nothing was sent.
    Configuration,
    /// The client could not get credentials to sign with. Nothing was sent.
    Credentials,
    /// The request could not be sent, or its response could not be received.
    Transport,
    /// The deadline of the whole operation passed.
    Deadline,
    /// The service responded with an error.
    Service,
    /// The service reported success, but its response is not usable.
    Response,
}

/// An error response of the service.
pub(crate) struct ServiceError {
    pub(crate) status: StatusCode,
    pub(crate) document: Option<ErrorDocument>,
    pub(crate) request_id: Option<String>,
    pub(crate) content_type: Option<String>,
    /// The host of a redirect.
    pub(crate) redirect_host: Option<String>,
    /// The start of the body, if it says more than the document and may be shown.
    pub(crate) start: Option<String>,
    /// The content encoding of the body, which was not requested.
    pub(crate) encoding: Option<String>,
    /// The time of the service when it responded.
    pub(crate) time: Option<Timestamp>,
    pub(crate) body: Bytes,
    pub(crate) record: Record,
}

/// A response that reports success and is not usable.
pub(crate) struct ResponseError {
    pub(crate) status: StatusCode,
    pub(crate) request_id: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) problem: String,
    /// The start of the body, if it may be shown.
    pub(crate) start: Option<String>,
}

impl Error {
    fn new(operation: &'static Operation, failure: Failure) -> Self {
        Self::of(Some(operation), failure)
    }

    fn of(operation: Option<&'static Operation>, failure: Failure) -> Self {
        let circumstances = Circumstances::default();
        Self(Box::new(Repr { operation, failure, attempts: Vec::new(), retries_ended: None, circumstances }))
    }

    pub(crate) fn argument(operation: &'static Operation, problem: String) -> Self {
        Self::new(operation, Failure::Argument(problem))
    }

    pub(crate) fn invalid(operation: &'static Operation, invalid: InvalidRequest) -> Self {
        Self::new(operation, Failure::Invalid(invalid))
    }

    pub(crate) fn config(operation: impl Into<Option<&'static Operation>>, error: ConfigError) -> Self {
        Self::of(operation.into(), Failure::Config(error))
    }

    pub(crate) fn credentials(operation: impl Into<Option<&'static Operation>>, source: impl Into<Source>) -> Self {
        Self::of(operation.into(), Failure::Credentials(source.into()))
    }

    pub(crate) fn transport(operation: &'static Operation, error: TransportError) -> Self {
        Self::new(operation, Failure::Transport(error))
    }

    pub(crate) fn credentials_deadline(operation: Option<&'static Operation>, limit: Duration) -> Self {
        Self::of(operation, Failure::CredentialsDeadline(limit))
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

    /// Returns a record of the attempt that ended with this error.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt {
            status: self.status(),
            code: self.code().map(str::to_owned),
            request_id: self.request_id().map(str::to_owned),
            transport_error: self.transport_error().map(TransportError::kind),
            delay: None,
            resend: None,
        }
    }

    /// Returns the step of the call that failed.
    pub fn kind(&self) -> ErrorKind {
        match &self.0.failure {
            Failure::Invalid(_) => ErrorKind::InvalidRequest,
            Failure::Argument(_) => ErrorKind::InvalidArgument,
            Failure::Config(_) => ErrorKind::Configuration,
            Failure::Credentials(_) => ErrorKind::Credentials,
            Failure::Transport(_) => ErrorKind::Transport,
            Failure::CredentialsDeadline(_) | Failure::Deadline(_) => ErrorKind::Deadline,
            Failure::Service(_) => ErrorKind::Service,
            Failure::Response(_) => ErrorKind::Response,
        }
    }

    /// Returns the name of the operation: `GetFederationToken`. Returns `None` if the client could not be built,
    /// or if credentials were requested without a call.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.name)
    }

    /// Returns the error code of the service, such as `AccessDenied`. Returns `None` if the response has no readable code.
    pub fn code(&self) -> Option<&str> {
        self.document().map(|document| document.code.as_str()).filter(|code| !code.is_empty())
    }

    /// Returns the message of the service. Secrets of the request that it quotes are replaced by `[redacted]`;
    /// [`raw_body`](Self::raw_body) has the original text.
    pub fn message(&self) -> Option<&str> {
        self.document()?.message.as_deref()
    }

    /// Returns the party that the service blames: `Sender` or `Receiver`.
    pub fn fault(&self) -> Option<&str> {
        self.document()?.fault.as_deref()
    }

    /// Returns the id of the request, which AWS Support asks for. It comes from the body of the response, or from the
    /// header `x-amzn-RequestId`.
    pub fn request_id(&self) -> Option<&str> {
        match &self.origin().0.failure {
            Failure::Service(error) => error.request_id.as_deref(),
            Failure::Response(error) => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        match &self.origin().0.failure {
            Failure::Service(error) => Some(error.status.as_u16()),
            Failure::Response(error) => Some(error.status.as_u16()),
            _ => None,
        }
    }

    /// Returns the original body of an error response. It may quote secrets of the request, so do not log it.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.service_error().map(|error| &*error.body)
    }

    /// Returns the requests that were sent, in order; the last one caused this error. Where a layer above the client has
    /// sent a request again, the attempts of the earlier calls come first.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Returns the reason why a retryable failure was not retried. Returns `None` for failures that are not retryable.
    pub fn retries_ended(&self) -> Option<RetriesEnded> {
        self.0.retries_ended
    }

    /// Returns all violations of a request that was not sent.
    pub fn violations(&self) -> &[Violation] {
        match &self.0.failure {
            Failure::Invalid(invalid) => invalid.violations(),
            _ => &[],
        }
    }

    /// Returns the transport error: the step that failed, and the cause if it is known. Returns `None` if the service
    /// responded.
    pub fn transport_error(&self) -> Option<&TransportError> {
        match &self.0.failure {
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the model's shape for this error, if the model lists it for the operation.
    #[inline]
    pub fn shape(&self) -> Option<&'static ErrorShape> {
        let code = self.code()?;
        self.origin().0.operation?.errors.iter().find(|shape| shape.code == code)
    }

    /// Returns the members of a modelled error, if this is that error and the model lists it for the operation.
    pub fn modelled<T: ModelledError>(&self) -> Option<T> {
        let error = self.service_error()?;
        self.shape().filter(|shape| shape.code == T::CODE)?;
        let namespace = self.origin().0.operation?.service.xml_namespace;
        error_document::modelled(&error.body, namespace, &error.record.redactor.secrets())
    }

    /// Returns the error of the call that failed in the first place: if there were no credentials because the call for
    /// them failed, the error of that call, or else this error. The code, the message and the predicates are about it;
    /// [`kind`](Self::kind), [`operation`](Self::operation) and [`attempts`](Self::attempts) are about this call.
    ///
    /// Finds errors of this type among the sources of a credentials provider's error, and those of the generated crate
    /// that made the call. If your own provider returns the error of another generated crate, wrap its `into_runtime()`.
    pub fn origin(&self) -> &Self {
        let mut error = self;
        while let Failure::Credentials(source) = &error.0.failure
            && let Some(inner) = error.runtime_error(&**source)
        {
            error = inner;
        }
        error
    }

    /// Returns everything that is known about the error, in lines: the message, all violations, the attempts, and causes that
    /// the message leaves out.
    #[inline]
    pub fn report(&self) -> impl fmt::Display + '_ {
        self.report_with(|_| None)
    }

    /// Returns the same as [`report`](Self::report), and at its end the lines of `advise`: what the error means, and what to do
    /// about it. For layers that explain errors. Only programs that pass the function contain the explanations.
    #[inline]
    pub fn report_with(&self, advise: fn(&Self) -> Option<String>) -> impl fmt::Display + '_ {
        report::Report { error: self, advise }
    }

    pub(crate) fn symptoms(&self) -> Option<Symptoms<'_>> {
        Some(Symptoms {
            operation: self.0.operation?,
            status: self.status(),
            code: self.code(),
            message: self.message(),
            transport: self.transport_error().map(TransportError::kind),
        })
    }

    /// Returns the first error of this type in a chain.
    fn runtime_error<'a>(&self, error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        let contained = self.0.operation.and_then(|operation| operation.service.contained_error);
        let inner = |error| contained.and_then(|contained| contained(error)).unwrap_or(error).downcast_ref();
        std::iter::successors(Some(error), |&error| error.source()).find_map(inner)
    }

    fn document(&self) -> Option<&ErrorDocument> {
        self.service_error()?.document.as_ref()
    }

    fn service_error(&self) -> Option<&ServiceError> {
        match &self.origin().0.failure {
            Failure::Service(error) => Some(error),
            _ => None,
        }
    }
}

/// A client that cannot be built.
impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::of(None, Failure::Config(error))
    }
}

pub(crate) mod circumstances;
mod display;
mod predicates;
pub(crate) mod record;
mod report;
mod signature;
#[cfg(test)]
mod tests;
