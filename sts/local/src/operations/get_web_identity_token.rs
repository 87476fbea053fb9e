//! `GetWebIdentityToken`

use awsquery::server::Refusal;
use serde_json::{Map, Value, json};

use super::session_tags::SessionTags;
use crate::error_responses;
use crate::jwk::JwsAlgorithm;
use crate::jwt::{JwtClaims, sign};
use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{GetWebIdentityTokenRequest, GetWebIdentityTokenResponse};
use sts::platform::Clock as _;
use sts::{Secret, Timestamp};

/// When the caller names no duration, as AWS documents it.
const DURATION: i32 = 5 * 60;
/// The most that the claims may take. AWS has a limit and does not tell it; this one is our own.
const MAX_CLAIMS: usize = 8 * 1024;
/// The claim under which AWS puts what only it has. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>.
const CLAIM: &str = "https://sts.amazonaws.com/";

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetWebIdentityTokenRequest,
) -> Result<GetWebIdentityTokenResponse, Refusal> {
    let caller = context.caller()?;
    caller.must_not_be(&[SessionKind::User, SessionKind::Federated], "GetWebIdentityToken")?;
    let tags = SessionTags::read(request.tags.as_deref(), None, None)?;
    let algorithm =
        JwsAlgorithm::named(&request.signing_algorithm).filter(|algorithm| *algorithm != JwsAlgorithm::Es256);
    // The model does not say which there are. Not recorded.
    let algorithm = algorithm.ok_or_else(|| error_responses::validation("SigningAlgorithm must be RS256 or ES384"))?;
    let duration = i64::from(request.duration_seconds.unwrap_or(DURATION));
    let access = server
        .access(context, "sts:GetWebIdentityToken", "*")
        .key("sts:IdentityTokenAudience", request.audience.clone())
        .key("sts:SigningAlgorithm", algorithm.name())
        .key("sts:DurationSeconds", duration);
    server.authorize(context, &tags.describe(access))?;
    if !server.directory.account(caller.identity.account()).is_some_and(|account| account.web_identity_tokens) {
        return Err(Refusal::new(
            403,
            "OutboundWebIdentityFederationDisabledException",
            "Outbound web identity federation is not enabled for this account",
        ));
    }
    let now = server.clock.wall().secs();
    let expires_at = now.saturating_add(duration);
    if caller.grant.as_ref().is_some_and(|grant| grant.expires_at < expires_at) {
        return Err(Refusal::new(
            403,
            "SessionDurationEscalationException",
            "The requested token duration would extend the session beyond its original expiration time",
        ));
    }
    let claims = claims(server, context, &request.audience, &tags, [now, expires_at])?;
    let token = sign(&server.keys, algorithm, &claims).map_err(error_responses::internal)?;
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
        ("sub", json!(identity.principal_arn())),
        ("aud", audience),
        ("iat", json!(now)),
        ("exp", json!(expires_at)),
        ("jti", json!(awsquery::server::new_request_id())),
        (CLAIM, details),
    ];
    let claims: JwtClaims = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    match json!(claims).to_string().len() <= MAX_CLAIMS {
        true => Ok(claims),
        false => Err(Refusal::new(
            400,
            "JWTPayloadSizeExceededException",
            "The requested token payload size exceeds the maximum allowed size",
        )),
    }
}
