//! `DecodeAuthorizationMessage`

use awsquery::server::Refusal;

use crate::error_responses;
use crate::request_context::Context;
use crate::session_record::Kind;
use crate::state::Server;
use sts::api::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};

pub(crate) fn decode(
    server: &Server,
    context: &Context,
    request: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated], "DecodeAuthorizationMessage")?;
    server.authorize(context, &server.access(context, "sts:DecodeAuthorizationMessage", "*"))?;
    let message =
        server.issuer.decode_message(&request.encoded_message).ok_or_else(error_responses::invalid_message)?;
    let mut response = DecodeAuthorizationMessageResponse::default();
    response.decoded_message = Some(message.to_string());
    Ok(response)
}
