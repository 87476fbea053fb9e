//! Identity tokens of blocking clients.

use std::time::Duration;

use awsquery::SignedUrl;

use super::cluster::{ClusterId, HEADER};
use super::eks::{EXPIRES, EksToken, cluster_named, cluster_with_id};
use super::outbound::NewOutboundToken;
use super::vault::{VaultLogin, server_header};
use super::verifier::EksVerifier;
use crate::api::{Error, GetCallerIdentityRequest};
use crate::client::blocking::Sts;
use crate::kind::Blocking;

/// Identity tokens.
impl Sts {
    /// Signs a `GetCallerIdentity` request into a URL; see
    /// [`presigned_caller_identity`](crate::Sts::presigned_caller_identity).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    #[inline]
    pub fn presigned_caller_identity(&self, expires: Duration) -> Result<SignedUrl, Error> {
        super::check_expires(expires)?;
        Ok(self.client().as_runtime().presign(&GetCallerIdentityRequest::default(), expires, &[])?)
    }

    /// Creates a token that proves the caller's identity to the EKS cluster named `cluster`; see
    /// [`eks_token`](crate::Sts::eks_token).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn eks_token(&self, cluster: impl Into<String>) -> Result<EksToken, Error> {
        self.token_for(&cluster_named(cluster)?)
    }

    /// Creates a token for a cluster with any id; see [`eks_token_for_id`](crate::Sts::eks_token_for_id).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn eks_token_for_id(&self, cluster_id: impl Into<String>) -> Result<EksToken, Error> {
        self.token_for(&cluster_with_id(cluster_id)?)
    }

    #[inline]
    fn token_for(&self, cluster: &ClusterId) -> Result<EksToken, Error> {
        let request = GetCallerIdentityRequest::default();
        EksToken::of(&self.client().as_runtime().presign(&request, EXPIRES, &[(HEADER, cluster.as_str())])?)
    }

    /// Creates a verifier of tokens for the EKS cluster named `cluster`; see [`eks_verifier`](crate::Sts::eks_verifier).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn eks_verifier(&self, cluster: impl Into<String>) -> Result<EksVerifier<Blocking>, Error> {
        EksVerifier::new(&self.state, cluster_named(cluster)?)
    }

    /// Creates a verifier of tokens for a cluster with any id; see
    /// [`eks_verifier_for_id`](crate::Sts::eks_verifier_for_id).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn eks_verifier_for_id(&self, cluster_id: impl Into<String>) -> Result<EksVerifier<Blocking>, Error> {
        EksVerifier::new(&self.state, cluster_with_id(cluster_id)?)
    }

    /// Creates a login that proves the caller's identity to HashiCorp Vault; see [`vault_login`](crate::Sts::vault_login).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn vault_login(&self, role: impl Into<String>, server_id: Option<&str>) -> Result<VaultLogin, Error> {
        let request = GetCallerIdentityRequest::default();
        let signed = self.client().as_runtime().sign(&request, &server_header(server_id))?;
        Ok(VaultLogin::of(role.into(), &signed))
    }

    /// Requests a signed JSON Web Token that proves the caller's identity to services outside AWS; see
    /// [`outbound_token`](crate::Sts::outbound_token).
    pub fn outbound_token<A: Into<String>>(
        &self,
        audiences: impl IntoIterator<Item = A>,
        signing_algorithm: impl Into<String>,
    ) -> NewOutboundToken<Blocking> {
        NewOutboundToken::new(&self.state, audiences, signing_algorithm)
    }
}
