//! Changes of accounts while a server runs.

pub(crate) mod info;

use std::fmt;
use std::sync::Arc;

use crate::account::Account;
use crate::account::mfa_device::MfaDevice;
use crate::account::oidc_provider::{OidcProvider, host};
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::AccountId;
#[cfg(feature = "saml")]
use crate::accounts::info::SamlProviderInfo;
use crate::accounts::info::{AccountInfo, ManagedPolicyInfo, MfaDeviceInfo, OidcProviderInfo, RoleInfo, UserInfo};
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use crate::state::ServerState;
use crate::unique_id::{KeyLifetime, access_key_id, new_secret_access_key};
use sts::platform::Clock as _;
use sts::{Credentials, Policy};

/// The accounts of a server, which can be changed while it runs. Returned by
/// [`LocalSts::accounts`](crate::LocalSts::accounts).
///
/// ```
/// use sts_local::{LocalSts, Role, User};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let accounts = local.accounts();
/// accounts.put_user("123456789012", User::new("Ann"))?;
/// let key = accounts.create_access_key("123456789012", "Ann")?;
/// accounts.put_role("123456789012", Role::new("deploy"))?;
/// let denied = local.sts_as(key).assume_role("arn:aws:iam::123456789012:role/deploy", "test").await.unwrap_err();
/// assert!(denied.is_access_denied());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
///
/// A request that has begun sees the accounts as they were. Sessions of a user or role that is removed end at once; sessions
/// of one that is replaced go on with its new policies. What is added is named by its name in the account, and a name
/// includes the path: `engineering/Ann`.
///
/// # Errors
///
/// Each method that changes something returns [`ChangeError::NotFound`] if the account, or the item to remove, does not exist,
/// and [`ChangeError::Conflict`] if the accounts would break a rule of [`start`](crate::LocalStsBuilder::start) then. Nothing
/// changes in either case.
#[derive(Clone, Debug)]
pub struct LocalAccounts(Arc<ServerState>);

/// The error for a change of accounts that is not possible. Returned by the methods of [`LocalAccounts`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeError {
    /// An item does not exist. The text names it.
    NotFound(String),
    /// The change would break rules. There is a text for each of them.
    Conflict(Vec<String>),
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(item) => write!(f, "{item} does not exist"),
            Self::Conflict(problems) => f.write_str(&problems.join("; ")),
        }
    }
}

impl std::error::Error for ChangeError {}

/// The effect of a `put` method. Returned by [`LocalAccounts::put`], for example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutEffect {
    /// The item is new.
    Added,
    /// The item replaced one with the same name.
    Replaced,
}

impl LocalAccounts {
    pub(crate) fn new(server: Arc<ServerState>) -> Self {
        Self(server)
    }

    /// Returns all accounts. The first one manages the others.
    pub fn list(&self) -> Vec<AccountInfo> {
        let directory = self.0.directory.current();
        let info = |account: &Arc<Account>| AccountInfo::new(account, directory.is_management(account.id.as_str()));
        directory.accounts().iter().map(info).collect()
    }

    /// Returns an account.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist.
    pub fn get(&self, id: &str) -> Result<AccountInfo, ChangeError> {
        let directory = self.0.directory.current();
        let account = directory.account(id).ok_or_else(|| no_account(id))?;
        Ok(AccountInfo::new(account, directory.is_management(id)))
    }

    /// Adds an account, or replaces the one with the same ID. The first account stays the management account.
    ///
    /// # Errors
    ///
    /// [`ChangeError::Conflict`] if the accounts would break a rule of [`start`](crate::LocalStsBuilder::start) then.
    pub fn put(&self, account: Account) -> Result<PutEffect, ChangeError> {
        let id = account.id.as_str().to_owned();
        self.change(|accounts| Ok(put(accounts, Arc::new(account), |known| known.id.as_str() == id)))
    }

    /// Removes an account. The first one cannot be removed.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if it is the first one.
    pub fn remove(&self, id: &str) -> Result<(), ChangeError> {
        self.change(|accounts| {
            if accounts.first().is_some_and(|management| management.id.as_str() == id) {
                let problem = format!("account {id} manages the others, so it cannot be removed");
                return Err(ChangeError::Conflict(vec![problem]));
            }
            remove(accounts, |known| known.id.as_str() == id, || no_account(id))
        })
    }

    /// Returns a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist.
    pub fn user(&self, account: &str, name: &str) -> Result<UserInfo, ChangeError> {
        self.read(account, |account| Ok(UserInfo::new(account, user(account, name)?)))
    }

    /// Adds a user, or replaces the one with the same name.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if the accounts would
    /// break a rule of [`start`](crate::LocalStsBuilder::start) then.
    pub fn put_user(&self, account: &str, user: User) -> Result<PutEffect, ChangeError> {
        let name = user.settings.name.clone();
        self.edit(account, |account| Ok(put(&mut account.users, user, |known| known.settings.name == name)))
    }

    /// Removes a user. Its sessions end, even if a user of the same name is added later.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist, and [`ChangeError::Conflict`] if a trust
    /// policy names the user.
    pub fn remove_user(&self, account: &str, name: &str) -> Result<(), ChangeError> {
        self.edit(account, |Account { id, users, .. }| {
            remove(users, |known| known.settings.name == name, || missing(id, &format!("user/{name}")))
        })
    }

    /// Returns an access key of a user, with its secret.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account, the user or the key does not exist.
    pub fn access_key(&self, account: &str, user_name: &str, access_key_id: &str) -> Result<Credentials, ChangeError> {
        self.read(account, |account| {
            let mut keys = user(account, user_name)?.keys.iter();
            let key = keys.find(|key| key.access_key_id() == access_key_id).cloned();
            key.ok_or_else(|| no_access_key(access_key_id))
        })
    }

    /// Adds an access key to a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist, and [`ChangeError::Conflict`] if the key
    /// exists already.
    pub fn add_access_key(&self, account: &str, user_name: &str, key: Credentials) -> Result<(), ChangeError> {
        self.edit_user(account, user_name, |user| {
            user.keys.push(key);
            Ok(())
        })
    }

    /// Adds a new random access key to a user, and returns it.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist, and [`ChangeError::Conflict`] if the system
    /// provides no random numbers.
    pub fn create_access_key(&self, account: &str, user_name: &str) -> Result<Credentials, ChangeError> {
        self.edit_user(account, user_name, |user| {
            // Without random numbers the server could not have started.
            let unavailable = |error: std::io::Error| ChangeError::Conflict(vec![error.to_string()]);
            let id = access_key_id(KeyLifetime::LongTerm, account).map_err(unavailable)?;
            let key = Credentials::new(id, new_secret_access_key().map_err(unavailable)?);
            user.keys.push(key.clone());
            Ok(key)
        })
    }

    /// Removes an access key of a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account, the user or the key does not exist.
    pub fn remove_access_key(&self, account: &str, user_name: &str, access_key_id: &str) -> Result<(), ChangeError> {
        self.edit_user(account, user_name, |user| {
            remove(&mut user.keys, |key| key.access_key_id() == access_key_id, || no_access_key(access_key_id))
        })
    }

    /// Returns the codes of all MFA devices of a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist.
    pub fn mfa_devices(&self, account: &str, user_name: &str) -> Result<Vec<MfaDeviceInfo>, ChangeError> {
        let now = self.0.clock.wall();
        self.read(account, |account| {
            let devices = &user(account, user_name)?.devices;
            Ok(devices.iter().map(|device| MfaDeviceInfo::new(&account.id, device, now)).collect())
        })
    }

    /// Returns the codes of an MFA device of a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account, the user or the device does not exist.
    pub fn mfa_device(&self, account: &str, user_name: &str, name: &str) -> Result<MfaDeviceInfo, ChangeError> {
        let mut devices = self.mfa_devices(account, user_name)?.into_iter();
        devices.find(|device| device.name == name).ok_or_else(|| no_device(name))
    }

    /// Adds an MFA device to a user, or replaces the one with the same name.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the user does not exist.
    pub fn put_mfa_device(&self, account: &str, user_name: &str, device: MfaDevice) -> Result<PutEffect, ChangeError> {
        let name = device.name.clone();
        self.edit_user(account, user_name, |user| Ok(put(&mut user.devices, device, |known| known.name == name)))
    }

    /// Removes an MFA device of a user.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account, the user or the device does not exist.
    pub fn remove_mfa_device(&self, account: &str, user_name: &str, name: &str) -> Result<(), ChangeError> {
        self.edit_user(account, user_name, |user| {
            remove(&mut user.devices, |known| known.name == name, || no_device(name))
        })
    }

    /// Returns a role.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the role does not exist.
    pub fn role(&self, account: &str, name: &str) -> Result<RoleInfo, ChangeError> {
        self.read(account, |account| {
            let role = account.roles.iter().find(|role| role.settings.name == name);
            role.map(|role| RoleInfo::new(account, role)).ok_or_else(|| missing(&account.id, &format!("role/{name}")))
        })
    }

    /// Adds a role, or replaces the one with the same name.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if the accounts would
    /// break a rule of [`start`](crate::LocalStsBuilder::start) then.
    pub fn put_role(&self, account: &str, role: impl Into<Role>) -> Result<PutEffect, ChangeError> {
        let role = role.into();
        let name = role.settings.name.clone();
        self.edit(account, |account| Ok(put(&mut account.roles, role, |known| known.settings.name == name)))
    }

    /// Removes a role. Its sessions end, even if a role of the same name is added later.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the role does not exist, and [`ChangeError::Conflict`] if a trust
    /// policy names the role.
    pub fn remove_role(&self, account: &str, name: &str) -> Result<(), ChangeError> {
        self.edit(account, |Account { id, roles, .. }| {
            remove(roles, |known| known.settings.name == name, || missing(id, &format!("role/{name}")))
        })
    }

    /// Returns a managed policy.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the policy does not exist.
    pub fn managed_policy(&self, account: &str, name: &str) -> Result<ManagedPolicyInfo, ChangeError> {
        self.read(account, |account| {
            let policy = account.policies.get(name).ok_or_else(|| missing(&account.id, &format!("policy/{name}")))?;
            Ok(ManagedPolicyInfo::new(&account.id, name, policy))
        })
    }

    /// Adds a managed policy, or replaces the one with the same name.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if the accounts would
    /// break a rule of [`start`](crate::LocalStsBuilder::start) then.
    pub fn put_managed_policy(&self, account: &str, name: &str, policy: Policy) -> Result<PutEffect, ChangeError> {
        self.edit(account, |account| {
            let previous = account.policies.insert(name.to_owned(), policy);
            Ok(if previous.is_some() { PutEffect::Replaced } else { PutEffect::Added })
        })
    }

    /// Removes a managed policy. Sessions that it limits may do nothing from then on.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the policy does not exist.
    pub fn remove_managed_policy(&self, account: &str, name: &str) -> Result<(), ChangeError> {
        self.edit(account, |account| {
            let removed = account.policies.remove(name).map(|_| ());
            removed.ok_or_else(|| missing(&account.id, &format!("policy/{name}")))
        })
    }

    /// Returns an OpenID Connect provider by its URL without the scheme.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the provider does not exist.
    pub fn oidc_provider(&self, account: &str, name: &str) -> Result<OidcProviderInfo, ChangeError> {
        self.read(account, |account| {
            let provider = account.oidc_providers.iter().find(|provider| provider.host() == name);
            let info = provider.map(|provider| OidcProviderInfo::new(&account.id, provider));
            info.ok_or_else(|| missing(&account.id, &format!("oidc-provider/{name}")))
        })
    }

    /// Adds an OpenID Connect provider, or replaces the one with the same URL.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if the accounts would
    /// break a rule of [`start`](crate::LocalStsBuilder::start) then.
    pub fn put_oidc_provider(&self, account: &str, provider: OidcProvider) -> Result<PutEffect, ChangeError> {
        let name = host(&provider.url).to_owned();
        self.edit(account, |account| Ok(put(&mut account.oidc_providers, provider, |known| known.host() == name)))
    }

    /// Removes an OpenID Connect provider by its URL without the scheme. Sessions of its users go on.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the provider does not exist.
    pub fn remove_oidc_provider(&self, account: &str, name: &str) -> Result<(), ChangeError> {
        self.edit(account, |Account { id, oidc_providers, .. }| {
            remove(oidc_providers, |known| known.host() == name, || missing(id, &format!("oidc-provider/{name}")))
        })
    }

    /// Returns a SAML provider.
    ///
    /// Needs the feature `saml`.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the provider does not exist.
    #[cfg(feature = "saml")]
    pub fn saml_provider(&self, account: &str, name: &str) -> Result<SamlProviderInfo, ChangeError> {
        self.read(account, |account| {
            let provider = account.saml_providers.iter().find(|provider| provider.name == name);
            let info = provider.map(|provider| SamlProviderInfo::new(&account.id, provider));
            info.ok_or_else(|| missing(&account.id, &format!("saml-provider/{name}")))
        })
    }

    /// Adds a SAML provider, or replaces the one with the same name.
    ///
    /// Needs the feature `saml`.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account does not exist, and [`ChangeError::Conflict`] if the accounts would
    /// break a rule of [`start`](crate::LocalStsBuilder::start) then.
    #[cfg(feature = "saml")]
    pub fn put_saml_provider(&self, account: &str, provider: SamlProvider) -> Result<PutEffect, ChangeError> {
        let name = provider.name.clone();
        self.edit(account, |account| Ok(put(&mut account.saml_providers, provider, |known| known.name == name)))
    }

    /// Removes a SAML provider. Sessions of its users go on.
    ///
    /// Needs the feature `saml`.
    ///
    /// # Errors
    ///
    /// [`ChangeError::NotFound`] if the account or the provider does not exist.
    #[cfg(feature = "saml")]
    pub fn remove_saml_provider(&self, account: &str, name: &str) -> Result<(), ChangeError> {
        self.edit(account, |Account { id, saml_providers, .. }| {
            remove(saml_providers, |known| known.name == name, || missing(id, &format!("saml-provider/{name}")))
        })
    }

    fn read<T>(&self, id: &str, read: impl FnOnce(&Account) -> Result<T, ChangeError>) -> Result<T, ChangeError> {
        read(self.0.directory.current().account(id).ok_or_else(|| no_account(id))?)
    }

    fn edit<T>(&self, id: &str, edit: impl FnOnce(&mut Account) -> Result<T, ChangeError>) -> Result<T, ChangeError> {
        self.change(|accounts| {
            let account = accounts.iter_mut().find(|account| account.id.as_str() == id);
            edit(Arc::make_mut(account.ok_or_else(|| no_account(id))?))
        })
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Arc<Account>>) -> Result<T, ChangeError>,
    ) -> Result<T, ChangeError> {
        self.0.directory.change(change, ChangeError::Conflict)
    }

    fn edit_user<T>(
        &self,
        account: &str,
        name: &str,
        edit: impl FnOnce(&mut User) -> Result<T, ChangeError>,
    ) -> Result<T, ChangeError> {
        self.edit(account, |account| match account.users.iter_mut().find(|user| user.settings.name == name) {
            Some(user) => edit(user),
            None => Err(missing(&account.id, &format!("user/{name}"))),
        })
    }
}

fn user<'a>(account: &'a Account, name: &str) -> Result<&'a User, ChangeError> {
    let user = account.users.iter().find(|user| user.settings.name == name);
    user.ok_or_else(|| missing(&account.id, &format!("user/{name}")))
}

/// Adds an item, or replaces the one that is the same.
fn put<T>(items: &mut Vec<T>, item: T, is_same: impl Fn(&T) -> bool) -> PutEffect {
    match items.iter_mut().find(|known| is_same(known)) {
        Some(known) => {
            *known = item;
            PutEffect::Replaced
        }
        None => {
            items.push(item);
            PutEffect::Added
        }
    }
}

/// Removes an item.
fn remove<T>(
    items: &mut Vec<T>,
    is_same: impl Fn(&T) -> bool,
    missing: impl FnOnce() -> ChangeError,
) -> Result<(), ChangeError> {
    let position = items.iter().position(is_same).ok_or_else(missing)?;
    items.remove(position);
    Ok(())
}

fn no_account(id: &str) -> ChangeError {
    ChangeError::NotFound(format!("account {id:?}"))
}

fn missing(account: &AccountId, resource: &str) -> ChangeError {
    ChangeError::NotFound(account.iam_arn(resource))
}

fn no_access_key(id: &str) -> ChangeError {
    ChangeError::NotFound(format!("access key {id:?} of the user"))
}

fn no_device(name: &str) -> ChangeError {
    ChangeError::NotFound(format!("MFA device {name:?} of the user"))
}
