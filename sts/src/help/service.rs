//! Problems with the service, and servers that are not AWS.

use super::table::{Entry, Fact, Line, Trigger, always, unless, when};

/// Causes that are added to those of every response, unless its entry has lines about servers that are not AWS.
pub(super) const EVERY_CAUSE: &[Line] =
    &[unless(Fact::Aws, "{host} is not AWS: it may lack the operation, or behave differently")];

/// Fixes that are added to those of every response, unless its entry has lines about servers that are not AWS.
pub(super) const EVERY_FIX: &[Line] =
    &[unless(Fact::Aws, "to call AWS, remove the configured endpoint; otherwise look up what {host} supports of STS")];

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Response(&["RegionDisabledException"], &[]),
        meaning: "STS is not activated in this region for the account that should issue the credentials",
        causes: &[always("an administrator of that account has deactivated STS in {region}, or not yet activated it")],
        fixes: &[
            always("use a region where STS is active: us-east-1 always is"),
            always("or have an administrator activate {region} in IAM's account settings"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["Throttling", "ThrottlingException"], &[]),
        meaning: "the account makes more calls than STS allows; STS reports this with status 400",
        causes: &[
            always("this client made the same call {same calls} times within the last minute"),
            always("credentials are requested for each use, instead of being kept until shortly before they expire"),
            always("many processes make requests at the same moment, for example after a deployment"),
        ],
        fixes: &[
            always(
                "keep each session, and share it between tasks until shortly before it expires: `refreshing()` returns \
                 `RefreshingCredentials`, and a `SessionPool` keeps those of many sessions",
            ),
            always("wait, longer each time, then call again"),
            when(Fact::GlobalEndpoint, "call a regional endpoint: each region has its own limits"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["InternalError", "InternalFailure", "ServiceUnavailable", "RequestTimeout"], &[]),
        meaning: "the service failed; nothing is wrong with the request",
        causes: &[always("STS in {region} has a problem or is overloaded")],
        fixes: &[always("try again after a pause; if it persists, check AWS's health page, and use another region")],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidAction", "MissingAction"], &[]),
        meaning: "the server does not know the operation",
        causes: &[
            unless(Fact::Aws, "{host} is not AWS, and does not implement {operation}"),
            when(Fact::GlobalEndpoint, "the global endpoint does not offer {operation}, and regional endpoints may"),
            always("the request went to another service than STS, or a proxy removed its body"),
        ],
        fixes: &[
            unless(
                Fact::Aws,
                "look up which operations {host} implements; to call AWS, remove the configured endpoint",
            ),
            when(Fact::GlobalEndpoint, "set the region, so that a regional endpoint is called"),
            always("check that {host} is an STS endpoint"),
        ],
    },
    Entry {
        trigger: Trigger::ForeignResponse,
        meaning: "the response does not come from STS: it is not an STS error document",
        causes: &[
            always("a proxy, a load balancer or a captive portal responded instead of {host}"),
            always("{host} is not an STS endpoint"),
            always("STS redirects requests that are not API calls to aws.amazon.com"),
        ],
        fixes: &[always("send a request to {host} from this machine with another tool, and check who responds")],
    },
];
