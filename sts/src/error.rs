//! The errors of calls, and what they hold.
//!
//! | type | what failed |
//! |---|---|
//! | [`Error`] | a call |
//! | [`ConfigError`] | building a client |
//! | [`RefreshError`] | refreshing credentials |
//!
//! [`kind`](Error::kind) says what kind of failure an [`Error`] is, and [`code`](Error::code) is the code of the service.
//! Programs branch on predicates such as [`is_access_denied`](Error::is_access_denied). [`help`](Error::help) explains
//! well-known errors.
//!
//! ```no_run
//! # async fn example(sts: sts::Sts) {
//! if let Err(error) = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await {
//!     eprintln!("{error}");
//!     if let Some(help) = error.help() {
//!         eprintln!("{help}");
//!     }
//!     if error.is_retryable() {
//!         // The same call may succeed later.
//!     }
//! }
//! # }
//! ```

pub use awsquery::protocol::ModelledError;
pub use awsquery::rule::violation;
pub use awsquery::{ConfigError, ErrorKind, InvalidRequest};

pub use crate::api::{Error, ErrorCode};
pub use crate::help::Help;
pub use crate::refresh::RefreshError;
