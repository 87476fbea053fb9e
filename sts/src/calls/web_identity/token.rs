//! Where tokens of identity providers come from.

use std::error::Error as StdError;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use awsquery::platform::BoxFuture;
use awsquery::{Secret, Timestamp};
use zeroize::Zeroizing;

use crate::claims::Claims;

/// Why there is no token.
pub(super) type Problem = Box<dyn StdError + Send + Sync>;

/// The largest file that is taken for a token. STS takes 20,000 characters.
const LARGEST_FILE: u64 = 64 * 1024;

/// Where a web identity token comes from. It is got anew for each call.
///
/// If it is a JWT whose `exp` is over, it is not sent: the error says since when. Who signed it is not checked here.
#[derive(Clone, Debug)]
pub struct WebIdentityToken(pub(super) Source);

#[derive(Clone)]
pub(super) enum Source {
    File(PathBuf),
    Memory(Secret),
    Asked(Arc<dyn Fn() -> BoxFuture<'static, Result<Secret, Problem>> + Send + Sync>),
}

impl WebIdentityToken {
    /// A file that is read for each call, as whoever writes tokens replaces them: a regular file, or a link to one, of at
    /// most 64 KiB. White space around the token does not count.
    ///
    /// If AWS refuses the token, as expired or for what is in it, the file is read once more, and a token that has taken
    /// its place is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Source::File(path.into()))
    }

    /// One token. When it has expired, credentials that were made with it can be used to their own end, but not be
    /// refreshed.
    pub fn memory(token: impl Into<Secret>) -> Self {
        Self(Source::Memory(token.into()))
    }

    /// A function that is asked for each call: it gets a token from the provider.
    pub fn asked<F, E>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Problem>,
    {
        Self(Source::Asked(Arc::new(move || {
            let token = ask();
            Box::pin(async move { token.await.map_err(Into::into) })
        })))
    }
}

impl From<Secret> for WebIdentityToken {
    fn from(token: Secret) -> Self {
        Self::memory(token)
    }
}

impl Source {
    /// A token that has not expired.
    pub(super) async fn token(&self, now: Timestamp) -> Result<Secret, Problem> {
        let token = match self {
            Self::File(path) => {
                read(path).map_err(|problem| format!("the web identity token in {}: {problem}", path.display()))?
            }
            Self::Memory(token) => token.clone(),
            Self::Asked(ask) => ask().await?,
        };
        match Claims::of(token.expose()).and_then(|claims| claims.expiration) {
            Some(expired) if expired <= now => {
                let place = match self {
                    Self::File(path) => format!(" in {}", path.display()),
                    _ => String::new(),
                };
                Err(format!("the web identity token{place} has expired at {expired}; get a new one").into())
            }
            _ => Ok(token),
        }
    }
}

impl Source {
    /// What stands in the place of a token that was refused, if somebody has replaced it since: in its file.
    pub(super) async fn replaced(&self, refused: &Secret, now: Timestamp) -> Option<Secret> {
        match self {
            Self::File(_) => self.token(now).await.ok().filter(|token| token != refused),
            Self::Memory(_) | Self::Asked(_) => None,
        }
    }
}

/// Looks before it opens: to open a FIFO would wait for somebody to write into it.
fn read(path: &Path) -> Result<Secret, Problem> {
    if !std::fs::metadata(path)?.is_file() {
        return Err("it is no regular file".into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!("it is larger than {LARGEST_FILE} bytes").into());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8")?;
    Ok(Secret::new(text.trim()))
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Memory(token) => f.debug_tuple("Memory").field(token).finish(),
            Self::Asked(_) => f.write_str("Asked"),
        }
    }
}
