//! An index of all accounts, by the names that requests use.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::account::mfa_device::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::policy_rules::named_principals;
use crate::account::principal::PrincipalSettings;
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::AccountId;
use crate::identity::Identity;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::arn::Arn;
use sts::{Credentials, Policy};

/// All accounts, with an index of access keys and roles.
#[derive(Debug)]
pub(crate) struct Directory {
    accounts: BTreeMap<String, Account>,
    /// The ID of the organization's management account.
    management: AccountId,
    /// The owner and the secret of each long-term access key, by access key ID.
    keys: BTreeMap<String, (Identity, Credentials)>,
    /// The account ID of each role, and the role's index in the account, by ARN.
    roles: BTreeMap<String, (String, usize)>,
}

impl Directory {
    /// Creates a directory of the accounts of a partition. The first account is the management account of the others.
    pub(crate) fn new(partition: &str, accounts: Vec<Account>) -> Result<Self, String> {
        let in_partition = |account: Account| Account { id: AccountId::new(partition, account.id.as_str()), ..account };
        let accounts: Vec<Account> = accounts.into_iter().map(in_partition).collect();
        let Some(management) = accounts.first().map(|account| account.id.clone()) else {
            return Err("a server needs at least one account".to_owned());
        };
        let mut directory =
            Self { accounts: BTreeMap::new(), management, keys: BTreeMap::new(), roles: BTreeMap::new() };
        for account in accounts {
            directory.add(account)?;
        }
        directory.check_principals()?;
        Ok(directory)
    }

    /// Refuses trust policies that name a user or role of these accounts that does not exist, as IAM does ("Invalid
    /// principal in policy"). Users and roles of other accounts are not known here.
    fn check_principals(&self) -> Result<(), String> {
        let roles = self.accounts.values().flat_map(|account| &account.roles);
        for role in roles {
            let mut names = role.trust.iter().flat_map(named_principals);
            if let Some(unknown) = names.find(|name| !self.may_be_principal(name)) {
                let position =
                    role.trust_position.as_ref().map_or_else(String::new, |position| format!("{position}: "));
                return Err(format!(
                    "{position}role \"{}\": IAM refuses a trust policy that names a user or role that does not exist; found \
                     {unknown}; add the user or role, or trust its account",
                    role.settings.name
                ));
            }
        }
        Ok(())
    }

    fn add(&mut self, account: Account) -> Result<(), String> {
        account.validate()?;
        let root = Identity::Root { account: account.id.clone() };
        let root_keys = account.root_keys.iter().map(|key| (root.clone(), key));
        let user_keys = account.users.iter().flat_map(|user| {
            let identity = Identity::User { account: account.id.clone(), name: user.settings.name.clone() };
            user.keys.iter().map(move |key| (identity.clone(), key))
        });
        for (identity, key) in root_keys.chain(user_keys) {
            if self.keys.insert(key.access_key_id().to_owned(), (identity, key.clone())).is_some() {
                return Err(format!("duplicate access key ID {}; each key belongs to one user", key.access_key_id()));
            }
        }
        for (index, role) in account.roles.iter().enumerate() {
            let arn = account.role_arn(role);
            if self.roles.insert(arn.clone(), (account.id.as_str().to_owned(), index)).is_some() {
                return Err(format!("duplicate role {arn}"));
            }
        }
        let id = account.id.as_str().to_owned();
        match self.accounts.insert(id.clone(), account) {
            Some(_) => Err(format!("duplicate account {id}")),
            None => Ok(()),
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
        self.accounts.get(id)
    }

    /// Returns the ID of the management account.
    #[cfg(feature = "saml")]
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
        let mut accounts = self.accounts.values();
        accounts
            .find_map(|account| account.policies.get(account.id.iam_resource(arn)?.strip_prefix("policy/")?).cloned())
    }

    /// Returns a role and its account.
    pub(crate) fn role(&self, arn: &str) -> Option<(&Account, &Role)> {
        let (account, index) = self.roles.get(arn)?;
        let account = self.accounts.get(account)?;
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

    /// Returns the OpenID Connect provider of an account whose tokens have this `iss`.
    pub(crate) fn oidc_provider(&self, account: &str, issuer: &str) -> Option<&OidcProvider> {
        self.accounts.get(account)?.oidc_providers.iter().find(|provider| provider.url == issuer)
    }

    /// Returns the SAML provider of an account with this ARN.
    #[cfg(feature = "saml")]
    pub(crate) fn saml_provider(&self, account: &str, arn: &str) -> Option<&SamlProvider> {
        let account = self.accounts.get(account)?;
        account.saml_providers.iter().find(|provider| provider.arn(&account.id) == arn)
    }
}
