//! The settings that the HTTP clients of operating systems have in common.

use std::time::Duration;

use super::names::Names;
use super::tls::{Tls, check_proxies};
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::transport::ProxySettings;

pub(super) struct ClientSettings {
    pub(super) connect_timeout: Duration,
    pub(super) tls: Tls,
    pub(super) proxies: ProxySettings,
    pub(super) names: Names,
}

impl ClientSettings {
    /// Returns the settings with the proxies and certificates in the environment.
    ///
    /// # Errors
    ///
    /// Fails if an exception from proxies or the certificates cannot be used, or if a proxy needs TLS without the feature
    /// `tls`. A proxy whose variable is not valid is an error of the first request that would go through it.
    pub(super) fn from_environment(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        let proxies = ProxySettings::from_environment(environment)?;
        check_proxies(&proxies)?;
        Ok(Self { connect_timeout, tls: Tls::new(environment)?, proxies, names: Names::System })
    }

    /// Returns the settings for servers on this machine: no proxies, and the platform's certificates once a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if TLS cannot be set up.
    pub(super) fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Ok(Self { connect_timeout, tls: Tls::when_needed()?, proxies: ProxySettings::none(), names: Names::System })
    }
}
