//! `DecodeAuthorizationMessage`

use awsquery::server::Refusal;

use crate::error_responses;
use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, Refusal> {
    context.caller()?.must_not_be(&[SessionKind::User, SessionKind::Federated], "DecodeAuthorizationMessage")?;
    server.authorize(context, &server.access(context, "sts:DecodeAuthorizationMessage", "*"))?;
    let message =
        server.issuer.decode_message(&request.encoded_message).ok_or_else(error_responses::invalid_message)?;
    let mut response = DecodeAuthorizationMessageResponse::default();
    response.decoded_message = Some(message.to_string());
    Ok(response)
}
