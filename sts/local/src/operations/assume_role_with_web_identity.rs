//! `AssumeRoleWithWebIdentity`

use awsquery::server::Refusal;

use super::role_session::{RoleSessionRequest, account_of_role};
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::account::Account;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::error_responses::{access_denied, invalid_identity_token};
use crate::jwk::JwsError;
use crate::jwt::{JwtClaims, UnverifiedJwt};
use crate::oidc::claims::WebIdentity;
use crate::request_context::RequestContext;
use crate::state::ServerState;
use crate::trusted_context::TrustedContext;
use sts::api::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse};
use sts::platform::Clock as _;

/// The longest time that the clock of an identity provider may be ahead, in seconds.
const MAX_CLOCK_SKEW: i64 = 5 * 60;

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleWithWebIdentityRequest,
) -> Result<AssumeRoleWithWebIdentityResponse, Refusal> {
    let (mut session, provider, identity) = check(server, context, &request)?;
    let (account, role) = authorize(server, context, &request, &session, provider, &identity)?;
    let provider_name = provider.name(&account.id);
    let trusted_context = session.trusted_context.as_ref().map(TrustedContext::to_response);
    session.provider = Some(provider_name.clone());
    let mut response = AssumeRoleWithWebIdentityResponse::from(session.issue(server, account, role)?);
    response.provider = Some(provider_name);
    response.audience = identity.audiences().first().cloned();
    response.subject_from_web_identity_token = Some(identity.subject);
    response.trusted_identity_propagation_context = trusted_context;
    Ok(response)
}

/// Checks everything but the role. Returns the session, and the identity in the token with its provider.
fn check<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    request: &AssumeRoleWithWebIdentityRequest,
) -> Result<(RoleSessionRequest, &'a OidcProvider, WebIdentity), Refusal> {
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies(&context.directory, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if request.provider_id.is_some() {
        // An OAuth 2.0 token can only be verified by asking its provider, which this server does not do. Not recorded.
        return Err(invalid_identity_token(
            "ProviderId is for OAuth 2.0 tokens of www.amazon.com and graph.facebook.com.",
        ));
    }
    let (provider, identity, trusted_context) = verify(server, context, owner, request.web_identity_token.expose())?;
    let session = RoleSessionRequest {
        name: request.role_session_name.clone(),
        tags: SessionTags::from_provider(&identity.tags, &identity.transitive_tag_keys)?,
        source_identity: identity.source_identity.clone(),
        policies,
        duration: request.duration_seconds,
        min_token_size: request.minimum_session_token_size,
        trusted_context,
        ..RoleSessionRequest::default()
    };
    Ok((session, provider, identity))
}

/// Checks the request against the trust policy of the role. Returns the role and its account.
fn authorize<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    request: &AssumeRoleWithWebIdentityRequest,
    session: &RoleSessionRequest,
    provider: &OidcProvider,
    identity: &WebIdentity,
) -> Result<(&'a Account, &'a Role), Refusal> {
    let denied = || {
        let refusal = access_denied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
        refusal.with_explanation("the role does not exist")
    };
    let (account, role) = context.directory.role(&request.role_arn).ok_or_else(denied)?;
    let trust = role.trust_in(&account.id);
    for action in session.required_actions("sts:AssumeRoleWithWebIdentity") {
        let access = server.access_request(context, action, &request.role_arn);
        let names = provider.principals(&account.id);
        let access = names.into_iter().fold(access, |access, name| access.principal("Federated", name));
        let access = identity.describe(access, provider.host());
        let access = access.key("aws:FederatedProvider", provider.name(&account.id));
        server.authorize_federated(context, &session.describe(access), &trust)?;
    }
    Ok((account, role))
}

/// Verifies a token: one of the account's providers has signed it, for an audience of that provider, and it is valid at
/// this time. Returns the provider, the claims, and the context that the provider maps them to.
fn verify<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    account: &str,
    token: &str,
) -> Result<(&'a OidcProvider, WebIdentity, Option<TrustedContext>), Refusal> {
    let invalid = || {
        invalid_identity_token(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        )
    };
    let token = UnverifiedJwt::parse(token).ok_or_else(invalid)?;
    let issuer = token.issuer().ok_or_else(invalid)?;
    let provider = context.directory.oidc_provider(account, issuer).ok_or_else(|| {
        invalid_identity_token(format!("No OpenIDConnect provider found in your account for {issuer}"))
    })?;
    // Only the message for an unsigned token is recorded.
    let claims = token.verify(&provider.keys).map_err(|error| match error {
        JwsError::UnsupportedAlgorithm => invalid(),
        JwsError::UnknownKey => invalid_identity_token("The key of the token is not a key of the identity provider"),
        JwsError::InvalidSignature => invalid_identity_token("The signature of the token is not valid"),
    })?;
    check_times(&claims, server.clock.wall().secs())?;
    if !claims.contains_key("sub") {
        return Err(invalid());
    }
    let identity = WebIdentity::read(provider.host(), &claims)?;
    if !identity.audiences().iter().any(|audience| provider.audiences.contains(audience)) {
        return Err(invalid_identity_token("Incorrect token audience"));
    }
    let provider_arn = provider.arn(&context.directory.account_id(account));
    let context = provider.context.as_ref().map(|context| context.read(&claims, provider.host(), provider_arn));
    Ok((provider, identity, context.transpose()?))
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
