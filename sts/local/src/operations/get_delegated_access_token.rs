//! `GetDelegatedAccessToken`

use awsquery::server::Refusal;

use crate::credential_issuer::CredentialIssuer;
use crate::error_responses;
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use sts::api::{GetDelegatedAccessTokenRequest, GetDelegatedAccessTokenResponse};
use sts::platform::Clock as _;

/// How long the credentials last: not documented; one hour here.
const DURATION: i64 = 60 * 60;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetDelegatedAccessTokenRequest,
) -> Result<GetDelegatedAccessTokenResponse, Refusal> {
    context
        .caller()?
        .must_not_be(&[SessionKind::User, SessionKind::Federated, SessionKind::Root], "GetDelegatedAccessToken")?;
    server.authorize(context, &server.access(context, "sts:GetDelegatedAccessToken", "*"))?;
    // Not recorded.
    let invalid = || error_responses::validation("The trade-in token is invalid");
    let offer = server.issuer.open_trade_in(request.trade_in_token.expose()).ok_or_else(invalid)?;
    let now = server.clock.wall().secs();
    if offer.expires_at <= now {
        return Err(Refusal::new(400, "ExpiredTradeInTokenException", "The trade-in token has expired"));
    }
    let account = offer.identity.account();
    let access_key_id = CredentialIssuer::new_key_id(account).map_err(error_responses::internal)?;
    let grant = SessionRecord { access_key_id, issued_at: now, expires_at: now.saturating_add(DURATION), ..offer };
    let mut response = GetDelegatedAccessTokenResponse::default();
    response.credentials = Some(server.issue(&grant, None)?.credentials);
    response.packed_policy_size = Some(0);
    response.assumed_principal = Some(grant.identity.arn());
    Ok(response)
}
