//! Accounts and settings in a TOML file.

mod tables;

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;

use self::tables::{AccountTable, ContextTable, OidcProviderTable, RoleTable, RootTable, SamlProviderTable, UserTable};
use crate::account::Account;
use crate::account::context_provider::ContextProvider;
use crate::account::mfa_device::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::policy_rules::{check_managed_policy, check_policy};
use crate::account::role::Role;
use crate::account::user::User;
use crate::builder::LocalStsBuilder;
use crate::jwk::Jwks;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::Policy;
use sts::policy::PolicyKind;

/// The error for a configuration file that cannot be read or is invalid.
///
/// ```
/// use sts_local::LocalStsBuilder;
///
/// let error = LocalStsBuilder::from_toml("sts.toml", "regoin = \"eu-west-1\"").unwrap_err();
/// assert_eq!(error.line(), Some(1));
/// assert!(error.to_string().starts_with("sts.toml:1: unknown field `regoin`"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFileError {
    file: String,
    line: Option<usize>,
    message: String,
}

impl ConfigFileError {
    /// Returns the line of the problem, starting at 1, and `None` if the file could not be read.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// Returns the description of the problem, without the file and the line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ConfigFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for ConfigFileError {}

type ConfigResult<T> = Result<T, ConfigFileError>;

/// The name and the text of a file, from which errors get their line numbers.
struct ConfigText<'a> {
    file: &'a str,
    text: &'a str,
}

impl ConfigText<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> ConfigFileError {
        ConfigFileError { file: self.file.to_owned(), line: Some(self.line(span)), message: message.into() }
    }

    fn line(&self, span: Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    fn policy(&self, json: &Spanned<String>, kind: PolicyKind) -> ConfigResult<Policy> {
        let policy = Policy::from_json(json.get_ref())
            .map_err(|error| self.error(json.span(), format!("invalid policy: {error}; write a policy as JSON")))?;
        check_policy(&policy, kind).map_err(|problem| self.error(json.span(), problem))?;
        Ok(policy)
    }

    fn account(&self, table: AccountTable) -> ConfigResult<Account> {
        let mut account = Account::new(table.id.get_ref());
        account.id.check().map_err(|problem| self.error(table.id.span(), problem))?;
        if let Some(key) = table.root_key {
            account = account.root_key(key.access_key_id, key.secret_access_key);
        }
        if table.web_identity_tokens {
            account = account.issue_web_identity_tokens();
        }
        for user in table.users {
            account = account.user(self.user(user)?);
        }
        for role in table.roles {
            account = account.role(self.role(role)?);
        }
        for (name, json) in table.policies {
            let policy = self.policy(&json, PolicyKind::Identity)?;
            check_managed_policy(&policy).map_err(|problem| self.error(json.span(), problem))?;
            account = account.managed_policy(name, policy);
        }
        for provider in table.oidc_providers {
            account = account.oidc_provider(self.oidc_provider(provider)?);
        }
        for provider in table.saml_providers {
            account = self.saml_provider(account, provider)?;
        }
        Ok(account)
    }

    fn user(&self, table: UserTable) -> ConfigResult<User> {
        let mut user = User::new(table.name);
        for key in table.keys {
            user = user.access_key(key.access_key_id, key.secret_access_key);
        }
        for (name, seed) in table.mfa {
            let message = "invalid seed of an MFA device; write it in base32 (A to Z and 2 to 7), as AWS shows it";
            let device = MfaDevice::from_base32(name, seed.get_ref());
            user = user.mfa_device(device.ok_or_else(|| self.error(seed.span(), message))?);
        }
        for policy in &table.policies {
            user = user.policy(self.policy(policy, PolicyKind::Identity)?);
        }
        Ok(table.tags.into_iter().fold(user, |user, (key, value)| user.tag(key, value)))
    }

    fn role(&self, table: RoleTable) -> ConfigResult<Role> {
        let mut role = Role::new(table.name);
        if let Some(trust) = &table.trust {
            role = role.trust_policy(self.policy(trust, PolicyKind::Trust)?);
            role.trust_position = Some(format!("{}:{}", self.file, self.line(trust.span())));
        }
        for policy in &table.policies {
            role = role.policy(self.policy(policy, PolicyKind::Identity)?);
        }
        if let Some(seconds) = &table.max_session_seconds {
            if !(3_600..=43_200).contains(seconds.get_ref()) {
                let message =
                    format!("maximum session duration must be 3600 to 43200 seconds; found {}", seconds.get_ref());
                return Err(self.error(seconds.span(), message));
            }
            role = role.max_session(Duration::from_secs(*seconds.get_ref()));
        }
        Ok(table.tags.into_iter().fold(role, |role, (key, value)| role.tag(key, value)))
    }

    fn oidc_provider(&self, table: OidcProviderTable) -> ConfigResult<OidcProvider> {
        let keys = Jwks::from_json(table.jwks.get_ref()).map_err(|error| {
            let message = format!("{error}; write the document at the provider's jwks_uri");
            self.error(table.jwks.span(), message)
        })?;
        let provider = table.audiences.into_iter().fold(OidcProvider::new(table.url, keys), OidcProvider::audience);
        match table.context {
            Some(context) => Ok(provider.context_provider(self.context_provider(context)?)),
            None => Ok(provider),
        }
    }

    fn context_provider(&self, table: Spanned<ContextTable>) -> ConfigResult<ContextProvider> {
        let span = table.span();
        let ContextTable { subject, subject_type, subject_type_claim, keys } = table.into_inner();
        let context = ContextProvider::new(subject);
        let context = match (subject_type, subject_type_claim) {
            (None, None) => context,
            (Some(value), None) => context.subject_type(value),
            (None, Some(claim)) => context.subject_type_claim(claim),
            (Some(_), Some(_)) => {
                let message = "two sources of the subject type; write either subject_type or subject_type_claim";
                return Err(self.error(span, message));
            }
        };
        let context = keys.into_iter().fold(context, |context, (claim, name)| context.key(claim, name));
        context.validate().map_err(|problem| self.error(span, problem))?;
        Ok(context)
    }

    #[cfg(feature = "saml")]
    fn saml_provider(&self, account: Account, table: Spanned<SamlProviderTable>) -> ConfigResult<Account> {
        let span = table.span();
        let SamlProviderTable { name, metadata, issuer, certificate } = table.into_inner();
        let provider = match (metadata, issuer, certificate) {
            (Some(metadata), None, None) => SamlProvider::from_metadata(name, &metadata),
            (None, Some(issuer), Some(certificate)) => SamlProvider::new(name, issuer, &certificate),
            _ => {
                let message = "incomplete SAML provider; write either metadata, or both issuer and certificate";
                return Err(self.error(span, message));
            }
        };
        let provider = provider.map_err(|error| self.error(span, error.to_string()))?;
        Ok(account.saml_provider(provider))
    }

    #[cfg(not(feature = "saml"))]
    fn saml_provider(&self, _: Account, table: Spanned<SamlProviderTable>) -> ConfigResult<Account> {
        let message = "SAML is not supported by this build; build with the feature saml, or remove saml_provider";
        Err(self.error(table.span(), message))
    }
}

impl LocalStsBuilder {
    /// Reads accounts and settings from TOML. Errors use `file` as the name of the file.
    ///
    /// ```
    /// use sts_local::LocalStsBuilder;
    ///
    /// let builder = LocalStsBuilder::from_toml("sts.toml", r#"
    ///     region = "eu-west-1"                     # default: us-east-1
    ///     encode_denials = true                    # also: any_region, strict_presigning
    ///     allow_hosts = ["sts"]
    ///
    ///     [[account]]                              # the first is the management account
    ///     id = "123456789012"
    ///     web_identity_tokens = true               # for GetWebIdentityToken; default: false
    ///     root_key = { access_key_id = "AKIAI44QH8DHBEXAMPLE", secret_access_key = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }
    ///
    ///     [[account.user]]
    ///     name = "Alice"
    ///     keys = [{ access_key_id = "AKIAIOSFODNN7EXAMPLE", secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }]
    ///     mfa.phone = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    ///     tags.team = "red"
    ///     policies = ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}']
    ///
    ///     [[account.role]]                         # without `trust`, it trusts its own account
    ///     name = "demo"
    ///     max_session_seconds = 7200               # default: 3600
    /// "#)?;
    /// # let _ = builder;
    /// # Ok::<(), sts_local::ConfigFileError>(())
    /// ```
    ///
    /// An account may also have managed policies (`policies.NAME = '…'`) and `[[account.oidc_provider]]` with `url`,
    /// `audiences` and `jwks`, which is the provider's key set as JSON, and `context`, which names the claims of a
    /// [`ContextProvider`](crate::ContextProvider): `context = { subject = "email", subject_type = "user", keys.department =
    /// "Department" }`, where `subject_type_claim` may replace `subject_type`. With the feature `saml`, it may have
    /// `[[account.saml_provider]]` with `name`, and either `metadata` (the provider's metadata document) or both `issuer` and
    /// `certificate` (as PEM). The file may then also set `allow_replayed_assertions`.
    ///
    /// # Errors
    ///
    /// Returns an error with the line of the problem if the text is not TOML, a key is unknown, a value is invalid, or IAM
    /// would refuse a policy. [`start`](Self::start) reports trust policies that name users or roles that do not exist.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ConfigFileError> {
        let source = ConfigText { file, text };
        let root: RootTable = toml::from_str(text).map_err(|error| {
            source.error(error.span().unwrap_or_default(), error.message().trim().replace('\n', "; "))
        })?;
        let span = root.accounts.span();
        let mut accounts = root.accounts.into_inner().into_iter();
        let Some(first) = accounts.next() else {
            return Err(source.error(span, "the file has no account; add [[account]] with an id"));
        };
        let mut builder = Self::new(source.account(first)?);
        for account in accounts {
            builder = builder.account(source.account(account)?);
        }
        if let Some(region) = root.region {
            builder = builder.region(region);
        }
        builder.options.any_region = root.any_region;
        builder.options.strict_presigning = root.strict_presigning;
        builder.options.encode_denials = root.encode_denials;
        #[cfg(feature = "saml")]
        {
            builder.options.allow_replayed_assertions = root.allow_replayed_assertions;
        }
        builder.options.allowed_hosts = root.allow_hosts;
        Ok(builder)
    }

    /// Reads accounts and settings from a file. [`from_toml`](Self::from_toml) describes the format.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or if its content is invalid.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ConfigFileError> {
        let file = path.as_ref().display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&file, &text),
            Err(error) => Err(ConfigFileError { file, line: None, message: format!("cannot read the file: {error}") }),
        }
    }
}
