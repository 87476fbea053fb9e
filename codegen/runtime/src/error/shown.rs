//! Errors as a person reads them.

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
            Failure::Credentials(_) => write!(f, "{name} was not sent: no credentials could be had"),
            Failure::Transport(error) => write!(f, "{name} failed: {error}"),
            Failure::Deadline(limit) => write!(f, "{name} failed: no answer within {} s", limit.as_secs_f64()),
            Failure::Service(error) => write!(f, "{name} failed: {error}"),
            Failure::Response(error) => write!(f, "{name} brought an answer that cannot be used: {error}"),
        }?;
        if let Some(endpoint) = &self.0.circumstances.route.endpoint {
            write!(f, "; the endpoint is {endpoint}")?;
        }
        if let Some(ended) = self.retries_ended() {
            why_no_more(f, ended, self.attempts().len())?;
        }
        self.write_advice(f)
    }
}

fn why_no_more(f: &mut fmt::Formatter<'_>, ended: RetriesEnded, attempts: usize) -> fmt::Result {
    match (ended, attempts) {
        // A client that is told to try once has no need to be told so.
        (RetriesEnded::Attempts, ..=1) => Ok(()),
        (RetriesEnded::Attempts, attempts) => write!(f, "; gave up after {attempts} attempts"),
        (RetriesEnded::Quota, _) => f.write_str("; not tried again: too many calls failed of late"),
        (RetriesEnded::Deadline, _) => f.write_str("; not tried again: the deadline would pass before"),
        (RetriesEnded::OneTimeCode, _) => {
            f.write_str("; not tried again: the code that was sent works once, and may have been used")
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
            None => write!(f, "an answer of {} that is no error document", content_type(&self.content_type))?,
        }
        if let Some(host) = &self.elsewhere {
            write!(f, "; it points to {host}, and redirects are not followed")?;
        }
        tail(f, self.status, &self.request_id)
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        if let Some(start) = &self.start {
            write!(f, "; it begins with {start:?}")?;
        }
        if let Some(content_type) = &self.content_type {
            write!(f, " (content type {content_type})")?;
        }
        tail(f, self.status, &self.request_id)
    }
}

fn content_type(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("unknown")
}

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

/// Every cause, the nearest first: what a person needs is often the last one.
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
