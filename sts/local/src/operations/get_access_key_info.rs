//! `GetAccessKeyInfo`

use awsquery::server::Refusal;

use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use crate::{error_responses, unique_id};
use sts::api::{GetAccessKeyInfoRequest, GetAccessKeyInfoResponse};

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, Refusal> {
    context.caller()?.must_not_be(&[SessionKind::User, SessionKind::Federated], "GetAccessKeyInfo")?;
    server.authorize(context, &server.access(context, "sts:GetAccessKeyInfo", "*"))?;
    let known = server.directory.key(&request.access_key_id).map(|(owner, _)| owner.account().to_owned());
    let account = known.or_else(|| unique_id::account_of(&request.access_key_id));
    let unknown = || error_responses::validation(format!("{} is invalid", request.access_key_id));
    let mut response = GetAccessKeyInfoResponse::default();
    response.account = Some(account.ok_or_else(unknown)?);
    Ok(response)
}
