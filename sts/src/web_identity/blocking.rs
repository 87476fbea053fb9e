//! Sources of web identity tokens for blocking clients.

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;

use awsquery::Secret;

use super::{PLACE, TokenSource, checked, read};
use crate::kind::{Blocking, Kind, TokenFailure};

/// The source of a web identity token for a blocking client. Each call gets the token again. See the async
/// [`WebIdentityToken`](crate::WebIdentityToken) for the forms of tokens.
///
/// Needs the feature `blocking`.
///
/// ```
/// use sts::Secret;
/// use sts::blocking::WebIdentityToken;
///
/// let file = WebIdentityToken::file("/var/run/secrets/eks.amazonaws.com/serviceaccount/token");
/// let function = WebIdentityToken::from_fn(|| std::env::var("CI_JOB_JWT").map(Secret::from));
/// ```
#[derive(Clone, Debug)]
pub struct WebIdentityToken(pub(crate) TokenSource<Blocking>);

impl WebIdentityToken {
    /// Reads the token from a file for each call; see [`WebIdentityToken::file`](crate::WebIdentityToken::file).
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(TokenSource::File(path.into()))
    }

    /// Uses one token; see [`WebIdentityToken::memory`](crate::WebIdentityToken::memory).
    pub fn memory(token: impl Into<Secret>) -> Self {
        Self(TokenSource::Memory(token.into()))
    }

    /// Calls a function for each call, which gets a token from the identity provider.
    pub fn from_fn<E>(function: impl Fn() -> Result<Secret, E> + Send + Sync + 'static) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let function: Arc<<Blocking as Kind>::TokenFunction> = Arc::new(move || function().map_err(Into::into));
        Self(TokenSource::Function(function))
    }
}

impl TokenSource<Blocking> {
    /// Gets a token, as for async clients.
    #[inline]
    pub(crate) fn get(&self) -> Result<Secret, TokenFailure> {
        match self {
            Self::File(path) => read(path),
            Self::Memory(token) => checked(token.clone(), PLACE),
            Self::Function(function) => checked(function()?, PLACE),
        }
    }
}

impl From<Secret> for WebIdentityToken {
    #[inline]
    fn from(token: Secret) -> Self {
        Self::memory(token)
    }
}
