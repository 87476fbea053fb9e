//! `GetCallerIdentity`

use awsquery::server::Refusal;

use crate::request_context::RequestContext;
use sts::api::{GetCallerIdentityRequest, GetCallerIdentityResponse};

/// Returns the identity of the caller. It needs no permission, and no policy can deny it.
pub(crate) fn handle(
    context: &RequestContext,
    _: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse, Refusal> {
    let identity = &context.caller()?.identity;
    let mut response = GetCallerIdentityResponse::default();
    response.user_id = Some(identity.user_id());
    response.account = Some(identity.account().to_owned());
    response.arn = Some(identity.arn());
    Ok(response)
}
