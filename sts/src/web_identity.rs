//! Sources of web identity tokens.

use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use awsquery::Secret;
use awsquery::layer::read_regular_file;
use sha2::{Digest as _, Sha256};

use crate::kind::{Async, Kind, TokenFailure};

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod content;

/// The largest token file that is read, in bytes. STS accepts 20,000 characters.
const MAX_FILE_BYTES: usize = 64 * 1024;

/// The source of a web identity token. Each call gets the token again.
///
/// A byte order mark and white space around the token are left out. A text with anything else that no token contains, such
/// as quotation marks or a JSON document around it, is refused before it is sent. Both JWTs and opaque tokens of OAuth 2.0
/// are accepted.
///
/// The token is not verified here, and a JWT whose `exp` has passed is sent: the clock of this machine may be wrong. If AWS
/// refuses it, the error names its `exp`, the time of this machine and that of AWS.
///
/// ```
/// use sts::{Secret, WebIdentityToken};
///
/// let file = WebIdentityToken::file("/var/run/secrets/eks.amazonaws.com/serviceaccount/token");
/// let function = WebIdentityToken::from_fn(|| async { std::env::var("CI_JOB_JWT").map(Secret::from) });
/// ```
#[derive(Clone, Debug)]
pub struct WebIdentityToken(pub(crate) TokenSource<Async>);

/// The source of a web identity token, for both kinds of clients.
pub(crate) enum TokenSource<K: Kind> {
    File(PathBuf),
    Memory(Secret),
    Function(Arc<K::TokenFunction>),
}

impl<K: Kind> Clone for TokenSource<K> {
    fn clone(&self) -> Self {
        match self {
            Self::File(path) => Self::File(path.clone()),
            Self::Memory(token) => Self::Memory(token.clone()),
            Self::Function(function) => Self::Function(function.clone()),
        }
    }
}

impl<K: Kind> TokenSource<K> {
    /// Returns the token that the file has now, if it is not the refused one. Other sources have no other token.
    pub(crate) fn replacement(&self, refused: &Secret) -> Option<Secret> {
        let Self::File(path) = self else { return None };
        read(path).ok().filter(|token| token != refused)
    }

    /// Adds what identifies the source. A function is identified by its address: clones share it, and a pool keeps the
    /// function alive for as long as the hash is in use.
    pub(crate) fn hash(&self, hash: &mut Sha256) {
        match self {
            Self::File(path) => {
                hash.update(b"file ");
                hash.update(path.as_os_str().as_encoded_bytes());
            }
            Self::Memory(token) => {
                hash.update(b"memory ");
                hash.update(token.expose().as_bytes());
            }
            Self::Function(function) => {
                hash.update(b"function ");
                hash.update(Arc::as_ptr(function).cast::<()>().addr().to_ne_bytes());
            }
        }
    }
}

impl TokenSource<Async> {
    /// Gets a token. One whose `exp` has passed is returned too: only the service knows what time it is.
    #[inline]
    pub(crate) async fn get(&self) -> Result<Secret, TokenFailure> {
        match self {
            Self::File(path) => read(path),
            Self::Memory(token) => checked(token.clone(), PLACE),
            Self::Function(function) => checked(function().await?, PLACE),
        }
    }
}

/// The name of a token that is in no file.
const PLACE: &str = "the web identity token";

#[inline]
fn checked(text: Secret, place: &str) -> Result<Secret, TokenFailure> {
    content::token(text).map_err(|problem| format!("{place} {problem}").into())
}

impl WebIdentityToken {
    /// Reads the token from a file for each call, because token files are replaced regularly.
    ///
    /// The path must lead to a regular file of at most 64 KiB. If AWS refuses the token, because it has expired or because of
    /// its content, the file is read once more, and if it holds another token by then, that one is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(TokenSource::File(path.into()))
    }

    /// Uses one token. Once it has expired, credentials that were issued for it remain valid until they expire, but cannot
    /// be refreshed.
    pub fn memory(token: impl Into<Secret>) -> Self {
        Self(TokenSource::Memory(token.into()))
    }

    /// Calls a function for each call, which gets a token from the identity provider.
    pub fn from_fn<F, E>(function: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let function: Arc<<Async as Kind>::TokenFunction> = Arc::new(move || {
            let token = function();
            Box::pin(async move { token.await.map_err(Into::into) })
        });
        Self(TokenSource::Function(function))
    }
}

impl From<Secret> for WebIdentityToken {
    #[inline]
    fn from(token: Secret) -> Self {
        Self::memory(token)
    }
}

/// Reads the token in a file.
#[inline]
fn read(path: &Path) -> Result<Secret, TokenFailure> {
    let place = format!("the web identity token in {}", path.display());
    let text = read_text(path).map_err(|problem| format!("{place} {problem}"))?;
    checked(text, &place)
}

/// Reads a token file. The error is a clause that follows the path.
#[inline]
fn read_text(path: &Path) -> Result<Secret, String> {
    let bytes = read_regular_file(path, MAX_FILE_BYTES)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Secret::new(text)),
        Err(_) if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => {
            Err("is UTF-16, not UTF-8; save it as UTF-8".to_owned())
        }
        Err(_) => Err("is not UTF-8; it must be the token alone".to_owned()),
    }
}

impl<K: Kind> fmt::Debug for TokenSource<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Memory(token) => f.debug_tuple("Memory").field(token).finish(),
            Self::Function(_) => f.write_str("Function"),
        }
    }
}
