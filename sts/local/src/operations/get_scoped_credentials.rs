//! `GetScopedCredentials`

use awsquery::server::Refusal;

use super::session_policies::session_policies;
use crate::error_responses::{access_denied, internal, validation_error};
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::SessionRecord;
use crate::state::ServerState;
use sts::api::{GetScopedCredentialsRequest, GetScopedCredentialsResponse, ScopedSessionInfo};
use sts::platform::Clock as _;

/// The largest number of scope-down policies of a session. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html>, `ScopedPoliciesCount`.
const MAX_SCOPE_DOWN_POLICIES: usize = 3;

/// AWS's codes and messages for the refusals are not recorded, except for those that the service model declares.
///
/// AWS does not say that the call needs no permission, as it does for `GetSessionToken`, so the caller's policies have to
/// allow it: those of the session and all earlier scope-down policies.
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetScopedCredentialsRequest,
) -> Result<GetScopedCredentialsResponse, Refusal> {
    context.refuse_global_endpoint("GetScopedCredentials")?;
    let caller = context.caller()?;
    let session = calling_session(caller)?;
    if request.policy.is_none() && request.duration_seconds.is_none() {
        return Err(validation_error("At least one of Policy and DurationSeconds must be specified"));
    }
    let policies = session_policies(&context.directory, caller.identity.account(), request.policy, None)?;
    server.authorize(context, &server.access_request(context, "sts:GetScopedCredentials", "*"))?;
    if policies.inline.is_some() && session.scope_down_policies.len() >= MAX_SCOPE_DOWN_POLICIES {
        return Err(access_denied(format!("A session can have at most {MAX_SCOPE_DOWN_POLICIES} scope down policies")));
    }
    let expires_at = expiration(session, request.duration_seconds, server.clock.wall().secs())?;
    let scoped = session.scoped_down(policies.inline, expires_at).map_err(internal)?;
    let issued = server.issue(&scoped, request.minimum_session_token_size)?;
    let mut info = ScopedSessionInfo::default();
    info.scoped_session_id = Some(scoped.identity.user_id());
    info.arn = Some(scoped.identity.arn());
    let mut response = GetScopedCredentialsResponse::default();
    response.credentials = Some(issued.credentials);
    response.session_info = Some(info);
    response.session_token_utilization = issued.token_utilization;
    response.session_token_size = issued.token_size;
    response.scoped_policies_count = i32::try_from(scoped.scope_down_policies.len()).ok();
    response.source_identity = scoped.source_identity;
    Ok(response)
}

/// Returns the session of the caller. Long-term keys have none, and sessions of a root user are refused like the user.
fn calling_session(caller: &AuthenticatedCaller) -> Result<&SessionRecord, Refusal> {
    match &caller.session {
        _ if caller.identity.is_root() => Err(access_denied("Cannot call GetScopedCredentials with root credentials")),
        None => Err(access_denied("Cannot call GetScopedCredentials with long-term credentials")),
        Some(session) => Ok(session),
    }
}

/// Returns the time at which the new session ends, in seconds since 1970. Without a duration, that is the end of the
/// calling session.
fn expiration(session: &SessionRecord, duration: Option<i32>, now: i64) -> Result<i64, Refusal> {
    let Some(duration) = duration else { return Ok(session.expires_at) };
    let expires_at = now.saturating_add(duration.into());
    if expires_at > session.expires_at {
        let message = "The requested DurationSeconds exceeds the remaining lifetime of the calling session";
        return Err(Refusal::new(400, "InsufficientSessionLifetime", message));
    }
    Ok(expires_at)
}
