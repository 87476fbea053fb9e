//! `GetWebIdentityToken`

use awsquery::server::{Refusal, new_request_id};
use serde_json::{Map, Value, json};

use super::session_tags::SessionTags;
use super::token_subject::TokenSubject;
use crate::error_responses::{internal, validation_error};
use crate::jwk::JwsAlgorithm;
use crate::jwt::{JwtClaims, sign};
use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{GetWebIdentityTokenRequest, GetWebIdentityTokenResponse};
use sts::platform::Clock as _;
use sts::{Secret, Timestamp};

/// AWS's default duration, in seconds.
const DEFAULT_DURATION: i32 = 5 * 60;
/// The largest size of the claims, in bytes. AWS has a limit but does not publish it, so this one is arbitrary.
const MAX_CLAIMS_SIZE: usize = 8 * 1024;
/// The claim that holds AWS's own details. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>.
const DETAILS_CLAIM: &str = "https://sts.amazonaws.com/";

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetWebIdentityTokenRequest,
) -> Result<GetWebIdentityTokenResponse, Refusal> {
    context.refuse_global_endpoint("GetWebIdentityToken")?;
    let caller = context.caller()?;
    caller.refuse_sessions(&[SessionKind::Federated], "GetWebIdentityToken")?;
    let tags = SessionTags::from_request(request.tags.as_deref(), None, None)?;
    let algorithm = match JwsAlgorithm::from_name(&request.signing_algorithm) {
        Some(algorithm @ (JwsAlgorithm::Rs256 | JwsAlgorithm::Es384)) => algorithm,
        // The service model does not list the algorithms. Not recorded.
        _ => return Err(validation_error("SigningAlgorithm must be RS256 or ES384")),
    };
    let subject = TokenSubject::from_request(&request, caller)?;
    let duration = i64::from(request.duration_seconds.unwrap_or(DEFAULT_DURATION));
    let set_scope = subject.scope.as_ref().map(|_| "sts:SetWebIdentityTokenScope");
    for action in ["sts:GetWebIdentityToken"].into_iter().chain(set_scope) {
        let access = server
            .access_request(context, action, "*")
            .key("sts:IdentityTokenAudience", request.audience.clone())
            .key("sts:SigningAlgorithm", algorithm.name())
            .key("sts:DurationSeconds", duration);
        server.authorize(context, &subject.describe(tags.describe(access)))?;
    }
    subject.check_origin()?;
    let account = context.directory.account(caller.identity.account());
    if !account.is_some_and(|account| account.issues_web_identity_tokens) {
        return Err(Refusal::new(
            403,
            "OutboundWebIdentityFederationDisabledException",
            "Outbound web identity federation is not enabled for this account",
        ));
    }
    let now = server.clock.wall().secs();
    let expires_at = now.saturating_add(duration);
    if caller.session.as_ref().is_some_and(|session| session.expires_at < expires_at) {
        return Err(Refusal::new(
            403,
            "SessionDurationEscalationException",
            "The requested token duration would extend the session beyond its original expiration time",
        ));
    }
    let claims = claims(server, context, &request.audience, &tags, &subject, [now, expires_at])?;
    let token = sign(&server.keys, algorithm, &claims).map_err(internal)?;
    let mut response = GetWebIdentityTokenResponse::default();
    response.web_identity_token = Some(Secret::new(token));
    response.expiration = Some(Timestamp::from_secs(expires_at));
    Ok(response)
}

fn claims(
    server: &ServerState,
    context: &RequestContext,
    audience: &[String],
    tags: &SessionTags,
    subject: &TokenSubject,
    [now, expires_at]: [i64; 2],
) -> Result<JwtClaims, Refusal> {
    let identity = &context.caller()?.identity;
    let audience = match audience {
        [one] => json!(one),
        several => json!(several),
    };
    let request_tags: Map<String, Value> = tags.iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
    let details = json!({
        "aws_account": identity.account(),
        "source_region": context.region,
        "principal_id": identity.principal_arn(),
        "request_tags": request_tags,
    });
    let members = [
        ("iss", json!(server.url)),
        ("sub", json!(subject.subject)),
        ("aud", audience),
        ("iat", json!(now)),
        ("exp", json!(expires_at)),
        ("jti", json!(new_request_id())),
        (DETAILS_CLAIM, details),
    ];
    // Where AWS puts the subject mode is not recorded.
    let optional = [("scope", subject.scope.as_deref()), ("subject_mode", subject.mode_claim())];
    let optional = optional.into_iter().filter_map(|(name, value)| Some((name, json!(value?))));
    let claims: JwtClaims = members.into_iter().chain(optional).map(|(name, value)| (name.to_owned(), value)).collect();
    if json!(claims).to_string().len() > MAX_CLAIMS_SIZE {
        return Err(Refusal::new(
            400,
            "JWTPayloadSizeExceededException",
            "The requested token payload size exceeds the maximum allowed size",
        ));
    }
    Ok(claims)
}
