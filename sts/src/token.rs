//! Identity tokens: `GetCallerIdentity` requests that are signed here and sent by another program.
//!
//! The receiver sends the request to STS, which responds with the identity of the signer. So a program can prove its
//! identity without revealing its keys: to Kubernetes ([`Sts::eks_token`]), to Vault ([`Sts::vault_login`]) or to a
//! server of your own ([`EksVerifier`]).
//!
//! AWS itself issues tokens for services outside AWS: [`Sts::outbound_token`].

#[cfg(feature = "blocking")]
mod blocking;
mod cluster;
mod eks;
mod error;
mod outbound;
mod rules;
mod vault;
mod verifier;

use std::time::Duration;

pub use awsquery::SignedUrl;
use awsquery::layer::{Seconds, invalid_argument};

pub use self::eks::{EksToken, ExecCredentialVersion};
pub use self::error::{TokenError, TokenProblem};
pub use self::outbound::{NewOutboundToken, OutboundToken};
pub use self::vault::VaultLogin;
pub use self::verifier::{EksVerifier, TokenIdentity};
use crate::api::{Error, GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::client::Sts;

/// The time for which STS accepts a signature, counted from its date.
const SIGNATURE_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The longest token of a cluster that is accepted, as in `pkg/token` of `aws-iam-authenticator`.
const MAX_TOKEN_BYTES: usize = 4096;

/// Identity tokens.
impl Sts {
    /// Signs a `GetCallerIdentity` request into a URL. Anyone who sends it learns who signed it, and nothing else.
    ///
    /// `expires` is the intended lifetime of the URL, from 1 second to 15 minutes. STS accepts the URL for 15 minutes
    /// in any case, until the signature is too old. The URL states whole seconds: a fraction is left out.
    ///
    /// # Errors
    ///
    /// Fails if `expires` is out of range, or if the request cannot be signed: for lack of credentials or of a region,
    /// for example.
    ///
    /// ```
    /// use std::time::Duration;
    /// use sts::{Config, Credentials, Sts};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    /// let sts = Sts::builder().config(Config::new().with_region("eu-west-1").with_credentials(credentials)).build()?;
    /// let url = sts.presigned_caller_identity(Duration::from_secs(60)).await?;
    /// assert!(url.expose().starts_with("https://sts.eu-west-1.amazonaws.com/?"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    #[inline]
    pub async fn presigned_caller_identity(&self, expires: Duration) -> Result<SignedUrl, Error> {
        check_expires(expires)?;
        let request = GetCallerIdentityRequest::default();
        Ok(self.client().as_runtime().presign(&request, expires, &[]).await?)
    }
}

/// Refuses a lifetime of less than a second, and one that is longer than that of a signature.
#[inline]
pub(crate) fn check_expires(expires: Duration) -> Result<(), Error> {
    if (Duration::from_secs(1)..=SIGNATURE_LIFETIME).contains(&expires) {
        return Ok(());
    }
    let longest = SIGNATURE_LIFETIME.as_secs();
    let problem = format!("`expires` must be 1 to {longest} seconds; got {} s", Seconds(expires));
    Err(invalid_argument(&GET_CALLER_IDENTITY, problem).into())
}
