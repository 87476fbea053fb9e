//! `GetCallerIdentity` and `GetAccessKeyInfo`

use awsquery::rt::Refusal;

use crate::api::{
    GetAccessKeyInfoRequest, GetAccessKeyInfoResponse, GetCallerIdentityRequest, GetCallerIdentityResponse,
};
use crate::local::context::Context;
use crate::local::grant::Kind;
use crate::local::handler::Server;
use crate::local::{key_id, refuse};

/// Nobody needs a permission for it, and no policy can deny it.
pub(in crate::local) fn caller(
    context: &Context,
    _: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse, Refusal> {
    let identity = &context.caller()?.identity;
    Ok(GetCallerIdentityResponse {
        user_id: Some(identity.user_id()),
        account: Some(identity.account().to_owned()),
        arn: Some(identity.arn()),
    })
}

pub(in crate::local) fn key_info(
    server: &Server,
    context: &Context,
    request: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated], "GetAccessKeyInfo")?;
    server.authorize(context, &server.access(context, "sts:GetAccessKeyInfo", "*"))?;
    let known = server.directory.key(&request.access_key_id).map(|(owner, _)| owner.account().to_owned());
    let account = known.or_else(|| key_id::account_of(&request.access_key_id));
    let unknown = || refuse::validation(format!("{} is invalid", request.access_key_id));
    Ok(GetAccessKeyInfoResponse { account: Some(account.ok_or_else(unknown)?) })
}
