//! `DecodeAuthorizationMessage`

use awsquery::server::Refusal;

use crate::error_responses::invalid_message;
use crate::request_context::RequestContext;
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, Refusal> {
    let caller = context.caller()?;
    caller.refuse_sessions(&[SessionKind::User, SessionKind::Federated], "DecodeAuthorizationMessage")?;
    server.authorize(context, &server.access_request(context, "sts:DecodeAuthorizationMessage", "*"))?;
    let message = server.issuer.decode_message(&request.encoded_message).ok_or_else(invalid_message)?;
    let mut response = DecodeAuthorizationMessageResponse::default();
    response.decoded_message = Some(message.to_string());
    Ok(response)
}
