//! `AssumeRoleWithWebIdentity`

use awsquery::server::Refusal;
use serde_json::Value;

use super::assume_role::account_of_role;
use super::role_session::{RoleSessionRequest, actions};
use super::session_policies;
use super::session_tags::SessionTags;
use crate::account::oidc_provider::OidcProvider;
use crate::error_responses::{self, invalid_identity_token};
use crate::jwt::{JwtClaims, JwtError, UnverifiedJwt};
use crate::request_context::RequestContext;
use crate::state::ServerState;
use crate::test_issuer::{SOURCE_IDENTITY_CLAIM, TAGS_CLAIM};
use sts::api::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, Tag};
use sts::platform::Clock as _;
use sts::policy::AccessRequest;

/// How far the clock of an identity provider may be ahead.
const SKEW: i64 = 5 * 60;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleWithWebIdentityRequest,
) -> Result<AssumeRoleWithWebIdentityResponse, Refusal> {
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies::read(server, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if request.provider_id.is_some() {
        // Tokens of OAuth 2.0 prove nothing by themselves: their providers have to be asked. Not recorded.
        return Err(invalid_identity_token(
            "ProviderId is for OAuth 2.0 tokens of www.amazon.com and graph.facebook.com.",
        ));
    }
    let (provider, claims) = verify(server, owner, request.web_identity_token.expose())?;
    let tags = tags(&claims)?;
    let source_identity = text(&claims, SOURCE_IDENTITY_CLAIM).map(str::to_owned);
    let denied = || error_responses::access_denied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    let (account, role) = server.directory.role(&request.role_arn).ok_or_else(denied)?;
    let provider_arn = provider.arn(&account.id);
    let trust = role.trust_in(&account.id);
    for action in actions("sts:AssumeRoleWithWebIdentity", &tags, source_identity.as_deref()) {
        let mut access = server.access(context, action, &request.role_arn).principal("Federated", &*provider_arn);
        access = describe(access, provider, &claims).key("sts:RoleSessionName", request.role_session_name.as_str());
        if let Some(source_identity) = &source_identity {
            access = access.key("sts:SourceIdentity", source_identity);
        }
        server.authorize_federated(context, &tags.describe(access), &trust)?;
    }
    let session = RoleSessionRequest {
        account,
        role,
        name: request.role_session_name,
        tags,
        source_identity: source_identity.clone(),
        policies,
        duration: request.duration_seconds,
        ends: None,
        token_size: request.minimum_session_token_size,
        chained: false,
        provider: Some(provider_arn.clone()),
    };
    let session = session.issue(server)?;
    let issued = session.issued;
    let mut response = AssumeRoleWithWebIdentityResponse::default();
    response.credentials = Some(issued.credentials);
    response.subject_from_web_identity_token = text(&claims, "sub").map(str::to_owned);
    response.assumed_role_user = Some(session.user);
    response.packed_policy_size = session.packed_policy_size;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    response.provider = Some(provider_arn);
    response.audience = audiences(&claims).first().map(|audience| (*audience).to_owned());
    response.source_identity = source_identity;
    Ok(response)
}

/// The claims of a token that one of the account's providers has signed, for an audience that it knows, and that is good
/// now.
fn verify<'a>(server: &'a ServerState, account: &str, token: &str) -> Result<(&'a OidcProvider, JwtClaims), Refusal> {
    let invalid = || {
        invalid_identity_token(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        )
    };
    let token = UnverifiedJwt::read(token).ok_or_else(invalid)?;
    let issuer = token.issuer().ok_or_else(invalid)?;
    let provider = server.directory.provider(account, issuer).ok_or_else(|| {
        invalid_identity_token(format!("No OpenIDConnect provider found in your account for {issuer}"))
    })?;
    // AWS's words for these are not recorded, but for the first: an unsigned token is no valid one.
    let claims = token.verify(&provider.keys).map_err(|distrust| match distrust {
        JwtError::Algorithm => invalid(),
        JwtError::Key => invalid_identity_token("The key of the token is none of the identity provider's"),
        JwtError::Signature => invalid_identity_token("The signature of the token is not valid"),
    })?;
    check_times(&claims, server.clock.wall().secs())?;
    if !audiences(&claims).iter().any(|audience| provider.audiences.iter().any(|known| known == audience)) {
        return Err(invalid_identity_token("Incorrect token audience"));
    }
    match text(&claims, "sub") {
        Some(_) => Ok((provider, claims)),
        None => Err(invalid()),
    }
}

/// `exp` has to be there; what begins later is not good yet.
fn check_times(claims: &JwtClaims, now: i64) -> Result<(), Refusal> {
    let whole = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(time) => Ok(Some(time)),
            None => Err(invalid_identity_token(format!("The claim {name} of the token is no integer"))),
        },
    };
    let missing = || invalid_identity_token("The token has no claim exp");
    let expires_at = whole("exp")?.ok_or_else(missing)?;
    if expires_at <= now {
        let message =
            format!("Token expired: current date/time {now} must be before the expiration date/time {expires_at}");
        return Err(Refusal::new(400, "ExpiredTokenException", message));
    }
    if whole("nbf")?.is_some_and(|begins| begins > now.saturating_add(SKEW))
        || whole("iat")?.is_some_and(|issued| issued > now.saturating_add(SKEW))
    {
        return Err(invalid_identity_token("The token is not valid yet"));
    }
    Ok(())
}

/// Whom the token is for. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>: an
/// authorized party takes the place of the audience.
fn audiences(claims: &JwtClaims) -> Vec<&str> {
    match (text(claims, "azp"), claims.get("aud")) {
        (Some(party), _) => vec![party],
        (None, Some(Value::String(one))) => vec![one],
        (None, Some(Value::Array(several))) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn describe(access: AccessRequest, provider: &OidcProvider, claims: &JwtClaims) -> AccessRequest {
    let host = provider.host();
    let mut access = access.key(format!("{host}:aud"), audiences(claims));
    for name in ["sub", "email", "oaud"] {
        if let Some(value) = text(claims, name) {
            access = access.key(format!("{host}:{name}"), value);
        }
    }
    match claims.get("amr") {
        Some(Value::Array(methods)) => {
            access.key(format!("{host}:amr"), methods.iter().filter_map(Value::as_str).collect::<Vec<_>>())
        }
        _ => access,
    }
}

/// The session tags that the token carries.
fn tags(claims: &JwtClaims) -> Result<SessionTags, Refusal> {
    let Some(claim) = claims.get(TAGS_CLAIM) else { return Ok(SessionTags::default()) };
    let malformed = || invalid_identity_token(format!("The claim {TAGS_CLAIM} of the token is not as documented"));
    let principal = claim.get("principal_tags").and_then(Value::as_object).ok_or_else(malformed)?;
    let tag = |(key, values): (&String, &Value)| match values.as_array().map(Vec::as_slice) {
        Some([Value::String(value)]) => Some(Tag::new(key, value)),
        _ => values.as_str().map(|value| Tag::new(key, value)),
    };
    let tags: Vec<Tag> = principal.iter().map(tag).collect::<Option<_>>().ok_or_else(malformed)?;
    let transitive = claim.get("transitive_tag_keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let transitive: Vec<String> = transitive.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    SessionTags::asserted(&tags, &transitive)
}

fn text<'a>(claims: &'a JwtClaims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
