//! The name, policies and tags that users and roles have in common.

use std::collections::BTreeMap;

use awsquery::rule::validate;

use crate::account::policy_rules::check_policy;
use crate::name_rules::is_reserved_for_aws;
use sts::Policy;
use sts::api::Tag;
use sts::policy::PolicyKind;
use sts::tag_key::fold;

/// The largest number of tags of a user or role. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const MAX_TAGS: usize = 50;

/// The name, identity policies and tags of a user or role.
#[derive(Clone, Debug)]
pub(crate) struct PrincipalSettings {
    /// The name, after its path: `engineering/Ann`.
    pub(crate) name: String,
    pub(crate) policies: Vec<Policy>,
    pub(crate) tags: Vec<(String, String)>,
    /// The number of the change that added it, and 0 if it is there since the start. It tells a user or role from a removed
    /// one of the same name.
    pub(crate) generation: u64,
}

impl PrincipalSettings {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), policies: Vec::new(), tags: Vec::new(), generation: 0 }
    }

    pub(crate) fn add_policy(&mut self, policy: Policy) {
        self.policies.push(policy);
    }

    /// Checks the identity policies and the tags.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.policies.iter().try_for_each(|policy| check_policy(policy, PolicyKind::Identity))?;
        if self.tags.len() > MAX_TAGS {
            return Err(format!("IAM refuses more than {MAX_TAGS} tags; found {}", self.tags.len()));
        }
        let mut keys = BTreeMap::new();
        for (key, value) in &self.tags {
            // IAM and STS have the same rules for tags.
            if validate(&Tag::new(key, value)).is_err() || is_reserved_for_aws(key) || is_reserved_for_aws(value) {
                return Err(format!(
                    "IAM refuses the tag {key:?} with the value {value:?}; a key has 1 to 128 letters, digits, spaces and \
                     _.:/=+-@, a value at most 256, and neither begins with aws:"
                ));
            }
            if let Some(first) = keys.insert(fold(key), key) {
                return Err(format!("IAM refuses two tags whose keys differ at most in case: {first:?} and {key:?}"));
            }
        }
        Ok(())
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
