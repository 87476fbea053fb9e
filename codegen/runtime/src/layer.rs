//! For layers above a generated client, such as the crate `sts`: errors of their own, in the form of the client's.
//!
//! A layer checks more than the model says, judges more than a response's form, and knows what an error means to its
//! users. With these functions its errors are those of the client: same type, same text, same predicates.
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

use crate::call::response::{Answer, unusable_output};
use crate::error::Error;
pub use crate::error::circumstances::Advice;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{Operation, Request};
use crate::rule::check::validate_with;
use crate::rule::violation::Violation;

/// Checks a request against the service model, and adds violations of rules that only the service's documentation states.
///
/// # Errors
///
/// All violations, as one error of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
pub fn check_request<R: Request>(request: &R, documented: Vec<Violation>) -> Result<(), Error> {
    validate_with(request, documented).map_err(|invalid| Error::invalid(R::OPERATION, invalid))
}

/// Returns the error for an argument that a call cannot use. `problem` says what was found and what is allowed; it must
/// not hold a secret.
pub fn invalid_argument(operation: &'static Operation, problem: impl Into<String>) -> Error {
    Error::config(operation, ConfigError::new(problem))
}

/// Returns the error for a call that was not sent because its credentials, or the token in their place, are missing.
pub fn no_credentials(operation: &'static Operation, source: Box<dyn StdError + Send + Sync>) -> Error {
    Error::credentials(operation, source)
}

/// Returns the error for a response that reports success and cannot be used.
pub fn unusable_response<T>(operation: &'static Operation, response: &Answer<T>, problem: &str) -> Error {
    unusable_output(operation, response, problem)
}
