//! Traces for subscribers of `tracing`: a span per call, an event per retry, and an event for a failed call.
//!
//! Fields hold only names, numbers and ids. They never contain a part of a request, of the body of a response, or of
//! credentials.

use std::fmt;
use std::time::Duration;

use http::Uri;
use tracing::Span;
use tracing::field::{DisplayValue, Empty, display};

use crate::error::Error;
use crate::protocol::one_line::{MAX_NAME, one_line};
use crate::protocol::operation::Operation;
use crate::retry::Attempt;

/// Creates the span of a call. Without an interested subscriber, it costs only the check of a flag.
pub(crate) fn call(operation: &'static Operation) -> Span {
    tracing::debug_span!(
        "call",
        service = operation.service.name,
        operation = operation.name,
        region = Empty,
        host = Empty,
        request_id = Empty,
        status = Empty,
        code = Empty,
        attempts = Empty,
        elapsed_ms = Empty,
    )
}

/// Records the target of a call in the current span.
pub(crate) fn target(region: Option<&str>, uri: &Uri) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    span.record("region", region);
    span.record("host", uri.authority().map(display));
}

/// Emits the event that another attempt follows after this wait.
pub(crate) fn retry(failed: &[Attempt], wait: Duration) {
    let Some(last) = failed.last() else { return };
    tracing::debug!(
        attempt = failed.len(),
        status = last.status,
        code = last.code.as_deref().map(shown),
        request_id = last.request_id.as_deref().map(shown),
        failure = last.transport_error.map(tracing::field::debug),
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        "retrying"
    );
}

/// The outcome of a call.
#[derive(Clone, Copy)]
pub(crate) enum Outcome<'a> {
    /// Status, request id and attempts.
    Responded(u16, Option<&'a str>, usize),
    Failed(&'a Error),
}

/// Records the outcome of a call in its span.
pub(crate) fn outcome(span: &Span, outcome: Outcome<'_>, elapsed: Duration) {
    if span.is_disabled() {
        return;
    }
    let (status, request_id, attempts) = match outcome {
        Outcome::Responded(status, request_id, attempts) => (Some(status), request_id, attempts),
        Outcome::Failed(error) => (error.status(), error.request_id(), error.attempts().len()),
    };
    span.record("status", status);
    span.record("request_id", request_id.map(shown));
    span.record("attempts", attempts);
    span.record("elapsed_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    if let Outcome::Failed(error) = outcome {
        let code = error.code().map(shown);
        span.record("code", &code);
        // The service's message is left out: secrets in it are masked, but it may contain other data of the user.
        span.in_scope(|| tracing::debug!(kind = ?error.kind(), code, "failed"));
    }
}

/// Returns a name from a response as the value of a field.
fn shown(name: &str) -> DisplayValue<impl fmt::Display> {
    display(one_line(name, MAX_NAME))
}
