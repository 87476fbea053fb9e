//! Tokens that EKS clusters take.

use std::fmt;
use std::time::Duration;

use awsquery::rt::refused;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::cluster::{ClusterName, HEADER};
use crate::api::{GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::{Error, Secret, Sts, Timestamp};

/// What stands before the URL.
pub(super) const PREFIX: &str = "k8s-aws-v1.";

/// What `X-Amz-Expires` says, as in the tokens of the AWS CLI. STS does not look at it.
const EXPIRES: Duration = Duration::from_secs(60);

/// A token is good for 14 minutes: one less than STS takes its signature for.
const LIFE: Duration = Duration::from_secs(14 * 60);

impl Sts {
    /// A token that the EKS cluster `cluster` takes from `kubectl` and other clients: it says who the caller is.
    ///
    /// Made here, without a call. It is good for 14 minutes, or as long as the credentials, whichever ends first; with
    /// [`RefreshingCredentials`](crate::RefreshingCredentials) those are refreshed before, if it is time. The region
    /// has to be one that the cluster's own partition has.
    ///
    /// # Errors
    ///
    /// If EKS takes no such name, and what any call can fail with before it is sent: no credentials, no region.
    pub async fn eks_token(&self, cluster: impl Into<String>) -> Result<EksToken, Error> {
        let cluster = ClusterName::new(cluster).map_err(|problem| refused(&GET_CALLER_IDENTITY, problem))?;
        let (runtime, request) = (self.client().as_runtime(), GetCallerIdentityRequest::default());
        let signed = runtime.presign(&request, EXPIRES, &[(HEADER, cluster.as_str())]).await?;
        let mut token = String::with_capacity(PREFIX.len() + signed.expose().len() * 4 / 3 + 4);
        token.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(signed.expose(), &mut token);
        let end = signed.signed_at().checked_add(LIFE).unwrap_or(Timestamp::MAX);
        let expires_at = signed.credentials_expire_at().map_or(end, |expires_at| expires_at.min(end));
        Ok(EksToken { token: token.into(), expires_at })
    }
}

/// A token that an EKS cluster takes. A secret: whoever has it is taken for the one who made it.
#[derive(Clone, PartialEq, Eq)]
pub struct EksToken {
    token: Secret,
    expires_at: Timestamp,
}

/// The version of Kubernetes's `ExecCredential`: the one that the kubeconfig names in `exec.apiVersion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExecCredentialVersion {
    /// `client.authentication.k8s.io/v1beta1`, which the AWS CLI writes unless asked otherwise.
    V1Beta1,
    /// `client.authentication.k8s.io/v1`.
    V1,
}

impl ExecCredentialVersion {
    fn as_str(self) -> &'static str {
        match self {
            Self::V1Beta1 => "client.authentication.k8s.io/v1beta1",
            Self::V1 => "client.authentication.k8s.io/v1",
        }
    }
}

impl EksToken {
    /// The token: `k8s-aws-v1.…`. Never log it.
    pub fn expose(&self) -> &str {
        self.token.expose()
    }

    /// When a client should have got a new one.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// What a program prints that a kubeconfig names under `exec`. It holds the token. See
    /// <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>.
    pub fn to_exec_credential(&self, version: ExecCredentialVersion) -> Secret {
        // Kubernetes reads no fraction of a second here that it would not round itself.
        let expiration = Timestamp::from_secs(self.expires_at.secs()).to_string();
        let mut text = String::with_capacity(256 + self.expose().len());
        // In no part is anything that JSON escapes.
        text.extend([r#"{"kind":"ExecCredential","apiVersion":""#, version.as_str()]);
        text.extend([r#"","spec":{},"status":{"expirationTimestamp":""#, &expiration]);
        text.extend([r#"","token":""#, self.expose(), r#""}}"#]);
        Secret::from(text)
    }
}

impl fmt::Debug for EksToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EksToken").field("token", &self.token).field("expires_at", &self.expires_at).finish()
    }
}
