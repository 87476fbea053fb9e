//! Proofs of identity: requests of `GetCallerIdentity` that are signed here and sent by somebody else.
//!
//! Whoever gets one asks STS who signed it. So a program shows who it is without giving away its keys: to Kubernetes
//! ([`Sts::eks_token`]), to Vault ([`Sts::vault_login`]), to a server of your own ([`EksVerifier`]).

mod cluster;
mod eks;
mod error;
mod rules;
mod vault;
mod verifier;

use std::time::Duration;

use awsquery::rt::refused;

pub use self::eks::{EksToken, ExecCredentialVersion};
pub use self::error::{TokenError, TokenProblem};
pub use self::vault::VaultLogin;
pub use self::verifier::{CallerIdentity, EksVerifier};
use crate::api::{GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::{Error, SignedUrl, Sts};

/// How long STS takes a signature, from the moment in it.
const SIGNATURE_LIFE: Duration = Duration::from_secs(15 * 60);

/// Proofs of identity.
impl Sts {
    /// `GetCallerIdentity`, signed into a URL: whoever sends it learns who signed it, and nothing else.
    ///
    /// `expires` is how long the URL is meant to be used: 1 second to 15 minutes. STS takes it for 15 minutes in any
    /// case: from then on the signature is too old.
    ///
    /// # Errors
    ///
    /// If `expires` is out of range, and what any call can fail with before it is sent: no credentials, no region.
    pub async fn presigned_caller_identity(&self, expires: Duration) -> Result<SignedUrl, Error> {
        if expires > SIGNATURE_LIFE {
            let problem = format!("STS takes a signed URL for 900 seconds, not for {}", expires.as_secs());
            return Err(refused(&GET_CALLER_IDENTITY, problem).into());
        }
        let request = GetCallerIdentityRequest::default();
        Ok(self.client().as_runtime().presign(&request, expires, &[]).await?)
    }
}
