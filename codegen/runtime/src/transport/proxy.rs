//! The decision whether a request goes through a proxy, and through which one, as data for any HTTP client.
//!
//! [`ProxySettings`] reads the environment variables once. [`ProxySettings::route`] decides for each request, without I/O
//! and without allocating. HTTP clients obey.

mod exceptions;
mod url;

use std::fmt;

use http::uri::Scheme;
use http::{HeaderValue, Uri};

use self::exceptions::Exceptions;
use crate::endpoint::url::is_plain_loopback;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// The variables for plain http. `HTTP_PROXY` in upper case is not one of them, because a web server sets it to the header
/// `Proxy` of a request (CVE-2016-5385).
const FOR_HTTP: [&str; 3] = ["http_proxy", "all_proxy", "ALL_PROXY"];
const FOR_HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The proxies to use, and the hosts that are called without one.
///
/// The first variable that is set counts; an empty variable counts as not set.
///
/// | variables | effect |
/// |---|---|
/// | `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` | the proxy for https |
/// | `http_proxy`, `all_proxy`, `ALL_PROXY` | the proxy for plain http |
/// | `no_proxy`, `NO_PROXY` | what is called without a proxy |
///
/// A proxy is `http://[user:password@]host[:port]`, with `https://` if the proxy itself speaks TLS. Without a scheme it is
/// `http://`. In user names and passwords, the characters `/?#[]\`, white space and everything beyond ASCII must be
/// percent-encoded.
///
/// Exceptions are separated by commas or white space. There is no standard for them, so everything that curl, Python or Go
/// obeys is obeyed, and the rest is refused:
///
/// | exception | what is called without a proxy |
/// |---|---|
/// | `*` | everything |
/// | `internal.example`, `.internal.example` | this host and all hosts below it |
/// | `*.internal.example` | all hosts below it |
/// | `10.1.2.3`, `fd00::5`, `[fd00::5]` | this address |
/// | `10.0.0.0/8`, `fd00::/8` | all addresses of this range |
/// | `internal.example:8443`, `10.1.2.3:8443`, `[fd00::5]:8443` | the same, if the URL has this port |
///
/// Letter case and a dot at the end do not matter. Names are compared as they are, and never resolved. An address in a URL
/// and one in an exception are equal if they mean the same host: `[::ffff:10.1.2.3]` is `10.1.2.3`.
///
/// Plain http to this machine never goes through a proxy.
///
/// ```
/// use awsquery::Environment;
/// use awsquery::transport::{ProxySettings, ProxyUse};
///
/// let variables = [("HTTPS_PROXY", "proxy.example:3128"), ("NO_PROXY", "*.internal.example, 10.0.0.0/8")];
/// let proxies = ProxySettings::from_environment(&Environment::from_pairs(variables))?;
///
/// let url = "https://sts.eu-west-1.amazonaws.com".parse()?;
/// let proxy = proxies.route(&url, ProxyUse::Allowed).ok_or("no proxy")?;
/// assert_eq!(proxy.to_string(), "proxy.example:3128 from HTTPS_PROXY");
///
/// let url = "https://sts.internal.example".parse()?;
/// assert!(proxies.route(&url, ProxyUse::Allowed).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    https: Option<Proxy>,
    http: Option<Proxy>,
    exceptions: Exceptions,
}

/// A proxy, and the variable that names it. `Display` writes both: `proxy.example:3128 from HTTPS_PROXY`.
#[derive(Clone, Debug)]
pub struct Proxy {
    name: ProxyName,
    uri: Uri,
    /// The value is marked as sensitive, so `Debug` does not show it.
    authorization: Option<HeaderValue>,
}

/// The address of a proxy, and the variable that it comes from. It contains no password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProxyName {
    /// The host and the port: `proxy.example:3128`.
    pub address: String,
    /// The name of the variable: `HTTPS_PROXY`.
    pub variable: &'static str,
}

/// The permission of a request to go through a proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyUse {
    /// The request goes where the [`ProxySettings`] say.
    #[default]
    Allowed,
    /// The request never goes through a proxy. For services that only this machine can reach, such as instance metadata.
    Forbidden,
}

impl ProxySettings {
    /// Returns settings without proxies, like [`default`](Self::default).
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads the variables. Exceptions are read only if there is a proxy, and proxies only if not everything is an exception.
    ///
    /// # Errors
    ///
    /// Fails if a proxy is not one that HTTP clients can use, or if an exception has an unknown form. The error names the
    /// variable and says what to write instead. It shows no user name and no password.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, environment.get(name)?)));
        let (https, http) = (first(&FOR_HTTPS), first(&FOR_HTTP));
        if https.is_none() && http.is_none() {
            return Ok(Self::none());
        }
        let exceptions = match first(&EXCEPTIONS) {
            Some((variable, list)) => Exceptions::parse(variable, &list)?,
            None => Exceptions::default(),
        };
        if exceptions.is_everything() {
            return Ok(Self::none());
        }
        let proxy = |setting: Option<(&'static str, String)>| {
            setting.map(|(variable, value)| Proxy::parse(variable, &value)).transpose()
        };
        Ok(Self { https: proxy(https)?, http: proxy(http)?, exceptions })
    }

    /// Returns the proxy for a request to this URL, or `None` if the request goes to its host directly.
    pub fn route(&self, uri: &Uri, using: ProxyUse) -> Option<&Proxy> {
        let proxy = if uri.scheme() == Some(&Scheme::HTTP) { self.http.as_ref() } else { self.https.as_ref() };
        let is_direct = || using == ProxyUse::Forbidden || is_plain_loopback(uri) || self.exceptions.contain(uri);
        proxy.filter(|_| !is_direct())
    }

    /// Returns the proxies for https and for plain http.
    #[cfg(feature = "reqwest")]
    pub(super) fn proxies(&self) -> [Option<&Proxy>; 2] {
        [self.https.as_ref(), self.http.as_ref()]
    }
}

impl Proxy {
    /// Returns the address and the variable.
    pub fn name(&self) -> &ProxyName {
        &self.name
    }

    /// Returns the URL to connect to, without a user name and a password: `http://proxy.example:3128/`.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the value of the header `Proxy-Authorization`, if the variable contains a user name. It is a secret.
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl fmt::Display for ProxyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.address, self.variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<ProxySettings, String> {
        ProxySettings::from_environment(&Environment::from_pairs(variables.iter().copied()))
            .map_err(|error| error.to_string())
    }

    fn route(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let settings = read(variables).unwrap();
        settings.route(&url.parse().unwrap(), ProxyUse::Allowed).map(ToString::to_string)
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_proxy() {
        let both = [("https_proxy", "http://one:1"), ("HTTPS_PROXY", "http://two:2")];
        assert_eq!(route(&both, "https://sts.example").unwrap(), "one:1 from https_proxy");
        assert_eq!(route(&both, "http://sts.example"), None);
        let all = [("ALL_PROXY", "proxy:3128"), ("HTTPS_PROXY", "")];
        assert_eq!(route(&all, "https://sts.example").unwrap(), "proxy:3128 from ALL_PROXY");
        assert_eq!(route(&all, "http://sts.example").unwrap(), "proxy:3128 from ALL_PROXY");
        assert_eq!(
            route(&[("HTTP_PROXY", "http://one:1")], "http://sts.example"),
            None,
            "set by a header of a request"
        );
    }

    #[test]
    fn a_request_that_forbids_proxies_and_plain_http_to_this_machine_go_directly() {
        let settings = read(&[("ALL_PROXY", "proxy:3128")]).unwrap();
        for url in ["https://sts.example", "http://169.254.169.254/latest"] {
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Allowed).is_some());
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Forbidden).is_none());
        }
        for url in ["http://127.0.0.1:4566", "http://localhost", "http://sts.LOCALHOST", "http://[::1]:1"] {
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Allowed).is_none(), "{url}");
        }
        assert!(settings.route(&"https://127.0.0.1:4566".parse().unwrap(), ProxyUse::Allowed).is_some());
    }

    #[test]
    fn variables_that_nothing_depends_on_are_not_read() {
        assert!(read(&[("NO_PROXY", "foo;bar")]).is_ok(), "there is no proxy");
        assert!(read(&[("ALL_PROXY", "socks5://one:1"), ("no_proxy", "a.example, *")]).is_ok(), "everything is direct");
        assert!(
            read(&[("https_proxy", "http://one:1"), ("HTTPS_PROXY", "socks5://one:1")]).is_ok(),
            "it is overridden"
        );
        assert!(read(&[("ALL_PROXY", "one:1"), ("no_proxy", "a.example"), ("NO_PROXY", "foo;bar")]).is_ok());
    }

    #[test]
    fn debug_output_and_text_contain_no_password() {
        let settings = read(&[("ALL_PROXY", "http://user:hush@one:1")]).unwrap();
        let proxy = settings.https.clone().unwrap();
        for text in [format!("{settings:?}"), format!("{proxy:?}"), proxy.to_string(), proxy.uri().to_string()] {
            assert!(!text.contains("hush") && !text.contains("user") && text.contains("one"), "{text}");
        }
        assert_eq!(proxy.authorization().unwrap(), "Basic dXNlcjpodXNo");
    }
}
