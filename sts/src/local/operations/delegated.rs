//! `GetDelegatedAccessToken`

use awsquery::rt::Refusal;

use crate::Clock as _;
use crate::api::{GetDelegatedAccessTokenRequest, GetDelegatedAccessTokenResponse};
use crate::local::context::Context;
use crate::local::grant::{Grant, Kind};
use crate::local::handler::Server;
use crate::local::issuer::Issuer;
use crate::local::refuse;

/// How long the credentials last: not documented; one hour here.
const DURATION: i64 = 60 * 60;

pub(in crate::local) fn answer(
    server: &Server,
    context: &Context,
    request: GetDelegatedAccessTokenRequest,
) -> Result<GetDelegatedAccessTokenResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated, Kind::Root], "GetDelegatedAccessToken")?;
    server.authorize(context, &server.access(context, "sts:GetDelegatedAccessToken", "*"))?;
    // Not recorded.
    let invalid = || refuse::validation("The trade-in token is invalid");
    let offer = server.issuer.open_trade_in(request.trade_in_token.expose()).ok_or_else(invalid)?;
    let now = server.clock.wall().secs();
    if offer.expires_at <= now {
        return Err(Refusal::new(400, "ExpiredTradeInTokenException", "The trade-in token has expired"));
    }
    let account = offer.identity.account();
    let access_key_id = Issuer::new_key_id(account).map_err(refuse::internal)?;
    let grant = Grant { access_key_id, issued_at: now, expires_at: now.saturating_add(DURATION), ..offer };
    Ok(GetDelegatedAccessTokenResponse {
        credentials: Some(server.issue(&grant, None)?.credentials),
        #[expect(deprecated, reason = "AWS still answers it")]
        packed_policy_size: Some(0),
        assumed_principal: Some(grant.identity.arn()),
    })
}
