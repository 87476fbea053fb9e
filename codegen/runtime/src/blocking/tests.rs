use std::error::Error as StdError;
use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::*;
use crate::error::{Error, ErrorKind};
use crate::platform::clock::Clock as _;
use crate::platform::credentials::Credentials;
use crate::platform::{BlockingProvideCredentials, Environment, EnvironmentCredentials};
use crate::retry::Attempt;
use crate::testing::{
    FakeTime, GreetRequest, Greeting, KEY_ID, PassRequest, Peer, SECRET, SERVICE, WaveRequest, client, config,
    greeting, http_response, rules, run,
};
use crate::transport::{TransportError, TransportErrorKind};
use crate::wait::{Acceptor, Matcher, State, WaitError, Waiter};
use crate::{Config, Request};

/// Creates a client for calls to `peer` with the clock and timer `time`.
fn blocking(peer: &Peer, time: &FakeTime) -> Client {
    blocking_with(config(peer, time).with_blocking_transport(peer.clone()).with_blocking_sleep(time.clone()))
}

fn blocking_with(config: Config) -> Client {
    Client::new(&SERVICE, rules, config)
}

fn status(status: u16) -> Result<Response<Bytes>, TransportError> {
    Ok(http_response(status, &[], ""))
}

fn refused(code: &str) -> Result<Response<Bytes>, TransportError> {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    Ok(http_response(400, &[], body))
}

fn lost(kind: TransportErrorKind) -> Result<Response<Bytes>, TransportError> {
    Err(TransportError::from_kind(kind))
}

type Script = Vec<Result<Response<Bytes>, TransportError>>;

/// All that a call does which anyone outside can notice.
#[derive(Debug, PartialEq)]
struct Seen {
    result: Result<String, (ErrorKind, String)>,
    attempts: Vec<Attempt>,
    took: Duration,
    /// The requests, without the random id of the call.
    requests: Vec<String>,
}

fn seen<T: std::fmt::Debug>(result: Result<crate::Response<T>, Error>, peer: &Peer, time: &FakeTime) -> Seen {
    let attempts = match &result {
        Ok(response) => response.attempts().to_vec(),
        Err(error) => error.attempts().to_vec(),
    };
    let requests = peer.sent().into_iter().map(|mut request| {
        request.headers_mut().remove("amz-sdk-invocation-id");
        // The id is signed, so the signature differs too.
        let authorization = request.headers_mut().remove("authorization");
        let signed = authorization.map(|value| value.to_str().unwrap().split("Signature=").next().unwrap().to_owned());
        format!("{request:?} {signed:?}")
    });
    Seen {
        result: result.map(|response| format!("{response:?}")).map_err(|error| (error.kind(), error.to_string())),
        attempts,
        took: time.monotonic(),
        requests: requests.collect(),
    }
}

fn assert_equal_to_async<R: Request<Output: std::fmt::Debug> + Sync>(request: &R, script: fn() -> Script) {
    let (peer, time) = (Peer::responding(script()), FakeTime::new());
    let expected = seen(run(client(config(&peer, &time)).send(request)), &peer, &time);
    let (peer, time) = (Peer::responding(script()), FakeTime::new());
    assert_eq!(seen(blocking(&peer, &time).send(request), &peer, &time), expected);
}

#[test]
fn bl01_a_blocking_call_does_what_an_async_one_does() {
    let scripts: [fn() -> Script; 9] = [
        || vec![Ok(greeting())],
        || vec![status(500), Ok(greeting())],
        || vec![refused("SlowDown"), lost(TransportErrorKind::NoResponse), Ok(greeting())],
        || vec![status(503), status(503), status(503)],
        || vec![lost(TransportErrorKind::Tls)],
        || vec![lost(TransportErrorKind::Connect), Ok(greeting())],
        || vec![refused("GreetingTaken")],
        || vec![Ok(http_response(200, &[], "<Wrong/>"))],
        || {
            vec![
                Ok(http_response(
                    400,
                    &[("date", "Sun, 30 Aug 2015 13:36:00 GMT")],
                    "<Error><Code>RequestExpired</Code></Error>",
                )),
                Ok(greeting()),
            ]
        },
    ];
    for script in scripts {
        assert_equal_to_async(&GreetRequest("Bob"), script);
        assert_equal_to_async(&PassRequest("hush"), script);
        assert_equal_to_async(&GreetRequest("B"), script);
        assert_equal_to_async(&WaveRequest, script);
    }
}

#[test]
fn bl06_an_attempt_that_times_out_is_retried_until_the_deadline_is_over() {
    let (peer, time) = (Peer::default(), FakeTime::new());
    let error = blocking(&peer, &time).call(&GreetRequest("Bob")).unwrap_err();
    assert_eq!((error.kind(), peer.requests()), (ErrorKind::Transport, 3));
    assert_eq!(error.transport_error().map(TransportError::kind), Some(TransportErrorKind::Timeout));
    // A transport that takes all the time that is left.
    let peer = Peer::default();
    let slow = Slow(peer.clone(), time.clone());
    let config = config(&peer, &time).with_blocking_transport(slow).with_blocking_sleep(time);
    let error = blocking_with(config.with_deadline(Duration::from_secs(10))).call(&GreetRequest("Bob")).unwrap_err();
    assert_eq!((error.kind(), peer.requests()), (ErrorKind::Deadline, 1));
}

/// A transport that never gets a response, and returns when its time is over.
#[derive(Debug)]
struct Slow(Peer, FakeTime);

impl crate::transport::BlockingTransport for Slow {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: crate::transport::TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        self.1.advance(limits.remaining);
        crate::transport::BlockingTransport::send(&self.0, request, limits)
    }
}

#[test]
fn bl02_signatures_are_those_of_the_async_client() {
    let (peer, time) = (Peer::default(), FakeTime::new());
    let (one, other) = (blocking(&peer, &time), client(config(&peer, &time)));
    let (request, hour) = (GreetRequest("Bob"), Duration::from_secs(3600));
    let headers = [(http::HeaderName::from_static("x-a"), "b")];
    let expected = run(other.presign(&request, hour, &headers)).unwrap();
    assert_eq!(one.presign(&request, hour, &headers).unwrap().expose(), expected.expose());
    let expected = run(other.sign(&request, &headers)).unwrap();
    assert_eq!(format!("{:?}", one.sign(&request, &headers).unwrap().headers()), format!("{:?}", expected.headers()));
    assert!(one.presign(&request, Duration::ZERO, &[]).unwrap_err().to_string().contains("1 to 604800 seconds"));
    assert_eq!(peer.requests(), 0);
}

#[test]
fn a_presigned_url_is_sent_once_and_unchanged() {
    let (peer, time) = (Peer::responding([Ok(greeting())]), FakeTime::new());
    let url = "https://greeter.example/?X-Amz-Signature=abc";
    let output = blocking(&peer, &time).send_presigned::<GreetRequest>(url, &[]).unwrap();
    assert_eq!(output.text, "hello");
    assert_eq!(peer.request().0.uri(), url);
    let error = blocking(&peer, &time).send_presigned::<GreetRequest>(url, &[]).unwrap_err();
    assert!(!format!("{error:?}{error}").contains("abc"), "{error:?}");
}

#[test]
fn the_last_credentials_that_serve_blocking_clients_are_used() {
    let plain = || Config::new().with_environment(Environment::from_pairs([])).with_region("eu-west-1");
    let of_program = || Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let key =
        |config: Config| blocking_with(config).credentials().map(|credentials| credentials.access_key_id().to_owned());
    let last = plain().with_blocking_credentials(Failing).with_credentials(of_program());
    assert_eq!(key(last).unwrap(), "AKIAIOSFODNN7EXAMPLE");
    assert!(key(plain().with_credentials(of_program()).with_blocking_credentials(Failing)).is_err());
    // An async provider is for other clients.
    assert!(key(plain().with_blocking_credentials(Failing).with_credentials(Async)).is_err());
    let kept = plain().with_blocking_credentials(of_program()).with_credentials(Async);
    assert_eq!(key(kept).unwrap(), "AKIAIOSFODNN7EXAMPLE");
}

#[test]
fn bl04_settings_of_async_clients_are_refused_and_not_replaced_by_defaults() {
    let (peer, time) = (Peer::default(), FakeTime::new());
    let plain = || Config::new().with_environment(Environment::from_pairs([])).with_region("eu-west-1");
    let both = || plain().with_blocking_transport(peer.clone()).with_blocking_sleep(time.clone());
    for (config, setter) in [
        (plain().with_transport(peer.clone()).with_blocking_sleep(time.clone()), "`with_blocking_transport`"),
        (plain().with_sleep(time.clone()).with_blocking_transport(peer.clone()), "`with_blocking_sleep`"),
        (both().with_credentials(Async), "`with_blocking_credentials`"),
    ] {
        let error = blocking_with(config).prepare().unwrap_err().to_string();
        assert!(error.contains("for async clients only") && error.contains(setter), "{error}");
    }
    let error = blocking_with(both().with_credentials(Async)).credentials().unwrap_err();
    assert!(error.to_string().contains("`with_blocking_credentials`"), "{error}");
    for (config, setter) in [
        (plain().with_blocking_transport(peer.clone()), "`with_transport`"),
        (plain().with_transport(peer.clone()).with_blocking_sleep(time.clone()), "`with_sleep`"),
    ] {
        let error = client(config).prepare().unwrap_err().to_string();
        assert!(error.contains("for blocking clients only") && error.contains(setter), "{error}");
    }
    let only_blocking =
        plain().with_transport(peer.clone()).with_sleep(time.clone()).with_blocking_credentials(Failing);
    let error = run(client(only_blocking).credentials()).unwrap_err();
    assert!(error.source().is_some_and(|source| format!("{source:?}").contains("with_credentials")), "{error:?}");
    assert_eq!(peer.requests(), 0);
}

/// A provider for async clients only.
#[derive(Debug)]
struct Async;

impl crate::ProvideCredentials for Async {
    fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        aws_credential_types::provider::future::ProvideCredentials::ready(Ok(Credentials::new(KEY_ID, SECRET).into()))
    }
}

/// A provider that has no credentials.
#[derive(Debug)]
struct Failing;

impl BlockingProvideCredentials for Failing {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Err("the vault is locked".into())
    }
}

#[test]
fn credentials_come_from_the_configuration_or_the_environment() {
    let (peer, time) = (Peer::default(), FakeTime::new());
    let plain = || config(&peer, &time).with_blocking_transport(peer.clone()).with_blocking_sleep(time.clone());
    let keys = |config| blocking_with(config).credentials().map(|credentials| credentials.access_key_id().to_owned());
    assert_eq!(keys(plain()).unwrap(), KEY_ID, "keys serve both kinds of clients");
    let variables = [("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", SECRET)];
    let environment = EnvironmentCredentials::new(Environment::from_pairs(variables));
    assert_eq!(keys(plain().with_credentials(environment)).unwrap(), "AKIAIOSFODNN7EXAMPLE");
    let error = keys(plain().with_blocking_credentials(Failing)).unwrap_err();
    assert!(error.to_string().contains("the vault is locked"), "{error}");
    let broken = Credentials::new(KEY_ID, "line end\n");
    assert_eq!(keys(plain().with_blocking_credentials(broken)).unwrap_err().kind(), ErrorKind::Configuration);
}

fn text(response: &Greeting) -> Vec<&str> {
    vec![&response.text]
}

static GREETED: Waiter<GreetRequest> =
    Waiter::new("Greeted", 2, 16, &[Acceptor { state: State::Success, matcher: Matcher::All(text, "hello") }]);
static NEVER: Waiter<GreetRequest> =
    Waiter::new("Never", 2, 16, &[Acceptor { state: State::Retry, matcher: Matcher::Success(true) }]);

#[test]
fn bl02_bl06_a_waiter_calls_until_its_state_is_reached_or_its_time_is_over() {
    let (peer, time) = (Peer::responding([Ok(greeting())]), FakeTime::new());
    let wait = |peer: &Peer, waiter, limit| {
        let outcome: Result<Option<Greeting>, WaitError> =
            blocking(peer, &time).wait_until(waiter, &GreetRequest("Bob"), Duration::from_secs(limit));
        outcome
    };
    assert_eq!(wait(&peer, &GREETED, 60).unwrap().unwrap().text, "hello");
    let peer = Peer::responding((0..20).map(|_| Ok(greeting())));
    let start = time.monotonic();
    let error = wait(&peer, &NEVER, 60).unwrap_err();
    assert!(matches!(error, WaitError::TimedOut { .. }), "{error:?}");
    assert!(time.monotonic() - start <= Duration::from_secs(60));
    // A call that hangs is ended by the limit of the wait.
    let peer = Peer::default();
    let slow = Slow(peer.clone(), time.clone());
    let config = config(&peer, &time).with_blocking_transport(slow).with_blocking_sleep(time.clone());
    let client = blocking_with(config.with_max_attempts(NonZeroU32::MIN));
    let start = time.monotonic();
    let outcome: Result<_, WaitError> = client.wait_until(&GREETED, &GreetRequest("Bob"), Duration::from_secs(5));
    assert!(matches!(outcome, Err(WaitError::TimedOut { calls: 0, .. })), "{outcome:?}");
    assert_eq!(time.monotonic() - start, Duration::from_secs(5));
}

#[test]
fn a_wait_whose_last_call_would_be_retried_after_the_limit_times_out() {
    let wait = |limit| {
        let (peer, time) = (Peer::responding((0..3).map(|_| refused("SlowDown"))), FakeTime::new());
        let outcome: Result<_, WaitError> = blocking(&peer, &time).wait_until(&GREETED, &GreetRequest("Bob"), limit);
        outcome.unwrap_err()
    };
    let error = wait(Duration::from_millis(40));
    assert!(matches!(error, WaitError::TimedOut { calls: 0, .. }), "{error:?}");
    // A call that used all its attempts in time has failed.
    let error = wait(Duration::from_secs(20));
    assert!(matches!(error, WaitError::Failed { calls: 1, .. }), "{error:?}");
}

#[test]
fn bl05_a_blocking_call_works_on_the_worker_of_an_async_runtime() {
    let (peer, time) = (Peer::responding([status(500), Ok(greeting())]), FakeTime::new());
    let client = blocking(&peer, &time);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let output = runtime.block_on(async { client.call(&GreetRequest("Bob")) });
    assert_eq!(output.unwrap().text, "hello");
}
