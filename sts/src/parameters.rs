//! What requests for sessions have in common, whatever the operation: rules, warnings, sizes and explanations look at
//! this view and not at the requests.

use crate::api::{
    AssumeRoleRequest, AssumeRoleWithWebIdentityRequest, GetFederationTokenRequest, GetSessionTokenRequest,
    PolicyDescriptorType, Tag,
};
use crate::{Request, Secret};

/// A request that is answered with credentials.
pub(crate) trait SessionRequest: Request {
    /// The view of its members.
    fn parameters(&self) -> Parameters<'_>;
}

/// A view of the members of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parameters<'a> {
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) policy: Option<&'a str>,
    pub(crate) policy_arns: &'a [PolicyDescriptorType],
    pub(crate) tags: &'a [Tag],
    pub(crate) transitive_tag_keys: &'a [String],
    pub(crate) external_id: Option<&'a Secret>,
    pub(crate) serial_number: Option<&'a str>,
    pub(crate) source_identity: Option<&'a str>,
}

impl<'a> Parameters<'a> {
    /// The ARNs of the managed policies.
    pub(crate) fn policy_arns(&self) -> impl Iterator<Item = &'a str> {
        self.policy_arns.iter().filter_map(|policy| policy.arn.as_deref())
    }

    /// Whether there is a policy of either kind.
    pub(crate) fn has_policy(&self) -> bool {
        self.policy.is_some() || !self.policy_arns.is_empty()
    }
}

impl SessionRequest for GetSessionTokenRequest {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            duration_seconds: self.duration_seconds,
            serial_number: self.serial_number.as_deref(),
            ..Parameters::default()
        }
    }
}

impl SessionRequest for GetFederationTokenRequest {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            tags: self.tags.as_deref().unwrap_or_default(),
            ..Parameters::default()
        }
    }
}

impl SessionRequest for AssumeRoleRequest {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            tags: self.tags.as_deref().unwrap_or_default(),
            transitive_tag_keys: self.transitive_tag_keys.as_deref().unwrap_or_default(),
            external_id: self.external_id.as_ref(),
            serial_number: self.serial_number.as_deref(),
            source_identity: self.source_identity.as_deref(),
        }
    }
}

impl SessionRequest for AssumeRoleWithWebIdentityRequest {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            ..Parameters::default()
        }
    }
}
