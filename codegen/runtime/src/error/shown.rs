//! The text of errors.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use super::{Error, Failure, ResponseError, ServiceError};
use crate::retry::RetriesEnded;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.operation();
        match &self.0.failure {
            Failure::Invalid(invalid) => write!(f, "{name} was not sent: {invalid}"),
            Failure::Config(error) => write!(f, "{name} was not sent: {error}"),
            Failure::Credentials(_) => write!(f, "{name} was not sent: could not get credentials"),
            Failure::Transport(error) => write!(f, "{name} failed: {error}"),
            Failure::Deadline(limit) => write!(f, "{name} failed: no response within {} s", limit.as_secs_f64()),
            Failure::Service(error) => write!(f, "{name} failed: {error}"),
            Failure::Response(error) => write!(f, "{name} returned an unusable response: {error}"),
        }?;
        if let Some(endpoint) = &self.0.circumstances.route.endpoint {
            write!(f, "; the endpoint is {endpoint}")?;
        }
        if let Some(ended) = self.retries_ended() {
            write_retries_ended(f, ended, self.attempts().len())?;
        }
        self.write_advice(f)
    }
}

fn write_retries_ended(f: &mut fmt::Formatter<'_>, ended: RetriesEnded, attempts: usize) -> fmt::Result {
    match (ended, attempts) {
        // A client configured for one attempt does not retry, which is not worth a message.
        (RetriesEnded::Attempts, ..=1) => Ok(()),
        (RetriesEnded::Attempts, attempts) => write!(f, "; gave up after {attempts} attempts"),
        (RetriesEnded::Quota, _) => f.write_str("; not retried: too many calls failed recently"),
        (RetriesEnded::Deadline, _) => f.write_str("; not retried: the wait would go beyond the deadline"),
        (RetriesEnded::OneTimeCode, _) => {
            f.write_str("; not retried: the code in the request works once and may have been used")
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.document {
            Some(document) => {
                write!(f, "{}", if document.code.is_empty() { "an error without a code" } else { &document.code })?;
                if let Some(message) = &document.message {
                    write!(f, ": {message}")?;
                }
            }
            None => match &self.content_type {
                Some(content_type) => write!(f, "the response is not an error document (content type {content_type})")?,
                None => f.write_str("the response is not an error document")?,
            },
        }
        if let Some(host) = &self.redirect_host {
            write!(f, "; it redirects to {host}, but redirects are not followed")?;
        }
        tail(f, self.status, &self.request_id)
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        if let Some(start) = &self.start {
            write!(f, "; the body starts with {start:?}")?;
        }
        if let Some(content_type) = &self.content_type {
            write!(f, " (content type {content_type})")?;
        }
        tail(f, self.status, &self.request_id)
    }
}

/// Writes the status and the request id, which end the text of a response.
fn tail(f: &mut fmt::Formatter<'_>, status: StatusCode, request_id: &Option<String>) -> fmt::Result {
    match request_id {
        Some(id) => write!(f, " (status {}, request id {id})", status.as_u16()),
        None => write!(f, " (status {}, no request id)", status.as_u16()),
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &self.to_string())
            .field("attempts", &self.attempts())
            .field("retries_ended", &self.retries_ended())
            .field("causes", &causes(self))
            .finish()
    }
}

/// Returns all causes, the nearest first. The last one often tells what to do.
fn causes(error: &Error) -> Vec<String> {
    std::iter::successors(error.source(), |&error| error.source()).map(ToString::to_string).collect()
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
