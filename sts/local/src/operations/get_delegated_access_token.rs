//! `GetDelegatedAccessToken`

use awsquery::server::Refusal;

use crate::error_responses::{internal, validation_error};
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use sts::api::{GetDelegatedAccessTokenRequest, GetDelegatedAccessTokenResponse};
use sts::platform::Clock as _;

/// The duration of the credentials, in seconds. AWS does not document it.
const DURATION: i64 = 60 * 60;

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetDelegatedAccessTokenRequest,
) -> Result<GetDelegatedAccessTokenResponse, Refusal> {
    context.caller()?.refuse_sessions(&[SessionKind::Root], "GetDelegatedAccessToken")?;
    server.authorize(context, &server.access_request(context, "sts:GetDelegatedAccessToken", "*"))?;
    let delegation = server.issuer.open_trade_in_token(request.trade_in_token.expose());
    // Not recorded.
    let delegation = delegation.ok_or_else(|| validation_error("The trade-in token is invalid"))?;
    let now = server.clock.wall().secs();
    if delegation.expires_at <= now {
        return Err(Refusal::new(400, "ExpiredTradeInTokenException", "The trade-in token has expired"));
    }
    let SessionRecord { identity, generation, kind, .. } = delegation;
    let session = SessionRecord::new(identity, generation, kind, now, DURATION).map_err(internal)?;
    let mut response = GetDelegatedAccessTokenResponse::default();
    response.credentials = Some(server.issue(&session, None)?.credentials);
    response.assumed_principal = Some(session.identity.arn());
    Ok(response)
}
