//! Accounts, users and roles.

use std::time::Duration;

use crate::account::Account;
use crate::account::mfa_device::MfaDevice;
use crate::account::policy_rules::check_managed_policy;
use crate::account::role::Role;
use crate::account::user::User;
use crate::name_rules::is_iam_name;
use crate::settings::field::{SettingField, SettingObject};
use crate::settings::provider::oidc_provider;
#[cfg(not(feature = "saml"))]
use crate::settings::provider::refuse_saml_provider;
#[cfg(feature = "saml")]
use crate::settings::provider::saml_provider;
use sts::policy::PolicyKind;
use sts::{Credentials, Policy};

/// The longest name of a user or role, without its path. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>.
const MAX_NAME: usize = 64;
/// The longest name of an MFA device. See
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html>.
const MAX_DEVICE_NAME: usize = 226;
/// The longest access key ID.
const MAX_ACCESS_KEY_ID: usize = 128;

/// Reads an account. The ID of a path may be left out in the document.
pub(crate) fn account(field: &SettingField<'_>, id_in_path: Option<&str>) -> Option<Account> {
    const KEYS: &[&str] =
        &["id", "web_identity_tokens", "root_key", "user", "role", "policies", "oidc_provider", "saml_provider"];
    let object = field.object(KEYS)?;
    let id = object.name("id", id_in_path);
    // Without an ID, the rest is read all the same, so that all violations are reported.
    let is_known = id.is_some();
    let mut account = Account::new(id.unwrap_or_default());
    if is_known && let Err(problem) = account.id.check() {
        object.get("id").as_ref().unwrap_or(field).refuse(problem);
    }
    if let Some(key) = object.get("root_key").as_ref().and_then(access_key) {
        account.root_keys.push(key);
    }
    if object.flag("web_identity_tokens") {
        account = account.issue_web_identity_tokens();
    }
    account.users = object.items("user").iter().filter_map(|field| user(field, None)).collect();
    account.roles = object.items("role").iter().filter_map(|field| role(field, None)).collect();
    for (name, field) in object.members("policies") {
        if let Some(policy) = managed_policy(&field) {
            account = account.managed_policy(name, policy);
        }
    }
    account.oidc_providers =
        object.items("oidc_provider").iter().filter_map(|field| oidc_provider(field, None)).collect();
    let saml_providers = object.items("saml_provider");
    #[cfg(feature = "saml")]
    account.saml_providers.extend(saml_providers.iter().filter_map(|field| saml_provider(field, None)));
    #[cfg(not(feature = "saml"))]
    saml_providers.iter().for_each(refuse_saml_provider);
    Some(account)
}

/// Reads a user. The name of a path may be left out in the document.
pub(crate) fn user(field: &SettingField<'_>, name_in_path: Option<&str>) -> Option<User> {
    let object = field.object(&["name", "keys", "mfa", "policies", "tags"])?;
    let mut user = User::new(name(field, &object, name_in_path).unwrap_or_default());
    user.keys = object.items("keys").iter().filter_map(access_key).collect();
    user.devices = object.members("mfa").iter().filter_map(|(name, seed)| mfa_device(name, seed)).collect();
    user.settings.policies = policies(&object);
    Some(object.text_members("tags").into_iter().fold(user, |user, (key, value)| user.tag(key, value)))
}

/// Reads a role. The name of a path may be left out in the document.
pub(crate) fn role(field: &SettingField<'_>, name_in_path: Option<&str>) -> Option<Role> {
    let object = field.object(&["name", "trust", "policies", "max_session_seconds", "tags"])?;
    let mut role = Role::new(name(field, &object, name_in_path).unwrap_or_default());
    if let Some(field) = object.get("trust")
        && let Some(trust) = field.policy(PolicyKind::Trust)
    {
        role = role.trust_policy(trust);
        role.trust_position = field.report().position(field.line());
    }
    role.settings.policies = policies(&object);
    if let Some(field) = object.get("max_session_seconds")
        && let Some(seconds) = field.integer("maximum session duration in seconds", 3_600..=43_200)
    {
        role = role.max_session(Duration::from_secs(seconds.unsigned_abs()));
    }
    Some(object.text_members("tags").into_iter().fold(role, |role, (key, value)| role.tag(key, value)))
}

/// Reads a managed policy.
pub(crate) fn managed_policy(field: &SettingField<'_>) -> Option<Policy> {
    let policy = field.policy(PolicyKind::Identity)?;
    check_managed_policy(&policy).map_err(|problem| field.refuse(problem)).ok()?;
    Some(policy)
}

/// Reads a long-term access key.
pub(crate) fn access_key(field: &SettingField<'_>) -> Option<Credentials> {
    let object = field.object(&["access_key_id", "secret_access_key"])?;
    let id = object.required("access_key_id");
    let secret = object.required("secret_access_key");
    let (id, secret) = (id?, secret?);
    let (id_text, secret_text) = (id.text()?, secret.text()?);
    let is_id = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !(1..=MAX_ACCESS_KEY_ID).contains(&id_text.len()) || !is_id(id_text) {
        id.refuse(format!("an access key ID is 1 to {MAX_ACCESS_KEY_ID} ASCII letters, digits and _"));
    }
    if secret_text.is_empty() || !secret_text.bytes().all(|byte| byte.is_ascii_graphic()) {
        secret.refuse("a secret access key is one or more visible ASCII characters");
    }
    Some(Credentials::new(id_text, secret_text))
}

/// Reads the seed of an MFA device.
pub(crate) fn mfa_device(name: &str, seed: &SettingField<'_>) -> Option<MfaDevice> {
    if name.contains('/') || !is_iam_name(name, MAX_DEVICE_NAME) {
        seed.refuse(format!(
            "{name:?} is not the name of an MFA device; write 1 to {MAX_DEVICE_NAME} ASCII letters, digits and +=,.@_-"
        ));
    }
    let device = MfaDevice::from_base32(name, seed.text()?);
    if device.is_none() {
        seed.refuse("invalid seed of an MFA device; write it in base32 (A to Z and 2 to 7), as AWS shows it");
    }
    device
}

fn policies(object: &SettingObject<'_>) -> Vec<Policy> {
    object.items("policies").iter().filter_map(|field| field.policy(PolicyKind::Identity)).collect()
}

fn name(field: &SettingField<'_>, object: &SettingObject<'_>, in_path: Option<&str>) -> Option<String> {
    let name = object.name("name", in_path)?;
    if !is_iam_name(&name, MAX_NAME) {
        object.get("name").as_ref().unwrap_or(field).refuse(format!(
            "{name:?} is not a name; write 1 to {MAX_NAME} ASCII letters, digits and +=,.@_-, after a path such as \
             engineering/ if there is one"
        ));
    }
    Some(name)
}
