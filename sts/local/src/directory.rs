//! All accounts, and who is known in them.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::account::mfa::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
use crate::identity::Identity;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::Credentials;

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
