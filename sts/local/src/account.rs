//! Accounts, and who is known in all of them.

pub(crate) mod mfa;
pub(crate) mod oidc_provider;
pub(crate) mod role;
pub(crate) mod user;

use std::collections::BTreeMap;

use crate::account::mfa::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
use crate::identity::Identity;
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

    fn role_arn(&self, role: &Role) -> String {
        format!("arn:aws:iam::{}:role/{}", self.id, role.name)
    }

    /// Why this is no account that anything can be done with.
    fn problem(&self) -> Option<String> {
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

/// All accounts, and an index of what callers name.
#[derive(Debug)]
pub(super) struct Directory {
    accounts: BTreeMap<String, Account>,
    /// The account that manages the others.
    management: String,
    keys: BTreeMap<String, (Identity, Credentials)>,
    /// Role by ARN: account and place in it.
    roles: BTreeMap<String, (String, usize)>,
}

impl Directory {
    /// The first account manages the others.
    pub(super) fn new(accounts: Vec<Account>) -> Result<Self, String> {
        let management = accounts.first().map(|account| account.id.clone()).unwrap_or_default();
        let mut directory =
            Self { accounts: BTreeMap::new(), management, keys: BTreeMap::new(), roles: BTreeMap::new() };
        for account in accounts {
            directory.add(account)?;
        }
        Ok(directory)
    }

    fn add(&mut self, account: Account) -> Result<(), String> {
        if let Some(problem) = account.problem() {
            return Err(problem);
        }
        let root = Identity::Root { account: account.id.clone() };
        let root_keys = account.root_keys.iter().map(|key| (root.clone(), key));
        let user_keys = account.users.iter().flat_map(|user| {
            let identity = Identity::User { account: account.id.clone(), name: user.name.clone() };
            user.keys.iter().map(move |key| (identity.clone(), key))
        });
        for (identity, key) in root_keys.chain(user_keys) {
            if self.keys.insert(key.access_key_id().to_owned(), (identity, key.clone())).is_some() {
                return Err(format!("the access key id {} is given twice; it names one caller", key.access_key_id()));
            }
        }
        for (place, role) in account.roles.iter().enumerate() {
            let arn = account.role_arn(role);
            if self.roles.insert(arn.clone(), (account.id.clone(), place)).is_some() {
                return Err(format!("the role {arn} is given twice"));
            }
        }
        let id = account.id.clone();
        match self.accounts.insert(id.clone(), account) {
            Some(_) => Err(format!("the account {id} is given twice")),
            None => Ok(()),
        }
    }

    pub(super) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The id of the account that manages the others: the first.
    #[cfg(feature = "saml")]
    pub(super) fn management(&self) -> &str {
        &self.management
    }

    /// Whether this account manages the others.
    pub(super) fn is_management(&self, id: &str) -> bool {
        self.management == id
    }

    /// Whose long-term key this is, and its secret.
    pub(super) fn key(&self, access_key_id: &str) -> Option<&(Identity, Credentials)> {
        self.keys.get(access_key_id)
    }

    /// A role and its account.
    pub(super) fn role(&self, arn: &str) -> Option<(&Account, &Role)> {
        let (account, place) = self.roles.get(arn)?;
        let account = self.accounts.get(account)?;
        Some((account, account.roles.get(*place)?))
    }

    pub(super) fn user(&self, account: &str, name: &str) -> Option<&User> {
        self.accounts.get(account)?.users.iter().find(|user| user.name == name)
    }

    /// The device of a user with this serial number.
    pub(super) fn device(&self, identity: &Identity, serial: &str) -> Option<&MfaDevice> {
        let Identity::User { account, name } = identity else { return None };
        let device = serial.strip_prefix(&format!("arn:aws:iam::{account}:mfa/"))?;
        self.user(account, name)?.devices.iter().find(|known| known.name == device)
    }

    /// The provider of an account with this ARN.
    #[cfg(feature = "saml")]
    pub(super) fn saml_provider(&self, account: &str, arn: &str) -> Option<&SamlProvider> {
        self.accounts.get(account)?.saml_providers.iter().find(|provider| provider.arn(account) == arn)
    }

    /// The provider of an account that issues tokens with this `iss`.
    pub(super) fn provider(&self, account: &str, issuer: &str) -> Option<&OidcProvider> {
        self.accounts.get(account)?.providers.iter().find(|provider| provider.url == issuer)
    }
}
