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
use crate::testing::{FakeTime, GreetRequest, Greeting, Peer, answer, client, config, greeting, run};
use crate::transport::{TransportError, TransportErrorKind};

type Answered = Result<Response<Bytes>, TransportError>;

/// Cases after AWS's specification of the standard retry mode, version 2.1, and botocore's unit tests of it.
fn cases(name: &str) -> Value {
    let mut cases: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    cases[name].take()
}

fn status(status: u16) -> Answered {
    Ok(answer(status, &[], ""))
}

fn code(code: &str) -> Answered {
    coded(code, &[])
}

fn coded(code: &str, headers: &[(&'static str, &str)]) -> Answered {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    Ok(answer(400, headers, body))
}

fn lost(kind: TransportErrorKind) -> Answered {
    Err(TransportError::from_kind(kind))
}

fn attempts(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// What a call comes to, how many requests it takes, and how much time passes.
struct Outcome {
    result: Result<Greeting, Error>,
    requests: usize,
    took: Duration,
}

fn call(answers: impl IntoIterator<Item = Answered>) -> Outcome {
    call_with(answers, |config| config)
}

fn call_with(answers: impl IntoIterator<Item = Answered>, change: impl FnOnce(Config) -> Config) -> Outcome {
    let (peer, time) = (Peer::answering(answers), FakeTime::new());
    let result = run(client(change(config(&peer, &time))).call(&GreetRequest("Bob")));
    Outcome { result, requests: peer.requests(), took: time.monotonic() }
}

/// How long a client waits before its second attempt after this answer.
fn wait_after(answered: Answered) -> Duration {
    let outcome = call([answered, Ok(greeting())]);
    outcome.result.unwrap();
    assert_eq!(outcome.requests, 2);
    outcome.took
}
