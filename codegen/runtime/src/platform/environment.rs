//! Environment variables, in a form that tests can replace.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::platform::config_error::ConfigError;

/// A source of environment variables: by default the process.
///
/// An empty variable counts as not set, as in AWS's SDKs.
///
/// ```
/// use awsquery::{Config, Environment};
///
/// let environment = Environment::from_pairs([("AWS_REGION", "eu-west-1"), ("AWS_PROFILE", "")]);
/// assert_eq!(environment.get("AWS_REGION").as_deref(), Some("eu-west-1"));
/// assert_eq!(environment.get("AWS_PROFILE"), None);
///
/// let config = Config::new().with_environment(environment);
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// Creates a source that reads the variables of this process. A variable that is not Unicode counts as not set.
    pub fn process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    /// Creates a source with only these variables.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables: BTreeMap<String, String> =
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self(Arc::new(move |name| variables.get(name).cloned()))
    }

    /// Returns the value of a variable, or `None` if it is not set or empty.
    pub fn get(&self, name: &str) -> Option<String> {
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
    /// Fails if one of the variables is not set or empty. The error names those that are missing, and the others that are
    /// set.
    pub fn require<const N: usize>(&self, names: [&str; N], optional: &[&str]) -> Result<[String; N], ConfigError> {
        let values = names.map(|name| self.get(name));
        let is_set = |name: &&str| self.get(name).is_some();
        let missing: Vec<&str> = names.into_iter().filter(|name| !is_set(name)).collect();
        if missing.is_empty() {
            return Ok(values.map(Option::unwrap_or_default));
        }
        let set: Vec<&str> = names.iter().chain(optional).copied().filter(is_set).collect();
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
