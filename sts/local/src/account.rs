//! Accounts: their users, roles, policies and identity providers.

pub(crate) mod context_provider;
pub(crate) mod mfa_device;
pub(crate) mod oidc_provider;
pub(crate) mod policy_rules;
pub(crate) mod principal;
pub(crate) mod role;
pub(crate) mod user;

use std::collections::BTreeMap;

use crate::account::oidc_provider::OidcProvider;
use crate::account::policy_rules::{check_managed_policy, check_policy};
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::{AccountId, DEFAULT_PARTITION};
use crate::name_rules::is_iam_name;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::policy::PolicyKind;
use sts::{Credentials, Policy};

/// The longest name of a managed policy, without its path. See
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>.
const MAX_POLICY_NAME: usize = 128;

/// An AWS account, with users, roles, policies and identity providers.
///
/// ```
/// use sts_local::{Account, Role, User};
///
/// let partner = Account::new("111122223333").user(User::new("Pat")).role(Role::new("deliver"));
/// # let _ = partner;
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) id: AccountId,
    /// Like the generation of a user or role ([`PrincipalSettings::generation`](principal::PrincipalSettings::generation)).
    pub(crate) generation: u64,
    pub(crate) root_keys: Vec<Credentials>,
    pub(crate) users: Vec<User>,
    pub(crate) roles: Vec<Role>,
    pub(crate) policies: BTreeMap<String, Policy>,
    pub(crate) oidc_providers: Vec<OidcProvider>,
    #[cfg(feature = "saml")]
    pub(crate) saml_providers: Vec<SamlProvider>,
    pub(crate) issues_web_identity_tokens: bool,
}

impl Account {
    /// Creates an account without users and roles. The ID has 12 digits.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: AccountId::new(DEFAULT_PARTITION, id),
            generation: 0,
            root_keys: Vec::new(),
            users: Vec::new(),
            roles: Vec::new(),
            policies: BTreeMap::new(),
            oidc_providers: Vec::new(),
            #[cfg(feature = "saml")]
            saml_providers: Vec::new(),
            issues_web_identity_tokens: false,
        }
    }

    /// Adds an access key of the account's root user. Sessions of the root user last at most one hour, and it may not
    /// assume roles.
    #[must_use]
    pub fn root_key(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        self.root_keys.push(Credentials::new(access_key_id, secret_access_key));
        self
    }

    /// Adds a user.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Adds a managed policy, `arn:PARTITION:iam::ACCOUNT:policy/NAME`, which requests may use as a session policy.
    #[must_use]
    pub fn managed_policy(mut self, name: impl Into<String>, policy: Policy) -> Self {
        self.policies.insert(name.into(), policy);
        self
    }

    /// Adds an OpenID Connect provider, whose tokens roles may trust.
    #[must_use]
    pub fn oidc_provider(mut self, provider: OidcProvider) -> Self {
        self.oidc_providers.push(provider);
        self
    }

    /// Adds a SAML provider, whose assertions roles may trust.
    ///
    /// Needs the feature `saml`.
    #[cfg(feature = "saml")]
    #[must_use]
    pub fn saml_provider(mut self, provider: SamlProvider) -> Self {
        self.saml_providers.push(provider);
        self
    }

    /// Lets callers of the account get web identity tokens with `GetWebIdentityToken`. AWS calls that outbound web
    /// identity federation. It is off by default, as in new AWS accounts.
    #[must_use]
    pub fn issue_web_identity_tokens(self) -> Self {
        Self { issues_web_identity_tokens: true, ..self }
    }

    pub(crate) fn user_arn(&self, user: &User) -> String {
        self.id.iam_arn(&format!("user/{}", user.settings.name))
    }

    pub(crate) fn role_arn(&self, role: &Role) -> String {
        self.id.iam_arn(&format!("role/{}", role.settings.name))
    }

    /// Returns true if the ARN is that of a user or role of this account.
    pub(crate) fn has_principal(&self, arn: &str) -> bool {
        let users = self.users.iter().map(|user| format!("user/{}", user.settings.name));
        let roles = self.roles.iter().map(|role| format!("role/{}", role.settings.name));
        self.id.iam_resource(arn).is_some_and(|resource| users.chain(roles).any(|name| name == resource))
    }

    /// Checks the account ID, all policies, tags and the context providers.
    pub(crate) fn validate(&self) -> Result<(), String> {
        self.id.check()?;
        for user in &self.users {
            user.settings.check().map_err(|problem| format!("user \"{}\": {problem}", user.settings.name))?;
        }
        for role in &self.roles {
            let trust = role.trust.as_ref().map_or(Ok(()), |trust| check_policy(trust, PolicyKind::Trust));
            let checked = trust.and_then(|()| role.settings.check());
            checked.map_err(|problem| format!("role \"{}\": {problem}", role.settings.name))?;
        }
        self.oidc_providers.iter().try_for_each(OidcProvider::validate)?;
        for (name, policy) in &self.policies {
            if !is_iam_name(name, MAX_POLICY_NAME) {
                return Err(format!(
                    "{name:?} is not the name of a managed policy; write 1 to {MAX_POLICY_NAME} ASCII letters, digits and \
                     +=,.@_-, after a path if there is one"
                ));
            }
            check_managed_policy(policy).map_err(|problem| format!("policy \"{name}\": {problem}"))?;
        }
        Ok(())
    }
}
