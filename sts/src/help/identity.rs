//! Problems with identity providers and their tokens.

use super::table::{Entry, Fact, Trigger, always, unless, when};

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Response(&["InvalidIdentityToken"], &["Couldn't retrieve verification key"]),
        meaning: "AWS could not fetch the keys of the identity provider in time",
        causes: &[
            when(Fact::WebIdentity, "the token that was sent has {claims}: its issuer is the provider"),
            always("the identity provider is slow, overloaded or down"),
            always("its keys (jwks_uri) cannot be reached from the internet, or its certificate is not trusted"),
        ],
        fixes: &[
            always("try again after a pause: the problem is often temporary"),
            always(
                "if it persists, open the provider's /.well-known/openid-configuration and its jwks_uri from another \
                 network",
            ),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidIdentityToken"], &["No OpenIDConnect provider found"]),
        meaning: "the account of the role has no identity provider for the issuer of the token",
        causes: &[
            when(Fact::WebIdentity, "the token that was sent has {claims}"),
            always("the provider was never created in the account that the role belongs to"),
            always(
                "the provider's URL differs from the token's `iss`: scheme, path, case and trailing slash all count",
            ),
        ],
        fixes: &[always(
            "compare the token's `iss` with `aws iam list-open-id-connect-providers` in the role's account",
        )],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidIdentityToken"], &[]),
        meaning: "AWS does not accept the token",
        causes: &[
            when(Fact::WebIdentity, "the token that was sent has {claims}"),
            when(Fact::WebIdentity, "its `aud` is not among the provider's audiences (client ids)"),
            when(Fact::WebIdentity, "it is an access token instead of an id token"),
            when(Fact::Saml, "the assertion is not signed with the certificate of the provider in IAM"),
            always("the token was truncated, or was issued by another provider"),
        ],
        fixes: &[
            when(Fact::WebIdentity, "compare `aud` and `iss` of the token with the identity provider in IAM"),
            when(Fact::Saml, "upload the identity provider's current metadata to IAM"),
            always("get a new token, and send it unchanged"),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["IDPCommunicationError"], &[]),
        meaning: "AWS could not reach the identity provider",
        causes: &[always("the identity provider, or the network in front of it, is temporarily down")],
        fixes: &[always("try again after a pause; if it persists, check the provider from another network")],
    },
    Entry {
        trigger: Trigger::Response(&["IDPRejectedClaim"], &[]),
        meaning: "the identity provider or AWS rejects the claim; trying again cannot help",
        causes: &[
            when(Fact::Saml, "the assertion has expired, or was used before"),
            unless(Fact::Saml, "the token has expired or was revoked"),
        ],
        fixes: &[always("sign in at the identity provider again, and send the new token immediately")],
    },
    Entry {
        trigger: Trigger::Response(&["OutboundWebIdentityFederationDisabledException"], &[]),
        meaning: "the account has not enabled tokens for services outside AWS",
        causes: &[always("outbound identity federation is disabled, which is the default")],
        fixes: &[always("have an administrator call IAM's EnableOutboundWebIdentityFederation once for the account")],
    },
];
