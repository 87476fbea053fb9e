//! Sources of web identity tokens for blocking clients.

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;

use awsquery::Secret;
use sha2::Sha256;

use super::{Gotten, PLACE, TokenFailure, TokenSource, checked};

/// The source of a web identity token for a blocking client. Each call gets the token again. See the async
/// [`WebIdentityToken`](crate::WebIdentityToken) for the forms of tokens.
///
/// ```
/// use sts::Secret;
/// use sts::blocking::WebIdentityToken;
///
/// let file = WebIdentityToken::file("/var/run/secrets/eks.amazonaws.com/serviceaccount/token");
/// let function = WebIdentityToken::from_fn(|| std::env::var("CI_JOB_JWT").map(Secret::from));
/// ```
#[derive(Clone, Debug)]
pub struct WebIdentityToken(TokenSource<BlockingFunction>);

type BlockingFunction = dyn Fn() -> Result<Secret, TokenFailure> + Send + Sync;

impl WebIdentityToken {
    /// Reads the token from a file for each call; see [`WebIdentityToken::file`](crate::WebIdentityToken::file).
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(TokenSource::File(path.into()))
    }

    /// Uses one token; see
    /// [`WebIdentityToken::memory`](crate::WebIdentityToken::memory).
    pub fn memory(token: impl Into<Secret>) -> Self {
        Self(TokenSource::Memory(token.into()))
    }

    /// Calls a function for each call, which gets a token from the identity provider.
    pub fn from_fn<E>(function: impl Fn() -> Result<Secret, E> + Send + Sync + 'static) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(TokenSource::Function(Arc::new(move || function().map_err(Into::into))))
    }

    /// Gets a token.
    pub(crate) fn get(&self) -> Result<Secret, TokenFailure> {
        match self.0.get()? {
            Gotten::Token(token) => Ok(token),
            Gotten::Function(function) => checked(function()?, PLACE),
        }
    }

    /// Returns another token instead of one that was refused, if the file holds one by now.
    pub(crate) fn replacement(&self, refused: &Secret) -> Option<Secret> {
        self.0.replacement(refused)
    }

    pub(crate) fn hash(&self, hash: &mut Sha256) {
        self.0.hash(hash);
    }
}

impl From<Secret> for WebIdentityToken {
    fn from(token: Secret) -> Self {
        Self::memory(token)
    }
}
