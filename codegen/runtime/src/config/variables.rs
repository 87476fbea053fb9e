//! Settings from environment variables, which apply if the code does not set them.

use std::fmt;
use std::num::NonZeroU32;

use super::Config;
use super::compression::Compression;
use crate::endpoint::Flags;
use crate::endpoint::functions::is_valid_host_label;
use crate::endpoint::region::MistakenRegion;
use crate::endpoint::url::showable;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{FlagVariable, Service};
use crate::retry::MAX_ATTEMPTS;

/// The variables for flags that all services have.
const FLAGS: [FlagVariable; 2] = [
    FlagVariable::new("AWS_USE_FIPS_ENDPOINT", "AWS::UseFIPS", "true", "false"),
    FlagVariable::new("AWS_USE_DUALSTACK_ENDPOINT", "AWS::UseDualStack", "true", "false"),
];

/// An endpoint that was configured instead of AWS's.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct GivenEndpoint {
    pub(crate) url: String,
    /// The variable that sets it. `None` if the code sets it.
    pub(crate) variable: Option<String>,
}

impl GivenEndpoint {
    /// Returns the source of the endpoint: `code` or the name of a variable.
    pub(crate) fn source(&self) -> &str {
        self.variable.as_deref().unwrap_or("code")
    }
}

impl Config {
    pub(crate) fn region(&self) -> Result<Option<String>, ConfigError> {
        let Some((region, source)) = self.region_and_source()? else { return Ok(None) };
        if is_valid_host_label(&region, false) {
            return Ok(Some(region));
        }
        let remedy = match region.trim() {
            trimmed if trimmed != region && is_valid_host_label(trimmed, false) => "remove the white space around it",
            _ => "a region looks like \"eu-west-1\"",
        };
        Err(ConfigError::new(format!("{region:?} from {source} is not a region; {remedy}")))
    }

    /// Refuses names in upper case and names of zones, which no endpoint of AWS has. A request is never sent to the region
    /// that is probably meant, because a program that names a wrong one should be corrected. Services of other vendors may
    /// have such regions.
    pub(crate) fn check_region_of_aws(&self) -> Result<(), ConfigError> {
        let Some((region, source)) = self.region_and_source()? else { return Ok(()) };
        match MistakenRegion::recognize(&region) {
            Some(mistake) => {
                Err(ConfigError::new(format!("{region:?} from {source} is not a region of AWS: {mistake}")))
            }
            None => Ok(()),
        }
    }

    fn region_and_source(&self) -> Result<Option<(String, &'static str)>, ConfigError> {
        if let Some(region) = self.region.clone() {
            return Ok(Some((region, "code")));
        }
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let Some(region) = self.environment.get(name)? {
                return Ok(Some((region, name)));
            }
        }
        Ok(None)
    }

    pub(crate) fn max_attempts(&self) -> Result<NonZeroU32, ConfigError> {
        const NAME: &str = "AWS_MAX_ATTEMPTS";
        if let Some(in_code) = self.max_attempts {
            return Ok(in_code);
        }
        let Some(text) = self.environment.get(NAME)? else { return Ok(MAX_ATTEMPTS) };
        let refuse = |_| ConfigError::new(format!("{NAME} is {text:?}; it must be a whole number of 1 or more"));
        text.trim().parse().map_err(refuse)
    }

    /// Returns the setting for compression, from the variables that AWS's SDKs read.
    pub(crate) fn compression(&self) -> Result<Compression, ConfigError> {
        const DISABLE: FlagVariable = FlagVariable::new("AWS_DISABLE_REQUEST_COMPRESSION", "", "true", "false");
        const SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
        if self.flag_variable(&DISABLE)? == Some(true) {
            return Ok(Compression { from: None });
        }
        let Some(text) = self.environment.get(SIZE)? else {
            return Ok(Compression { from: Some(Compression::DEFAULT_FROM) });
        };
        let size = text.trim().parse().ok().filter(|size| *size <= Compression::MAX_FROM);
        let max = Compression::MAX_FROM;
        let refuse = || ConfigError::new(format!("{SIZE} is {text:?}; it must be a whole number from 0 to {max}"));
        size.map(|size| Compression { from: Some(size) }).ok_or_else(refuse)
    }

    /// Returns the endpoint that was configured instead of AWS's.
    pub(crate) fn given_endpoint(&self, service: &Service) -> Result<Option<GivenEndpoint>, ConfigError> {
        let in_code = self.endpoint_in_code();
        let given = if in_code.is_some() { in_code } else { self.endpoint_in_variables(service)? };
        let Some(given) = given else { return Ok(None) };
        if self.require_aws_endpoint {
            return Err(ConfigError::new(format!(
                "the endpoint {given} is refused: `require_aws_endpoint` allows only AWS's own endpoints"
            )));
        }
        Ok(Some(given))
    }

    fn endpoint_in_code(&self) -> Option<GivenEndpoint> {
        Some(GivenEndpoint { url: self.endpoint.clone()?, variable: None })
    }

    fn endpoint_in_variables(&self, service: &Service) -> Result<Option<GivenEndpoint>, ConfigError> {
        const IGNORE: FlagVariable = FlagVariable::new("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "", "true", "false");
        if self.ignore_endpoint_variables || self.flag_variable(&IGNORE)? == Some(true) {
            return Ok(None);
        }
        let of_service = format!("AWS_ENDPOINT_URL_{}", service.name.to_ascii_uppercase().replace([' ', '-'], "_"));
        for variable in [of_service, "AWS_ENDPOINT_URL".to_owned()] {
            if let Some(url) = self.environment.get(&variable)? {
                return Ok(Some(GivenEndpoint { url, variable: Some(variable) }));
            }
        }
        Ok(None)
    }

    /// Returns the flags of endpoint rules that are set in code or in variables, by their built-in names.
    pub(crate) fn flags(&self, service: &Service) -> Result<Flags, ConfigError> {
        let mut flags = self.flags.clone();
        for variable in FLAGS.iter().chain(service.flag_variables) {
            if self.flags.get(variable.built_in).is_none()
                && let Some(on) = self.flag_variable(variable)?
            {
                flags.set(variable.built_in, on);
            }
        }
        Ok(flags)
    }

    fn flag_variable(&self, flag: &FlagVariable) -> Result<Option<bool>, ConfigError> {
        let FlagVariable { variable, on, off, .. } = flag;
        match self.environment.get(variable)? {
            None => Ok(None),
            Some(value) if value.eq_ignore_ascii_case(on) => Ok(Some(true)),
            Some(value) if value.eq_ignore_ascii_case(off) => Ok(Some(false)),
            Some(value) => Err(ConfigError::new(format!("{variable} is {value:?}; it must be {on:?} or {off:?}"))),
        }
    }
}

/// Writes the URL and its source: `"http://127.0.0.1:4566" from AWS_ENDPOINT_URL`.
impl fmt::Display for GivenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} from {}", showable(&self.url), self.source())
    }
}
