//! `DecodeAuthorizationMessage`

use awsquery::server::Refusal;

use crate::context::Context;
use crate::grant::Kind;
use crate::handler::Server;
use crate::refuse;
use sts::api::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};

pub(crate) fn decode(
    server: &Server,
    context: &Context,
    request: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated], "DecodeAuthorizationMessage")?;
    server.authorize(context, &server.access(context, "sts:DecodeAuthorizationMessage", "*"))?;
    let message = server.issuer.decode_message(&request.encoded_message).ok_or_else(refuse::invalid_message)?;
    let mut response = DecodeAuthorizationMessageResponse::default();
    response.decoded_message = Some(message.to_string());
    Ok(response)
}
