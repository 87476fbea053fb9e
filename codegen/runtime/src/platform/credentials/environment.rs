//! Credentials in environment variables, and advice if there are none.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use super::characters::Part;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::value::timestamp::{Timestamp, TimestampFormat};

const KEY_ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKEN: &str = "AWS_SESSION_TOKEN";
/// The end of the credentials, which `aws configure export-credentials` writes and AWS's SDKs read.
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";

/// A provider of the credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if set, `AWS_SESSION_TOKEN` and
/// `AWS_CREDENTIAL_EXPIRATION`.
///
/// If `AWS_CREDENTIAL_EXPIRATION` has passed, temporary credentials are an error, because nothing here can renew them. An
/// expiration without a session token is ignored: it belongs to earlier credentials, because such keys do not expire.
///
/// It is the default provider of a client. It reads nothing else: no profiles, no files, and no endpoints for credentials.
/// If a variable is missing, the error also names what is set for other tools of AWS and not read here, and how to use it.
///
/// ```
/// use awsquery::Environment;
/// use awsquery::platform::EnvironmentCredentials;
///
/// let environment = Environment::from_pairs([("AWS_PROFILE", "prod")]);
/// let error = EnvironmentCredentials::new(environment).check().unwrap_err().to_string();
/// assert!(error.starts_with("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"));
/// assert!(error.contains("AWS_PROFILE is set, but not read here"));
/// ```
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    environment: Environment,
    clock: Arc<dyn Clock>,
    /// The advice of a layer about variables that are not read here.
    unread: &'static [UnreadVariables],
}

/// Variables from which other tools of AWS get credentials and an [`EnvironmentCredentials`] does not.
#[derive(Clone, Copy, Debug)]
pub struct UnreadVariables {
    /// The names of the variables.
    pub names: &'static [&'static str],
    /// The way to use what the variables name. It follows `AWS_PROFILE is set, but not read here: `.
    pub advice: &'static str,
}

/// A source of credentials that other tools read, with files that they read if no variable names another one.
struct OtherSource {
    variables: UnreadVariables,
    /// The path of each file below the home folder, and the variable that names another file.
    files: &'static [(&'static str, &'static str)],
}

/// The sources of the AWS SDKs and Tools Reference Guide,
/// [standardized credential providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html), and
/// the variables of older tools.
const OTHERS: [OtherSource; 4] = [
    OtherSource {
        variables: UnreadVariables {
            names: &["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"],
            advice: "`aws configure export-credentials --format env` prints the keys of a profile as variables; async \
                     clients also accept the providers of the crate `aws-config`, which read profiles",
        },
        files: &[(".aws/credentials", "AWS_SHARED_CREDENTIALS_FILE"), (".aws/config", "AWS_CONFIG_FILE")],
    },
    OtherSource {
        variables: UnreadVariables {
            names: &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
            advice: "pass a provider that exchanges the token for credentials, such as that of the crate `aws-config`, which \
                     is async",
        },
        files: &[],
    },
    OtherSource {
        variables: UnreadVariables {
            names: &["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"],
            advice: "pass a provider that asks the container's endpoint, such as that of the crate `aws-config`, which is \
                     async",
        },
        files: &[],
    },
    OtherSource {
        variables: UnreadVariables {
            names: &["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_SECURITY_TOKEN"],
            advice: "the names of today are AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
        },
        files: &[],
    },
];

impl EnvironmentCredentials {
    /// Creates a provider that reads the variables each time it is asked for credentials.
    pub fn new(environment: Environment) -> Self {
        Self { environment, clock: Arc::new(SystemClock::default()), unread: &[] }
    }

    /// Sets the clock that decides whether the credentials have expired. The default is that of the system.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Adds what a layer above the client knows about variables that are not read here. It replaces what this crate says
    /// about the same variables.
    #[must_use]
    pub fn with_unread(self, unread: &'static [UnreadVariables]) -> Self {
        Self { unread, ..self }
    }

    /// Checks that the variables are set, and that they contain what keys and tokens can contain.
    ///
    /// # Errors
    ///
    /// Fails if a required variable is not set, if a value is not Unicode or contains a character that it may not contain,
    /// such as white space at its end, if `AWS_CREDENTIAL_EXPIRATION` is not a time, or if it has passed. The error names the
    /// variable and never quotes a value, except the time.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.read().map(|_| ())
    }

    pub(crate) fn read(&self) -> Result<aws_credential_types::Credentials, ConfigError> {
        let [key, secret] = self.environment.require([KEY_ID, SECRET], &[TOKEN]).map_err(|missing| {
            let mut problem = format!("{missing}; set both keys, or pass credentials in code");
            self.unread().for_each(|clause| problem.push_str(&format!("; {clause}")));
            ConfigError::new(problem)
        })?;
        let token = self.environment.get(TOKEN)?;
        let parts = [
            (KEY_ID, Part::AccessKeyId, Some(&key)),
            (SECRET, Part::SecretAccessKey, Some(&secret)),
            (TOKEN, Part::SessionToken, token.as_ref()),
        ];
        for (name, part, value) in parts {
            if let Some(problem) = value.and_then(|value| part.problem(value)) {
                return Err(ConfigError::new(format!("{name} {problem}")));
            }
        }
        let expires_at = self.expiration()?.filter(|_| token.is_some());
        if let Some(end) = expires_at {
            self.check_end(end)?;
        }
        let expires_at = expires_at.map(SystemTime::from);
        Ok(aws_credential_types::Credentials::new(key, secret, token, expires_at, "environment"))
    }

    fn expiration(&self) -> Result<Option<Timestamp>, ConfigError> {
        let Some(text) = self.environment.get(EXPIRATION)? else { return Ok(None) };
        let refuse = || {
            ConfigError::new(format!("{EXPIRATION} is not a time; it looks like 2026-11-28T18:00:00Z, or is not set"))
        };
        Timestamp::parse_loosely(text.trim(), TimestampFormat::DateTime).map(Some).ok_or_else(refuse)
    }

    fn check_end(&self, end: Timestamp) -> Result<(), ConfigError> {
        let now = self.clock.wall();
        if now < end {
            return Ok(());
        }
        Err(ConfigError::new(format!(
            "the credentials in the environment expired at {end}, by {EXPIRATION}, and it is {now} by the clock of this \
             machine; get new ones, or unset {EXPIRATION} if the clock is wrong"
        )))
    }

    /// Describes what is set for other tools, in clauses.
    fn unread(&self) -> impl Iterator<Item = String> {
        let is_known = |name: &&'static str| self.unread.iter().any(|ours| ours.names.contains(name));
        let ours = self.unread.iter().filter_map(|variables| self.describe(variables, &[]));
        let others = OTHERS.iter().filter(move |other| !other.variables.names.iter().any(is_known));
        ours.chain(others.filter_map(|other| self.describe(&other.variables, other.files)))
    }

    /// Describes the variables that are set and the files that exist. Returns `None` if there are none.
    fn describe(&self, variables: &UnreadVariables, files: &[(&str, &str)]) -> Option<String> {
        let mut found = String::new();
        let mut add = |clause: &str| {
            found.push_str(if found.is_empty() { "" } else { " and " });
            found.push_str(clause);
        };
        for name in variables.names.iter().filter(|name| self.environment.is_set(name)) {
            add(&format!("{name} is set"));
        }
        for (path, _) in files.iter().filter(|(path, variable)| self.is_default_file(path, variable)) {
            add(&format!("~/{path} exists"));
        }
        (!found.is_empty()).then(|| format!("{found}, but not read here: {}", variables.advice))
    }

    /// Returns `true` if other tools would read this file below the home folder.
    fn is_default_file(&self, path: &str, variable: &str) -> bool {
        let home = ["HOME", "USERPROFILE"].into_iter().find_map(|name| self.environment.get_os(name));
        !self.environment.is_set(variable) && home.is_some_and(|home| Path::new(&home).join(path).is_file())
    }
}

impl Default for EnvironmentCredentials {
    /// Reads the environment and the clock of this process.
    fn default() -> Self {
        Self::new(Environment::process())
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(self.read().map_err(CredentialsError::not_loaded))
    }
}

#[cfg(test)]
mod tests;
