//! Verification of EKS tokens.

use awsquery::endpoint::partition::{PARTITIONS, Partition, partition};
use awsquery::layer::invalid_argument;

use super::cluster::{self, ClusterId};
use super::error::{TokenError, TokenProblem};
use super::rules;
use crate::api::{Error, GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::client::Sts;

impl Sts {
    /// Creates a verifier of tokens for the EKS cluster named `cluster`.
    ///
    /// Tokens must name an STS endpoint in the partition of this client's region. The client's credentials are not
    /// used, because a token carries the signature of its owner.
    ///
    /// # Errors
    ///
    /// Fails if `cluster` is not a valid name of an EKS cluster, or if the client has no region or one in no known
    /// partition.
    pub fn eks_verifier(&self, cluster: impl Into<String>) -> Result<EksVerifier, Error> {
        self.verifier_for(ClusterId::of_name(cluster))
    }

    /// Creates a verifier of tokens for a cluster with any id, which [`eks_token_for_id`](Self::eks_token_for_id) creates.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts, token: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let verifier = sts.eks_verifier_for_id("api.mycluster.example.com")?;
    /// println!("{}", verifier.verify(token).await?.arn);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the id is empty or contains anything but visible ASCII characters, or if the client has no region or one in
    /// no known partition.
    pub fn eks_verifier_for_id(&self, cluster_id: impl Into<String>) -> Result<EksVerifier, Error> {
        self.verifier_for(ClusterId::new(cluster_id))
    }

    fn verifier_for(&self, cluster: Result<ClusterId, String>) -> Result<EksVerifier, Error> {
        let refuse = |problem: String| invalid_argument(&GET_CALLER_IDENTITY, problem);
        let cluster = cluster.map_err(refuse)?;
        let region = self.client().as_runtime().region().map_err(|error| refuse(error.to_string()))?;
        let partition = partition(PARTITIONS, region.unwrap_or_default());
        let partition = partition.ok_or_else(|| refuse("the region is not in a known partition".to_owned()))?;
        Ok(EksVerifier { sts: self.clone(), cluster, partition })
    }
}

/// Verifies EKS tokens by asking STS who signed them, as the authenticator of an EKS cluster does. Created by
/// [`Sts::eks_verifier`] and [`Sts::eks_verifier_for_id`].
///
/// ```no_run
/// # async fn example(sts: sts::Sts, token: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = sts.eks_verifier("prod")?;
/// let identity = verifier.verify(token).await?;
/// println!("{} of account {}", identity.arn, identity.account);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct EksVerifier {
    sts: Sts,
    cluster: ClusterId,
    partition: &'static Partition,
}

/// The principal that signed a token, as STS reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenIdentity {
    /// The account id: `123456789012`.
    pub account: String,
    /// The ARN of the principal: `arn:aws:sts::123456789012:assumed-role/demo/session-name`.
    pub arn: String,
    /// The unique id of the principal: `AROA…:session-name`.
    pub user_id: String,
}

impl EksVerifier {
    /// Returns the identity of the principal that signed the token.
    ///
    /// The token is checked before anything is sent, so that it cannot make this program call anything but STS. Then
    /// its URL is sent once, with the name of this cluster as a header. If the token was created for another cluster,
    /// the signature does not match and STS refuses it. Redirects are not followed.
    ///
    /// # Errors
    ///
    /// Fails if the token breaks a rule, if STS refuses it, or if STS cannot be asked.
    /// [`is_refused`](TokenError::is_refused) tells whether the token is to blame.
    pub async fn verify(&self, token: &str) -> Result<TokenIdentity, TokenError> {
        let url = rules::check(token, self.partition, self.sts.now())?;
        let runtime = self.sts.client().as_runtime();
        let headers = [(cluster::HEADER, self.cluster.as_str())];
        let result = runtime.send_presigned::<GetCallerIdentityRequest>(url.expose(), &headers).await;
        let response = result.map_err(|error| TokenError::not_confirmed(error.into()))?;
        let part = |part: Option<String>| part.filter(|part| !part.is_empty()).ok_or(TokenProblem::NoIdentity);
        Ok(TokenIdentity {
            account: part(response.account)?,
            arn: part(response.arn)?,
            user_id: part(response.user_id)?,
        })
    }
}
