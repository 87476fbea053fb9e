//! Why there are no credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::{Error, ErrorKind, Timestamp};

/// No credentials could be had. Cheap to clone: everybody who waited for the same refresh gets the same error.
///
/// What STS answered is in [`call`](Self::call). No text of it holds a secret.
#[derive(Clone)]
pub struct RefreshError(Arc<Cause>);

/// What ended a refresh.
pub(crate) enum Cause {
    /// The call of STS.
    Call(Error),
    /// What had to be asked for first: an MFA code, a web identity token.
    Input(Box<dyn StdError + Send + Sync>),
    /// STS gave credentials that are over, or as good as.
    ShortLived(Timestamp),
    /// A piece of code that was asked for something panicked, or the runtime that it ran on is gone.
    Panicked,
}

impl RefreshError {
    /// The call of STS that failed, if it came to that.
    pub fn call(&self) -> Option<&Error> {
        match &*self.0 {
            Cause::Call(error) => Some(error),
            _ => None,
        }
    }

    /// True if this may be the end of the runtime that the refresh was begun on, rather than of the refresh.
    pub(super) fn may_be_a_dead_runtime(&self) -> bool {
        match &*self.0 {
            Cause::Call(error) => matches!(error.kind(), ErrorKind::Transport | ErrorKind::Deadline),
            Cause::Panicked => true,
            Cause::Input(_) | Cause::ShortLived(_) => false,
        }
    }

    /// True if it says nothing about the next try.
    pub(super) fn is_panic(&self) -> bool {
        matches!(&*self.0, Cause::Panicked)
    }
}

impl From<Cause> for RefreshError {
    fn from(cause: Cause) -> Self {
        Self(Arc::new(cause))
    }
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl fmt::Display for RefreshError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Call(error) => write!(f, "no credentials: {error}"),
            Cause::Input(error) => write!(f, "no credentials: {error}"),
            Cause::ShortLived(expiration) => {
                write!(f, "no credentials: STS gave some whose Expiration, {expiration}, is not a second ahead; ")?;
                f.write_str("compare the clock of this machine with the real time")
            }
            Cause::Panicked => f.write_str("no credentials: the refresh panicked; the next use tries again"),
        }
    }
}

impl fmt::Debug for RefreshError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Call(error) => f.debug_tuple("RefreshError").field(error).finish(),
            _ => write!(f, "RefreshError({:?})", self.to_string()),
        }
    }
}

impl StdError for RefreshError {
    /// What is below the call: its own text is in this one's.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            Cause::Call(error) => error.source(),
            Cause::Input(error) => error.source(),
            Cause::ShortLived(_) | Cause::Panicked => None,
        }
    }
}
