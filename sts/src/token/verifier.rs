//! Verification of EKS tokens.

use awsquery::Secret;
use awsquery::endpoint::partition::{PARTITIONS, Partition, known_partition};
use awsquery::layer::invalid_argument;
use http::HeaderName;

use super::cluster::{self, ClusterId};
use super::eks::{cluster_named, cluster_with_id};
use super::error::{TokenError, TokenProblem};
use super::rules;
use crate::api::{Error, GET_CALLER_IDENTITY, GetCallerIdentityRequest, GetCallerIdentityResponse};
use crate::client::Sts;
use crate::client_state::ClientState;
#[cfg(feature = "blocking")]
use crate::kind::Blocking;
use crate::kind::{Async, Kind};

impl Sts {
    /// Creates a verifier of tokens for the EKS cluster named `cluster`.
    ///
    /// Tokens must name an STS endpoint in the partition of this client's region. The client's credentials are not
    /// used, because a token carries the signature of its owner.
    ///
    /// # Errors
    ///
    /// Fails if `cluster` is not a valid name of an EKS cluster, or if the client has no region, or one that is not in
    /// a known partition.
    pub fn eks_verifier(&self, cluster: impl Into<String>) -> Result<EksVerifier, Error> {
        EksVerifier::new(&self.state, cluster_named(cluster)?)
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
    /// Fails if the id is empty or contains anything but visible ASCII characters, or if the client has no region, or
    /// one that is not in a known partition.
    pub fn eks_verifier_for_id(&self, cluster_id: impl Into<String>) -> Result<EksVerifier, Error> {
        EksVerifier::new(&self.state, cluster_with_id(cluster_id)?)
    }
}

/// Verifies EKS tokens by asking STS who signed them, as the authenticator of an EKS cluster does. Created by
/// [`Sts::eks_verifier`] and [`Sts::eks_verifier_for_id`].
///
/// It asks only the STS endpoints of AWS, with https, whatever endpoint the client has: a token names its endpoint, and
/// its presenter chose it. So it refuses the tokens of the embedded STS, whose endpoint is plain http on loopback. The
/// [tour](crate::tour::testing#code-that-verifies-eks-tokens) shows how to test your code instead.
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
pub struct EksVerifier<K: Kind = Async> {
    state: ClientState<K>,
    cluster: ClusterId,
    partition: &'static Partition,
}

/// The principal that signed a token, as STS reports it. Returned by [`EksVerifier::verify`].
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

impl<K: Kind> EksVerifier<K> {
    pub(super) fn new(state: &ClientState<K>, cluster: ClusterId) -> Result<Self, Error> {
        let refuse = |problem: String| invalid_argument(&GET_CALLER_IDENTITY, problem);
        let region = K::region(&state.connection.client).map_err(|error| refuse(error.to_string()))?;
        let region =
            region.ok_or_else(|| refuse("the client has no region; use the region of the cluster".to_owned()))?;
        let partition = known_partition(PARTITIONS, region).ok_or_else(|| {
            refuse(format!("the region {region:?} is not in a known partition; use the region of the cluster"))
        })?;
        Ok(Self { state: state.clone(), cluster, partition })
    }

    /// Returns the URL in a token.
    fn url(&self, token: &str) -> Result<Secret, TokenError> {
        Ok(rules::check(token, self.partition, self.state.now())?)
    }

    fn headers(&self) -> [(HeaderName, &str); 1] {
        [(cluster::HEADER, self.cluster.as_str())]
    }
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
    #[inline]
    pub async fn verify(&self, token: &str) -> Result<TokenIdentity, TokenError> {
        let (url, runtime) = (self.url(token)?, self.state.connection.client.as_runtime());
        let result = runtime.send_presigned::<GetCallerIdentityRequest>(url.expose(), &self.headers()).await;
        TokenIdentity::of(result)
    }
}

/// Needs the feature `blocking`.
#[cfg(feature = "blocking")]
impl EksVerifier<Blocking> {
    /// Returns the identity of the principal that signed the token, like the async [`verify`](EksVerifier::verify).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    #[inline]
    pub fn verify(&self, token: &str) -> Result<TokenIdentity, TokenError> {
        let (url, runtime) = (self.url(token)?, self.state.connection.client.as_runtime());
        TokenIdentity::of(runtime.send_presigned::<GetCallerIdentityRequest>(url.expose(), &self.headers()))
    }
}

impl TokenIdentity {
    /// Reads the response of STS, which must have all three parts.
    #[inline]
    fn of(result: Result<GetCallerIdentityResponse, awsquery::Error>) -> Result<Self, TokenError> {
        let response = result.map_err(|error| TokenError::not_confirmed(error.into()))?;
        let part = |part: Option<String>| part.filter(|part| !part.is_empty()).ok_or(TokenProblem::NoIdentity);
        Ok(Self { account: part(response.account)?, arn: part(response.arn)?, user_id: part(response.user_id)? })
    }
}
