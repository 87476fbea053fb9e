//! The service, the way to it, and servers that are not AWS.

use super::table::{Entry, Fact, Line, Trigger, always, with, without};

/// Whatever the error.
pub(super) const EVERY_CAUSE: &[Line] =
    &[without(Fact::Aws, "{host} is not AWS: it may lack the operation, or judge in another way")];

/// Whatever the error.
pub(super) const EVERY_FIX: &[Line] = &[without(
    Fact::Aws,
    "if AWS was meant, leave the endpoint out; otherwise see what {host} says of its support for STS",
)];

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Answered(&["RegionDisabledException"], &[]),
        meaning: "STS is not activated in this region for the account that should issue the credentials.",
        causes: &[always("an administrator of that account has STS in {region} switched off, or not yet on")],
        fixes: &[
            always("use a region where STS is on: us-east-1 always is"),
            always("or have an administrator activate {region} in IAM's account settings"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["Throttling", "ThrottlingException"], &[]),
        meaning: "The account makes more calls than STS allows; it is told with status 400.",
        causes: &[
            always("this client made the same call {same calls} times within the last minute"),
            always("credentials are asked for at each use, instead of being kept until they are about to expire"),
            always("many processes ask at the same moment, after a deployment for example"),
        ],
        fixes: &[
            always(
                "keep each session and share it between tasks until it is about to expire: `refreshing()` gives \
                 `RefreshingCredentials`, and a `SessionPool` holds those of many",
            ),
            always("wait, longer each time, then call again"),
            with(Fact::GlobalEndpoint, "call a regional endpoint: each region has limits of its own"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["InternalError", "InternalFailure", "ServiceUnavailable", "RequestTimeout"], &[]),
        meaning: "The service failed; nothing is wrong with the request.",
        causes: &[always("STS in {region} has a problem, or was busy")],
        fixes: &[always("try again after a pause; if it stays, see AWS's health page, and use another region")],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidAction", "MissingAction"], &[]),
        meaning: "The server does not know the operation.",
        causes: &[
            without(Fact::Aws, "{host} is not AWS, and lacks {operation}"),
            always("the request went to another service than STS, or a proxy took its body away"),
        ],
        fixes: &[
            without(Fact::Aws, "see which operations {host} has; for the rest a real STS is needed"),
            always("check that {host} is an endpoint of STS"),
        ],
    },
    Entry {
        trigger: Trigger::NoDocument,
        meaning: "The answer does not come from STS: it is no error of STS's form.",
        causes: &[
            always("a proxy, a load balancer or a sign-in page of the network answered in the place of {host}"),
            always("{host} is no endpoint of STS"),
            always("a redirect to aws.amazon.com is what STS answers to requests that are no calls"),
        ],
        fixes: &[always("call {host} from this machine with another tool, and see who answers")],
    },
    Entry {
        trigger: Trigger::Unreachable,
        meaning: "The server could not be reached, or did not answer in time.",
        causes: &[
            with(
                Fact::GlobalEndpoint,
                "this machine is in a VPC without a way to the internet: the global endpoint has no private name there",
            ),
            always("the network, DNS, a firewall or a proxy keeps this machine from {host}"),
            without(
                Fact::GlobalEndpoint,
                "this machine is in a VPC without a way to the internet and without an interface endpoint for STS",
            ),
        ],
        fixes: &[
            with(Fact::GlobalEndpoint, "set the region, so that its own endpoint is called"),
            always("check that this machine resolves {host} and reaches port 443 there"),
            always("inside a VPC, create an interface endpoint for STS (com.amazonaws.REGION.sts)"),
        ],
    },
];
