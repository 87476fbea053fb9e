//! `GetSessionToken`, and proofs of MFA devices.

use awsquery::server::Refusal;

use crate::credential_issuer::CredentialIssuer;
use crate::error_responses;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::{SessionKind, SessionPolicies, SessionRecord};
use crate::state::ServerState;
use sts::Secret;
use sts::api::{GetSessionTokenRequest, GetSessionTokenResponse};
use sts::platform::Clock as _;

/// When the caller names no duration, as AWS documents it.
pub(super) const DURATION: i32 = 12 * 60 * 60;
/// The most that a session of a root user lasts, whatever it asks for.
pub(super) const ROOT_DURATION: i32 = 60 * 60;

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetSessionTokenRequest,
) -> Result<GetSessionTokenResponse, Refusal> {
    let caller = context.caller()?;
    caller.must_not_be(
        &[SessionKind::User, SessionKind::Federated, SessionKind::Role, SessionKind::Root],
        "GetSessionToken",
    )?;
    let mfa = check_mfa(server, caller, request.serial_number.as_deref(), request.token_code.as_ref())?;
    let now = server.clock.wall().secs();
    let grant = SessionRecord {
        access_key_id: CredentialIssuer::new_key_id(caller.identity.account()).map_err(error_responses::internal)?,
        identity: caller.identity.clone(),
        kind: SessionKind::User,
        issued_at: now,
        expires_at: now.saturating_add(duration(caller, request.duration_seconds).into()),
        mfa_at: mfa.then_some(now),
        tags: Default::default(),
        transitive: Vec::new(),
        source_identity: None,
        policies: SessionPolicies::default(),
        provider: None,
    };
    let issued = server.issue(&grant, request.minimum_session_token_size)?;
    let mut response = GetSessionTokenResponse::default();
    response.credentials = Some(issued.credentials);
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}

/// How long a session of a user lasts; one of a root user never longer than an hour.
pub(super) fn duration(caller: &AuthenticatedCaller, requested: Option<i32>) -> i32 {
    let duration = requested.unwrap_or(DURATION);
    if caller.identity.is_root() { duration.min(ROOT_DURATION) } else { duration }
}

/// Whether an MFA device was shown.
///
/// # Errors
///
/// `AccessDenied`, in AWS's words, if one was named and its code is not right.
pub(super) fn check_mfa(
    server: &ServerState,
    caller: &AuthenticatedCaller,
    serial: Option<&str>,
    code: Option<&Secret>,
) -> Result<bool, Refusal> {
    let (serial, code) = match (serial, code) {
        (None, None) => return Ok(false),
        (Some(serial), Some(code)) => (serial, code),
        _ => {
            return Err(error_responses::access_denied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
            ));
        }
    };
    let Some(device) = server.directory.device(&caller.identity, serial) else {
        // The two blanks are AWS's.
        return Err(error_responses::access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
             valid and associated with this user.",
        ));
    };
    match server.used_mfa_codes.take(serial, device, code.expose(), server.clock.wall()) {
        true => Ok(true),
        false => {
            Err(error_responses::access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code."))
        }
    }
}
