//! `GetSessionToken`

use awsquery::server::Refusal;

use super::mfa::check_mfa;
use crate::error_responses::internal;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use sts::api::{GetSessionTokenRequest, GetSessionTokenResponse};
use sts::platform::Clock as _;

/// AWS's default duration, in seconds.
const DEFAULT_DURATION: i32 = 12 * 60 * 60;
/// The longest duration for a root user, in seconds. AWS shortens longer ones without an error.
const MAX_ROOT_DURATION: i32 = 60 * 60;

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetSessionTokenRequest,
) -> Result<GetSessionTokenResponse, Refusal> {
    let caller = context.caller()?;
    let refused = [SessionKind::User, SessionKind::Federated, SessionKind::Role, SessionKind::Root];
    caller.refuse_sessions(&refused, "GetSessionToken")?;
    let has_mfa = check_mfa(server, context, request.serial_number.as_deref(), request.token_code.as_ref())?;
    let identity = caller.identity.clone();
    let duration = session_duration(caller, request.duration_seconds);
    let now = server.clock.wall().secs();
    let generation = context.directory.generation(&identity).unwrap_or_default();
    let session = SessionRecord::new(identity, generation, SessionKind::User, now, duration.into());
    let mut session = session.map_err(internal)?;
    session.mfa_at = has_mfa.then_some(now);
    let issued = server.issue(&session, request.minimum_session_token_size)?;
    let mut response = GetSessionTokenResponse::default();
    response.credentials = Some(issued.credentials);
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}

/// Returns the duration of a session of a user or federated user, in seconds.
pub(super) fn session_duration(caller: &AuthenticatedCaller, requested: Option<i32>) -> i32 {
    let duration = requested.unwrap_or(DEFAULT_DURATION);
    if caller.identity.is_root() { duration.min(MAX_ROOT_DURATION) } else { duration }
}
