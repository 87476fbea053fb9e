//! Functions for hand-written layers above a generated client, such as the crate `sts`.
//!
//! A layer checks rules that the model does not state, requires more of a response than its form, and explains errors to
//! its users. With these functions, its errors are those of the client: they have the same type, text and predicates.
//!
//! ```
//! use awsquery::layer;
//! use awsquery::protocol::Operation;
//!
//! /// Refuses a name before anything is sent.
//! fn check_name(operation: &'static Operation, name: &str) -> Result<(), awsquery::Error> {
//!     if name.contains(' ') {
//!         return Err(layer::invalid_argument(operation, "a name may not contain spaces"));
//!     }
//!     Ok(())
//! }
//! ```

use std::error::Error as StdError;

use crate::call::response::{self, Response};
pub use crate::endpoint::host::is_loopback;
use crate::error::Error;
pub use crate::error::circumstances::Summarize;
pub use crate::platform::credentials::characters::stray_character;
pub use crate::platform::lock::lock;
pub use crate::platform::random::jitter;
pub use crate::platform::regular_file::read_regular_file;
pub use crate::protocol::one_line::one_line;
use crate::protocol::operation::{Operation, Request};
use crate::retry::attempt::{self, Attempt, Resend};
use crate::rule::check::validate_with;
use crate::rule::violation::Violation;
pub use crate::value::percent::decode_form;
pub use crate::value::seconds::Seconds;

/// Checks a request against the service model, and adds violations of rules that only the service's documentation states. One
/// about the format of a member replaces the model's violations of the same member, because it explains more.
///
/// # Errors
///
/// Returns all violations as one error of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
pub fn check_request<R: Request>(request: &R, documented: Vec<Violation>) -> Result<(), Error> {
    validate_with(request, documented).map_err(|invalid| Error::invalid(R::OPERATION, invalid))
}

/// Returns the error for an invalid argument of a call. `problem` says what was found and what is allowed. It must not
/// contain a secret.
pub fn invalid_argument(operation: &'static Operation, problem: impl Into<String>) -> Error {
    Error::argument(operation, problem.into())
}

/// Returns the error for a call that was not sent, because there are no credentials, or no token to use instead.
pub fn no_credentials(operation: &'static Operation, source: Box<dyn StdError + Send + Sync>) -> Error {
    Error::credentials(operation, source)
}

/// Returns the error for a response that reports success, but is not usable. `problem` says why; it must not contain a
/// secret. If a variable set the endpoint, the error names both.
pub fn unusable_response<T>(operation: &'static Operation, response: &Response<T>, problem: &str) -> Error {
    response::unusable_response(operation, response, problem)
}

/// A result of a call that lists its attempts. [`Error`] is one, and so are results with it.
pub trait Attempted {
    /// Prepends the attempts of an earlier call.
    #[must_use]
    fn with_earlier_attempts(self, earlier: Vec<Attempt>) -> Self;
}

impl Attempted for Error {
    fn with_earlier_attempts(self, mut earlier: Vec<Attempt>) -> Self {
        earlier.extend_from_slice(self.attempts());
        self.with_attempts(earlier)
    }
}

impl<T> Attempted for Response<T> {
    fn with_earlier_attempts(mut self, mut earlier: Vec<Attempt>) -> Self {
        earlier.append(&mut self.failed);
        self.failed = earlier;
        self
    }
}

/// A result of a layer with additional data.
impl<T: Attempted, U> Attempted for (T, U) {
    fn with_earlier_attempts(self, earlier: Vec<Attempt>) -> Self {
        (self.0.with_earlier_attempts(earlier), self.1)
    }
}

impl<T: Attempted, E: Attempted> Attempted for Result<T, E> {
    fn with_earlier_attempts(self, earlier: Vec<Attempt>) -> Self {
        match self {
            Ok(result) => Ok(result.with_earlier_attempts(earlier)),
            Err(error) => Err(error.with_earlier_attempts(earlier)),
        }
    }
}

/// Returns the attempts of a failed call, the last of which says why the request is sent again.
/// [`Attempted::with_earlier_attempts`] adds them to the result of the next call. [`Resend`] documents how the reasons nest.
///
/// ```
/// use awsquery::layer::{Attempted, attempts_before_resend};
/// use awsquery::retry::Resend;
/// use awsquery::{Response, Client, Error, Request};
///
/// /// Sends a request, and once more if the credentials have expired and can be replaced.
/// async fn send<R: Request>(client: &Client, request: &R) -> Result<Response<R::Output>, Error> {
///     match client.send(request).await {
///         Err(error) if error.is_expired_token() && replace_credentials() => {
///             client.send(request).await.with_earlier_attempts(attempts_before_resend(Resend::ExpiredCredentials, &error))
///         }
///         result => result,
///     }
/// }
/// # fn replace_credentials() -> bool { true }
/// ```
pub fn attempts_before_resend(reason: Resend, failed: &Error) -> Vec<Attempt> {
    attempt::attempts_before_resend(failed.attempts().to_vec(), reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        FakeTime, GreetRequest, Greeting, Peer, client, config, error_of, greeting, http_response, run,
    };

    fn taken() -> http::Response<bytes::Bytes> {
        http_response(400, &[], "<ErrorResponse><Error><Code>Taken</Code></Error></ErrorResponse>")
    }

    fn reasons(attempts: &[Attempt]) -> Vec<Option<Resend>> {
        attempts.iter().map(|attempt| attempt.resend).collect()
    }

    #[test]
    fn a_repeated_call_keeps_the_attempts_of_the_earlier_one() {
        let failed = error_of(taken());
        let peer = Peer::responding([Ok(http_response(500, &[], "")), Ok(greeting()), Ok(taken())]);
        let client = client(config(&peer, &FakeTime::new()));
        let call = || client.send(&GreetRequest("Bob"));
        let response: Response<Greeting> =
            run(call()).with_earlier_attempts(attempts_before_resend(Resend::NewToken, &failed)).unwrap();
        assert_eq!(reasons(response.attempts()), [Some(Resend::NewToken), Some(Resend::Retry)]);
        let error = run(call()).with_earlier_attempts(attempts_before_resend(Resend::NewCode, &failed)).unwrap_err();
        assert_eq!(reasons(error.attempts()), [Some(Resend::NewCode), None]);
        let error = Err::<Response<Greeting>, _>(error_of(taken()))
            .with_earlier_attempts(attempts_before_resend(Resend::NewToken, &error));
        let reasons = reasons(error.unwrap_err().attempts());
        assert_eq!(reasons, [Some(Resend::NewCode), Some(Resend::NewToken), None]);
    }

    #[test]
    fn the_last_attempt_of_an_unusable_response_is_the_one_that_returned_it() {
        let peer = Peer::responding([Ok(http_response(500, &[], "")), Ok(greeting())]);
        let client = client(config(&peer, &FakeTime::new()));
        let response = run(client.send(&GreetRequest("Bob"))).unwrap();
        let error = unusable_response(&crate::testing::GREET, &response, "nothing in it");
        assert_eq!(reasons(error.attempts()), [Some(Resend::Retry), None]);
        assert_eq!((error.host(), error.region()), (Some("greeter.eu-west-1.example"), Some("eu-west-1")));
        assert_eq!(error.attempts().last().and_then(|last| last.request_id.as_deref()), Some("id-1"));
    }
}
