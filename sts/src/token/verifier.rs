//! The other end of a token: whose is it?

use awsquery::endpoint::partition::{PARTITIONS, Partition, partition};
use awsquery::rt::refused;

use super::cluster::{self, ClusterName};
use super::error::{TokenError, TokenProblem};
use super::rules;
use crate::api::{GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::{Error, Sts};

impl Sts {
    /// Tells who presents tokens for the cluster `cluster`, by asking STS.
    ///
    /// Tokens have to lead to an STS in the partition of this client's region. Its credentials are not needed: the
    /// signature in a token is its owner's.
    ///
    /// # Errors
    ///
    /// If EKS takes no such name, or the client has no region.
    pub fn eks_verifier(&self, cluster: impl Into<String>) -> Result<EksVerifier, Error> {
        let refuse = |problem: String| refused(&GET_CALLER_IDENTITY, problem);
        let cluster = ClusterName::new(cluster).map_err(refuse)?;
        let region = self.client().as_runtime().region().map_err(|error| refuse(error.to_string()))?;
        let partition = partition(PARTITIONS, region.unwrap_or_default());
        let partition = partition.ok_or_else(|| refuse("the region is in no partition that is known".to_owned()))?;
        Ok(EksVerifier { sts: self.clone(), cluster, partition })
    }
}

/// Tells who presents a token, as the authenticator of an EKS cluster does. Made by [`Sts::eks_verifier`].
#[derive(Clone, Debug)]
pub struct EksVerifier {
    sts: Sts,
    cluster: ClusterName,
    partition: &'static Partition,
}

/// Who signed a token, in the words of STS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallerIdentity {
    /// The account: `123456789012`.
    pub account: String,
    /// The principal: `arn:aws:sts::123456789012:assumed-role/demo/session-name`.
    pub arn: String,
    /// Its unique id: `AROA…:session-name`.
    pub user_id: String,
}

impl EksVerifier {
    /// Who presents this token.
    ///
    /// What is wrong with a token by itself is found before anything is sent, so that a token cannot make this program
    /// call anything but STS. Then its URL is sent, once, with the name of this cluster as a header: if the token was
    /// made for another cluster, STS finds the signature wrong. Redirects are not followed.
    ///
    /// # Errors
    ///
    /// What is wrong with the token, or why STS could not be asked.
    pub async fn verify(&self, token: &str) -> Result<CallerIdentity, TokenError> {
        let url = rules::url_of(token, self.partition, self.sts.now())?;
        let runtime = self.sts.client().as_runtime();
        let headers = [(cluster::HEADER, self.cluster.as_str())];
        let answer = runtime.send_presigned::<GetCallerIdentityRequest>(url.expose(), &headers).await;
        let answer = answer.map_err(|error| TokenError::not_confirmed(error.into()))?;
        let part = |part: Option<String>| part.filter(|part| !part.is_empty()).ok_or(TokenProblem::NoIdentity);
        Ok(CallerIdentity { account: part(answer.account)?, arn: part(answer.arn)?, user_id: part(answer.user_id)? })
    }
}
