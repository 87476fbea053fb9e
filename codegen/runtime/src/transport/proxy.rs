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
/// let proxy = proxies.route(&url, ProxyUse::Allowed)?.ok_or("no proxy")?;
/// assert_eq!(proxy.to_string(), "proxy.example:3128 from HTTPS_PROXY");
///
/// let url = "https://sts.internal.example".parse()?;
/// assert!(proxies.route(&url, ProxyUse::Allowed)?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    https: Option<Result<Proxy, ConfigError>>,
    http: Option<Result<Proxy, ConfigError>>,
    exceptions: Exceptions,
}

/// A proxy, and the variable that names it. `Display` writes both: `proxy.example:3128 from HTTPS_PROXY`. Returned by
/// [`ProxySettings::route`].
#[derive(Clone, Debug)]
pub struct Proxy {
    name: ProxyName,
    uri: Uri,
    /// The value is marked as sensitive, so `Debug` does not show it.
    authorization: Option<HeaderValue>,
}

/// The address of a proxy, and the variable that it comes from. It contains no password. Returned by
/// [`TransportError::proxy`](super::TransportError::proxy).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProxyName {
    /// The host and the port: `proxy.example:3128`.
    pub address: String,
    /// The name of the variable: `HTTPS_PROXY`.
    pub variable: &'static str,
}

/// The permission of a request to go through a proxy. Part of the [`TransportLimits`](super::TransportLimits).
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
    /// Fails if an exception has an unknown form. The error names the variable and says what to write instead. A proxy that
    /// cannot be used is an error of [`route`](Self::route), because other requests may not need it.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let first = |names: &[&'static str]| names.iter().copied().find(|name| environment.is_set(name));
        let (https, http) = (first(&FOR_HTTPS), first(&FOR_HTTP));
        if https.is_none() && http.is_none() {
            return Ok(Self::none());
        }
        let exceptions = match first(&EXCEPTIONS) {
            Some(variable) => Exceptions::parse(variable, &environment.get(variable)?.unwrap_or_default())?,
            None => Exceptions::default(),
        };
        if exceptions.is_everything() {
            return Ok(Self::none());
        }
        let proxy = |variable: &'static str| {
            environment.get(variable).and_then(|value| Proxy::parse(variable, &value.unwrap_or_default()))
        };
        Ok(Self { https: https.map(proxy), http: http.map(proxy), exceptions })
    }

    /// Returns the proxy for a request to this URL, or `None` if the request goes to its host directly.
    ///
    /// # Errors
    ///
    /// Fails if the request would go through a proxy that HTTP clients cannot use. The error names the variable and says what
    /// to write instead. It shows no user name and no password.
    pub fn route(&self, uri: &Uri, using: ProxyUse) -> Result<Option<&Proxy>, ConfigError> {
        let is_direct = || using == ProxyUse::Forbidden || is_plain_loopback(uri) || self.exceptions.contain(uri);
        match self.setting(uri) {
            Some(proxy) if !is_direct() => proxy.as_ref().map(Some).map_err(Clone::clone),
            _ => Ok(None),
        }
    }

    fn setting(&self, uri: &Uri) -> Option<&Result<Proxy, ConfigError>> {
        if uri.scheme() == Some(&Scheme::HTTP) { self.http.as_ref() } else { self.https.as_ref() }
    }

    /// Returns the proxies for https and for plain http that can be used.
    #[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
    pub(super) fn proxies(&self) -> [Option<&Proxy>; 2] {
        [&self.https, &self.http].map(|proxy| proxy.as_ref()?.as_ref().ok())
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
        settings.route(&url.parse().unwrap(), ProxyUse::Allowed).unwrap().map(ToString::to_string)
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
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Allowed).unwrap().is_some());
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Forbidden).unwrap().is_none());
        }
        for url in ["http://127.0.0.1:4566", "http://localhost", "http://sts.LOCALHOST", "http://[::1]:1"] {
            assert!(settings.route(&url.parse().unwrap(), ProxyUse::Allowed).unwrap().is_none(), "{url}");
        }
        assert!(settings.route(&"https://127.0.0.1:4566".parse().unwrap(), ProxyUse::Allowed).unwrap().is_some());
    }

    #[test]
    fn variables_that_nothing_depends_on_are_not_read() {
        assert!(read(&[("NO_PROXY", "foo;bar")]).is_ok(), "there is no proxy");
        let everything = [("ALL_PROXY", "socks5://one:1"), ("no_proxy", "a.example, *")];
        assert_eq!(route(&everything, "https://sts.example"), None);
        let overridden = [("https_proxy", "http://one:1"), ("HTTPS_PROXY", "socks5://one:1")];
        assert_eq!(route(&overridden, "https://sts.example").unwrap(), "one:1 from https_proxy");
        assert!(read(&[("ALL_PROXY", "one:1"), ("no_proxy", "a.example"), ("NO_PROXY", "foo;bar")]).is_ok());
    }

    #[test]
    fn only_a_proxy_that_would_be_used_is_refused() {
        let refused = |variables: &[(&str, &str)], url: &str| {
            let route = read(variables).unwrap().route(&url.parse().unwrap(), ProxyUse::Allowed).map(|_| ());
            route.err().map(|error| error.to_string())
        };
        let (https, http) = ("https://sts.example", "http://sts.example");
        let mixed = [("https_proxy", "http://one:1"), ("all_proxy", "socks5://two:2")];
        assert_eq!(refused(&mixed, https), None);
        assert!(refused(&mixed, http).unwrap().starts_with("all_proxy is not an HTTP proxy: its scheme socks5"));
        assert_eq!(refused(&[("http_proxy", "socks5://two:2")], https), None);
        let exempt = [("all_proxy", "socks5://two:2"), ("no_proxy", "sts.example")];
        assert_eq!(refused(&exempt, https), None);
        assert!(refused(&exempt, "https://other.example").is_some());
        assert_eq!(refused(&exempt, "http://127.0.0.1:1"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_proxy_that_is_not_unicode_is_refused_if_it_would_be_used() {
        use std::ffi::OsString;
        use std::os::unix::ffi::OsStringExt as _;

        let value = || OsString::from_vec(b"http://user:hush\xff@one:1".to_vec());
        let environment = Environment::from_fn(move |name| (name == "http_proxy").then(value));
        let settings = ProxySettings::from_environment(&environment).unwrap();
        let route = |url: &str| settings.route(&url.parse().unwrap(), ProxyUse::Allowed).map(|proxy| proxy.is_some());
        assert!(!route("https://sts.example").unwrap());
        let error = route("http://sts.example").unwrap_err().to_string();
        assert!(error.starts_with("http_proxy is not Unicode") && !error.contains("hush"), "{error}");
    }

    #[test]
    fn debug_output_and_text_contain_no_password() {
        let settings = read(&[("ALL_PROXY", "http://user:hush@one:1")]).unwrap();
        let proxy = settings.https.clone().unwrap().unwrap();
        for text in [format!("{settings:?}"), format!("{proxy:?}"), proxy.to_string(), proxy.uri().to_string()] {
            assert!(!text.contains("hush") && !text.contains("user") && text.contains("one"), "{text}");
        }
        assert_eq!(proxy.authorization().unwrap(), "Basic dXNlcjpodXNo");
    }
}
