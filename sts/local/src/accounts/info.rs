//! Accounts as they are shown. Nothing here is secret.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::account::Account;
use crate::account::context_provider::ContextProvider;
use crate::account::mfa_device::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::AccountId;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::{Policy, Timestamp};

/// An account as it is shown, without secrets and without the providers behind [`TestIssuer`](crate::TestIssuer), which the
/// first account always has.
///
/// This type and its parts serialize as objects with the names of the fields.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct AccountInfo {
    /// The ID.
    pub id: String,
    /// True for the first account, which manages the others.
    pub management: bool,
    /// True if callers of the account may call `GetWebIdentityToken`.
    pub web_identity_tokens: bool,
    /// The access key IDs of the root user.
    pub root_keys: Vec<String>,
    /// The users.
    pub users: Vec<UserInfo>,
    /// The roles.
    pub roles: Vec<RoleInfo>,
    /// The managed policies.
    pub policies: Vec<ManagedPolicyInfo>,
    /// The OpenID Connect providers.
    pub oidc_providers: Vec<OidcProviderInfo>,
    /// The SAML providers.
    pub saml_providers: Vec<SamlProviderInfo>,
}

/// A user as it is shown. Returned by [`LocalAccounts::user`](crate::LocalAccounts::user).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct UserInfo {
    /// The name, after its path.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The access key IDs.
    pub keys: Vec<String>,
    /// The names of the MFA devices.
    pub mfa: Vec<String>,
    /// The identity policies.
    pub policies: Vec<Policy>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A role as it is shown. Returned by [`LocalAccounts::role`](crate::LocalAccounts::role).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RoleInfo {
    /// The name, after its path.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The trust policy.
    pub trust: Policy,
    /// The identity policies.
    pub policies: Vec<Policy>,
    /// The longest session that a caller may request, in seconds.
    pub max_session_seconds: u64,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A managed policy as it is shown. Returned by
/// [`LocalAccounts::managed_policy`](crate::LocalAccounts::managed_policy).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ManagedPolicyInfo {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The policy.
    pub policy: Policy,
}

/// An OpenID Connect provider as it is shown. Returned by
/// [`LocalAccounts::oidc_provider`](crate::LocalAccounts::oidc_provider).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OidcProviderInfo {
    /// The URL, which is the `iss` of its tokens.
    pub url: String,
    /// The ARN.
    pub arn: String,
    /// The audiences that tokens may have.
    pub audiences: Vec<String>,
    /// The IDs (`kid`) of its public keys.
    pub key_ids: Vec<String>,
    /// The claims that name the end user of a session.
    pub context: Option<ContextProvider>,
}

/// A SAML provider as it is shown. Part of an [`AccountInfo`].
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SamlProviderInfo {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The entity ID.
    pub issuer: String,
}

/// The codes of an MFA device at the time of the server's clock. Each code works once, so a second call within the same
/// 30 seconds needs the next one. Returned by [`LocalAccounts::mfa_device`](crate::LocalAccounts::mfa_device).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MfaDeviceInfo {
    /// The name of the device.
    pub name: String,
    /// The serial number, for requests.
    pub serial_number: String,
    /// The current code.
    pub code: String,
    /// The next code, which is valid already.
    pub next_code: String,
    /// The time until the code changes, in seconds.
    pub seconds_left: u64,
}

impl AccountInfo {
    pub(super) fn new(account: &Account, is_management: bool) -> Self {
        let id = &account.id;
        Self {
            id: id.as_str().to_owned(),
            management: is_management,
            web_identity_tokens: account.issues_web_identity_tokens,
            root_keys: account.root_keys.iter().map(|key| key.access_key_id().to_owned()).collect(),
            users: account.users.iter().map(|user| UserInfo::new(account, user)).collect(),
            roles: account.roles.iter().map(|role| RoleInfo::new(account, role)).collect(),
            policies: account.policies.iter().map(|(name, policy)| ManagedPolicyInfo::new(id, name, policy)).collect(),
            oidc_providers: account.oidc_providers.iter().map(|provider| OidcProviderInfo::new(id, provider)).collect(),
            #[cfg(feature = "saml")]
            saml_providers: account.saml_providers.iter().map(|provider| SamlProviderInfo::new(id, provider)).collect(),
            #[cfg(not(feature = "saml"))]
            saml_providers: Vec::new(),
        }
    }
}

impl UserInfo {
    pub(super) fn new(account: &Account, user: &User) -> Self {
        Self {
            name: user.settings.name.clone(),
            arn: account.user_arn(user),
            keys: user.keys.iter().map(|key| key.access_key_id().to_owned()).collect(),
            mfa: user.devices.iter().map(|device| device.name.clone()).collect(),
            policies: user.settings.policies.clone(),
            tags: user.settings.tags.iter().cloned().collect(),
        }
    }
}

impl RoleInfo {
    pub(super) fn new(account: &Account, role: &Role) -> Self {
        Self {
            name: role.settings.name.clone(),
            arn: account.role_arn(role),
            trust: role.trust_in(&account.id),
            policies: role.settings.policies.clone(),
            max_session_seconds: role.max_session.as_secs(),
            tags: role.settings.tags.iter().cloned().collect(),
        }
    }
}

impl ManagedPolicyInfo {
    pub(super) fn new(account: &AccountId, name: &str, policy: &Policy) -> Self {
        let arn = account.iam_arn(&format!("policy/{name}"));
        Self { name: name.to_owned(), arn, policy: policy.clone() }
    }
}

impl OidcProviderInfo {
    pub(super) fn new(account: &AccountId, provider: &OidcProvider) -> Self {
        Self {
            url: provider.url.clone(),
            arn: provider.arn(account),
            audiences: provider.audiences.clone(),
            key_ids: provider.keys.ids().map(str::to_owned).collect(),
            context: provider.context.clone(),
        }
    }
}

#[cfg(feature = "saml")]
impl SamlProviderInfo {
    pub(super) fn new(account: &AccountId, provider: &SamlProvider) -> Self {
        Self { name: provider.name.clone(), arn: provider.arn(account), issuer: provider.issuer.clone() }
    }
}

impl MfaDeviceInfo {
    pub(super) fn new(account: &AccountId, device: &MfaDevice, now: Timestamp) -> Self {
        let step = MfaDevice::SECONDS_PER_CODE;
        let left = step - now.secs().rem_euclid(step);
        Self {
            name: device.name.clone(),
            serial_number: account.iam_arn(&format!("mfa/{}", device.name)),
            code: device.code(now),
            next_code: device.code(Timestamp::from_secs(now.secs().saturating_add(step))),
            seconds_left: left.unsigned_abs(),
        }
    }
}
