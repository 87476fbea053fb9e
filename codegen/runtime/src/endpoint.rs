//! Endpoints: the functions of AWS's endpoint rules, URLs and partitions.

pub(crate) mod functions;
pub mod partition;
pub(crate) mod url;

use std::collections::BTreeMap;

pub use functions::{ParsedUrl, is_valid_host_label, parse_url, substring, uri_encode};

/// What endpoint rules are given, by the built-in names of Smithy's rules engine.
#[derive(Clone, Copy, Debug)]
pub struct EndpointInputs<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) flags: &'a BTreeMap<&'static str, bool>,
}

impl<'a> EndpointInputs<'a> {
    /// A text: `AWS::Region` or `SDK::Endpoint`. Other names are not set.
    pub fn text(&self, built_in: &str) -> Option<&'a str> {
        match built_in {
            "AWS::Region" => self.region,
            "SDK::Endpoint" => self.endpoint,
            _ => None,
        }
    }

    /// A flag: `AWS::UseFIPS`, `AWS::UseDualStack`, or one that only a certain service knows; `default` where the
    /// configuration does not say.
    pub fn flag(&self, built_in: &str, default: bool) -> bool {
        self.flags.get(built_in).copied().unwrap_or(default)
    }
}

/// What endpoint rules decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL: `https://sts.eu-west-1.amazonaws.com`.
    pub url: String,
    /// The region to sign for, where it is not the caller's.
    pub signing_region: Option<String>,
    /// The name to sign for, where it is not the service's.
    pub signing_name: Option<String>,
}

/// Endpoint rules of a service, compiled.
pub type EndpointRules = fn(&EndpointInputs<'_>) -> Result<Endpoint, String>;
