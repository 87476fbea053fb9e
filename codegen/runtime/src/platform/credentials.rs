//! Credentials, and their default source.

pub(crate) mod characters;
pub(crate) mod environment;

use std::fmt;
use std::time::SystemTime;

use aws_credential_types::provider::{ProvideCredentials, future};
use subtle::ConstantTimeEq;

use crate::value::timestamp::Timestamp;

/// An access key, its secret, and for temporary credentials a session token and an expiry time.
///
/// Clones are handles to one allocation, which is zeroed when the last handle is dropped. `Debug` shows the access key id,
/// but no secret.
///
/// The type implements [`ProvideCredentials`], so every crate of AWS's SDK accepts it. `From` and `Into` convert it from
/// and to the SDK's own type.
///
/// ```
/// use awsquery::{Config, Credentials};
///
/// let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "secret", "token", None);
/// assert_eq!(credentials.access_key_id(), "ASIAIOSFODNN7EXAMPLE");
/// assert!(format!("{credentials:?}").contains("secret_access_key: \"redacted\""));
///
/// let config = Config::new().with_region("eu-west-1").with_credentials(credentials);
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct Credentials(aws_credential_types::Credentials);

impl Credentials {
    /// Creates long-term credentials, such as those of an IAM user.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self(aws_credential_types::Credentials::new(access_key_id, secret_access_key, None, None, "static"))
    }

    /// Creates temporary credentials.
    pub fn temporary(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: impl Into<String>,
        expires_at: Option<Timestamp>,
    ) -> Self {
        let token = Some(session_token.into());
        let expires_at = expires_at.map(SystemTime::from);
        Self(aws_credential_types::Credentials::new(access_key_id, secret_access_key, token, expires_at, "temporary"))
    }

    /// Returns the access key id, which is not a secret.
    pub fn access_key_id(&self) -> &str {
        self.0.access_key_id()
    }

    /// Returns the secret access key. Never log it.
    pub fn secret_access_key(&self) -> &str {
        self.0.secret_access_key()
    }

    /// Returns the session token, which temporary credentials have. Never log it.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token()
    }

    /// Returns the time at which temporary credentials expire, if it is known.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expiry().map(Timestamp::from)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id())
            .field("secret_access_key", &"redacted")
            .field("session_token", &self.session_token().map(|_| "redacted"))
            .field("expires_at", &self.expires_at())
            .finish()
    }
}

/// Compares secrets in constant time.
impl PartialEq for Credentials {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let secret = self.secret_access_key().as_bytes().ct_eq(other.secret_access_key().as_bytes());
        let token = |credentials: &Self| credentials.session_token().unwrap_or_default().as_bytes().to_vec();
        let tokens = zeroize::Zeroizing::new(token(self)).ct_eq(&zeroize::Zeroizing::new(token(other)));
        self.access_key_id() == other.access_key_id()
            && self.expires_at() == other.expires_at()
            && self.session_token().is_some() == other.session_token().is_some()
            && bool::from(secret & tokens)
    }
}

impl Eq for Credentials {}

impl From<aws_credential_types::Credentials> for Credentials {
    fn from(credentials: aws_credential_types::Credentials) -> Self {
        Self(credentials)
    }
}

impl From<Credentials> for aws_credential_types::Credentials {
    fn from(credentials: Credentials) -> Self {
        credentials.0
    }
}

impl ProvideCredentials for Credentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Ok(self.0.clone()))
    }

    /// Returns these credentials, which need no request.
    fn fallback_on_interrupt(&self) -> Option<aws_credential_types::Credentials> {
        Some(self.0.clone())
    }
}

#[cfg(test)]
mod tests;
