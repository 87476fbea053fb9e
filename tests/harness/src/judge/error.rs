//! Judges the error that a client returns for an error response, or for a malformed success.

use awsquery::{Error, ErrorKind};
use serde_json::{Map, Value};

use super::output::is_empty;
use super::{Context, response};
use crate::case::Case;
use crate::compare;
use crate::shapes::{JsonShape, shape};
use crate::{Bridge, Decoded};

/// Forms of responses that are error documents, or not documents at all.
const FAILURES: [&str; 36] = [
    "standard",
    "no_xmlns_compact",
    "detail_element",
    "cdata_comment_ns",
    "lowercase_message",
    "no_message",
    "no_type_no_requestid",
    "response_errors_error",
    "bare_error_root",
    "requestid_in_metadata",
    "shape_name_as_code",
    "wrong_status",
    "unmodelled_code",
    "common_error",
    "empty_500",
    "whitespace_500",
    "html_503",
    "doctype_html_503",
    "uppercase_html_502",
    "html_403",
    "plain_text_504",
    "json_400",
    "empty_400",
    "truncated_400",
    "redirect_301",
    "empty_code_400",
    "no_error_element_400",
    "two_errors",
    "redirect_307_xml",
    "ok_200_error_body",
    "xmlns",
    "request_id_first",
    "request_id_spelling",
    "encoded_authorization",
    "dry_run_412",
    "query_error_document",
];

/// Judges an `error` case: the client reports what the field `intent` states.
pub(super) fn error(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let result = bridge.call(&context.input(bridge)?, Some(response(case)?))?.result;
    let has_output = bridge.operation().result == awsquery::protocol::ResultElement::Expected;
    match (case.text("form")?, result) {
        ("ok_200_empty_body" | "ok_204_empty" | "ok_200_only_request_id", Ok(decoded)) => empty(&decoded),
        ("ok_200_missing_wrapper", Ok(decoded)) => empty(&decoded),
        ("ok_200_missing_wrapper", Err(error)) if has_output => unusable(case, &error),
        ("ok_200_truncated" | "ok_200_truncated_between" | "ok_200_html" | "ok_200_other_root", Err(error)) => {
            unusable(case, &error)
        }
        ("ok_200_other_root", Ok(decoded)) => empty(&decoded),
        (form, Err(error)) if FAILURES.contains(&form) => failure(context, bridge, case, &error),
        (form, result) => Err(format!("the form {form} gave {result:?}")),
    }
}

fn empty(decoded: &Decoded) -> Result<(), String> {
    if is_empty(&decoded.output) { Ok(()) } else { Err(format!("the output is {}", decoded.output)) }
}

/// Checks the error for a success response that cannot be used.
fn unusable(case: &Case, error: &Error) -> Result<(), String> {
    let found = (error.kind(), error.status().map(u64::from), error.code());
    let expected = (ErrorKind::Response, case.field("status")?.as_u64(), None);
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}\n   found {found:?}")) }
}

fn failure(context: &Context, bridge: &dyn Bridge, case: &Case, error: &Error) -> Result<(), String> {
    let intent = case.field("intent")?;
    let code = intent.get("code").and_then(Value::as_str).filter(|code| !code.is_empty());
    let found = (error.kind(), error.status().map(u64::from), error.code(), error.raw_body());
    let body = Some(case.text("response_xml")?.as_bytes());
    let expected = (ErrorKind::Service, case.field("status")?.as_u64(), code, body);
    if found != expected {
        return Err(format!("expected {expected:?}\n   found {found:?}"));
    }
    told(intent, "message", error.message())?;
    told(intent, "type", error.fault())?;
    request_id(case, intent, error)?;
    modelled(context, bridge, case, error)
}

/// Checks a part of the error, if the intent states it.
fn told(intent: &Value, key: &str, found: Option<&str>) -> Result<(), String> {
    match intent.get(key) {
        Some(expected) if expected.as_str() != found => Err(format!("expected {key} {expected}, found {found:?}")),
        _ => Ok(()),
    }
}

fn request_id(case: &Case, intent: &Value, error: &Error) -> Result<(), String> {
    let found = error.request_id();
    let header = case.field("headers")?.get("x-amzn-RequestId").and_then(Value::as_str);
    match intent.get("request_id") {
        // If the body has no request ID, that of the header is used.
        Some(Value::Null) if found == header => Ok(()),
        _ => told(intent, "request_id", found),
    }
}

fn modelled(context: &Context, bridge: &dyn Bridge, case: &Case, error: &Error) -> Result<(), String> {
    let intent = case.field("intent")?;
    let expected = match case.text("form")? {
        // SNS lists an error with this code, and the code alone decides.
        "ok_200_error_body" => {
            bridge.operation().errors.iter().find(|shape| Some(shape.code) == error.code()).map(|shape| shape.name)
        }
        _ => intent.get("shape").and_then(Value::as_str),
    };
    let found = error.shape().map(|shape| shape.name);
    if found != expected {
        return Err(format!("expected the modelled error {expected:?}, found {found:?}"));
    }
    for other in bridge.operation().errors {
        let is_it = Some(other.name) == expected;
        match (is_it, bridge.modelled(error, other.name)) {
            (false, Some(found)) => return Err(format!("it is decoded as {} as well: {found}", other.name)),
            (true, None) => return Err(format!("{} cannot be decoded", other.name)),
            (true, Some(found)) => members(context, case, other.name, &found)?,
            (false, None) => {}
        }
    }
    Ok(())
}

/// Checks the members whose elements are in the body.
fn members(context: &Context, case: &Case, name: &str, found: &Value) -> Result<(), String> {
    let JsonShape::Structure(members) = shape(&context.model, name) else {
        return Err(format!("{name} is not a structure"));
    };
    let body = case.text("response_xml")?;
    let intended = case.field("intent")?.get("members").and_then(Value::as_object).cloned().unwrap_or_else(Map::new);
    for (key, expected) in &intended {
        let member = members.iter().find(|member| member.name == *key);
        let member = member.ok_or_else(|| format!("{name} has no member {key}"))?;
        let element = member.wire_name.as_ref().unwrap_or(key);
        if has_element(body, element) {
            let found = found.get(key).ok_or_else(|| format!("{name} lost its member {key}"))?;
            compare::values(&context.model, &member.target, expected, found, key)?;
        }
    }
    Ok(())
}

/// Returns `true` if a body contains an element. The name of a message element may be in lower case.
fn has_element(body: &str, name: &str) -> bool {
    let (body, name) =
        if name.eq_ignore_ascii_case("message") { (body.to_lowercase(), "message") } else { (body.to_owned(), name) };
    body.match_indices(name).any(|(at, _)| {
        let before = body.get(..at).and_then(|before| before.chars().next_back());
        let after = body.get(at + name.len()..).and_then(|after| after.chars().next());
        matches!(before, Some('<' | ':')) && matches!(after, Some('>' | '/' | ' '))
    })
}
