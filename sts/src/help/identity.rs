//! Identity providers and their tokens.

use super::table::{Entry, Fact, Trigger, always, with};

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Answered(&["InvalidIdentityToken"], &["Couldn't retrieve verification key"]),
        meaning: "AWS could not fetch the keys of the identity provider in time.",
        causes: &[
            with(Fact::WebIdentity, "the token that was sent has {claims}: its issuer is the provider"),
            always("the identity provider is slow, overloaded or away"),
            always("its keys (jwks_uri) cannot be reached from the internet, or its certificate is not trusted"),
        ],
        fixes: &[
            always("try again after a pause: it often passes"),
            always("if it stays, open the provider's /.well-known/openid-configuration and its jwks_uri from outside"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidIdentityToken"], &["No OpenIDConnect provider found"]),
        meaning: "The account of the role has no identity provider for the issuer of the token.",
        causes: &[
            with(Fact::WebIdentity, "the token that was sent has {claims}"),
            always("the provider was never created in the account that the role is in"),
            always("its URL is not exactly the token's `iss`: scheme, path, upper and lower case, final slash"),
        ],
        fixes: &[always(
            "compare the token's `iss` with `aws iam list-open-id-connect-providers` in the role's account",
        )],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidIdentityToken"], &[]),
        meaning: "AWS does not accept the token.",
        causes: &[
            with(Fact::WebIdentity, "the token that was sent has {claims}"),
            with(Fact::WebIdentity, "its `aud` is none of the provider's audiences (client ids)"),
            with(Fact::WebIdentity, "it is an access token, and an id token is wanted"),
            with(Fact::Saml, "the assertion is not signed with the certificate that the provider has in IAM"),
            always("the token was cut, or is of another provider"),
        ],
        fixes: &[
            with(Fact::WebIdentity, "compare `aud` and `iss` of the token with the identity provider in IAM"),
            with(Fact::Saml, "upload the identity provider's current metadata to IAM"),
            always("get a new token, and hand it in as it is"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["IDPCommunicationError"], &[]),
        meaning: "AWS could not reach the identity provider.",
        causes: &[always("the identity provider, or the network before it, is away for the moment")],
        fixes: &[always("try again after a pause; if it stays, check the provider from outside")],
    },
    Entry {
        trigger: Trigger::Answered(&["IDPRejectedClaim"], &[]),
        meaning: "The identity provider or AWS refuses the claim; trying again cannot help.",
        causes: &[
            with(Fact::Saml, "the assertion has expired, or was handed in before"),
            always("the token has expired or was revoked"),
        ],
        fixes: &[always("sign in at the identity provider again, and hand the new token in at once")],
    },
    Entry {
        trigger: Trigger::Answered(&["OutboundWebIdentityFederationDisabledException"], &[]),
        meaning: "The account has not switched on tokens for services outside AWS.",
        causes: &[always("outbound identity federation is off, as it is by default")],
        fixes: &[always("have an administrator call EnableOutboundWebIdentityFederation of IAM once for the account")],
    },
];
