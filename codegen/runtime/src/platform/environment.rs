//! Environment variables, in a form that tests can replace.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use crate::platform::config_error::ConfigError;

/// A source of environment variables: by default the process.
///
/// An empty variable counts as not set, as in AWS's SDKs. A variable that is not Unicode is set, and an error when it is
/// read.
///
/// ```
/// use awsquery::{Config, Environment};
///
/// let environment = Environment::from_pairs([("AWS_REGION", "eu-west-1"), ("AWS_PROFILE", "")]);
/// assert_eq!(environment.get("AWS_REGION")?.as_deref(), Some("eu-west-1"));
/// assert_eq!(environment.get("AWS_PROFILE")?, None);
///
/// let config = Config::new().with_environment(environment);
/// # let _ = config;
/// # Ok::<(), awsquery::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

impl Environment {
    /// Creates a source that reads the variables of this process.
    pub fn process() -> Self {
        Self::from_fn(|name| std::env::var_os(name))
    }

    /// Creates a source that calls a function for the value of each variable.
    pub fn from_fn(value: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self(Arc::new(value))
    }

    /// Creates a source with only these variables.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables: BTreeMap<String, OsString> =
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        Self::from_fn(move |name| variables.get(name).cloned())
    }

    /// Returns the value of a variable, or `None` if it is not set or empty.
    ///
    /// # Errors
    ///
    /// Fails if the value is not Unicode. The error names the variable, and does not show its value.
    pub fn get(&self, name: &str) -> Result<Option<String>, ConfigError> {
        self.get_os(name)
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| ConfigError::new(format!("{name} is not Unicode; set it to text in UTF-8, or unset it")))
    }

    /// Returns `true` if a variable is set and not empty, also if it is not Unicode.
    pub fn is_set(&self, name: &str) -> bool {
        self.get_os(name).is_some()
    }

    /// Returns the value of a variable in the form of the system, or `None` if it is not set or empty.
    pub(crate) fn get_os(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// Returns the values of variables that are only useful together. `optional` names variables that may accompany them.
    ///
    /// ```
    /// use awsquery::Environment;
    ///
    /// let environment = Environment::from_pairs([("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")]);
    /// let error = environment.require(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], &["AWS_SESSION_TOKEN"]).unwrap_err();
    /// assert_eq!(error.to_string(), "AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is");
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if one of the variables is not set or empty, or not Unicode. The error names those that are missing, and the
    /// others that are set.
    pub fn require<const N: usize>(&self, names: [&str; N], optional: &[&str]) -> Result<[String; N], ConfigError> {
        self.check_set(&names, optional)?;
        let mut values = [const { String::new() }; N];
        for (value, name) in values.iter_mut().zip(names) {
            *value = self.get(name)?.unwrap_or_default();
        }
        Ok(values)
    }

    fn check_set(&self, names: &[&str], optional: &[&str]) -> Result<(), ConfigError> {
        let (mut set, mut missing) = (Vec::new(), Vec::new());
        for &name in names {
            if self.is_set(name) { &mut set } else { &mut missing }.push(name);
        }
        if missing.is_empty() {
            return Ok(());
        }
        set.extend(optional.iter().filter(|name| self.is_set(name)));
        let verb = |names: &[&str]| if names.len() == 1 { "is" } else { "are" };
        let mut problem = format!("{} {} not set", missing.join(" and "), verb(&missing));
        if !set.is_empty() {
            problem.push_str(&format!(", but {} {}", set.join(" and "), verb(&set)));
        }
        Err(ConfigError::new(problem))
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::process()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_unicode_is_set_and_an_error_that_names_it() {
        use std::os::unix::ffi::OsStringExt as _;

        let environment =
            Environment::from_fn(|name| (name == "KEY").then(|| OsString::from_vec(b"hush\xff".to_vec())));
        assert!(environment.is_set("KEY") && !environment.is_set("OTHER"));
        assert_eq!(environment.get("OTHER").unwrap(), None);
        for error in [environment.get("KEY").unwrap_err(), environment.require(["KEY"], &[]).unwrap_err()] {
            let text = format!("{error} {error:?}");
            assert!(text.contains("KEY is not Unicode; set it to text in UTF-8") && !text.contains("hush"), "{text}");
        }
        let error = environment.require(["OTHER"], &["KEY"]).unwrap_err();
        assert_eq!(error.to_string(), "OTHER is not set, but KEY is");
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let environment = Environment::from_pairs([("EMPTY", ""), ("SPACE", " ")]);
        assert!(!environment.is_set("EMPTY") && environment.is_set("SPACE"));
        assert_eq!(environment.get("EMPTY").unwrap(), None);
    }
}
