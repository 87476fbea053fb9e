//! Trusted identity propagation: the end user on whose behalf a session acts.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use sts::Secret;
use sts::api::{OriginIdentity, TransactionContext, TrustedIdentityPropagationContext};
use sts::policy::AccessRequest;

/// The trusted identity propagation context of a session. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_TrustedIdentityPropagationContext.html>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TrustedContext {
    pub(crate) subject: String,
    pub(crate) subject_type: Option<String>,
    /// The `iss` of the token, without `https://`.
    pub(crate) issuer: String,
    pub(crate) provider_arn: String,
    /// Further claims, by the names that they have in condition keys.
    pub(crate) claims: BTreeMap<String, String>,
}

/// Shows nothing: the content is personal data.
impl fmt::Debug for TrustedContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedContext").finish_non_exhaustive()
    }
}

impl TrustedContext {
    /// Adds the condition keys of the context to a request for evaluation.
    pub(crate) fn describe(&self, request: AccessRequest) -> AccessRequest {
        let mut request = request
            .key("aws:OriginIdentity/Subject", self.subject.as_str())
            .key("aws:OriginIdentity/Issuer", self.issuer.as_str())
            .key("aws:OriginIdentity/FederatedProviderArn", self.provider_arn.as_str());
        if let Some(subject_type) = &self.subject_type {
            request = request.key("aws:OriginIdentity/SubjectType", subject_type.as_str());
        }
        self.claims.iter().fold(request, |request, (name, value)| {
            request.key(format!("aws:TransactionContext/IdentityProvider/{name}"), value.as_str())
        })
    }

    /// Returns the context as a member of a response.
    pub(crate) fn to_response(&self) -> TrustedIdentityPropagationContext {
        let mut origin = OriginIdentity::default();
        origin.subject = Some(Secret::from(self.subject.as_str()));
        origin.subject_type = self.subject_type.as_deref().map(Secret::from);
        origin.issuer = Some(Secret::from(self.issuer.as_str()));
        origin.federated_provider_arn = Some(self.provider_arn.clone());
        let mut response = TrustedIdentityPropagationContext::default();
        response.origin_identity = Some(origin);
        if !self.claims.is_empty() {
            let claims = self.claims.iter().map(|(name, value)| (name.clone(), Secret::from(value.as_str())));
            let mut transaction = TransactionContext::default();
            transaction.identity_provider = Some(claims.collect());
            response.transaction_context = Some(transaction);
        }
        response
    }
}
