//! The tables of a configuration file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RootTable {
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) any_region: bool,
    #[serde(default)]
    pub(super) strict_presigning: bool,
    #[serde(default)]
    pub(super) encode_denials: bool,
    #[cfg(feature = "saml")]
    #[serde(default)]
    pub(super) allow_replayed_assertions: bool,
    #[serde(default)]
    pub(super) allow_hosts: Vec<String>,
    #[serde(rename = "account")]
    pub(super) accounts: Spanned<Vec<AccountTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountTable {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) web_identity_tokens: bool,
    pub(super) root_key: Option<AccessKeyTable>,
    #[serde(default, rename = "user")]
    pub(super) users: Vec<UserTable>,
    #[serde(default, rename = "role")]
    pub(super) roles: Vec<RoleTable>,
    #[serde(default)]
    pub(super) policies: BTreeMap<String, Spanned<String>>,
    #[serde(default, rename = "oidc_provider")]
    pub(super) oidc_providers: Vec<OidcProviderTable>,
    #[serde(default, rename = "saml_provider")]
    pub(super) saml_providers: Vec<Spanned<SamlProviderTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessKeyTable {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserTable {
    pub(super) name: String,
    #[serde(default)]
    pub(super) keys: Vec<AccessKeyTable>,
    #[serde(default)]
    pub(super) mfa: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) policies: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleTable {
    pub(super) name: String,
    pub(super) trust: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) policies: Vec<Spanned<String>>,
    pub(super) max_session_seconds: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OidcProviderTable {
    pub(super) url: String,
    #[serde(default)]
    pub(super) audiences: Vec<String>,
    pub(super) jwks: Spanned<String>,
    pub(super) context: Option<Spanned<ContextTable>>,
}

/// The claims that name the end user of a session.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextTable {
    pub(super) subject: String,
    pub(super) subject_type: Option<String>,
    pub(super) subject_type_claim: Option<String>,
    #[serde(default)]
    pub(super) keys: BTreeMap<String, String>,
}

/// A SAML provider, with either its metadata document or its issuer and certificate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(feature = "saml"),
    expect(dead_code, reason = "without the feature, only the position of the table is used")
)]
pub(super) struct SamlProviderTable {
    pub(super) name: String,
    pub(super) metadata: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) certificate: Option<String>,
}
