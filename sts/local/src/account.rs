//! Accounts, and who is known in each.

pub(crate) mod mfa;
pub(crate) mod oidc_provider;
pub(crate) mod role;
pub(crate) mod user;

use std::collections::BTreeMap;

use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::{Credentials, Policy};

/// An account: its users, roles, policies and identity providers.
///
/// ```
/// use sts_local::{Account, Role, User};
///
/// let partner = Account::new("111122223333").user(User::new("Pat")).role(Role::new("deliver"));
/// # let _ = partner;
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) id: String,
    pub(super) root_keys: Vec<Credentials>,
    pub(super) users: Vec<User>,
    pub(super) roles: Vec<Role>,
    pub(super) policies: BTreeMap<String, Policy>,
    pub(super) providers: Vec<OidcProvider>,
    #[cfg(feature = "saml")]
    pub(super) saml_providers: Vec<SamlProvider>,
    pub(super) web_identity_tokens: bool,
}

impl Account {
    /// An account with this id: 12 digits.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            root_keys: Vec::new(),
            users: Vec::new(),
            roles: Vec::new(),
            policies: BTreeMap::new(),
            providers: Vec::new(),
            #[cfg(feature = "saml")]
            saml_providers: Vec::new(),
            web_identity_tokens: false,
        }
    }

    /// An access key of the account's root user. Its sessions last at most one hour, and it may assume no role.
    #[must_use]
    pub fn root_key(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        self.root_keys.push(Credentials::new(access_key_id, secret_access_key));
        self
    }

    /// A user.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// A role.
    #[must_use]
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// A managed policy, `arn:aws:iam::ACCOUNT:policy/NAME`, for sessions to be narrowed by.
    #[must_use]
    pub fn managed_policy(mut self, name: impl Into<String>, policy: Policy) -> Self {
        self.policies.insert(name.into(), policy);
        self
    }

    /// An identity provider of OpenID Connect whose tokens roles may trust.
    #[must_use]
    pub fn oidc_provider(mut self, provider: OidcProvider) -> Self {
        self.providers.push(provider);
        self
    }

    /// An identity provider of SAML whose assertions roles may trust.
    #[cfg(feature = "saml")]
    #[must_use]
    pub fn saml_provider(mut self, provider: SamlProvider) -> Self {
        self.saml_providers.push(provider);
        self
    }

    /// Lets callers of the account have web identity tokens (`GetWebIdentityToken`), which AWS calls outbound web
    /// identity federation. Off without it, as in new accounts of AWS.
    #[must_use]
    pub fn issue_web_identity_tokens(self) -> Self {
        Self { web_identity_tokens: true, ..self }
    }

    pub(super) fn role_arn(&self, role: &Role) -> String {
        format!("arn:aws:iam::{}:role/{}", self.id, role.name)
    }

    /// Why this is no account that anything can be done with.
    pub(super) fn problem(&self) -> Option<String> {
        if self.id.len() != 12 || !self.id.bytes().all(|digit| digit.is_ascii_digit()) {
            return Some(format!("the account id \"{}\" is not 12 digits, such as 123456789012", self.id));
        }
        let anonymous = |role: &&Role| role.trust.iter().flat_map(Policy::statements).any(|one| !one.has_principal());
        self.roles.iter().find(anonymous).map(|role| {
            format!(
                "a statement in the trust policy of the role \"{}\" has no Principal: say whom it is about",
                role.name
            )
        })
    }
}
