//! Clients with credentials from environment variables: keys, or else the role of a pod.

use awsquery::ConfigError;
use awsquery::platform::{EnvironmentCredentials, UnreadVariables};

use crate::calls::AssumeRoleWithWebIdentity;
use crate::calls::web_identity::assume_role_with_web_identity;
#[cfg(feature = "blocking")]
use crate::client::blocking;
use crate::client::{Sts, StsBuilder};
use crate::client_state::ClientState;
#[cfg(feature = "blocking")]
use crate::kind::Blocking;
use crate::kind::Kind;
use crate::web_identity::TokenSource;

const ROLE: &str = "AWS_ROLE_ARN";
const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
const SESSION_NAME: &str = "AWS_ROLE_SESSION_NAME";

/// The sources of credentials, each with the variables that belong to it, in the order in which they are tried. AWS's SDKs have
/// the same order. The first source of which a variable is set is used.
///
/// A source that is set in part is used, and is an error: falling through to the next one would silently make the calls as
/// another principal.
const SOURCES: [(CredentialSource, &[&str]); 2] = [
    (CredentialSource::Keys, &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
    (CredentialSource::WebIdentity, &[TOKEN_FILE, ROLE, SESSION_NAME]),
];

/// A source of credentials in the environment.
#[derive(Clone, Copy)]
enum CredentialSource {
    Keys,
    WebIdentity,
}

impl Sts {
    /// Creates a client with the credentials and the region in the environment. Unlike [`builder`](Self::builder), it also
    /// works in a pod of EKS that has a role, and everywhere else where a web identity token is in a file.
    ///
    /// | the first of these that is set | credentials |
    /// |---|---|
    /// | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` (`AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION`) | these keys |
    /// | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` (`AWS_ROLE_SESSION_NAME`) | [refreshing](crate::RefreshingCredentials) ones of the role, which [`web_identity_from_environment`](Self::web_identity_from_environment) assumes |
    ///
    /// If only a part of a source is set, the next one is not tried: that is an error. Profiles, containers' endpoints and
    /// instance metadata are not read; the providers of the crate `aws-config` read them.
    ///
    /// Nothing is sent before the first call. [`StsBuilder::build_from_environment`] does the same with other settings.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let sts = sts::Sts::from_environment()?;
    /// println!("{}", sts.caller_identity().await?.arn);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if a variable is missing, or has white space around its value, and for the same reasons as
    /// [`StsBuilder::build`]. The error names the variable, and what is set for other tools and not read.
    #[inline]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::builder().build_from_environment()
    }

    /// Returns a call that assumes the role in `AWS_ROLE_ARN` with the token in the file that `AWS_WEB_IDENTITY_TOKEN_FILE`
    /// names. EKS sets both variables in a pod whose service account has a role.
    ///
    /// `AWS_ROLE_SESSION_NAME` is the name of the session. If it is not set, the name is made of the time and a random
    /// number, such as `sts-1800000000-1a2b3c4d`. The variables are read from the environment of this client's [`Config`](crate::Config).
    /// See <https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html>.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let sts = sts::Sts::builder().build()?;
    /// let call = sts.web_identity_from_environment()?;
    /// // The file is read again for each refresh.
    /// let role = call.refreshing();
    /// println!("{}", role.credentials().await?.access_key_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if one of the first two variables is not set, or if there is white space around a value. The error names the
    /// variable. That the file can be read is checked when the call is sent.
    #[inline]
    pub fn web_identity_from_environment(&self) -> Result<AssumeRoleWithWebIdentity, ConfigError> {
        web_identity(&self.state)
    }
}

impl StsBuilder {
    /// Builds a client with the credentials in the environment, as [`Sts::from_environment`] does. Credentials that are set in
    /// code win.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), sts::error::ConfigError> {
    /// let sts = sts::Sts::builder().region("eu-west-1").build_from_environment()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Sts::from_environment`].
    #[inline]
    pub fn build_from_environment(self) -> Result<Sts, ConfigError> {
        let has_credentials = self.has_credentials();
        let sts = self.build()?;
        Ok(match call_for_credentials(&sts.state, has_credentials)? {
            Some(call) => call.refreshing().sts(),
            None => sts,
        })
    }
}

#[cfg(feature = "blocking")]
impl blocking::Sts {
    /// Returns a call that assumes the role of a pod of EKS; see
    /// [`Sts::web_identity_from_environment`](crate::Sts::web_identity_from_environment).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    #[inline]
    pub fn web_identity_from_environment(&self) -> Result<AssumeRoleWithWebIdentity<Blocking>, ConfigError> {
        web_identity(&self.state)
    }

    /// Creates a client with the credentials and the region in the environment; see
    /// [`Sts::from_environment`](crate::Sts::from_environment).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    #[inline]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::builder().build_from_environment()
    }
}

/// Needs the feature `blocking`.
#[cfg(feature = "blocking")]
impl StsBuilder<Blocking> {
    /// Builds a client with the credentials in the environment; see [`Sts::from_environment`](crate::Sts::from_environment).
    /// Credentials that are set in code win.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    #[inline]
    pub fn build_from_environment(self) -> Result<blocking::Sts, ConfigError> {
        let has_credentials = self.has_credentials();
        let sts = self.build()?;
        Ok(match call_for_credentials(&sts.state, has_credentials)? {
            Some(call) => call.refreshing().sts(),
            None => sts,
        })
    }
}

/// Checks the keys in the environment. Returns the call that gets credentials if there are no keys, but the role of a pod.
/// Credentials that are set in code win.
pub(crate) fn call_for_credentials<K: Kind>(
    state: &ClientState<K>,
    has_credentials: bool,
) -> Result<Option<AssumeRoleWithWebIdentity<K>>, ConfigError> {
    if has_credentials {
        return Ok(None);
    }
    let environment = state.config().environment();
    let is_set = |names: &[&str]| names.iter().any(|name| environment.is_set(name));
    let none = |problem: ConfigError| ConfigError::new(format!("no credentials: {problem}"));
    match SOURCES.iter().find(|(_, names)| is_set(names)) {
        Some((CredentialSource::Keys, _)) => check_keys(state).map_err(none).map(|()| None),
        Some((CredentialSource::WebIdentity, _)) => web_identity(state).map_err(none).map(Some),
        None => check_keys(state).map_err(none).map(|()| None).map_err(|problem| {
            ConfigError::new(format!("{problem}; to assume a role with a token, set {ROLE} and {TOKEN_FILE}"))
        }),
    }
}

/// Returns the call that the variables of a pod's role describe.
pub(crate) fn web_identity<K: Kind>(state: &ClientState<K>) -> Result<AssumeRoleWithWebIdentity<K>, ConfigError> {
    let environment = state.config().environment();
    let missing = |problem: ConfigError| {
        ConfigError::new(format!("{problem}; {ROLE} names the role to assume, and {TOKEN_FILE} the file of the token"))
    };
    let [role, file] = environment.require([ROLE, TOKEN_FILE], &[SESSION_NAME]).map_err(missing)?;
    let name = environment.get(SESSION_NAME)?;
    let values = [(ROLE, Some(&role)), (TOKEN_FILE, Some(&file)), (SESSION_NAME, name.as_ref())];
    for (variable, value) in values {
        refuse_white_space(variable, value.map_or("", String::as_str))?;
    }
    let name = name.unwrap_or_else(|| new_session_name(state));
    Ok(assume_role_with_web_identity(state, role, name, TokenSource::File(file.into())))
}

/// Returns a name that tells sessions of different processes apart.
fn new_session_name<K: Kind>(state: &ClientState<K>) -> String {
    let random = (state.config().random().unit() * f64::from(u32::MAX)) as u32;
    format!("sts-{}-{random:08x}", state.now().secs())
}

/// The advice to a program whose keys are incomplete, although the variables of a pod's role are set.
const ROLE_INSTEAD: [UnreadVariables; 1] =
    [UnreadVariables { names: &[TOKEN_FILE, ROLE], advice: "unset the keys to assume the role with the token" }];

fn check_keys<K: Kind>(state: &ClientState<K>) -> Result<(), ConfigError> {
    let config = state.config();
    let keys = EnvironmentCredentials::new(config.environment().clone()).with_unread(&ROLE_INSTEAD);
    keys.with_clock(config.clock()).check()
}

/// Refuses white space around a value: a file or a secret from which the variable was set ended with a line end.
#[inline]
fn refuse_white_space(variable: &str, value: &str) -> Result<(), ConfigError> {
    if value.trim() == value {
        return Ok(());
    }
    Err(ConfigError::new(format!("{variable} has white space around its value; remove it")))
}

#[cfg(test)]
mod tests {
    use awsquery::{Config, Environment};

    use super::*;

    const SET_ROLE: (&str, &str) = (ROLE, "arn:aws:iam::123456789012:role/demo");
    const SET_FILE: (&str, &str) = (TOKEN_FILE, "/token");
    const SET_NAME: (&str, &str) = (SESSION_NAME, "app");
    const SET_KEY: (&str, &str) = ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    const SET_SECRET: (&str, &str) = ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    fn builder(variables: &[(&str, &str)]) -> StsBuilder {
        let environment = Environment::from_pairs(variables.iter().copied());
        Sts::builder().config(Config::new().with_environment(environment)).region("eu-west-1")
    }

    fn problem(variables: &[(&str, &str)]) -> String {
        builder(variables).build_from_environment().unwrap_err().to_string()
    }

    #[test]
    fn every_incomplete_combination_names_the_missing_variables() {
        for (variables, start) in [
            (&[SET_FILE][..], "no credentials: AWS_ROLE_ARN is not set, but AWS_WEB_IDENTITY_TOKEN_FILE is; "),
            (&[SET_ROLE], "no credentials: AWS_WEB_IDENTITY_TOKEN_FILE is not set, but AWS_ROLE_ARN is; "),
            (
                &[SET_FILE, SET_NAME],
                "no credentials: AWS_ROLE_ARN is not set, but AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_SESSION_NAME are",
            ),
            (
                &[SET_ROLE, SET_NAME],
                "no credentials: AWS_WEB_IDENTITY_TOKEN_FILE is not set, but AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME are",
            ),
            (
                &[SET_NAME],
                "no credentials: AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are not set, but AWS_ROLE_SESSION_NAME is",
            ),
            (&[SET_ROLE, (TOKEN_FILE, "")], "no credentials: AWS_WEB_IDENTITY_TOKEN_FILE is not set"),
            (&[], "no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
            (&[("AWS_PROFILE", "prod")], "no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
        ] {
            let text = problem(variables);
            assert!(text.starts_with(start), "{text}");
        }
        assert!(problem(&[("AWS_PROFILE", "prod")]).contains("AWS_PROFILE is set"));
    }

    #[test]
    fn half_a_pair_of_keys_does_not_fall_through_to_the_role() {
        let text = problem(&[SET_KEY, SET_ROLE, SET_FILE]);
        assert!(
            text.starts_with("no credentials: AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is"),
            "{text}"
        );
        assert!(text.contains("unset the keys to assume the role") && !text.contains("from_environment"), "{text}");
    }

    #[test]
    fn white_space_around_a_value_is_refused_by_the_name_of_the_variable() {
        for (name, value) in
            [(ROLE, "arn:aws:iam::123456789012:role/demo\n"), (TOKEN_FILE, " /token"), (SESSION_NAME, "app ")]
        {
            let text = problem(&[SET_ROLE, SET_FILE, SET_NAME, (name, value)]);
            assert_eq!(text, format!("no credentials: {name} has white space around its value; remove it"));
        }
    }

    #[test]
    fn keys_come_before_the_role_and_code_before_both() {
        let all = [SET_KEY, SET_SECRET, SET_ROLE, SET_FILE];
        let caller = |sts: Sts| sts.state.caller().clone();
        let unknown = Sts::builder().region("eu-west-1").build().unwrap();
        assert_eq!(caller(builder(&all).build_from_environment().unwrap()), caller(unknown));
        assert!(caller(builder(&all[2..]).build_from_environment().unwrap()).is_role());
        let in_code = awsquery::Credentials::new(SET_KEY.1, SET_SECRET.1);
        let sts = builder(&[SET_ROLE]).credentials(in_code.clone()).build_from_environment();
        assert!(sts.is_ok(), "what is set in the environment does not matter");
        assert!(builder(&[]).config(Config::new().with_credentials(in_code)).build_from_environment().is_ok());
    }

    #[test]
    fn a_session_name_is_made_if_none_is_set() {
        let sts = builder(&[SET_ROLE, SET_FILE]).build().unwrap();
        let (one, other) = (new_session_name(&sts.state), new_session_name(&sts.state));
        assert!(one.starts_with("sts-") && one != other, "{one} {other}");
        assert!(crate::sanitize::role_session_name(&one).changes().is_empty(), "{one}");
    }
}
