//! `GetCallerIdentity` and `GetAccessKeyInfo`

use awsquery::server::Refusal;

use crate::request_context::Context;
use crate::session_record::Kind;
use crate::state::Server;
use crate::{error_responses, unique_id};
use sts::api::{
    GetAccessKeyInfoRequest, GetAccessKeyInfoResponse, GetCallerIdentityRequest, GetCallerIdentityResponse,
};

/// Nobody needs a permission for it, and no policy can deny it.
pub(crate) fn caller(context: &Context, _: GetCallerIdentityRequest) -> Result<GetCallerIdentityResponse, Refusal> {
    let identity = &context.caller()?.identity;
    let mut response = GetCallerIdentityResponse::default();
    response.user_id = Some(identity.user_id());
    response.account = Some(identity.account().to_owned());
    response.arn = Some(identity.arn());
    Ok(response)
}

pub(crate) fn key_info(
    server: &Server,
    context: &Context,
    request: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated], "GetAccessKeyInfo")?;
    server.authorize(context, &server.access(context, "sts:GetAccessKeyInfo", "*"))?;
    let known = server.directory.key(&request.access_key_id).map(|(owner, _)| owner.account().to_owned());
    let account = known.or_else(|| unique_id::account_of(&request.access_key_id));
    let unknown = || error_responses::validation(format!("{} is invalid", request.access_key_id));
    let mut response = GetAccessKeyInfoResponse::default();
    response.account = Some(account.ok_or_else(unknown)?);
    Ok(response)
}
