//! Resolution of settings into the target of requests.

use std::sync::Arc;

use http::uri::Scheme;
use http::{HeaderValue, Uri};

use crate::config::Config;
use crate::config::variables::GivenEndpoint;
use crate::endpoint::url::{is_plain_loopback, parse_endpoint};
use crate::endpoint::{EndpointInputs, EndpointRules};
use crate::error::circumstances::Route;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::Service;
use crate::sign::SigningKeys;

/// The target of requests: the endpoint, and the scope that they are signed for.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) endpoint: Arc<ResolvedEndpoint>,
    /// The value of the header `Host`.
    pub(crate) host: HeaderValue,
    pub(crate) signing_name: String,
    pub(crate) keys: Arc<SigningKeys>,
}

/// An endpoint, and where it comes from. It contains nothing secret, so a response may keep it.
#[derive(Clone)]
pub(crate) struct ResolvedEndpoint {
    pub(crate) uri: Uri,
    pub(crate) region: Option<String>,
    /// The endpoint that was configured instead of AWS's.
    pub(crate) given: Option<GivenEndpoint>,
}

impl Target {
    /// Returns the same target with another URL.
    pub(crate) fn at(&self, uri: Uri) -> Result<Self, ConfigError> {
        let host = host(&uri)?;
        let endpoint = Arc::new(ResolvedEndpoint { uri, ..(*self.endpoint).clone() });
        Ok(Self { host, endpoint, ..self.clone() })
    }
}

impl ResolvedEndpoint {
    /// Returns the route of a request to this endpoint.
    ///
    /// It includes the endpoint if the text of an error should show it. An endpoint from a variable may be the cause of any
    /// error. An endpoint from code matters only if no response arrived.
    pub(crate) fn route(&self, has_response: bool) -> Route {
        Route {
            host: self.uri.host().map(str::to_owned),
            region: self.region.clone(),
            access_key_id: None,
            endpoint: match &self.given {
                Some(given) if given.variable.is_some() => Some(given.to_string()),
                Some(_) if !has_response => Some(self.uri.to_string()),
                Some(_) | None => None,
            },
        }
    }

    /// Returns `true` if no one on the network can forge a response.
    pub(crate) fn is_trusted(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS) || is_plain_loopback(&self.uri)
    }
}

/// Resolves the configuration with the endpoint rules of a service.
pub(crate) fn resolve(service: &Service, rules: EndpointRules, config: &Config) -> Result<Target, ConfigError> {
    let region = config.region()?;
    let given = config.given_endpoint(service)?;
    let flags = config.flags(service)?;
    let url = given.as_ref().map(|given| given.url.as_str());
    // Checked before the rules run, so that the error names the source of the endpoint.
    match &given {
        Some(given) => {
            parse_endpoint(&given.url, config.allow_plain_http)
                .map_err(|reason| unusable(&given.to_string(), &reason))?;
        }
        None => config.check_region_of_aws()?,
    }
    let inputs = EndpointInputs { region: region.as_deref(), endpoint: url, flags: &flags };
    let endpoint = match (rules(&inputs), &region) {
        (Ok(endpoint), _) => endpoint,
        (Err(problem), Some(_)) => {
            return Err(ConfigError::new(format!("no endpoint for {}: {problem}", service.name)));
        }
        (Err(_), None) => return Err(no_region()),
    };
    let uri =
        parse_endpoint(&endpoint.url, config.allow_plain_http).map_err(|reason| unusable(&endpoint.url, &reason))?;
    Ok(Target {
        host: host(&uri)?,
        endpoint: Arc::new(ResolvedEndpoint { uri, region: endpoint.signing_region.or(region), given }),
        signing_name: endpoint.signing_name.unwrap_or_else(|| service.signing_name.to_owned()),
        keys: Arc::default(),
    })
}

fn unusable(endpoint: &str, reason: &str) -> ConfigError {
    ConfigError::new(format!("the endpoint {endpoint} cannot be used: {reason}"))
}

/// Returns the value of `Host`. It contains the port only if that is not the default of the scheme.
fn host(uri: &Uri) -> Result<HeaderValue, ConfigError> {
    let host = uri.host().unwrap_or_default();
    let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    match uri.port_u16().filter(|port| *port != default) {
        Some(port) => header_value(&format!("{host}:{port}")),
        None => header_value(host),
    }
}

/// Converts text into the value of a header.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, ConfigError> {
    HeaderValue::from_str(text).map_err(|_| {
        ConfigError::new("a header of the request contains characters that are not allowed in HTTP headers (not shown)")
    })
}

/// Returns the error for a missing region, which names every place where it can be set.
pub(crate) fn no_region() -> ConfigError {
    ConfigError::new(
        "no region: set one in code with `with_region(\"eu-west-1\")`, or set AWS_REGION or AWS_DEFAULT_REGION",
    )
}
