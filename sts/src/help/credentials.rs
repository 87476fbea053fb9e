//! The caller's key, token and signature.

use super::table::{Entry, Fact, Trigger, always, with, without};

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Answered(&["ExpiredToken"], &[]),
        meaning: "The caller's own session has expired: the credentials that signed the call, not a token handed in.",
        causes: &[
            always("the session reached its end"),
            always("a cache served the credentials longer than they live, or the process slept over their end"),
        ],
        fixes: &[always(
            "get new credentials where these came from, and call again; a provider that renews them in time spares \
             the error",
        )],
    },
    Entry {
        trigger: Trigger::Answered(&["ExpiredTokenException"], &[]),
        meaning: "A token that was handed in with the request has expired; the caller's own credentials are not meant.",
        causes: &[
            with(Fact::WebIdentity, "the web identity token is past its `exp`, or was read from its file long ago"),
            with(Fact::Saml, "the SAML assertion is past its NotOnOrAfter: many are good for five minutes"),
            always("the token was issued some time ago and kept"),
        ],
        fixes: &[
            with(
                Fact::WebIdentity,
                "read the token file again, or get a new token from the identity provider, then call once more",
            ),
            with(Fact::Saml, "sign in at the identity provider again, and hand the assertion in at once"),
            always("get a new token from its issuer, then call once more"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["ExpiredTradeInTokenException"], &[]),
        meaning: "The trade-in token is too old to be exchanged.",
        causes: &[always("it was kept longer than it lives, or exchanged before")],
        fixes: &[always("get a new trade-in token, and exchange it at once")],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidClientTokenId", "UnrecognizedClientException"], &[]),
        meaning: "AWS does not know the access key, or not together with the session token.",
        causes: &[
            without(Fact::TemporaryKey, "the access key was deleted or deactivated, or is mistyped"),
            with(Fact::TemporaryKey, "the session token is missing, cut, or belongs to another access key"),
            with(
                Fact::TemporaryKey,
                "{region} is a region to opt in to, and the token comes from the global endpoint, whose tokens \
                 (version 1) are \
                 valid in the other regions only",
            ),
            with(
                Fact::TemporaryKey,
                "the credentials come from GetSessionToken or GetFederationToken, and may not make this call",
            ),
            always("the key belongs to another partition (aws, aws-cn, aws-us-gov, …) than {host}"),
        ],
        fixes: &[
            with(Fact::TemporaryKey, "use key, secret and session token of one and the same session"),
            with(
                Fact::TemporaryKey,
                "get the credentials from a regional endpoint, whose tokens are valid in all regions",
            ),
            without(Fact::TemporaryKey, "look the key up with `aws iam list-access-keys`: is it there, and active?"),
            always("check that the region, {region}, is in the partition of the key's account"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["MissingAuthenticationToken"], &[]),
        meaning: "The request arrived without a signature.",
        causes: &[
            always("a proxy between here and {host} removed the Authorization header"),
            always("the request was redirected, or sent with GET"),
        ],
        fixes: &[always("call {host} directly, or have the proxy leave the headers alone")],
    },
    Entry {
        trigger: Trigger::Answered(&["SignatureDoesNotMatch", "RequestExpired"], &["Signature expired"]),
        meaning: "The clock of this machine is behind that of AWS.",
        causes: &[
            always("this machine signed at {signed}, when it was {server} at AWS"),
            always("the request was under way, or waited, for longer than signatures are valid"),
        ],
        fixes: &[always("set the clock of this machine; in virtual machines and containers, that of the host")],
    },
    Entry {
        trigger: Trigger::Answered(&["SignatureDoesNotMatch", "RequestExpired"], &["not yet current"]),
        meaning: "The clock of this machine is ahead of that of AWS.",
        causes: &[always("this machine signed at {signed}, when it was {server} at AWS")],
        fixes: &[always("set the clock of this machine; in virtual machines and containers, that of the host")],
    },
    Entry {
        trigger: Trigger::Answered(&["RequestExpired"], &[]),
        meaning: "The date of the request is too far from AWS's time.",
        causes: &[always("the clock of this machine is off")],
        fixes: &[always("set the clock of this machine; in virtual machines and containers, that of the host")],
    },
    Entry {
        trigger: Trigger::Answered(&["SignatureDoesNotMatch"], &["scoped to a valid region"]),
        meaning: "The request was signed for another region than the one that was called.",
        causes: &[
            always("the request was signed for {region}, which is not the region of {host}"),
            always("the endpoint was set by hand, and the region was not set to match it"),
        ],
        fixes: &[always("set the region that {host} is in, or leave the endpoint out")],
    },
    Entry {
        trigger: Trigger::Answered(&["SignatureDoesNotMatch"], &[]),
        meaning: "AWS computes another signature for the request: secret and access key do not belong together, or \
                  the request \
                  was changed on its way.",
        causes: &[
            always("the secret access key is wrong: mistyped, cut, or of another key; those with + and / suffer most"),
            always("a proxy rewrites requests to {host}: the Host header, the body or the path"),
            without(Fact::Aws, "{host} checks signatures in another way than AWS"),
            always(
                "signed were the headers {signed headers}; the SHA-256 of the canonical request is {canonical hash}",
            ),
        ],
        fixes: &[
            always("enter the secret again, without quotation marks, blanks and line ends around it"),
            always("call {host} without a proxy"),
            always(
                "make the canonical request of what arrived there, or of the one in AWS's message, and compare its \
                 SHA-256 with {canonical hash}: if it differs, the request was changed on its way; if not, the secret \
                 is wrong",
            ),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["IncompleteSignature"], &[]),
        meaning: "AWS cannot read the Authorization header.",
        causes: &[
            always("access key or secret hold characters that do not belong there, such as a line end or a comma"),
            always("a proxy rewrites the header"),
        ],
        fixes: &[always(
            "enter access key and secret again, without quotation marks, blanks and line ends around them",
        )],
    },
    Entry {
        trigger: Trigger::Answered(&["OptInRequired"], &[]),
        meaning: "The account has not signed up for the service, or not opted in to the region.",
        causes: &[always("{region} is a region to opt in to, and the account has not")],
        fixes: &[always("enable the region in the account's settings, or use another")],
    },
];
