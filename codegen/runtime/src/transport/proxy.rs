//! Proxies that the environment names.

use reqwest::{ClientBuilder, NoProxy, Proxy};

use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// Capital `HTTP_PROXY` is left out: a web server sets it from the header `Proxy` of whoever calls (CVE-2016-5385).
const FOR_HTTP: [&str; 3] = ["http_proxy", "all_proxy", "ALL_PROXY"];
const FOR_HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// Sends requests through the proxies that the environment names.
///
/// # Errors
///
/// A variable that names no HTTP proxy.
pub(super) fn apply(builder: ClientBuilder, environment: &Environment) -> Result<ClientBuilder, ConfigError> {
    let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, environment.get(name)?)));
    let mut builder = builder;
    let exceptions = first(&EXCEPTIONS).map(|(_, hosts)| hosts).unwrap_or_default();
    // For reqwest the asterisk stands for all names, and not for addresses.
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

/// The proxy with this URL, or at this host and port. Its user and password are for the proxy alone; no error shows them.
fn proxy(name: &str, url: &str, make: impl Fn(String) -> reqwest::Result<Proxy>) -> Result<Proxy, ConfigError> {
    let refuse =
        || ConfigError::new(format!("{name} names no HTTP proxy: it must be a URL such as http://proxy.example:3128"));
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let parsed: http::Uri = url.parse().map_err(|_| refuse())?;
    let is_http = matches!(parsed.scheme_str(), Some("http" | "https"));
    let is_bare = matches!(parsed.path(), "" | "/") && parsed.query().is_none();
    if !is_http || !is_bare || parsed.host().is_none_or(str::is_empty) {
        return Err(refuse());
    }
    make(url).map_err(|_| refuse())
}
