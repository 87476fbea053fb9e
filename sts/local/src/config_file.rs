//! Accounts and settings in a TOML file.

use std::fmt;
use std::path::Path;

use crate::account::Account;
use crate::builder::LocalStsBuilder;
use crate::settings::account::account;
use crate::settings::field::SettingField;
use crate::settings::node::DocumentNode;
use crate::settings::violation::{InvalidSetting, ViolationReport};

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
    problem: InvalidSetting,
    others: Vec<InvalidSetting>,
}

impl ConfigFileError {
    fn new(file: &str, problems: impl IntoIterator<Item = InvalidSetting>) -> Self {
        let mut problems = problems.into_iter();
        let problem = problems.next().unwrap_or_else(|| InvalidSetting::new("", None, "cannot be read"));
        Self { file: file.to_owned(), problem, others: problems.collect() }
    }

    /// Returns the line of the first problem, starting at 1, and `None` if the file could not be read.
    pub fn line(&self) -> Option<usize> {
        self.problem.line()
    }

    /// Returns the description of the first problem, without the file and the line.
    pub fn message(&self) -> &str {
        self.problem.message()
    }

    /// Returns all problems.
    pub fn problems(&self) -> Vec<&InvalidSetting> {
        std::iter::once(&self.problem).chain(&self.others).collect()
    }
}

/// Prints the first problem with its line, and the number of further ones.
impl fmt::Display for ConfigFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line() {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message())?,
            None => write!(f, "{}: {}", self.file, self.message())?,
        }
        match self.others.as_slice() {
            [] => Ok(()),
            [_] => f.write_str("; and 1 more problem"),
            others => write!(f, "; and {} more problems", others.len()),
        }
    }
}

impl std::error::Error for ConfigFileError {}

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
        let invalid = |(line, message): (usize, String)| InvalidSetting::new("", Some(line), message);
        let node = DocumentNode::from_toml(text)
            .map_err(|errors| ConfigFileError::new(file, errors.into_iter().map(invalid)))?;
        let report = ViolationReport::of_file(file);
        let builder = read(&SettingField::root(&node, &report));
        report.finish(builder).map_err(|problems| ConfigFileError::new(file, problems))
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
            Err(error) => {
                let problem = InvalidSetting::new("", None, format!("cannot read the file: {error}"));
                Err(ConfigFileError::new(&file, [problem]))
            }
        }
    }
}

/// Reads the whole file.
fn read(file: &SettingField<'_>) -> Option<LocalStsBuilder> {
    let object = file.object(&[
        "region",
        "any_region",
        "strict_presigning",
        "encode_denials",
        #[cfg(feature = "saml")]
        "allow_replayed_assertions",
        "allow_hosts",
        "account",
    ])?;
    let field = object.required("account")?;
    let items = field.items();
    if items.is_empty() {
        field.refuse("the file has no account; add [[account]] with an id");
    }
    let mut accounts = items.iter().filter_map(|item| account(item, None));
    let first = accounts.next();
    // All accounts are read, even if the first one cannot be.
    let others: Vec<Account> = accounts.collect();
    let mut builder = others.into_iter().fold(LocalStsBuilder::new(first?), LocalStsBuilder::account);
    if let Some(region) = object.text("region") {
        builder = builder.region(region);
    }
    builder.options.any_region = object.flag("any_region");
    builder.options.strict_presigning = object.flag("strict_presigning");
    builder.options.encode_denials = object.flag("encode_denials");
    #[cfg(feature = "saml")]
    {
        builder.options.allow_replayed_assertions = object.flag("allow_replayed_assertions");
    }
    builder.options.allowed_hosts = object.texts("allow_hosts");
    Some(builder)
}
