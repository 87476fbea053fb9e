//! `DecodeAuthorizationMessage`

use awsquery::rt::Refusal;

use crate::api::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};
use crate::local::context::Context;
use crate::local::grant::Kind;
use crate::local::handler::Server;
use crate::local::refuse;

pub(in crate::local) fn decode(
    server: &Server,
    context: &Context,
    request: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, Refusal> {
    context.caller()?.must_not_be(&[Kind::User, Kind::Federated], "DecodeAuthorizationMessage")?;
    server.authorize(context, &server.access(context, "sts:DecodeAuthorizationMessage", "*"))?;
    let message = server.issuer.decode_message(&request.encoded_message).ok_or_else(refuse::invalid_message)?;
    Ok(DecodeAuthorizationMessageResponse { decoded_message: Some(message.to_string()) })
}
