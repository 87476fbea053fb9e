mod calls;
mod clock;
mod quota;
mod rules;

use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::config::Config;
use crate::error::Error;
use crate::platform::clock::Clock as _;
use crate::testing::{FakeTime, GreetRequest, Greeting, Peer, client, config, greeting, http_response, run};
use crate::transport::{TransportError, TransportErrorKind};

type HttpResult = Result<Response<Bytes>, TransportError>;

/// Reads test cases. They follow AWS's specification of the standard retry mode, version 2.1, and botocore's unit tests.
fn cases(name: &str) -> Value {
    let mut cases: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    cases[name].take()
}

fn status(status: u16) -> HttpResult {
    Ok(http_response(status, &[], ""))
}

fn code(code: &str) -> HttpResult {
    coded(code, &[])
}

fn coded(code: &str, headers: &[(&'static str, &str)]) -> HttpResult {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    Ok(http_response(400, headers, body))
}

fn lost(kind: TransportErrorKind) -> HttpResult {
    Err(TransportError::from_kind(kind))
}

fn attempts(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// The result of a call, the number of its requests, and its duration.
struct Outcome {
    result: Result<Greeting, Error>,
    requests: usize,
    took: Duration,
}

fn call(responses: impl IntoIterator<Item = HttpResult>) -> Outcome {
    call_with(responses, |config| config)
}

fn call_with(responses: impl IntoIterator<Item = HttpResult>, change: impl FnOnce(Config) -> Config) -> Outcome {
    let peer = Peer::responding(responses);
    let time = FakeTime::new();
    let result = run(client(change(config(&peer, &time))).call(&GreetRequest("Bob")));
    Outcome { result, requests: peer.requests(), took: time.monotonic() }
}

/// Returns the wait before the second attempt, after the first one ended like this.
fn wait_after(first: HttpResult) -> Duration {
    let outcome = call([first, Ok(greeting())]);
    outcome.result.unwrap();
    assert_eq!(outcome.requests, 2);
    outcome.took
}
