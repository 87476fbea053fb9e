//! The TLS settings of a client, and the certificates that they trust.

#[cfg(feature = "tls")]
mod bundle;
#[cfg(feature = "tls")]
mod certificates;

#[cfg(feature = "tls")]
use std::sync::Arc;

use http::Uri;
use http::uri::Scheme;
#[cfg(all(feature = "tls", any(feature = "hyper", feature = "blocking")))]
use rustls::pki_types::{InvalidDnsNameError, ServerName};

use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::transport::{ProxySettings, TrustedRoots};

/// The TLS settings of a client. Without the feature `tls`, there are none.
pub(super) struct Tls {
    #[cfg(feature = "tls")]
    pub(super) config: Arc<rustls::ClientConfig>,
    /// The certificates that are trusted.
    pub(super) trusted: TrustedRoots,
}

#[cfg(feature = "tls")]
impl Tls {
    /// Returns the settings with the certificates of `AWS_CA_BUNDLE`, or with those of the platform.
    ///
    /// # Errors
    ///
    /// Fails if there are no certificates, or if the file in the variable cannot be used.
    pub(super) fn new(environment: &Environment) -> Result<Self, ConfigError> {
        let (config, trusted) = certificates::config(environment)?;
        Ok(Self { config: Arc::new(config), trusted })
    }

    /// Returns the settings for a client of this machine, which loads the platform's certificates when a server uses TLS.
    pub(super) fn when_needed() -> Result<Self, ConfigError> {
        Ok(Self { config: Arc::new(certificates::when_needed()?), trusted: TrustedRoots::Platform })
    }
}

#[cfg(not(feature = "tls"))]
impl Tls {
    pub(super) fn new(_: &Environment) -> Result<Self, ConfigError> {
        Self::when_needed()
    }

    pub(super) fn when_needed() -> Result<Self, ConfigError> {
        Ok(Self { trusted: TrustedRoots::Platform })
    }
}

/// Returns the name or the address that the certificate of a host must have.
#[cfg(all(feature = "tls", any(feature = "hyper", feature = "blocking")))]
pub(super) fn server_name(host: &Uri) -> Result<ServerName<'static>, InvalidDnsNameError> {
    let name = host.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    name.to_owned().try_into()
}

/// Refuses an endpoint that needs TLS, if there is none.
pub(in crate::transport) fn check_endpoint(endpoint: &Uri, setter: &str) -> Result<(), ConfigError> {
    if needs_missing_tls(endpoint) {
        return Err(ConfigError::new(format!(
            "no TLS for the endpoint {endpoint}: enable the feature `tls`, or pass a transport to `{setter}`"
        )));
    }
    Ok(())
}

/// Refuses proxies that need TLS, if there is none.
pub(super) fn check_proxies(proxies: &ProxySettings) -> Result<(), ConfigError> {
    match proxies.proxies().into_iter().flatten().find(|proxy| needs_missing_tls(proxy.uri())) {
        Some(proxy) => Err(ConfigError::new(format!("no TLS for the proxy {proxy}: enable the feature `tls`"))),
        None => Ok(()),
    }
}

fn needs_missing_tls(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS) && !cfg!(feature = "tls")
}
