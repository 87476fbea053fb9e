//! What a call with retries looks like from both of its ends.

use std::collections::BTreeSet;
use std::future::Future as _;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::error::ErrorKind;
use crate::platform::clock::{BoxFuture, Sleep};
use crate::platform::environment::Environment;
use crate::retry::{RetriesEnded, RetryQuota};
use crate::sign::{Canonical, Scope, SigningTime};
use crate::testing::PassRequest;

/// The attempts of a client whose configuration is as this variable says.
fn attempts_with(variable: Option<&str>) -> Result<usize, Error> {
    let answers = (0..9).map(|_| status(500));
    let variable = variable.map(|value| ("AWS_MAX_ATTEMPTS", value));
    let outcome = call_with(answers, |config| config.with_environment(Environment::from_pairs(variable)));
    match outcome.result.unwrap_err() {
        error if error.kind() == ErrorKind::Configuration => Err(error),
        _ => Ok(outcome.requests),
    }
}

#[test]
fn rt10_the_number_of_attempts_comes_from_code_then_aws_max_attempts_then_is_3() {
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
fn rt15_broken_connections_are_tried_again_and_untrusted_ones_are_not() {
    use TransportErrorKind as Kind;
    for (kind, requests) in [
        (Kind::Connect, 3),
        (Kind::NoAnswer, 3),
        (Kind::BodyCut, 3),
        (Kind::Timeout, 3),
        (Kind::Tls, 1),
        (Kind::TooLarge, 1),
        (Kind::Unsendable, 1),
    ] {
        let outcome = call((0..3).map(|_| lost(kind)));
        let error = outcome.result.unwrap_err();
        assert_eq!((outcome.requests, error.transport_error()), (requests, Some(kind)));
    }
}

fn pass(answers: impl IntoIterator<Item = Answered>) -> (Option<RetriesEnded>, usize) {
    let (peer, time) = (Peer::answering(answers), FakeTime::new());
    let result = run(client(config(&peer, &time)).call(&PassRequest("123456")));
    (result.err().and_then(|error| error.retries_ended()), peer.requests())
}

#[test]
fn rt16_a_code_that_works_once_is_not_sent_again_if_it_may_have_been_used() {
    use TransportErrorKind as Kind;
    for kind in [Kind::NoAnswer, Kind::BodyCut, Kind::Timeout] {
        assert_eq!(pass([lost(kind)]), (Some(RetriesEnded::OneTimeCode), 1), "{kind:?}");
    }
    for gateway in [500, 502, 504] {
        assert_eq!(pass([status(gateway)]), (Some(RetriesEnded::OneTimeCode), 1), "{gateway}");
    }
    // It hangs until the time for the attempt is over.
    assert_eq!(pass([]), (Some(RetriesEnded::OneTimeCode), 1));
}

#[test]
fn rt16_a_code_that_was_certainly_not_used_is_sent_again() {
    for failure in [lost(TransportErrorKind::Connect), code("Throttling"), status(503), status(429)] {
        assert_eq!(pass([failure, Ok(greeting())]), (None, 2));
    }
}

#[test]
fn rt19_a_wait_beyond_the_deadline_is_not_begun() {
    let outcome = call_with((0..9).map(|_| code("Throttling")), |config| {
        config.with_max_attempts(attempts(9)).with_deadline(Duration::from_secs(5))
    });
    let error = outcome.result.unwrap_err();
    // 1 s and 2 s; the next would be 4 s.
    assert_eq!((outcome.requests, outcome.took), (3, Duration::from_secs(3)));
    assert_eq!((error.code(), error.retries_ended()), (Some("Throttling"), Some(RetriesEnded::Deadline)));
}

#[test]
fn a_doubted_signature_is_told_with_the_hash_of_the_attempt_that_was_refused() {
    let (peer, time) = (Peer::answering([code("Throttling"), code("SignatureDoesNotMatch")]), FakeTime::new());
    let error = run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap_err();
    let request = &peer.sent()[1];
    let signed = error.signed_headers().unwrap();
    let value = |name| (name, request.headers()[name].to_str().unwrap());
    let headers: Vec<(&str, &str)> = signed.split(';').map(value).collect();
    assert!(headers.contains(&("amz-sdk-request", "attempt=2; max=3")), "{headers:?}");
    let path = request.uri().path();
    let canonical = Canonical { method: "POST", path, query: "", headers: &headers, body: request.body() };
    // The string to sign ends with the hash of what is signed.
    let time = SigningTime::new(error.signed_at().unwrap()).unwrap();
    let to_sign = canonical.string_to_sign(Scope { time, region: "eu-west-1", service: "greeter" });
    assert_eq!(error.canonical_request_hash(), to_sign.lines().last());
    assert_eq!(value("x-amz-date").1, time.as_str());
}

#[test]
fn rt20_each_attempt_is_dated_signed_and_numbered_and_all_have_one_id() {
    let (peer, time) = (Peer::answering([code("Throttling"), code("Throttling"), Ok(greeting())]), FakeTime::new());
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
fn rt20_each_call_has_an_id_of_its_own() {
    let (peer, time) = (Peer::answering([Ok(greeting()), Ok(greeting())]), FakeTime::new());
    let client = client(config(&peer, &time));
    for _ in 0..2 {
        run(client.call(&GreetRequest("Bob"))).unwrap();
    }
    let sent = peer.sent();
    assert_ne!(sent[0].headers()["amz-sdk-invocation-id"], sent[1].headers()["amz-sdk-invocation-id"]);
}

/// Never wakes up.
#[derive(Debug)]
struct Asleep;

impl Sleep for Asleep {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn rt21_a_call_that_is_dropped_while_it_waits_sends_nothing_more() {
    let (peer, time, quota) = (Peer::answering([status(500), Ok(greeting())]), FakeTime::new(), RetryQuota::new());
    let client = client(config(&peer, &time).with_sleep(Asleep).with_retry_quota(quota.clone()));
    let request = GreetRequest("Bob");
    let mut call = Box::pin(client.call(&request));
    assert!(matches!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    assert_eq!((peer.requests(), quota.available()), (1, 486));
    drop(call);
    assert_eq!((peer.requests(), quota.available()), (1, 486));
    // What is left is as good as before.
    run(client.call(&request)).unwrap();
    assert_eq!((peer.requests(), quota.available()), (2, 487));
}

#[test]
fn rt22_the_error_lists_every_attempt() {
    let throttled = coded("Throttling", &[("x-amzn-requestid", "id-1")]);
    let outcome = call([throttled, lost(TransportErrorKind::NoAnswer), status(503)]);
    let error = outcome.result.unwrap_err();
    let [first, second, third] = error.attempts() else { panic!("{error:?}") };
    assert_eq!((first.status, first.code.as_deref()), (Some(400), Some("Throttling")));
    assert_eq!((first.request_id.as_deref(), first.delay), (Some("id-1"), Some(Duration::from_secs(1))));
    assert_eq!((second.status, second.transport_error), (None, Some(TransportErrorKind::NoAnswer)));
    assert_eq!((second.delay, third.delay), (Some(Duration::from_millis(100)), None));
    assert_eq!((third.status, error.retries_ended()), (Some(503), Some(RetriesEnded::Attempts)));
    assert!(error.to_string().ends_with("; gave up after 3 attempts"), "{error}");
}

#[test]
fn rt22_the_last_attempt_counts_too_where_its_answer_is_of_no_use() {
    let outcome = call([status(500), Ok(answer(200, &[], "no XML"))]);
    let error = outcome.result.unwrap_err();
    let statuses: Vec<Option<u16>> = error.attempts().iter().map(|attempt| attempt.status).collect();
    assert_eq!((error.kind(), statuses), (ErrorKind::Answer, vec![Some(500), Some(200)]));
}
