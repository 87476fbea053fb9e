//! Judges the request that a client sends.

use awsquery::protocol::Auth;
use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;

use super::Context;
use crate::case::Case;
use crate::shapes::{self, Carried};
use crate::{Bridge, compare, form};

/// Judges an `input` case: the client sends the expected parameters, and a server decodes the same request.
pub(super) fn input(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let sent = send(bridge, case)?;
    line(bridge, &sent)?;
    let params = case.field("params")?;
    let kinds = case.field("leaf_types")?;
    let body = form::plain(&sent)?;
    compare::parameters(params, kinds, &form::read(&body)?)?;

    let operation = shapes::operation(&context.model, bridge.operation().name)?;
    let input = shapes::with_tokens(&context.model, operation, case.field("input")?);
    let second = form::pairs(&context.model, operation, &input)?;
    compare::parameters(params, kinds, &second).map_err(|problem| format!("the tests' own form: {problem}"))?;
    served(context, bridge, &input, &body)
}

/// Checks that a server decodes an input from a form, except for the parts that a form cannot express.
pub(super) fn served(context: &Context, bridge: &dyn Bridge, input: &Value, form: &[u8]) -> Result<(), String> {
    let operation = shapes::operation(&context.model, bridge.operation().name)?;
    let carried = Carried::of(&context.model, operation, input);
    if !carried.lacks_required {
        return bridge.receives(form, &carried.input).map_err(|problem| format!("the server half: {problem}"));
    }
    match bridge.receive(form) {
        Err(refusal) if refusal.message.ends_with("Member must not be null") => Ok(()),
        other => Err(format!("the server half: a required member is not in the form, and the result is {other:?}")),
    }
}

/// Returns the request that the client sends for a case.
pub(super) fn send(bridge: &dyn Bridge, case: &Case) -> Result<Request<Bytes>, String> {
    let call = bridge.call(case.field("input")?, None)?;
    call.sent.ok_or_else(|| format!("nothing was sent: {:?}", call.result))
}

/// Checks everything except the parameters: the method, the URL, the content type and the presence of a signature.
fn line(bridge: &dyn Bridge, sent: &Request<Bytes>) -> Result<(), String> {
    let media = sent.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default();
    let signed = sent.headers().contains_key(AUTHORIZATION);
    let found = (sent.method().as_str(), sent.uri().path(), sent.uri().query(), media, signed);
    let must_sign = bridge.operation().auth == Auth::Signed;
    let expected = ("POST", "/", None, "application/x-www-form-urlencoded", must_sign);
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}\n   found {found:?}")) }
}
