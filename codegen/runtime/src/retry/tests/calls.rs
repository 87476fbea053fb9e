//! Calls with retries, as seen by the caller and by the service.

use std::collections::BTreeSet;
use std::future::Future as _;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::error::ErrorKind;
use crate::platform::clock::{BoxFuture, Sleep};
use crate::platform::environment::Environment;
use crate::retry::{RetriesEnded, RetryQuota};
use crate::sign::{Canonical, Hash, Scope, SigningTime};
use crate::testing::PassRequest;

/// Returns the number of attempts of a call, with this value of `AWS_MAX_ATTEMPTS`.
fn attempts_with(variable: Option<&str>) -> Result<usize, Error> {
    let failures = (0..9).map(|_| status(500));
    let variable = variable.map(|value| ("AWS_MAX_ATTEMPTS", value));
    let outcome = call_with(failures, |config| config.with_environment(Environment::from_pairs(variable)));
    match outcome.result.unwrap_err() {
        error if error.kind() == ErrorKind::Configuration => Err(error),
        _ => Ok(outcome.requests),
    }
}

#[test]
fn rt10_the_number_of_attempts_comes_from_code_or_aws_max_attempts_or_is_3() {
    assert_eq!(attempts_with(None).unwrap(), 3);
    assert_eq!(attempts_with(Some("1")).unwrap(), 1);
    assert_eq!(attempts_with(Some(" 5 ")).unwrap(), 5);
    for bad in ["0", "abc", "-1", "1.5", "99999999999"] {
        let error = attempts_with(Some(bad)).unwrap_err().to_string();
        assert!(error.contains("AWS_MAX_ATTEMPTS") && error.contains(bad), "{error}");
    }
    let bad = Environment::from_pairs([("AWS_MAX_ATTEMPTS", "abc")]);
    let outcome =
        call_with([status(500), status(500)], |config| config.with_environment(bad).with_max_attempts(attempts(2)));
    assert_eq!(outcome.requests, 2);
}

#[test]
fn rt15_broken_connections_are_retried_and_untrusted_ones_are_not() {
    use TransportErrorKind as Kind;
    for (kind, requests) in [
        (Kind::Connect, 3),
        (Kind::NoResponse, 3),
        (Kind::BodyCut, 3),
        (Kind::Timeout, 3),
        (Kind::Tls, 1),
        (Kind::TooLarge, 1),
        (Kind::Unsendable, 1),
    ] {
        let outcome = call((0..3).map(|_| lost(kind)));
        let error = outcome.result.unwrap_err();
        assert_eq!((outcome.requests, error.transport_error().map(TransportError::kind)), (requests, Some(kind)));
    }
}

#[test]
fn an_error_with_a_success_status_is_retried_by_its_code() {
    let with = |code: &str| {
        let body = format!("<?xml version='1.0'?>\n<!-- <a> --><Error><Code>{code}</Code><Message>m</Message></Error>");
        call((0..3).map(|_| Ok(http_response(200, &[], body.clone()))))
    };
    for code in ["SlowDown", "Throttling", "RequestTimeout", "TooEager", "SlowPeer", "FarPeerDown"] {
        let outcome = with(code);
        let error = outcome.result.unwrap_err();
        assert_eq!((outcome.requests, error.code(), error.status()), (3, Some(code), Some(200)));
        assert!(error.attempts().iter().all(|attempt| attempt.code.as_deref() == Some(code)), "{error:?}");
    }
    assert_eq!(with("AccessDenied").requests, 1);
    let outcome = call([Ok(http_response(200, &[], "<ThrottlingException/>")), Ok(greeting())]);
    assert_eq!((outcome.requests, outcome.result.unwrap().text.as_str()), (2, "hello"));
    let json = r#"{"Error":{"Code":"Throttling","Message":"m"}}"#;
    assert_eq!(call([Ok(http_response(200, &[], json)), Ok(greeting())]).requests, 2);
    // The refund is for the success of a call.
    let quota = RetryQuota::new();
    let throttled = || Ok(http_response(200, &[], "<Error><Code>SlowPeer</Code></Error>"));
    call_with([throttled(), throttled(), throttled()], |config| config.with_retry_quota(quota.clone()));
    assert!(quota.available() < 500, "{}", quota.available());
}

/// Sends a request with a one-time code. Returns the reason why it was not retried, and the number of requests.
fn pass(responses: impl IntoIterator<Item = HttpResult>) -> (Option<RetriesEnded>, usize) {
    let peer = Peer::responding(responses);
    let time = FakeTime::new();
    let result = run(client(config(&peer, &time)).call(&PassRequest("123456")));
    (result.err().and_then(|error| error.retries_ended()), peer.requests())
}

#[test]
fn rt16_a_one_time_code_is_not_sent_again_if_it_may_have_been_used() {
    use TransportErrorKind as Kind;
    for kind in [Kind::NoResponse, Kind::BodyCut, Kind::Timeout] {
        assert_eq!(pass([lost(kind)]), (Some(RetriesEnded::OneTimeCode), 1), "{kind:?}");
    }
    for gateway in [500, 502, 503, 504] {
        assert_eq!(pass([status(gateway)]), (Some(RetriesEnded::OneTimeCode), 1), "{gateway}");
    }
    // The request hangs until the attempt times out.
    assert_eq!(pass([]), (Some(RetriesEnded::OneTimeCode), 1));
}

#[test]
fn rt16_a_one_time_code_is_sent_again_if_it_was_certainly_not_used() {
    let slow_down = Ok(http_response(503, &[], "<ErrorResponse><Error><Code>SlowDown</Code></Error></ErrorResponse>"));
    for failure in [lost(TransportErrorKind::Connect), code("Throttling"), slow_down, status(429)] {
        assert_eq!(pass([failure, Ok(greeting())]), (None, 2));
    }
}

#[test]
fn rt19_no_wait_starts_that_would_go_beyond_the_deadline() {
    let outcome = call_with((0..9).map(|_| code("Throttling")), |config| {
        config.with_max_attempts(attempts(9)).with_deadline(Duration::from_secs(5))
    });
    let error = outcome.result.unwrap_err();
    // The waits are 1 s and 2 s; the next one would be 4 s.
    assert_eq!((outcome.requests, outcome.took), (3, Duration::from_secs(3)));
    assert_eq!((error.code(), error.retries_ended()), (Some("Throttling"), Some(RetriesEnded::Deadline)));
}

#[test]
fn a_signature_error_has_the_hash_of_the_refused_attempt() {
    let peer = Peer::responding([code("Throttling"), code("SignatureDoesNotMatch")]);
    let time = FakeTime::new();
    let error = run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap_err();
    let request = &peer.sent()[1];
    let signed = error.signed_headers().unwrap();
    let value = |name| (name, request.headers()[name].to_str().unwrap());
    let headers: Vec<(&str, &str)> = signed.split(';').map(value).collect();
    assert_eq!(request.headers()["amz-sdk-request"], "attempt=2; max=3");
    let path = request.uri().path();
    let canonical =
        Canonical { method: "POST", path, query: "", headers: &headers, payload_hash: &Hash::of(request.body()) };
    // The string to sign ends with the hash of the canonical request.
    let time = SigningTime::new(error.signed_at().unwrap()).unwrap();
    let to_sign = canonical.string_to_sign(Scope { time, region: "eu-west-1", service: "greeter" });
    assert_eq!(error.canonical_request_hash(), to_sign.lines().last());
    assert_eq!(value("x-amz-date").1, time.as_str());
}

#[test]
fn rt20_attempts_are_dated_signed_and_numbered_and_share_an_id() {
    let peer = Peer::responding([code("Throttling"), code("Throttling"), Ok(greeting())]);
    let time = FakeTime::new();
    run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap();
    let sent = peer.sent();
    let each =
        |name: &str| -> Vec<&str> { sent.iter().map(|request| request.headers()[name].to_str().unwrap()).collect() };
    assert_eq!(each("amz-sdk-request"), ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]);
    assert_eq!(each("x-amz-date"), ["20150830T123600Z", "20150830T123601Z", "20150830T123603Z"]);
    let ids: BTreeSet<&str> = each("amz-sdk-invocation-id").into_iter().collect();
    assert!(ids.len() == 1 && ids.iter().all(|id| id.len() == 36), "{ids:?}");
    assert_eq!(each("authorization").into_iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn rt20_each_call_has_its_own_id() {
    let peer = Peer::responding([Ok(greeting()), Ok(greeting())]);
    let time = FakeTime::new();
    let client = client(config(&peer, &time));
    for _ in 0..2 {
        run(client.call(&GreetRequest("Bob"))).unwrap();
    }
    let sent = peer.sent();
    assert_ne!(sent[0].headers()["amz-sdk-invocation-id"], sent[1].headers()["amz-sdk-invocation-id"]);
}

/// A timer that never fires.
#[derive(Debug)]
struct Asleep;

impl Sleep for Asleep {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn rt21_a_call_dropped_during_a_wait_sends_nothing_more() {
    let peer = Peer::responding([status(500), Ok(greeting())]);
    let time = FakeTime::new();
    let quota = RetryQuota::new();
    let client = client(config(&peer, &time).with_sleep(Asleep).with_retry_quota(quota.clone()));
    let request = GreetRequest("Bob");
    let mut call = Box::pin(client.call(&request));
    assert!(matches!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    assert_eq!((peer.requests(), quota.available()), (1, 486));
    drop(call);
    assert_eq!((peer.requests(), quota.available()), (1, 486));
    // The client still works.
    run(client.call(&request)).unwrap();
    assert_eq!((peer.requests(), quota.available()), (2, 487));
}

#[test]
fn rt22_the_error_lists_every_attempt() {
    let throttled = coded("Throttling", &[("x-amzn-requestid", "id-1")]);
    let outcome = call([throttled, lost(TransportErrorKind::NoResponse), status(503)]);
    let error = outcome.result.unwrap_err();
    let [first, second, third] = error.attempts() else { panic!("{error:?}") };
    assert_eq!((first.status, first.code.as_deref()), (Some(400), Some("Throttling")));
    assert_eq!((first.request_id.as_deref(), first.delay), (Some("id-1"), Some(Duration::from_secs(1))));
    assert_eq!((second.status, second.transport_error), (None, Some(TransportErrorKind::NoResponse)));
    assert_eq!((second.delay, third.delay), (Some(Duration::from_millis(100)), None));
    assert_eq!((third.status, error.retries_ended()), (Some(503), Some(RetriesEnded::Attempts)));
    assert!(error.to_string().ends_with("; gave up after 3 attempts"), "{error}");
}

#[test]
fn rt22_an_attempt_with_an_unusable_response_is_listed_too() {
    let outcome = call([status(500), Ok(http_response(200, &[], "not XML"))]);
    let error = outcome.result.unwrap_err();
    let statuses: Vec<Option<u16>> = error.attempts().iter().map(|attempt| attempt.status).collect();
    assert_eq!((error.kind(), statuses), (ErrorKind::Response, vec![Some(500), Some(200)]));
}
