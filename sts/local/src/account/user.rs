//! Users of an account.

use sts::{Credentials, Policy};

use crate::account::mfa_device::MfaDevice;
use crate::account::principal::PrincipalSettings;

/// A user of an account, with access keys, MFA devices, policies and tags.
///
/// A new user has none of them. It may call `GetCallerIdentity` and `GetSessionToken`, which need no permission, and
/// assume roles that trust it by name.
///
/// ```
/// use sts::Policy;
/// use sts_local::{MfaDevice, User};
///
/// let ann = User::new("Ann")
///     .access_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
///     .policy(Policy::new().allow(["sts:AssumeRole"], ["arn:aws:iam::123456789012:role/release"]))
///     .mfa_device(MfaDevice::new("phone", "12345678901234567890"))
///     .tag("team", "red");
/// # let _ = ann;
/// ```
#[derive(Clone, Debug)]
pub struct User {
    pub(crate) settings: PrincipalSettings,
    pub(crate) keys: Vec<Credentials>,
    pub(crate) devices: Vec<MfaDevice>,
}

impl User {
    /// Creates a user. A path may precede the name: `engineering/Ann`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { settings: PrincipalSettings::new(name), keys: Vec::new(), devices: Vec::new() }
    }

    /// Adds a long-term access key.
    #[must_use]
    pub fn access_key(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        self.keys.push(Credentials::new(access_key_id, secret_access_key));
        self
    }

    /// Adds an MFA device.
    #[must_use]
    pub fn mfa_device(mut self, device: MfaDevice) -> Self {
        self.devices.push(device);
        self
    }

    /// Adds an identity policy.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.settings.add_policy(policy);
        self
    }

    /// Adds a tag, which policies see as `aws:PrincipalTag/KEY`. Keys have to differ in more than case, as in IAM.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.add_tag(key, value);
        self
    }
}
