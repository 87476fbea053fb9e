//! `AssumeRoleWithWebIdentity`

use awsquery::server::Refusal;
use serde_json::Value;

use super::role_session::{RoleSessionRequest, account_of_role, required_actions};
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::account::oidc_provider::OidcProvider;
use crate::error_responses::{access_denied, invalid_identity_token};
use crate::jwk::JwsError;
use crate::jwt::{JwtClaims, UnverifiedJwt};
use crate::request_context::RequestContext;
use crate::state::ServerState;
use crate::test_issuer::{SOURCE_IDENTITY_CLAIM, TAGS_CLAIM};
use sts::api::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, Tag};
use sts::platform::Clock as _;
use sts::policy::AccessRequest;

/// The longest time that the clock of an identity provider may be ahead, in seconds.
const MAX_CLOCK_SKEW: i64 = 5 * 60;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleWithWebIdentityRequest,
) -> Result<AssumeRoleWithWebIdentityResponse, Refusal> {
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies(server, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if request.provider_id.is_some() {
        // An OAuth 2.0 token can only be verified by asking its provider, which this server does not do. Not recorded.
        return Err(invalid_identity_token(
            "ProviderId is for OAuth 2.0 tokens of www.amazon.com and graph.facebook.com.",
        ));
    }
    let (provider, claims) = verify(server, owner, request.web_identity_token.expose())?;
    let tags = session_tags(&claims)?;
    let source_identity = text_claim(&claims, SOURCE_IDENTITY_CLAIM).map(str::to_owned);
    let denied = || access_denied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    let (account, role) = server.directory.role(&request.role_arn).ok_or_else(denied)?;
    let provider_arn = provider.arn(&account.id);
    let trust = role.trust_in(&account.id);
    for action in required_actions("sts:AssumeRoleWithWebIdentity", &tags, source_identity.as_deref()) {
        let access = server.access_request(context, action, &request.role_arn);
        let access = access.principal("Federated", &*provider_arn);
        let mut access =
            describe(access, provider, &claims).key("sts:RoleSessionName", request.role_session_name.as_str());
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
        latest_end: None,
        min_token_size: request.minimum_session_token_size,
        is_chained: false,
        provider: Some(provider_arn.clone()),
    };
    let session = session.issue(server)?;
    let issued = session.issued;
    let mut response = AssumeRoleWithWebIdentityResponse::default();
    response.credentials = Some(issued.credentials);
    response.subject_from_web_identity_token = text_claim(&claims, "sub").map(str::to_owned);
    response.assumed_role_user = Some(session.user);
    response.packed_policy_size = session.packed_policy_size;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    response.provider = Some(provider_arn);
    response.audience = audiences(&claims).first().map(|audience| (*audience).to_owned());
    response.source_identity = source_identity;
    Ok(response)
}

/// Verifies a token: one of the account's providers has signed it, for an audience of that provider, and it is valid at
/// this time. Returns the provider and the claims.
fn verify<'a>(server: &'a ServerState, account: &str, token: &str) -> Result<(&'a OidcProvider, JwtClaims), Refusal> {
    let invalid = || {
        invalid_identity_token(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        )
    };
    let token = UnverifiedJwt::parse(token).ok_or_else(invalid)?;
    let issuer = token.issuer().ok_or_else(invalid)?;
    let provider = server.directory.oidc_provider(account, issuer).ok_or_else(|| {
        invalid_identity_token(format!("No OpenIDConnect provider found in your account for {issuer}"))
    })?;
    // Only the message for an unsigned token is recorded.
    let claims = token.verify(&provider.keys).map_err(|error| match error {
        JwsError::UnsupportedAlgorithm => invalid(),
        JwsError::UnknownKey => invalid_identity_token("The key of the token is not a key of the identity provider"),
        JwsError::InvalidSignature => invalid_identity_token("The signature of the token is not valid"),
    })?;
    check_times(&claims, server.clock.wall().secs())?;
    if !audiences(&claims).iter().any(|audience| provider.audiences.iter().any(|known| known == audience)) {
        return Err(invalid_identity_token("Incorrect token audience"));
    }
    if text_claim(&claims, "sub").is_none() {
        return Err(invalid());
    }
    Ok((provider, claims))
}

/// Checks that the token has an expiration time that has not passed, and that it was not issued in the future.
fn check_times(claims: &JwtClaims, now: i64) -> Result<(), Refusal> {
    let time_claim = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(time) => Ok(Some(time)),
            None => Err(invalid_identity_token(format!("The claim {name} of the token is not an integer"))),
        },
    };
    let missing = || invalid_identity_token("The token has no claim exp");
    let expires_at = time_claim("exp")?.ok_or_else(missing)?;
    if expires_at <= now {
        let message =
            format!("Token expired: current date/time {now} must be before the expiration date/time {expires_at}");
        return Err(Refusal::new(400, "ExpiredTokenException", message));
    }
    let latest = now.saturating_add(MAX_CLOCK_SKEW);
    if time_claim("nbf")?.is_some_and(|not_before| not_before > latest)
        || time_claim("iat")?.is_some_and(|issued_at| issued_at > latest)
    {
        return Err(invalid_identity_token("The token is not valid yet"));
    }
    Ok(())
}

/// Returns the audiences of a token. An authorized party (`azp`) replaces them. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>.
fn audiences(claims: &JwtClaims) -> Vec<&str> {
    match (text_claim(claims, "azp"), claims.get("aud")) {
        (Some(party), _) => vec![party],
        (None, Some(Value::String(one))) => vec![one],
        (None, Some(Value::Array(several))) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Adds the condition keys of the token, which start with the host of its provider.
fn describe(access: AccessRequest, provider: &OidcProvider, claims: &JwtClaims) -> AccessRequest {
    let host = provider.host();
    let mut access = access.key(format!("{host}:aud"), audiences(claims));
    for name in ["sub", "email", "oaud"] {
        if let Some(value) = text_claim(claims, name) {
            access = access.key(format!("{host}:{name}"), value);
        }
    }
    if let Some(Value::Array(methods)) = claims.get("amr") {
        let methods: Vec<&str> = methods.iter().filter_map(Value::as_str).collect();
        access = access.key(format!("{host}:amr"), methods);
    }
    access
}

/// Returns the session tags in a token.
fn session_tags(claims: &JwtClaims) -> Result<SessionTags, Refusal> {
    let Some(claim) = claims.get(TAGS_CLAIM) else { return Ok(SessionTags::default()) };
    let malformed = || invalid_identity_token(format!("The claim {TAGS_CLAIM} of the token is not as documented"));
    let principal_tags = claim.get("principal_tags").and_then(Value::as_object).ok_or_else(malformed)?;
    // AWS documents a list with one value per key. This server accepts a plain value too.
    let tag = |(key, value): (&String, &Value)| match value.as_array().map(Vec::as_slice) {
        Some([Value::String(value)]) => Some(Tag::new(key, value)),
        _ => value.as_str().map(|value| Tag::new(key, value)),
    };
    let tags: Vec<Tag> = principal_tags.iter().map(tag).collect::<Option<_>>().ok_or_else(malformed)?;
    let keys = claim.get("transitive_tag_keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let transitive_keys: Vec<String> = keys.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    SessionTags::from_provider(&tags, &transitive_keys)
}

fn text_claim<'a>(claims: &'a JwtClaims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
