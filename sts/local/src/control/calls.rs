//! The record of calls.

use crate::call_log::filter::CallFilter;
use crate::call_log::recorded_call::CallOutcome;
use crate::control::clock::duration;
use crate::control::error::ControlError;
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::field::SettingField;

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;
/// The longest times that a request waits for a call, in seconds.
const MAX_LIST_WAIT: f64 = 30.0;
const MAX_WAIT: f64 = 300.0;
const DEFAULT_WAIT: f64 = 10.0;

pub(super) async fn list(request: ControlRequest) -> ReplyResult {
    let (after, limit, wait) = request.query(|query| {
        query.expect(&["after", "limit", "wait_seconds"]);
        let after = query.number("after", 0..=u64::MAX, 0);
        let limit = query.number("limit", 1..=MAX_LIMIT, DEFAULT_LIMIT);
        (after, limit, query.number("wait_seconds", 0.0..=MAX_LIST_WAIT, 0.0))
    })?;
    ControlReply::ok(&request.server.calls.next_page(after, limit, duration(wait)).await)
}

pub(super) fn clear(request: &ControlRequest) -> ReplyResult {
    request.server.calls.clear();
    Ok(ControlReply::empty())
}

pub(super) fn get(request: &ControlRequest) -> ReplyResult {
    let id = request.path_number("call_id")?;
    let missing = || ControlError::not_found(&format!("call {id} in the record, which may have dropped it,"));
    ControlReply::ok(&request.server.calls.get(id).ok_or_else(missing)?)
}

pub(super) fn summarize(request: &ControlRequest) -> ReplyResult {
    ControlReply::ok(&request.server.calls.summary())
}

pub(super) async fn wait(request: ControlRequest) -> ReplyResult {
    let (filter, after, timeout) = request.body(|body| {
        let object = body.object(&["filter", "after", "timeout_seconds"])?;
        let filter = object.required("filter").and_then(|field| filter(&field));
        let after = object.get("after").and_then(|field| field.integer("the ID", 0..=i64::MAX));
        let timeout = object.get("timeout_seconds").and_then(|field| field.seconds(0.0..=MAX_WAIT));
        Some((filter?, after.map_or(0, i64::unsigned_abs), timeout.unwrap_or(DEFAULT_WAIT)))
    })?;
    ControlReply::ok(&request.server.calls.wait_for(&filter, after, duration(timeout)).await)
}

fn filter(field: &SettingField<'_>) -> Option<CallFilter> {
    const KEYS: [&str; 8] = ["operation", "caller", "access_key_id", "role", "parameters", "outcome", "code", "status"];
    let object = field.object(&KEYS)?;
    let mut filter = CallFilter::new();
    type Setter = fn(CallFilter, String) -> CallFilter;
    let texts: [(&str, Setter); 5] = [
        ("operation", CallFilter::operation),
        ("caller", CallFilter::caller),
        ("access_key_id", CallFilter::access_key_id),
        ("role", CallFilter::role),
        ("code", CallFilter::code),
    ];
    for (name, set) in texts {
        if let Some(text) = object.text(name) {
            filter = set(filter, text.to_owned());
        }
    }
    for (name, value) in object.text_members("parameters") {
        filter = filter.parameter(name, value);
    }
    let outcome = object.get("outcome").and_then(|field| field.choice(&CallOutcome::ALL.map(CallOutcome::name)));
    if let Some(outcome) = CallOutcome::ALL.into_iter().find(|known| Some(known.name()) == outcome) {
        filter = filter.outcome(outcome);
    }
    let status = object.get("status").and_then(|field| field.integer("the status", 100..=599));
    match status.and_then(|status| u16::try_from(status).ok()) {
        Some(status) => Some(filter.status(status)),
        None => Some(filter),
    }
}
