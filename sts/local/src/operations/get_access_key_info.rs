//! `GetAccessKeyInfo`

use awsquery::server::Refusal;

use crate::error_responses::validation_error;
use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use crate::unique_id::account_of_access_key_id;
use sts::api::{GetAccessKeyInfoRequest, GetAccessKeyInfoResponse};

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, Refusal> {
    context.caller()?.refuse_sessions(&[SessionKind::User, SessionKind::Federated], "GetAccessKeyInfo")?;
    server.authorize(context, &server.access_request(context, "sts:GetAccessKeyInfo", "*"))?;
    let account = match context.directory.key(&request.access_key_id) {
        Some((owner, _)) => Some(owner.account().to_owned()),
        None => account_of_access_key_id(&request.access_key_id),
    };
    let unknown = || validation_error(format!("{} is invalid", request.access_key_id));
    let mut response = GetAccessKeyInfoResponse::default();
    response.account = Some(account.ok_or_else(unknown)?);
    Ok(response)
}
