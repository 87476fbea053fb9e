//! Scripted responses.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use crate::control::clock::duration;
use crate::control::error::ControlError;
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::script::{PendingRule, ScriptRule};
use crate::scripted_response::{BodyContent, BodyLength, ResponseContent, ResponseEnd, ScriptedResponse};
use crate::settings::field::{SettingField, SettingObject};
use sts::api::server::OPERATIONS;

/// The number of rules that a script keeps at most.
const MAX_RULES: usize = 1_000;
/// The largest number of calls that a rule counts.
const MAX_CALLS: i64 = 1_000_000;
/// The longest delay, in seconds.
const MAX_DELAY: f64 = 3_600.0;
/// The largest number of bytes of a body that is sent before something happens, and of a wrong length.
const MAX_BYTES: i64 = 1_000_000;
const MAX_LENGTH: i64 = 1_000_000_000;
/// The largest difference of a date, in seconds.
const MAX_SKEW: i64 = 10_000_000_000;

pub(super) fn list(request: &ControlRequest) -> ReplyResult {
    let responses: Vec<Value> = request.server.script.pending().iter().map(pending_json).collect();
    ControlReply::list("responses", &responses)
}

pub(super) fn add(request: &ControlRequest) -> ReplyResult {
    let rules: Vec<ScriptRule> = request.body(|body| {
        let field = body.object(&["responses"])?.required("responses")?;
        let items = field.items();
        if items.is_empty() || items.len() > MAX_RULES {
            field.refuse(format!("must have 1 to {MAX_RULES} responses; found {}", items.len()));
        }
        Some(items.iter().filter_map(rule).collect())
    })?;
    let script = &request.server.script;
    let pending = script.pending().len();
    if pending + rules.len() > MAX_RULES {
        let message = format!("the script keeps at most {MAX_RULES} responses; it has {pending}; remove some of them");
        return Err(ControlError::conflict(message));
    }
    let ids = script.add(rules);
    let is_new = |pending: &&PendingRule| ids.contains(&pending.id);
    let responses: Vec<Value> = script.pending().iter().filter(is_new).map(pending_json).collect();
    ControlReply::json(201, &json!({"responses": responses}))
}

pub(super) fn clear(request: &ControlRequest) -> ReplyResult {
    request.server.script.clear();
    Ok(ControlReply::empty())
}

pub(super) fn delete(request: &ControlRequest) -> ReplyResult {
    let id = request.path_number("response_id")?;
    if request.server.script.remove(id) {
        Ok(ControlReply::empty())
    } else {
        Err(ControlError::not_found(&format!("scripted response {id}")))
    }
}

fn rule(field: &SettingField<'_>) -> Option<ScriptRule> {
    const KEYS: [&str; 15] = [
        "operation",
        "nth",
        "times",
        "kind",
        "status",
        "code",
        "message",
        "body",
        "headers",
        "delay_seconds",
        "drip",
        "cut_after",
        "content_length",
        "chunked",
        "date_skew_seconds",
    ];
    let object = field.object(&KEYS)?;
    let response = content(&object).map(|response| with_changes(response, &object));
    let mut rule = ScriptRule::new(response?);
    if let Some(field) = object.get("operation")
        && let Some(name) = field.text()
    {
        if !OPERATIONS.iter().any(|operation| operation.name == name) {
            field.refuse(format!("{name:?} is not an operation of STS; write one such as AssumeRole"));
        }
        rule = rule.operation(name);
    }
    if let Some(number) = object.get("nth").and_then(|field| field.integer("the number of the call", 1..=MAX_CALLS)) {
        rule = rule.nth(number.unsigned_abs());
    }
    let times = object.get("times");
    if times.as_ref().is_some_and(SettingField::is_null) {
        return Some(rule.always());
    }
    match times.and_then(|field| field.integer("the number of calls", 1..=MAX_CALLS)) {
        Some(number) => Some(rule.times(number.unsigned_abs())),
        None => Some(rule),
    }
}

/// Fields that only some kinds have. A connection that hangs or is reset has no response to send.
const FIELDS_OF_KINDS: [(&str, &[&str]); 10] = [
    ("status", &["error", "custom"]),
    ("code", &["error"]),
    ("message", &["error"]),
    ("body", &["custom"]),
    ("headers", SENT),
    ("drip", SENT),
    ("cut_after", SENT),
    ("content_length", SENT),
    ("chunked", SENT),
    ("date_skew_seconds", SENT),
];
const SENT: &[&str] = &["real", "error", "throttle", "custom"];

/// Headers that say where a body ends. Wrong ones would keep the HTTP server from sending the response at all.
const FRAMING_HEADERS: [&str; 2] = ["content-length", "transfer-encoding"];

/// Reads the content of a response, and reports fields that the kind does not have.
fn content(object: &SettingObject<'_>) -> Option<ScriptedResponse> {
    let kinds = ["real", "error", "throttle", "custom", "hang", "reset"];
    let kind = object.required("kind")?.choice(&kinds)?;
    for (name, kinds) in FIELDS_OF_KINDS {
        if let Some(field) = object.get(name)
            && !kinds.contains(&kind)
        {
            field.refuse(format!("belongs to the kind {}; remove it, or write that kind", kinds.join(" or ")));
        }
    }
    let status = object.get("status").and_then(|field| field.integer("the status", 200..=599));
    let status = |default| status.and_then(|status| u16::try_from(status).ok()).unwrap_or(default);
    Some(match kind {
        "error" => {
            let code = object.required_text("code")?;
            ScriptedResponse::error(status(400), code, object.text("message").unwrap_or("scripted"))
        }
        "throttle" => ScriptedResponse::throttling(),
        "custom" => ScriptedResponse::status(status(200)).body(object.text("body").unwrap_or_default()),
        "hang" => ScriptedResponse::silence(),
        "reset" => ScriptedResponse::reset(),
        _ => ScriptedResponse::real(),
    })
}

/// Applies the fields that change how a response is sent.
fn with_changes(mut response: ScriptedResponse, object: &SettingObject<'_>) -> ScriptedResponse {
    for (name, field) in object.members("headers") {
        let Some(value) = field.text() else { continue };
        if HeaderName::try_from(name).is_err() || HeaderValue::from_str(value).is_err() {
            field.refuse(format!(
                "{name:?} is not the name of a header, or the value has characters that none may have"
            ));
        }
        if FRAMING_HEADERS.iter().any(|framing| framing.eq_ignore_ascii_case(name)) {
            field.refuse("the length is not a header of a scripted response; write content_length or chunked instead");
        }
        response = response.header(name, value);
    }
    if let Some(seconds) = object.get("delay_seconds").and_then(|field| field.seconds(0.0..=MAX_DELAY)) {
        response = response.delay(duration(seconds));
    }
    if let Some((bytes, delay)) = object.get("drip").as_ref().and_then(drip) {
        response = response.drip(bytes, delay);
    }
    let bytes = |name: &str, max| {
        let number = object.get(name)?.integer("the number of bytes", 0..=max)?;
        usize::try_from(number).ok()
    };
    if let Some(bytes) = bytes("cut_after", MAX_BYTES) {
        response = response.cut_after(bytes);
    }
    if let Some(bytes) = bytes("content_length", MAX_LENGTH) {
        response = response.content_length(bytes);
    }
    if object.flag("chunked") {
        if let Some(field) = object.get("content_length") {
            field.refuse("a body in chunks has no Content-Length; write either content_length or chunked");
        }
        response = response.chunked();
    }
    match object.get("date_skew_seconds").and_then(|field| field.integer("the difference", -MAX_SKEW..=MAX_SKEW)) {
        Some(seconds) => response.date_skew(seconds),
        None => response,
    }
}

fn drip(field: &SettingField<'_>) -> Option<(usize, Duration)> {
    let object = field.object(&["bytes", "delay_seconds"])?;
    let bytes = object.required("bytes").and_then(|field| field.integer("the number of bytes", 1..=MAX_BYTES));
    let delay = object.required("delay_seconds").and_then(|field| field.seconds(0.0..=MAX_DELAY));
    Some((usize::try_from(bytes?).ok()?, duration(delay?)))
}

fn pending_json(pending: &PendingRule) -> Value {
    json!({
        "id": pending.id,
        "calls_before": pending.calls_before,
        "remaining": pending.remaining,
        "response": rule_json(&pending.rule),
    })
}

/// Returns a rule in the form in which it is added.
fn rule_json(rule: &ScriptRule) -> Value {
    let response = &rule.response;
    let mut json = Map::new();
    let mut add = |name: &str, value: Value| json.insert(name.to_owned(), value);
    if let Some(operation) = &rule.operation {
        add("operation", json!(operation));
    }
    add("nth", json!(rule.nth));
    add("times", json!(rule.times));
    match &response.content {
        _ if response.end == ResponseEnd::Reset => {
            add("kind", json!("reset"));
        }
        ResponseContent::Real => {
            add("kind", json!("real"));
        }
        ResponseContent::Silence => {
            add("kind", json!("hang"));
        }
        ResponseContent::Prescribed { body: BodyContent::Error(refusal), .. } => {
            add("kind", json!("error"));
            add("status", json!(refusal.status));
            add("code", json!(refusal.code));
            add("message", json!(refusal.message));
        }
        ResponseContent::Prescribed { status, body: BodyContent::Bytes(bytes), .. } => {
            add("kind", json!("custom"));
            add("status", json!(status));
            add("body", json!(String::from_utf8_lossy(bytes)));
        }
    }
    add("delay_seconds", json!(response.delay.as_secs_f64()));
    if response.is_sent() {
        add_sending(&mut json, response);
    }
    Value::Object(json)
}

/// Adds the fields that say how a response is sent.
fn add_sending(json: &mut Map<String, Value>, response: &ScriptedResponse) {
    let mut add = |name: &str, value: Value| json.insert(name.to_owned(), value);
    let headers: Map<String, Value> =
        response.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    add("headers", json!(headers));
    if let Some((bytes, delay)) = response.pace {
        add("drip", json!({"bytes": bytes, "delay_seconds": delay.as_secs_f64()}));
    }
    if let ResponseEnd::CutAfter(bytes) = response.end {
        add("cut_after", json!(bytes));
    }
    match response.length {
        BodyLength::Actual => None,
        BodyLength::Claimed(bytes) => add("content_length", json!(bytes)),
        BodyLength::Chunked => add("chunked", json!(true)),
    };
    add("date_skew_seconds", json!(response.date_skew));
}
