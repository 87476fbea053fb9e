//! The header `User-Agent`.

use http::HeaderValue;

use super::Config;
use crate::platform::config_error::ConfigError;

/// This crate and its version.
const SOFTWARE: &str = concat!("awsquery/", env!("CARGO_PKG_VERSION"));

/// The variable with the name of the application. See
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html> for it, and for what a name may contain.
const VARIABLE: &str = "AWS_SDK_UA_APP_ID";

/// The longest name of an application.
const LONGEST: usize = 50;

impl Config {
    /// Returns the value of `User-Agent`: this crate, and the application if it has a name.
    pub(crate) fn user_agent(&self) -> Result<HeaderValue, ConfigError> {
        let named = match self.app_name.clone() {
            Some(name) => Some((name, "code")),
            None => self.environment.get(VARIABLE)?.map(|name| (name, VARIABLE)),
        };
        let Some((name, source)) = named else { return Ok(HeaderValue::from_static(SOFTWARE)) };
        let refuse = |found: String| {
            ConfigError::new(format!(
                "the application name from {source} has {found}; it may have up to {LONGEST} letters, digits and \
                 characters of !#$%&'*+-.^_`|~"
            ))
        };
        if let Some(stranger) = name.chars().find(|c| !is_allowed(*c)) {
            return Err(refuse(format!("the character {stranger:?}")));
        }
        if name.is_empty() || name.len() > LONGEST {
            return Err(refuse(format!("{} characters", name.len())));
        }
        HeaderValue::try_from(format!("{SOFTWARE} app/{name}")).map_err(|_| refuse("an invalid form".to_owned()))
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}
