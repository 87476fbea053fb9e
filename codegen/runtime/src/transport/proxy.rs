//! Proxy settings from environment variables, as data for any HTTP client.

use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// The variables for plain http. `HTTP_PROXY` in upper case is not one of them, because a web server sets it to the header
/// `Proxy` of a request (CVE-2016-5385).
const FOR_HTTP: [&str; 3] = ["http_proxy", "all_proxy", "ALL_PROXY"];
const FOR_HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The proxies to use, and the hosts that are called without one.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct ProxySettings {
    /// The proxy for https.
    pub(super) https: Option<ProxyUrl>,
    /// The proxy for plain http.
    pub(super) http: Option<ProxyUrl>,
    /// Hosts, domains, addresses and networks without a proxy, separated by commas.
    pub(super) exceptions: String,
}

/// The URL of a proxy, which may contain a password, and the variable that it comes from.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ProxyUrl {
    pub(super) variable: &'static str,
    pub(super) url: String,
}

impl ProxySettings {
    /// Reads the variables.
    ///
    /// # Errors
    ///
    /// Fails if the value of a variable is not the URL of an HTTP proxy.
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, environment.get(name)?)));
        let exceptions = first(&EXCEPTIONS).map(|(_, hosts)| hosts).unwrap_or_default();
        // HTTP clients differ in what an asterisk matches; here it stands for every host.
        if exceptions.split(',').any(|host| host.trim() == "*") {
            return Ok(Self::default());
        }
        let proxy = |names: &[&'static str]| first(names).map(|(name, url)| ProxyUrl::new(name, &url)).transpose();
        Ok(Self { https: proxy(&FOR_HTTPS)?, http: proxy(&FOR_HTTP)?, exceptions })
    }
}

impl ProxyUrl {
    /// Checks a URL, or a host and port.
    fn new(variable: &'static str, url: &str) -> Result<Self, ConfigError> {
        let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
        let proxy = Self { variable, url };
        let Ok(parsed) = proxy.url.parse::<http::Uri>() else { return Err(proxy.refuse()) };
        let is_http = matches!(parsed.scheme_str(), Some("http" | "https"));
        let is_bare = matches!(parsed.path(), "" | "/") && parsed.query().is_none();
        if !is_http || !is_bare || parsed.host().is_none_or(str::is_empty) {
            return Err(proxy.refuse());
        }
        Ok(proxy)
    }

    /// Returns the error for a URL that is not a proxy's. It does not show the URL.
    pub(super) fn refuse(&self) -> ConfigError {
        let variable = self.variable;
        ConfigError::new(format!("{variable} is not an HTTP proxy; it must be a URL such as http://proxy.example:3128"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> ProxySettings {
        ProxySettings::read(&Environment::from_pairs(variables.iter().copied())).unwrap()
    }

    fn url(proxy: Option<ProxyUrl>) -> Option<(&'static str, String)> {
        proxy.map(|proxy| (proxy.variable, proxy.url))
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_proxy() {
        let both = read(&[("https_proxy", "http://one:1"), ("HTTPS_PROXY", "http://two:2")]);
        assert_eq!(url(both.https), Some(("https_proxy", "http://one:1".to_owned())));
        let all = read(&[("ALL_PROXY", "proxy:3128")]);
        assert_eq!(url(all.https), Some(("ALL_PROXY", "http://proxy:3128".to_owned())));
        assert_eq!(url(all.http), Some(("ALL_PROXY", "http://proxy:3128".to_owned())));
        assert!(read(&[("HTTP_PROXY", "http://one:1")]).http.is_none(), "set by a header of a request");
    }

    #[test]
    fn exceptions_are_kept_and_an_asterisk_is_every_host() {
        let some = read(&[("ALL_PROXY", "http://one:1"), ("NO_PROXY", "a.example, 10.0.0.0/8")]);
        assert_eq!(some.exceptions, "a.example, 10.0.0.0/8");
        assert!(read(&[("ALL_PROXY", "http://one:1"), ("no_proxy", "a.example, *")]) == ProxySettings::default());
    }
}
