//! Sources of web identity tokens.

use std::error::Error as StdError;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use awsquery::platform::BoxFuture;
use awsquery::{Secret, Timestamp};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::claims::Claims;

/// The reason why there is no token.
type TokenFailure = Box<dyn StdError + Send + Sync>;

/// The largest token file that is read, in bytes. STS accepts 20,000 characters.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// The source of a web identity token. Each call gets the token again.
///
/// A JWT whose `exp` has passed is not sent: the error says when it expired. The signature of the token is not verified
/// here.
///
/// ```
/// use sts::{Secret, WebIdentityToken};
///
/// let file = WebIdentityToken::file("/var/run/secrets/eks.amazonaws.com/serviceaccount/token");
/// let function = WebIdentityToken::from_fn(|| async { std::env::var("CI_JOB_JWT").map(Secret::from) });
/// ```
#[derive(Clone, Debug)]
pub struct WebIdentityToken(TokenSource);

#[derive(Clone)]
enum TokenSource {
    File(PathBuf),
    Memory(Secret),
    Function(Arc<dyn Fn() -> BoxFuture<'static, Result<Secret, TokenFailure>> + Send + Sync>),
}

impl WebIdentityToken {
    /// Reads the token from a file for each call, because token files are replaced regularly.
    ///
    /// The path must lead to a regular file of at most 64 KiB. White space around the token is ignored. If AWS refuses the
    /// token, because it has expired or because of its content, the file is read once more, and if it holds another token
    /// by then, that one is sent.
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
        Self(TokenSource::Function(Arc::new(move || {
            let token = function();
            Box::pin(async move { token.await.map_err(Into::into) })
        })))
    }

    /// Gets a token that has not expired.
    pub(super) async fn get(&self, now: Timestamp) -> Result<Secret, TokenFailure> {
        let token = match &self.0 {
            TokenSource::File(path) => {
                read(path).map_err(|problem| format!("the web identity token in {}: {problem}", path.display()))?
            }
            TokenSource::Memory(token) => token.clone(),
            TokenSource::Function(function) => function().await?,
        };
        match Claims::of(token.expose()).and_then(|claims| claims.expiration) {
            Some(expired) if expired <= now => {
                let place = match &self.0 {
                    TokenSource::File(path) => format!(" in {}", path.display()),
                    TokenSource::Memory(_) | TokenSource::Function(_) => String::new(),
                };
                Err(format!("the web identity token{place} expired at {expired}; get a new one").into())
            }
            _ => Ok(token),
        }
    }

    /// Returns another token instead of one that was refused, if the file holds one by now.
    pub(super) async fn replacement(&self, refused: &Secret, now: Timestamp) -> Option<Secret> {
        match &self.0 {
            TokenSource::File(_) => self.get(now).await.ok().filter(|token| token != refused),
            TokenSource::Memory(_) | TokenSource::Function(_) => None,
        }
    }

    /// Adds what identifies the source. A function is identified by its address: clones share it, and a pool keeps the
    /// function alive for as long as the hash is in use.
    pub(super) fn hash(&self, hash: &mut Sha256) {
        match &self.0 {
            TokenSource::File(path) => {
                hash.update(b"file ");
                hash.update(path.as_os_str().as_encoded_bytes());
            }
            TokenSource::Memory(token) => {
                hash.update(b"memory ");
                hash.update(token.expose().as_bytes());
            }
            TokenSource::Function(function) => {
                hash.update(b"function ");
                hash.update(Arc::as_ptr(function).cast::<()>().addr().to_ne_bytes());
            }
        }
    }
}

impl From<Secret> for WebIdentityToken {
    fn from(token: Secret) -> Self {
        Self::memory(token)
    }
}

/// Reads a token file. Checks the type of the file before opening it, because opening a FIFO would block until a writer
/// opens it too.
fn read(path: &Path) -> Result<Secret, TokenFailure> {
    if !std::fs::metadata(path)?.is_file() {
        return Err("it is not a regular file".into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("it is larger than {MAX_FILE_BYTES} bytes").into());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8")?;
    Ok(Secret::new(text.trim()))
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Memory(token) => f.debug_tuple("Memory").field(token).finish(),
            Self::Function(_) => f.write_str("Function"),
        }
    }
}
