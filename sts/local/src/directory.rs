//! An index of all accounts, by the names that requests use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::account::Account;
use crate::account::mfa_device::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::policy_rules::named_principals;
use crate::account::principal::{PrincipalSettings, base_name};
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::AccountId;
use crate::identity::Identity;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::arn::Arn;
use sts::{Credentials, Policy};

/// The providers behind the tokens that tests get from the server itself. The management account always has them.
#[derive(Clone, Debug)]
pub(crate) struct TestProviders {
    pub(crate) oidc: OidcProvider,
    #[cfg(feature = "saml")]
    pub(crate) saml: SamlProvider,
}

/// All accounts at one time, with an index of access keys and roles.
#[derive(Debug)]
pub(crate) struct Directory {
    partition: String,
    /// The number of changes since the start.
    version: u64,
    /// The first one is the management account of the others.
    accounts: Vec<Arc<Account>>,
    management: AccountId,
    test_providers: Arc<TestProviders>,
    /// The positions of accounts by their IDs.
    positions: BTreeMap<String, usize>,
    /// The owner and the secret of each long-term access key, by access key ID.
    keys: BTreeMap<String, (Identity, Credentials)>,
    /// The positions of the account and of the role in the account, by the role's ARN.
    roles: BTreeMap<String, (usize, usize)>,
}

impl Directory {
    /// Creates a directory of the accounts of a partition. The first account is the management account of the others.
    ///
    /// # Errors
    ///
    /// A line for each rule that is broken.
    pub(crate) fn new(
        partition: &str,
        test_providers: Arc<TestProviders>,
        accounts: Vec<Arc<Account>>,
    ) -> Result<Self, Vec<String>> {
        let accounts: Vec<Arc<Account>> =
            accounts.into_iter().map(|account| in_partition(partition, account)).collect();
        let Some(management) = accounts.first().map(|account| account.id.clone()) else {
            return Err(vec!["a server needs at least one account".to_owned()]);
        };
        let mut directory = Self {
            partition: partition.to_owned(),
            version: 0,
            accounts: Vec::new(),
            management,
            test_providers,
            positions: BTreeMap::new(),
            keys: BTreeMap::new(),
            roles: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        problems.extend(directory.test_providers.oidc.validate().err());
        for account in accounts {
            directory.add(account, &mut problems);
        }
        directory.check_principals(&mut problems);
        if problems.is_empty() { Ok(directory) } else { Err(problems) }
    }

    /// Returns a directory with other accounts.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub(crate) fn with_accounts(&self, mut accounts: Vec<Arc<Account>>) -> Result<Self, Vec<String>> {
        let version = self.version + 1;
        accounts.iter_mut().for_each(|account| self.set_generations(account, version));
        let changed = Self::new(&self.partition, self.test_providers.clone(), accounts)?;
        Ok(Self { version, ..changed })
    }

    /// Sets the generations of an account, its users and its roles: those that are here keep theirs.
    fn set_generations(&self, account: &mut Arc<Account>, version: u64) {
        let known = self.accounts.iter().find(|known| known.id.as_str() == account.id.as_str());
        if known.is_some_and(|known| Arc::ptr_eq(known, account)) {
            return;
        }
        let account = Arc::make_mut(account);
        account.generation = known.map_or(version, |known| known.generation);
        let users = known.map(|known| generations(known.users.iter().map(|user| &user.settings))).unwrap_or_default();
        let roles = known.map(|known| generations(known.roles.iter().map(|role| &role.settings))).unwrap_or_default();
        for user in &mut account.users {
            user.settings.generation = users.get(&*user.settings.name).copied().unwrap_or(version);
        }
        for role in &mut account.roles {
            role.settings.generation = roles.get(&*role.settings.name).copied().unwrap_or(version);
        }
    }

    /// Returns all accounts. The first one is the management account.
    pub(crate) fn accounts(&self) -> &[Arc<Account>] {
        &self.accounts
    }

    pub(crate) fn partition(&self) -> &str {
        &self.partition
    }

    /// Refuses trust policies that name a user or role of these accounts that does not exist, as IAM does ("Invalid
    /// principal in policy"). Users and roles of other accounts are not known here.
    fn check_principals(&self, problems: &mut Vec<String>) {
        let roles = self.accounts.iter().flat_map(|account| &account.roles);
        for role in roles {
            let mut names = role.trust.iter().flat_map(named_principals);
            if let Some(unknown) = names.find(|name| !self.may_be_principal(name)) {
                let position =
                    role.trust_position.as_ref().map_or_else(String::new, |position| format!("{position}: "));
                problems.push(format!(
                    "{position}role \"{}\": IAM refuses a trust policy that names a user or role that does not exist; found \
                     {unknown}; add the user or role, or trust its account",
                    role.settings.name
                ));
            }
        }
    }

    fn add(&mut self, account: Arc<Account>, problems: &mut Vec<String>) {
        problems.extend(account.validate().err());
        self.check_names(&account, problems);
        let root = Identity::Root { account: account.id.clone() };
        let root_keys = account.root_keys.iter().map(|key| (root.clone(), key));
        let user_keys = account.users.iter().flat_map(|user| {
            let identity = Identity::User { account: account.id.clone(), name: user.settings.name.clone() };
            user.keys.iter().map(move |key| (identity.clone(), key))
        });
        for (identity, key) in root_keys.chain(user_keys) {
            if self.keys.insert(key.access_key_id().to_owned(), (identity, key.clone())).is_some() {
                let id = key.access_key_id();
                problems.push(format!("duplicate access key ID {id}; each key belongs to one user"));
            }
        }
        let position = self.accounts.len();
        for (index, role) in account.roles.iter().enumerate() {
            let arn = account.role_arn(role);
            if self.roles.insert(arn.clone(), (position, index)).is_some() {
                problems.push(format!("duplicate role {arn}"));
            }
        }
        let id = account.id.as_str();
        if self.positions.insert(id.to_owned(), position).is_some() {
            problems.push(format!("duplicate account {id}"));
        }
        self.accounts.push(account);
    }

    /// Checks that users, roles, managed policies and identity providers of an account have different names.
    fn check_names(&self, account: &Account, problems: &mut Vec<String>) {
        problems.extend(similar_names("users", account.users.iter().map(|user| user.settings.name.as_str())));
        problems.extend(similar_names("roles", account.roles.iter().map(|role| role.settings.name.as_str())));
        problems.extend(similar_names("managed policies", account.policies.keys().map(String::as_str)));
        let users = account.users.iter().map(|user| account.user_arn(user));
        let oidc = account.oidc_providers.iter().map(|provider| provider.arn(&account.id));
        let mut known = BTreeSet::new();
        for arn in users.chain(oidc) {
            if !known.insert(arn.clone()) {
                problems.push(format!("duplicate user or identity provider {arn}"));
            }
        }
        #[cfg(feature = "saml")]
        for provider in &account.saml_providers {
            if !known.insert(provider.arn(&account.id)) {
                problems.push(format!("duplicate identity provider {}", provider.arn(&account.id)));
            }
        }
    }

    /// Returns the account that owns AWS's managed policies.
    pub(crate) fn aws_managed(&self) -> AccountId {
        self.account_id("aws")
    }

    /// Returns false for the ARN of a user or role of one of these accounts that does not exist.
    fn may_be_principal(&self, arn: &str) -> bool {
        let account = Arn::parse(arn).and_then(|arn| self.account(arn.account));
        account.is_none_or(|account| account.has_principal(arn))
    }

    /// Returns an account of the partition by its twelve digits, whether it is configured or not.
    pub(crate) fn account_id(&self, digits: &str) -> AccountId {
        self.management.sibling(digits)
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(*self.positions.get(id)?).map(Arc::as_ref)
    }

    /// Returns the ID of the management account.
    pub(crate) fn management(&self) -> &AccountId {
        &self.management
    }

    pub(crate) fn is_management(&self, id: &str) -> bool {
        self.management.as_str() == id
    }

    /// Returns the owner and the secret of a long-term access key.
    pub(crate) fn key(&self, access_key_id: &str) -> Option<&(Identity, Credentials)> {
        self.keys.get(access_key_id)
    }

    /// Returns a managed policy. Of AWS's own policies, `AdministratorAccess` allows everything; the others are known by
    /// name and allow nothing in STS.
    pub(crate) fn managed_policy(&self, arn: &str) -> Option<Policy> {
        if let Some(resource) = self.aws_managed().iam_resource(arn) {
            return match resource.strip_prefix("policy/")? {
                "AdministratorAccess" => Some(Policy::new().allow(["*"], ["*"])),
                _ => Some(Policy::new()),
            };
        }
        let mut accounts = self.accounts.iter();
        accounts
            .find_map(|account| account.policies.get(account.id.iam_resource(arn)?.strip_prefix("policy/")?).cloned())
    }

    /// Returns a role and its account.
    pub(crate) fn role(&self, arn: &str) -> Option<(&Account, &Role)> {
        let (account, index) = self.roles.get(arn)?;
        let account = self.accounts.get(*account)?;
        Some((account, account.roles.get(*index)?))
    }

    fn user(&self, account: &AccountId, name: &str) -> Option<&User> {
        self.account(account.as_str())?.users.iter().find(|user| user.settings.name == name)
    }

    /// Returns the settings of the user or role that an identity acts for. A federated user acts for the user who
    /// requested the session.
    pub(crate) fn principal(&self, identity: &Identity) -> Option<&PrincipalSettings> {
        match identity {
            Identity::User { account, name } | Identity::Federated { account, requested_by: Some(name), .. } => {
                self.user(account, name).map(|user| &user.settings)
            }
            Identity::Role { .. } => self.role(&identity.principal_arn()).map(|(_, role)| &role.settings),
            Identity::Root { .. } | Identity::Federated { requested_by: None, .. } => None,
        }
    }

    /// Returns the MFA device of a user with this serial number.
    pub(crate) fn mfa_device(&self, identity: &Identity, serial_number: &str) -> Option<&MfaDevice> {
        let Identity::User { account, name } = identity else { return None };
        let device = account.iam_resource(serial_number)?.strip_prefix("mfa/")?;
        self.user(account, name)?.devices.iter().find(|known| known.name == device)
    }

    /// Returns the generation of the user, role or account behind an identity, and `None` if it does not exist. Sessions of
    /// another generation have ended.
    pub(crate) fn generation(&self, identity: &Identity) -> Option<u64> {
        match identity {
            Identity::Root { account } | Identity::Federated { account, requested_by: None, .. } => {
                self.account(account.as_str()).map(|account| account.generation)
            }
            Identity::User { .. } | Identity::Role { .. } | Identity::Federated { .. } => {
                self.principal(identity).map(|settings| settings.generation)
            }
        }
    }

    /// Returns the OpenID Connect provider of an account whose tokens have this `iss`.
    pub(crate) fn oidc_provider(&self, account: &str, issuer: &str) -> Option<&OidcProvider> {
        let test_provider = self.is_management(account).then_some(&self.test_providers.oidc);
        let mut providers = self.account(account)?.oidc_providers.iter().chain(test_provider);
        providers.find(|provider| provider.url == issuer)
    }

    /// Returns the SAML provider of an account with this ARN.
    #[cfg(feature = "saml")]
    pub(crate) fn saml_provider(&self, account: &str, arn: &str) -> Option<&SamlProvider> {
        let test_provider = self.is_management(account).then_some(&self.test_providers.saml);
        let account = self.account(account)?;
        account.saml_providers.iter().chain(test_provider).find(|provider| provider.arn(&account.id) == arn)
    }
}

/// Returns generations by names.
fn generations<'a>(principals: impl Iterator<Item = &'a PrincipalSettings>) -> BTreeMap<&'a str, u64> {
    principals.map(|settings| (settings.name.as_str(), settings.generation)).collect()
}

/// Returns the problem of two names that differ at most in case and path, which IAM refuses. Equal names are found elsewhere.
/// See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names>.
fn similar_names<'a>(kind: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut known = BTreeMap::new();
    for name in names {
        if let Some(first) = known.insert(base_name(name).to_ascii_lowercase(), name)
            && first != name
        {
            return Some(format!(
                "IAM refuses two {kind} whose names differ at most in case and path: {first:?} and {name:?}"
            ));
        }
    }
    None
}

/// Returns an account with its ID in a partition.
fn in_partition(partition: &str, account: Arc<Account>) -> Arc<Account> {
    let id = AccountId::new(partition, account.id.as_str());
    if account.id == id { account } else { Arc::new(Account { id, ..Account::clone(&account) }) }
}
