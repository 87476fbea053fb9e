//! The error of a refresh.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use awsquery::{ErrorKind, Timestamp};

use crate::api::Error;

/// The error of [`RefreshingCredentials::credentials`](crate::RefreshingCredentials::credentials): valid credentials
/// could not be obtained.
///
/// Cheap to clone: all callers that waited for the same refresh get the same error. If a call to STS failed,
/// [`call`](Self::call) returns its error. Neither `Display` nor `Debug` shows a secret.
///
/// ```no_run
/// # async fn example(role: sts::RefreshingCredentials) {
/// if let Err(error) = role.credentials().await {
///     eprintln!("{error}");
///     if let Some(help) = error.call().and_then(sts::Error::help) {
///         eprintln!("{help}");
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct RefreshError(Arc<Cause>);

/// The reason why a refresh failed.
pub(crate) enum Cause {
    /// The call to STS failed.
    Call(Error),
    /// An input of the call could not be obtained: an MFA code or a web identity token.
    Input(Box<dyn StdError + Send + Sync>),
    /// STS returned credentials that have expired or are about to. Holds their expiry.
    ShortLived(Timestamp),
    /// The refresh panicked: the code that supplies an input or credentials did, or the runtime that it ran on is gone.
    Panicked,
}

impl RefreshError {
    /// Returns the error of the call to STS, or `None` if the refresh failed before or after that call.
    #[inline]
    pub fn call(&self) -> Option<&Error> {
        match &*self.0 {
            Cause::Call(error) => Some(error),
            _ => None,
        }
    }

    /// Returns whether the refresh may have failed only because the runtime that it started on is gone: its sockets and
    /// timers then fail or panic.
    #[inline]
    pub(super) fn may_be_a_lost_runtime(&self) -> bool {
        match &*self.0 {
            Cause::Call(error) => matches!(error.kind(), ErrorKind::Transport | ErrorKind::Deadline),
            Cause::Panicked => true,
            Cause::Input(_) | Cause::ShortLived(_) => false,
        }
    }

    /// Returns whether the refresh panicked.
    #[inline]
    pub(super) fn is_panic(&self) -> bool {
        matches!(&*self.0, Cause::Panicked)
    }
}

impl From<Cause> for RefreshError {
    #[inline]
    fn from(cause: Cause) -> Self {
        Self(Arc::new(cause))
    }
}

impl From<Error> for Cause {
    #[inline]
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl fmt::Display for RefreshError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Call(error) => write!(f, "no credentials: {error}"),
            Cause::Input(error) => write!(f, "no credentials: {error}"),
            Cause::ShortLived(expiration) => {
                write!(
                    f,
                    "no credentials: the Expiration in the response, {expiration}, is not in the future by more "
                )?;
                f.write_str("than one second; check the clock of this machine")
            }
            Cause::Panicked => f.write_str("no credentials: the refresh panicked; the next use starts another one"),
        }
    }
}

impl fmt::Debug for RefreshError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Call(error) => f.debug_tuple("RefreshError").field(error).finish(),
            _ => write!(f, "RefreshError({:?})", self.to_string()),
        }
    }
}

impl StdError for RefreshError {
    /// Returns the error of the call, so that predicates of other calls look through this error, or the source of an
    /// input's error.
    #[inline]
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            Cause::Call(error) => Some(error.as_runtime()),
            Cause::Input(error) => error.source(),
            Cause::ShortLived(_) | Cause::Panicked => None,
        }
    }
}
