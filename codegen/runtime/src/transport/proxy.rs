//! Proxies from environment variables.

use reqwest::{ClientBuilder, NoProxy, Proxy};

use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// The variables for plain http. `HTTP_PROXY` in upper case is not one of them, because a web server sets it to the header
/// `Proxy` of a request (CVE-2016-5385).
const FOR_HTTP: [&str; 3] = ["http_proxy", "all_proxy", "ALL_PROXY"];
const FOR_HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// Configures a client to use the proxies in environment variables.
///
/// # Errors
///
/// Fails if the value of a variable is not the URL of an HTTP proxy.
pub(super) fn apply(builder: ClientBuilder, environment: &Environment) -> Result<ClientBuilder, ConfigError> {
    let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, environment.get(name)?)));
    let mut builder = builder;
    let exceptions = first(&EXCEPTIONS).map(|(_, hosts)| hosts).unwrap_or_default();
    // In reqwest, the asterisk matches all names, but no IP addresses.
    if exceptions.split(',').any(|host| host.trim() == "*") {
        return Ok(builder);
    }
    let exceptions = NoProxy::from_string(&exceptions);
    if let Some((name, url)) = first(&FOR_HTTPS) {
        builder = builder.proxy(proxy(name, &url, Proxy::https)?.no_proxy(exceptions.clone()));
    }
    if let Some((name, url)) = first(&FOR_HTTP) {
        builder = builder.proxy(proxy(name, &url, Proxy::http)?.no_proxy(exceptions));
    }
    Ok(builder)
}

/// Creates a proxy from a URL, or from a host and port. Errors do not show the URL, which may contain a password.
fn proxy(name: &str, url: &str, make: impl Fn(String) -> reqwest::Result<Proxy>) -> Result<Proxy, ConfigError> {
    let refuse =
        || ConfigError::new(format!("{name} is not an HTTP proxy; it must be a URL such as http://proxy.example:3128"));
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let parsed: http::Uri = url.parse().map_err(|_| refuse())?;
    let is_http = matches!(parsed.scheme_str(), Some("http" | "https"));
    let is_bare = matches!(parsed.path(), "" | "/") && parsed.query().is_none();
    if !is_http || !is_bare || parsed.host().is_none_or(str::is_empty) {
        return Err(refuse());
    }
    make(url).map_err(|_| refuse())
}
