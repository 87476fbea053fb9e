//! From settings to the place that requests are sent to.

use std::sync::Arc;

use http::uri::Scheme;
use http::{HeaderValue, Uri};

use crate::config::Config;
use crate::config::variables::GivenEndpoint;
use crate::endpoint::url::{is_plain_loopback, parse_endpoint};
use crate::endpoint::{EndpointInputs, EndpointRules};
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::Service;
use crate::sign::SigningKeys;

/// Where requests go and what they are signed for.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) uri: Uri,
    /// The header `Host`.
    pub(crate) host: HeaderValue,
    pub(crate) region: Option<String>,
    pub(crate) signing_name: String,
    /// What was given in the place of AWS's endpoint.
    pub(crate) given: Option<GivenEndpoint>,
    pub(crate) keys: Arc<SigningKeys>,
}

impl Target {
    /// The same at another address.
    pub(crate) fn at(&self, uri: Uri) -> Result<Self, ConfigError> {
        Ok(Self { host: host(&uri)?, uri, ..self.clone() })
    }

    /// True if what comes from there cannot be made up on the way.
    pub(crate) fn is_trusted(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS) || is_plain_loopback(&self.uri)
    }
}

/// Applies the rules to the configuration.
pub(crate) fn resolve(service: &Service, rules: EndpointRules, config: &Config) -> Result<Target, ConfigError> {
    let (region, given, flags) = (config.region()?, config.given_endpoint(service)?, config.flags(service)?);
    let url = given.as_ref().map(|given| given.url.as_str());
    if let Some(given) = &given {
        parse_endpoint(&given.url, config.allow_plain_http).map_err(|why| unusable(&given.to_string(), &why))?;
    }
    let inputs = EndpointInputs { region: region.as_deref(), endpoint: url, flags: &flags };
    let endpoint = match (rules(&inputs), &region) {
        (Ok(endpoint), _) => endpoint,
        (Err(problem), Some(_)) => {
            return Err(ConfigError::new(format!("no endpoint for {}: {problem}", service.name)));
        }
        (Err(_), None) => return Err(no_region()),
    };
    let uri = parse_endpoint(&endpoint.url, config.allow_plain_http).map_err(|why| unusable(&endpoint.url, &why))?;
    Ok(Target {
        host: host(&uri)?,
        uri,
        region: endpoint.signing_region.or(region),
        signing_name: endpoint.signing_name.unwrap_or_else(|| service.signing_name.to_owned()),
        given,
        keys: Arc::default(),
    })
}

fn unusable(endpoint: &str, why: &str) -> ConfigError {
    ConfigError::new(format!("the endpoint {endpoint} cannot be used: {why}"))
}

/// The port only where it is not the scheme's own.
fn host(uri: &Uri) -> Result<HeaderValue, ConfigError> {
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16());
    let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    header_value(match port.filter(|port| *port != default) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// A text as the value of a header.
pub(crate) fn header_value(text: String) -> Result<HeaderValue, ConfigError> {
    HeaderValue::try_from(text)
        .map_err(|_| ConfigError::new("the host or another part of the request holds what no HTTP header can carry"))
}

/// The error for a missing region, which names every place where it can be given.
pub(crate) fn no_region() -> ConfigError {
    ConfigError::new(
        "no region: give one in code with `region(\"eu-west-1\")`, or set AWS_REGION or AWS_DEFAULT_REGION",
    )
}
