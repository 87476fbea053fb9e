//! Users: who they are, and what they may do.

use sts::{Credentials, Policy};

use crate::account::mfa::MfaDevice;

/// A user of an account: access keys, MFA devices, policies and tags. A new one has none of them, and may do what needs
/// no permission: `GetCallerIdentity` and `GetSessionToken`, and assume roles that trust the user by name.
///
/// ```
/// use sts::Policy;
/// use sts_local::{MfaDevice, User};
///
/// let ann = User::new("Ann")
///     .access_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
///     .policy(Policy::new().allow(["sts:AssumeRole"], ["arn:aws:iam::123456789012:role/release"]))
///     .mfa(MfaDevice::new("phone", "12345678901234567890"))
///     .tag("team", "red");
/// # let _ = ann;
/// ```
#[derive(Clone, Debug)]
pub struct User {
    pub(crate) name: String,
    pub(crate) keys: Vec<Credentials>,
    pub(crate) devices: Vec<MfaDevice>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) tags: Vec<(String, String)>,
}

impl User {
    /// A user with this name. A path may stand before it: `engineering/Ann`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), keys: Vec::new(), devices: Vec::new(), policies: Vec::new(), tags: Vec::new() }
    }

    /// A long-term access key, besides others.
    #[must_use]
    pub fn access_key(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        self.keys.push(Credentials::new(access_key_id, secret_access_key));
        self
    }

    /// An MFA device, besides others.
    #[must_use]
    pub fn mfa(mut self, device: MfaDevice) -> Self {
        self.devices.push(device);
        self
    }

    /// An identity policy, besides others.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    /// A tag: policies see it as `aws:PrincipalTag/KEY`.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// The name without its path, which policies see as `aws:username`.
    pub(crate) fn plain_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}
