//! Accounts from a file: TOML.

mod tables;

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;

use self::tables::{AccountTable, ProviderTable, RoleTable, RootTable, SamlProviderTable, UserTable};
use crate::account::Account;
use crate::account::mfa::MfaDevice;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
use crate::builder::LocalStsBuilder;
use crate::jwk::Jwks;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use sts::Policy;

/// A configuration that nothing can be started with: the file, the line, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFileError {
    file: String,
    line: Option<usize>,
    message: String,
}

impl ConfigFileError {
    /// The line, counted from 1; nothing if the file could not be read.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong, and what to do.
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

/// The text of a file, for errors to name its lines.
struct ConfigText<'a> {
    file: &'a str,
    text: &'a str,
}

type ConfigResult<T> = Result<T, ConfigFileError>;

impl ConfigText<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> ConfigFileError {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        ConfigFileError { file: self.file.to_owned(), line: Some(line), message: message.into() }
    }

    fn policy(&self, json: &Spanned<String>) -> ConfigResult<Policy> {
        Policy::from_json(json.get_ref())
            .map_err(|error| self.error(json.span(), format!("this is no policy: {error}; write a policy as JSON")))
    }

    fn account(&self, table: AccountTable) -> ConfigResult<Account> {
        if table.id.get_ref().len() != 12 || !table.id.get_ref().bytes().all(|digit| digit.is_ascii_digit()) {
            let message = format!("\"{}\" is no account id; write 12 digits, such as 123456789012", table.id.get_ref());
            return Err(self.error(table.id.span(), message));
        }
        let mut account = Account::new(table.id.into_inner());
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
        for (name, policy) in table.policies {
            account = account.managed_policy(name, self.policy(&policy)?);
        }
        for provider in table.providers {
            account = account.oidc_provider(self.provider(provider)?);
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
            let message = "this is no seed of an MFA device; write it in base32, as AWS shows it: A to Z and 2 to 7";
            let device = MfaDevice::from_base32(name, seed.get_ref());
            user = user.mfa(device.ok_or_else(|| self.error(seed.span(), message))?);
        }
        for policy in &table.policies {
            user = user.policy(self.policy(policy)?);
        }
        Ok(table.tags.into_iter().fold(user, |user, (key, value)| user.tag(key, value)))
    }

    fn role(&self, table: RoleTable) -> ConfigResult<Role> {
        let mut role = Role::new(table.name);
        if let Some(trust) = &table.trust {
            let policy = self.policy(trust)?;
            if policy.statements().iter().any(|statement| !statement.has_principal()) {
                let message = "a statement of this trust policy has no Principal; say whom it is about";
                return Err(self.error(trust.span(), message));
            }
            role = role.trust_policy(policy);
        }
        for policy in &table.policies {
            role = role.policy(self.policy(policy)?);
        }
        if let Some(seconds) = &table.max_session_seconds {
            if !(3_600..=43_200).contains(seconds.get_ref()) {
                let message = format!("{} is no longest session of a role; write 3600 to 43200", seconds.get_ref());
                return Err(self.error(seconds.span(), message));
            }
            role = role.max_session(Duration::from_secs(*seconds.get_ref()));
        }
        Ok(table.tags.into_iter().fold(role, |role, (key, value)| role.tag(key, value)))
    }

    fn provider(&self, table: ProviderTable) -> ConfigResult<OidcProvider> {
        let keys = Jwks::from_json(table.jwks.get_ref()).map_err(|error| {
            self.error(table.jwks.span(), format!("{error}; write what the provider's jwks_uri gives"))
        })?;
        Ok(table.audiences.into_iter().fold(OidcProvider::new(table.url, keys), OidcProvider::audience))
    }

    #[cfg(feature = "saml")]
    fn saml_provider(&self, account: Account, table: Spanned<SamlProviderTable>) -> ConfigResult<Account> {
        let span = table.span();
        let SamlProviderTable { name, metadata, issuer, certificate } = table.into_inner();
        let provider = match (metadata, issuer, certificate) {
            (Some(metadata), None, None) => SamlProvider::from_metadata(name, &metadata),
            (None, Some(issuer), Some(certificate)) => SamlProvider::new(name, issuer, &certificate),
            _ => return Err(self.error(span, "write metadata, or both issuer and certificate, for a SAML provider")),
        };
        let provider = provider.map_err(|error| self.error(span, error.to_string()))?;
        Ok(account.saml_provider(provider))
    }

    #[cfg(not(feature = "saml"))]
    fn saml_provider(&self, _: Account, table: Spanned<SamlProviderTable>) -> ConfigResult<Account> {
        let message = "this build does not verify SAML; build with the feature saml, or remove saml_provider";
        Err(self.error(table.span(), message))
    }
}

impl LocalStsBuilder {
    /// Reads accounts and settings from TOML. `file` is what errors call it.
    ///
    /// ```
    /// use sts_local::LocalStsBuilder;
    ///
    /// let builder = LocalStsBuilder::from_toml("sts.toml", r#"
    ///     region = "eu-west-1"                     # us-east-1 without it
    ///     encode_denials = true                    # likewise any_region and strict_presigning
    ///     allow_hosts = ["sts"]
    ///
    ///     [[account]]                              # the first manages the others
    ///     id = "123456789012"
    ///     web_identity_tokens = true               # GetWebIdentityToken; off without it
    ///     root_key = { access_key_id = "AKIAI44QH8DHBEXAMPLE", secret_access_key = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }
    ///
    ///     [[account.user]]
    ///     name = "Alice"
    ///     keys = [{ access_key_id = "AKIAIOSFODNN7EXAMPLE", secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }]
    ///     mfa.phone = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    ///     tags.team = "red"
    ///     policies = ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}']
    ///
    ///     [[account.role]]                         # without `trust` its own account may assume it
    ///     name = "demo"
    ///     max_session_seconds = 7200               # 3600 without it
    /// "#)?;
    /// # let _ = builder;
    /// # Ok::<(), sts_local::ConfigFileError>(())
    /// ```
    ///
    /// An account may also have `policies.NAME = '…'`, managed policies, and `[[account.oidc_provider]]` with `url`,
    /// `audiences` and `jwks`, the provider's keys as JSON. With the feature `saml` it may have
    /// `[[account.saml_provider]]` with `name`, and either `metadata`, the provider's metadata document, or `issuer` and
    /// `certificate`, as PEM; and the file may say `allow_replayed_assertions`.
    ///
    /// # Errors
    ///
    /// Names the line of what is no TOML, is unknown, has another type, or is no policy, key set, account id, seed or
    /// duration.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ConfigFileError> {
        let source = ConfigText { file, text };
        let parsed: RootTable = toml::from_str(text).map_err(|error| {
            source.error(error.span().unwrap_or_default(), error.message().trim().replace('\n', "; "))
        })?;
        let span = parsed.accounts.span();
        let mut accounts = parsed.accounts.into_inner().into_iter();
        let Some(first) = accounts.next() else {
            return Err(source.error(span, "there is no account; write [[account]] with an id"));
        };
        let mut builder = Self::new(source.account(first)?);
        for account in accounts {
            builder = builder.account(source.account(account)?);
        }
        if let Some(region) = parsed.region {
            builder = builder.region(region);
        }
        builder.options.any_region = parsed.any_region;
        builder.options.strict_presigning = parsed.strict_presigning;
        builder.options.encode_denials = parsed.encode_denials;
        #[cfg(feature = "saml")]
        {
            builder.options.replayed_assertions = parsed.allow_replayed_assertions;
        }
        builder.options.hosts = parsed.allow_hosts;
        Ok(builder)
    }

    /// Reads accounts and settings from a file, as [`from_toml`](Self::from_toml) does.
    ///
    /// # Errors
    ///
    /// As those of [`from_toml`](Self::from_toml), or if the file cannot be read.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ConfigFileError> {
        let file = path.as_ref().display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&file, &text),
            Err(error) => Err(ConfigFileError { file, line: None, message: format!("cannot be read: {error}") }),
        }
    }
}
