//! Limits of calls: for time, and for the size of a response.

use std::time::Duration;

use crate::protocol::operation::ServiceLimits;

/// Limits of calls that replace those of the client: [`Client::with_limits`](crate::Client::with_limits) returns a client
/// that has them. Limits that are not set stay as they are.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::{CallLimits, Client};
///
/// /// Returns a client for one listing of unusual size.
/// fn for_large_listings(client: &Client) -> Client {
///     client.with_limits(
///         CallLimits::new().with_max_response_bytes(64 * 1024 * 1024).with_deadline(Duration::from_secs(120)),
///     )
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "limits do nothing until a client has them"]
pub struct CallLimits {
    attempt_timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_response_bytes: Option<usize>,
}

impl CallLimits {
    /// Creates a set without limits of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time limit of an attempt, from connecting to the last byte of the response.
    pub fn with_attempt_timeout(self, timeout: Duration) -> Self {
        Self { attempt_timeout: Some(timeout), ..self }
    }

    /// Sets the time limit of a whole operation, including credentials, all attempts and the waits between them.
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Sets the maximum size of the body of a response, in bytes.
    pub fn with_max_response_bytes(self, bytes: usize) -> Self {
        Self { max_response_bytes: Some(bytes), ..self }
    }

    /// Returns these limits, and those of `other` where nothing is set here.
    pub fn or(self, other: Self) -> Self {
        Self {
            attempt_timeout: self.attempt_timeout.or(other.attempt_timeout),
            deadline: self.deadline.or(other.deadline),
            max_response_bytes: self.max_response_bytes.or(other.max_response_bytes),
        }
    }

    /// Returns these limits, and those of the service where nothing is set here.
    pub(crate) fn or_default(self, service: ServiceLimits) -> ServiceLimits {
        ServiceLimits {
            attempt_timeout: self.attempt_timeout.unwrap_or(service.attempt_timeout),
            deadline: self.deadline.unwrap_or(service.deadline),
            max_response_bytes: self.max_response_bytes.unwrap_or(service.max_response_bytes),
        }
    }
}
