//! Authentication tokens for EKS clusters.

use std::fmt;
use std::time::Duration;

use awsquery::layer::invalid_argument;
use awsquery::{Secret, SignedUrl, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::MAX_TOKEN_BYTES;
use super::cluster::{ClusterId, HEADER};
use crate::api::{Error, GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::client::Sts;

/// The text before the encoded URL.
pub(super) const PREFIX: &str = "k8s-aws-v1.";

/// The value of `X-Amz-Expires`, which is the same in the tokens of the AWS CLI. STS ignores it.
pub(crate) const EXPIRES: Duration = Duration::from_secs(60);

/// The lifetime of a token: one minute less than STS accepts its signature.
const LIFETIME: Duration = Duration::from_secs(14 * 60);

impl Sts {
    /// Creates a token that proves the caller's identity to the EKS cluster named `cluster`, as `aws eks get-token`
    /// does.
    ///
    /// Nothing is sent. The token is valid for 14 minutes, or until the credentials expire if that is sooner.
    /// [`RefreshingCredentials`](crate::RefreshingCredentials) are refreshed first if they are due. The region of this
    /// client must be in the same partition as the cluster.
    ///
    /// # Errors
    ///
    /// Fails if `cluster` is not a valid name of an EKS cluster, if the request cannot be signed (for lack of credentials or
    /// of a region, for example), or if the token would be longer than the 4,096 bytes that clusters accept.
    pub async fn eks_token(&self, cluster: impl Into<String>) -> Result<EksToken, Error> {
        self.token_for(cluster_named(cluster)?).await
    }

    /// Creates a token for a cluster with any id, as `aws eks get-token --cluster-id` does.
    ///
    /// Use it for clusters that are not EKS's, but run `aws-iam-authenticator`: their administrator chooses the id. It is the
    /// host name of the API server in clusters of kops, for example. Otherwise the token is the same as that of
    /// [`eks_token`](Self::eks_token).
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let token = sts.eks_token_for_id("api.mycluster.example.com").await?;
    /// println!("valid until {}", token.expires_at());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the id is empty or contains anything but visible ASCII characters, and for the same reasons as
    /// [`eks_token`](Self::eks_token).
    pub async fn eks_token_for_id(&self, cluster_id: impl Into<String>) -> Result<EksToken, Error> {
        self.token_for(cluster_with_id(cluster_id)?).await
    }

    #[inline]
    async fn token_for(&self, cluster: ClusterId) -> Result<EksToken, Error> {
        let request = GetCallerIdentityRequest::default();
        EksToken::of(&self.client().as_runtime().presign(&request, EXPIRES, &[(HEADER, cluster.as_str())]).await?)
    }
}

/// Returns a cluster of EKS.
pub(crate) fn cluster_named(name: impl Into<String>) -> Result<ClusterId, Error> {
    ClusterId::of_name(name).map_err(|problem| invalid_argument(&GET_CALLER_IDENTITY, problem).into())
}

/// Returns a cluster with any id.
pub(crate) fn cluster_with_id(id: impl Into<String>) -> Result<ClusterId, Error> {
    ClusterId::new(id).map_err(|problem| invalid_argument(&GET_CALLER_IDENTITY, problem).into())
}

impl EksToken {
    /// Encodes a URL that was signed for a cluster.
    #[inline]
    pub(crate) fn of(signed: &SignedUrl) -> Result<Self, Error> {
        let mut token = String::with_capacity(PREFIX.len() + signed.expose().len() * 4 / 3 + 4);
        token.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(signed.expose(), &mut token);
        let token = Secret::from(token);
        let length = token.expose().len();
        if length > MAX_TOKEN_BYTES {
            let problem = format!(
                "the token would have {length} bytes, and clusters accept {MAX_TOKEN_BYTES}; use credentials with a \
                 shorter session token: with fewer or shorter tags and session policies"
            );
            return Err(invalid_argument(&GET_CALLER_IDENTITY, problem).into());
        }
        let end = signed.signed_at().checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let expires_at = signed.credentials_expire_at().map_or(end, |expires_at| expires_at.min(end));
        Ok(Self { token, expires_at })
    }
}

/// An authentication token for an EKS cluster, created by [`Sts::eks_token`] and
/// [`Sts::eks_token_for_id`].
///
/// It is a secret: anyone who has it can act as the caller that created it.
///
/// ```no_run
/// use sts::token::ExecCredentialVersion;
///
/// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
/// // What `kubectl` expects from a command that a kubeconfig names under `exec`.
/// let token = sts.eks_token("prod").await?;
/// println!("{}", token.to_exec_credential(ExecCredentialVersion::V1).expose());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EksToken {
    token: Secret,
    expires_at: Timestamp,
}

/// The API version of a Kubernetes `ExecCredential`. It must match `exec.apiVersion` in the kubeconfig.
/// Taken by [`EksToken::to_exec_credential`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExecCredentialVersion {
    /// `client.authentication.k8s.io/v1beta1`, the default of the AWS CLI.
    V1Beta1,
    /// `client.authentication.k8s.io/v1`.
    V1,
}

impl ExecCredentialVersion {
    #[inline]
    fn as_str(self) -> &'static str {
        match self {
            Self::V1Beta1 => "client.authentication.k8s.io/v1beta1",
            Self::V1 => "client.authentication.k8s.io/v1",
        }
    }
}

impl EksToken {
    /// Returns the token: `k8s-aws-v1.…`. Never log it.
    #[inline]
    pub fn expose(&self) -> &str {
        self.token.expose()
    }

    /// Returns the time by which a client must have replaced the token.
    #[inline]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Returns the JSON that Kubernetes expects from a command that a kubeconfig names under `exec`. It contains the
    /// token. See <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>.
    #[inline]
    pub fn to_exec_credential(&self, version: ExecCredentialVersion) -> Secret {
        // Kubernetes keeps `expirationTimestamp` to the second.
        let expiration = Timestamp::from_secs(self.expires_at.secs()).to_string();
        let mut text = String::with_capacity(256 + self.expose().len());
        // Written by hand into one allocation, so that no copy of the token is left behind unzeroed. None of the parts
        // contains a character that JSON escapes.
        text.extend([r#"{"kind":"ExecCredential","apiVersion":""#, version.as_str()]);
        text.extend([r#"","spec":{},"status":{"expirationTimestamp":""#, &expiration]);
        text.extend([r#"","token":""#, self.expose(), r#""}}"#]);
        Secret::from(text)
    }
}

impl fmt::Debug for EksToken {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EksToken").field("token", &self.token).field("expires_at", &self.expires_at).finish()
    }
}
