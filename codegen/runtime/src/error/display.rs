//! The message of an error: one line, for a person.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use aws_credential_types::provider::error::CredentialsError;
use http::StatusCode;

use super::{Error, Failure, ResponseError, ServiceError, Source};
use crate::protocol::one_line::{MAX_MESSAGE, MAX_NAME, MAX_NESTED, one_line};
use crate::protocol::operation::Auth;
use crate::retry::RetriesEnded;
use crate::transport::{TransportCause, TransportError};
use crate::value::seconds::Seconds;

/// The size in bytes above which debug output cuts the message of an error. Escapes make it longer.
const MAX_DEBUG: usize = 2 * 1024;

/// The size in bytes above which debug output cuts each cause.
const MAX_CAUSE: usize = 512;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.operation() {
            f.write_str(name)?;
            f.write_str(match &self.0.failure {
                Failure::Invalid(_)
                | Failure::Argument(_)
                | Failure::Config(_)
                | Failure::Credentials(_)
                | Failure::CredentialsDeadline(_) => " was not sent: ",
                Failure::Transport(_) | Failure::Deadline(_) | Failure::Service(_) => " failed: ",
                Failure::Response(_) => " returned an unusable response: ",
            })?;
        }
        match &self.0.failure {
            Failure::Invalid(invalid) => invalid.write_violations(f),
            Failure::Argument(problem) => f.write_str(problem),
            Failure::Config(error) => write!(f, "{error}"),
            Failure::Credentials(source) => {
                write!(f, "{}: {}", missing(self), one_line(&no_credentials(self, source), MAX_NESTED))
            }
            Failure::Transport(error) => write!(f, "{}", one_line(&transport(error), MAX_MESSAGE)),
            Failure::CredentialsDeadline(limit) => {
                write!(f, "no credentials within {} s; `with_deadline` raises the limit", Seconds(*limit))
            }
            Failure::Deadline(limit) => {
                write!(f, "no complete response within {} s; `with_deadline` raises the limit", Seconds(*limit))
            }
            Failure::Service(error) => write!(f, "{error}"),
            Failure::Response(error) => write!(f, "{error}"),
        }?;
        if let Some(note) = &self.0.circumstances.note {
            write!(f, "; {}", one_line(note, MAX_MESSAGE))?;
        }
        if let Some(endpoint) = &self.0.circumstances.route.endpoint {
            write!(f, "; the endpoint is {endpoint}")?;
        }
        match self.retries_ended() {
            Some(ended) => write_ended(f, ended, self.attempts().len()),
            None => Ok(()),
        }
    }
}

/// Names what a call lacks. A request that is not signed contains a token instead of credentials.
fn missing(error: &Error) -> &'static str {
    match error.0.operation.map(|operation| operation.auth) {
        Some(Auth::Unsigned) => "no token",
        Some(Auth::Signed) | None => "no credentials",
    }
}

/// Returns the reason why the provider returned no credentials: the error of its own call, or else its message.
fn no_credentials(error: &Error, source: &Source) -> String {
    if let Some(inner) = error.runtime_error(&**source) {
        return inner.to_string();
    }
    let text = joined(messages(Some(&**source)));
    text.strip_prefix("no credentials: ").map(str::to_owned).unwrap_or(text)
}

/// Returns the text of a transport error, and that of its sources where they say more.
fn transport(error: &TransportError) -> String {
    let is_clear = !matches!(error.cause(), None | Some(TransportCause::Certificate | TransportCause::CertificateName));
    let sources = messages(error.source()).filter(|_| !is_clear);
    joined(std::iter::once(error.to_string()).chain(sources))
}

/// Joins the messages of a chain of errors. Leaves out those that an earlier one already contains.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let mut joined = String::new();
    for text in texts {
        if !joined.contains(&text) {
            let _ = write!(joined, "{}{text}", if joined.is_empty() { "" } else { ": " });
        }
    }
    joined
}

fn write_ended(f: &mut fmt::Formatter<'_>, ended: RetriesEnded, attempts: usize) -> fmt::Result {
    match (ended, attempts) {
        // A client that tries once was told to.
        (RetriesEnded::Attempts, ..=1) => Ok(()),
        (RetriesEnded::Attempts, attempts) => write!(f, "; gave up after {attempts} attempts"),
        (RetriesEnded::Quota, _) => {
            f.write_str("; not retried: too many calls failed recently, which used up the retry quota")
        }
        (RetriesEnded::Deadline, _) => {
            f.write_str("; not retried: the wait would go beyond the deadline, which `with_deadline` extends")
        }
        (RetriesEnded::OneTimeCode, _) => {
            f.write_str("; not retried: the code in the request works once and may have been used")
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.document {
            Some(document) if document.code.is_empty() && document.message.is_none() => {
                f.write_str("an error without a code and without a message")?;
            }
            Some(document) if document.code.is_empty() => f.write_str("an error without a code")?,
            Some(document) => write!(f, "{}", one_line(&document.code, MAX_NAME))?,
            None if self.body.trim_ascii().is_empty() => f.write_str("the response has no body")?,
            None => f.write_str("the response is not an error document")?,
        }
        if let Some(message) = self.document.as_ref().and_then(|document| document.message.as_deref()) {
            write!(f, ": {}", one_line(message, MAX_MESSAGE))?;
        }
        write_start(f, self.start.as_deref())?;
        if let (None, Some(encoding)) = (&self.document, &self.encoding) {
            let encoding = one_line(encoding, MAX_NAME);
            write!(f, "; its body has the content encoding {encoding:?}, which was not requested, and is not shown")?;
        }
        if let Some(host) = &self.redirect_host {
            write!(f, "; it redirects to {}, but redirects are not followed", one_line(host, MAX_NAME))?;
        }
        if self.document.is_none() {
            write_content_type(f, self.content_type.as_deref())?;
        }
        write_tail(f, self.status, self.request_id.as_deref())
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", one_line(&self.problem, MAX_MESSAGE))?;
        write_start(f, self.start.as_deref())?;
        if self.content_type.is_some() {
            write_content_type(f, self.content_type.as_deref())?;
        }
        write_tail(f, self.status, self.request_id.as_deref())
    }
}

/// Writes the start of a body that was read as text.
fn write_start(f: &mut fmt::Formatter<'_>, start: Option<&str>) -> fmt::Result {
    start.map_or(Ok(()), |start| write!(f, "; the body starts with \"{start}\""))
}

fn write_content_type(f: &mut fmt::Formatter<'_>, content_type: Option<&str>) -> fmt::Result {
    match content_type {
        Some(content_type) => write!(f, " (content type {})", one_line(content_type, MAX_NAME)),
        None => f.write_str(" (no content type)"),
    }
}

/// Writes the status and the request id, which end the text of a response.
fn write_tail(f: &mut fmt::Formatter<'_>, status: StatusCode, request_id: Option<&str>) -> fmt::Result {
    match request_id {
        Some(id) => write!(f, " (status {}, request id {})", status.as_u16(), one_line(id, MAX_NAME)),
        None => write!(f, " (status {}, no request id)", status.as_u16()),
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &one_line(&self.to_string(), MAX_DEBUG))
            .field("violations", &self.violations())
            .field("attempts", &self.attempts())
            .field("retries_ended", &self.retries_ended())
            .field("causes", &causes(self, MAX_CAUSE))
            .finish()
    }
}

/// Returns the messages of all causes, each of at most `max` bytes, the nearest first.
pub(super) fn causes(error: &Error, max: usize) -> Vec<String> {
    messages(error.source()).map(|message| one_line(&message, max).to_string()).collect()
}

/// Returns the messages of a chain of errors. Leaves out errors of AWS's crate that only say that there was an error,
/// because there is a cause below them.
fn messages<'a>(error: Option<&'a (dyn StdError + 'static)>) -> impl Iterator<Item = String> + use<'a> {
    let chain = std::iter::successors(error, |&error| error.source());
    chain.filter(|error| !(error.is::<CredentialsError>() && error.source().is_some())).map(ToString::to_string)
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.failure {
            Failure::Credentials(source) => Some(&**source),
            Failure::Transport(error) => error.source(),
            _ => None,
        }
    }
}
