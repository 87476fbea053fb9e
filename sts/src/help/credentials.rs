//! Problems with the caller's access key, session token or signature.

use super::table::{Entry, Fact, Trigger, always, unless, when};

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Response(&["ExpiredToken"], &[]),
        meaning: "the caller's own session has expired: the credentials that signed the call, not a token in the \
                  request",
        causes: &[
            when(Fact::CredentialsExpired, EXPIRED),
            unless(Fact::CredentialsExpired, "the session reached its end"),
            always("a cache returned credentials that had expired, or the process was suspended until they had"),
        ],
        fixes: &[always(
            "get new credentials from the same source, and call again; a provider that refreshes them in time avoids \
             the error",
        )],
    },
    Entry {
        trigger: Trigger::Response(&["ExpiredTokenException"], &[]),
        meaning: "a token in the request has expired; the caller's own credentials are not the problem",
        causes: &[
            when(
                Fact::WebIdentity,
                "the token's `exp` is {token end}, when it was {local time} here and {service time} at AWS",
            )
            .or(&["the web identity token is past its `exp`"]),
            when(Fact::Saml, "the SAML assertion is past its NotOnOrAfter: many are valid for only five minutes"),
            always("the token was issued, or read from its file, some time ago, and was kept"),
        ],
        fixes: &[
            when(
                Fact::WebIdentity,
                "read the token file again, or get a new token from the identity provider, then call once more",
            ),
            when(Fact::Saml, "sign in at the identity provider again, and send the assertion immediately"),
            unless(Fact::Federated, "get a new token from its issuer, then call once more"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["ExpiredTradeInTokenException"], &[]),
        meaning: "the trade-in token is too old to be exchanged",
        causes: &[always("it was kept after it expired, or was exchanged before")],
        fixes: &[always("get a new trade-in token, and exchange it immediately")],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidClientTokenId", "UnrecognizedClientException"], &[]),
        meaning: "AWS does not know the access key, or not in combination with the session token",
        causes: &[
            when(Fact::CredentialsExpired, EXPIRED),
            when(Fact::SessionTokenMissing, NO_TOKEN),
            when(Fact::SessionTokenSurplus, SURPLUS_TOKEN),
            unless(Fact::TemporaryCredentials, "the access key was deleted or deactivated, or is mistyped"),
            when(Fact::SessionTokenSent, "the session token is truncated, or belongs to another access key"),
            when(
                Fact::TemporaryCredentials,
                "{region} is an opt-in region, and the token comes from the global endpoint, whose tokens (version 1) \
                 are valid only in regions that are enabled by default",
            ),
            when(
                Fact::TemporaryCredentials,
                "the credentials come from GetSessionToken or GetFederationToken, and may not make this call",
            ),
            always("the key belongs to another partition (aws, aws-cn, aws-us-gov, …) than {host}"),
        ],
        fixes: &[
            when(Fact::CredentialsExpired, "get new credentials from the same source, and call again"),
            when(Fact::SessionTokenMissing, "set AWS_SESSION_TOKEN, or use `Credentials::temporary`"),
            when(Fact::SessionTokenSurplus, "unset AWS_SESSION_TOKEN, or use `Credentials::new`"),
            when(
                Fact::TemporaryCredentials,
                "use the access key, secret key and session token of one and the same session",
            ),
            when(
                Fact::TemporaryCredentials,
                "get the credentials from a regional endpoint, whose tokens are valid in all regions",
            ),
            unless(
                Fact::TemporaryCredentials,
                "check with `aws iam list-access-keys` that the key exists and is active",
            ),
            always("check that the region, {region}, is in the partition of the key's account"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidSubjectCredentials"], &[]),
        meaning: "AWS cannot find or verify the session that should be scoped down",
        causes: &[
            unless(
                Fact::TemporaryCredentials,
                "the caller is a user with long-term keys, and only a session can be scoped down",
            ),
            always("the session has ended, at {end of session} at the latest, or was revoked, or its user or role was deleted")
                .or(&["the session has ended or was revoked, or its user or role was deleted"]),
            always("the session token is truncated, or belongs to another access key"),
        ],
        fixes: &[
            unless(
                Fact::TemporaryCredentials,
                "call GetSessionToken with the user's keys, and scope that session down",
            ),
            always("start a new session, and scope that one down; the same credentials cannot work again"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["MissingAuthenticationToken"], &[]),
        meaning: "the request arrived without a signature",
        causes: &[
            always("a proxy on the way to {host} removed the Authorization header"),
            always("the request was redirected, or was sent with GET"),
        ],
        fixes: &[always("call {host} directly, or configure the proxy to leave the headers unchanged")],
    },
    Entry {
        trigger: Trigger::Response(&["SignatureDoesNotMatch", "RequestExpired"], &["Signature expired"]),
        meaning: "the clock of this machine is behind AWS's clock",
        causes: &[
            always("this machine signed at {signed}, when it was {server} at AWS"),
            always("the request took longer to arrive than its signature is valid"),
        ],
        fixes: &[always(SET_CLOCK)],
    },
    Entry {
        trigger: Trigger::Response(&["SignatureDoesNotMatch", "RequestExpired"], &["not yet current"]),
        meaning: "the clock of this machine is ahead of AWS's clock",
        causes: &[always("this machine signed at {signed}, when it was {server} at AWS")],
        fixes: &[always(SET_CLOCK)],
    },
    Entry {
        trigger: Trigger::Response(&["RequestExpired"], &[]),
        meaning: "the date of the request is too far from AWS's time",
        causes: &[always("the clock of this machine is wrong")],
        fixes: &[always(SET_CLOCK)],
    },
    Entry {
        trigger: Trigger::Response(&["SignatureDoesNotMatch"], &["scoped to a valid region"]),
        meaning: "the request was signed for another region than the one that was called",
        causes: &[
            always("the request was signed for {region}, which is not the region of {host}"),
            always("an endpoint was configured without the region that it belongs to"),
        ],
        fixes: &[
            always("set the region that {host} is in"),
            when(Fact::Aws, "or remove the configured endpoint, so that the endpoint of the region is called"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["SignatureDoesNotMatch"], &[]),
        meaning: "AWS computed another signature: the secret key does not belong to the access key, or the request was \
                  changed on its way",
        causes: &[
            when(Fact::CredentialsExpired, EXPIRED),
            always(
                "the secret access key is wrong: mistyped, truncated, or that of another access key; + and / are \
                 easily lost",
            ),
            always("a proxy rewrites requests to {host}: the Host header, the body or the path"),
            unless(Fact::Aws, "{host} checks signatures differently from AWS"),
            always(
                "the signed headers were {signed headers}; the SHA-256 of the canonical request is {canonical hash}",
            ),
        ],
        fixes: &[
            always("enter the secret key again, without quotation marks, spaces and line breaks around it"),
            always("call {host} without a proxy"),
            always(
                "compute the canonical request of what arrived there, or take the one in AWS's message, and compare \
                 its SHA-256 with {canonical hash}: if they differ, the request was changed on its way; if not, the \
                 secret key is wrong",
            ),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["IncompleteSignature"], &[]),
        meaning: "AWS cannot parse the Authorization header",
        causes: &[
            always(
                "the access key or the secret key contains characters that are not part of it, such as a line break",
            ),
            always("a proxy rewrites the header"),
        ],
        fixes: &[always(
            "enter the access key and the secret key again, without quotation marks, spaces and line breaks around them",
        )],
    },
    Entry {
        trigger: Trigger::Response(&["OptInRequired"], &[]),
        meaning: "the account has not signed up for the service, or has not opted in to the region",
        causes: &[always("{region} is an opt-in region, and the account has not enabled it")],
        fixes: &[always("enable the region in the account's settings, or use another region")],
    },
];

const EXPIRED: &str = "the credentials expired at {end of session}, {seconds expired} s before this call";

const NO_TOKEN: &str = "the access key is that of a session (ASIA…), and no session token was sent with it";

const SURPLUS_TOKEN: &str =
    "the access key is that of a user (AKIA…), and a session token was sent with it, which belongs to another key";

const SET_CLOCK: &str = "set the clock of this machine; in virtual machines and containers, set that of the host";
