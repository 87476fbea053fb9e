//! The name, policies and tags that users and roles have in common.

use crate::account::policy_rules::check_policy;
use sts::Policy;
use sts::policy::PolicyKind;

/// The name, identity policies and tags of a user or role.
#[derive(Clone, Debug)]
pub(crate) struct PrincipalSettings {
    /// The name, after its path: `engineering/Ann`.
    pub(crate) name: String,
    pub(crate) policies: Vec<Policy>,
    pub(crate) tags: Vec<(String, String)>,
}

impl PrincipalSettings {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), policies: Vec::new(), tags: Vec::new() }
    }

    pub(crate) fn add_policy(&mut self, policy: Policy) {
        self.policies.push(policy);
    }

    /// Checks the identity policies.
    pub(crate) fn check_policies(&self) -> Result<(), String> {
        self.policies.iter().try_for_each(|policy| check_policy(policy, PolicyKind::Identity))
    }

    pub(crate) fn add_tag(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.tags.push((key.into(), value.into()));
    }

    /// Returns the name without its path.
    pub(crate) fn base_name(&self) -> &str {
        base_name(&self.name)
    }
}

/// Returns the name of a user or role without its path.
pub(crate) fn base_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}
