//! Endpoints: URLs, partitions, and the functions that AWS's endpoint rules call.

pub(crate) mod functions;
pub(crate) mod host;
pub mod partition;
pub(crate) mod region;
pub(crate) mod url;

use std::fmt;

pub use functions::{ParsedUrl, is_valid_host_label, parse_url, substring, uri_encode};

/// The inputs of endpoint rules, by the built-in names of Smithy's rules engine. Taken by [`EndpointRules`].
#[derive(Clone, Copy, Debug)]
pub struct EndpointInputs<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) flags: &'a Flags,
}

/// Flags that are set, by their built-in names. There are a handful at most.
#[derive(Clone, Default)]
pub(crate) struct Flags(Vec<(&'static str, bool)>);

impl<'a> EndpointInputs<'a> {
    /// Returns the value of `AWS::Region` or `SDK::Endpoint`, if it is set. Returns `None` for other names.
    pub fn text(&self, built_in: &str) -> Option<&'a str> {
        match built_in {
            "AWS::Region" => self.region,
            "SDK::Endpoint" => self.endpoint,
            _ => None,
        }
    }

    /// Returns a flag: `AWS::UseFIPS`, `AWS::UseDualStack`, or one of a single service. Returns `default` if the
    /// configuration does not set it.
    pub fn flag(&self, built_in: &str, default: bool) -> bool {
        self.flags.get(built_in).unwrap_or(default)
    }
}

impl Flags {
    pub(crate) fn get(&self, built_in: &str) -> Option<bool> {
        self.0.iter().find(|(name, _)| *name == built_in).map(|(_, on)| *on)
    }

    pub(crate) fn set(&mut self, built_in: &'static str, on: bool) {
        self.0.retain(|(name, _)| *name != built_in);
        self.0.push((built_in, on));
    }
}

impl fmt::Debug for Flags {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().copied()).finish()
    }
}

/// The endpoint of a request: the result of endpoint rules. Returned by [`EndpointRules`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL: `https://sts.eu-west-1.amazonaws.com`.
    pub url: String,
    /// The region to sign for, if it differs from the configured one.
    pub signing_region: Option<String>,
    /// The service name to sign for, if it differs from [`Service::signing_name`](crate::protocol::Service::signing_name).
    pub signing_name: Option<String>,
}

/// The endpoint rules of a service, as generated code. The error is a sentence of the rules. A
/// [`Client`](crate::Client) is created with them.
pub type EndpointRules = fn(&EndpointInputs<'_>) -> Result<Endpoint, String>;
