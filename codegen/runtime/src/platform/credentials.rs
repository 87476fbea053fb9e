//! Credentials and where they come from.

use std::fmt;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use subtle::ConstantTimeEq;

use crate::platform::environment::Environment;

/// An access key, its secret and, if they are temporary, a session token and the time at which they expire.
///
/// Cheap to clone: a handle to one allocation, which is zeroed when the last handle is dropped. Debug output shows the
/// access key id and never a secret. Implements [`ProvideCredentials`], so it can be given to any crate of AWS's SDK.
#[derive(Clone)]
pub struct Credentials(aws_credential_types::Credentials);

impl Credentials {
    /// Long-term credentials, as an IAM user has them.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self(aws_credential_types::Credentials::new(access_key_id, secret_access_key, None, None, "static"))
    }

    /// Temporary credentials.
    pub fn temporary(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: impl Into<String>,
        expires_at: Option<SystemTime>,
    ) -> Self {
        let token = Some(session_token.into());
        Self(aws_credential_types::Credentials::new(access_key_id, secret_access_key, token, expires_at, "temporary"))
    }

    /// The access key id. Not a secret.
    pub fn access_key_id(&self) -> &str {
        self.0.access_key_id()
    }

    /// The secret access key. Never log it.
    pub fn secret_access_key(&self) -> &str {
        self.0.secret_access_key()
    }

    /// The session token that temporary credentials must be used with. Never log it.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token()
    }

    /// When temporary credentials stop working, if that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expiry()
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

/// Secrets are compared in constant time.
impl PartialEq for Credentials {
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

    /// Returns these credentials, which are known without asking.
    fn fallback_on_interrupt(&self) -> Option<aws_credential_types::Credentials> {
        Some(self.0.clone())
    }
}

/// Credentials from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if set, `AWS_SESSION_TOKEN`.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentCredentials(Environment);

impl EnvironmentCredentials {
    /// Reads `environment`, anew at each use.
    pub fn new(environment: Environment) -> Self {
        Self(environment)
    }

    fn read(&self) -> Result<aws_credential_types::Credentials, CredentialsError> {
        let need = |name: &str| {
            self.0.get(name).ok_or_else(|| {
                CredentialsError::not_loaded(format!(
                    "{name} is not set; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for \
                     temporary credentials), or give credentials in code"
                ))
            })
        };
        let (key, secret) = (need("AWS_ACCESS_KEY_ID")?, need("AWS_SECRET_ACCESS_KEY")?);
        let token = self.0.get("AWS_SESSION_TOKEN");
        Ok(aws_credential_types::Credentials::new(key, secret, token, None, "environment"))
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(self.read())
    }
}

#[cfg(test)]
mod tests;
