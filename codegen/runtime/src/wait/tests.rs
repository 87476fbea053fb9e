use http::Response;
use proptest::prelude::*;

use super::*;
use crate::platform::clock::Clock as _;
use crate::platform::random::Random;
use crate::testing::{FakeTime, GreetRequest, Greeting, NAMESPACE, Peer, client, config, http_response, run};

/// Draws the same number each time.
#[derive(Debug)]
struct Always(f64);

impl Random for Always {
    fn unit(&self) -> f64 {
        self.0
    }
}

fn text(response: &Greeting) -> Vec<&str> {
    vec![&response.text]
}

fn nothing(_: &Greeting) -> Vec<&str> {
    Vec::new()
}

macro_rules! acceptors {
    ($($state:ident if $matcher:expr),*) => { &[$(Acceptor { state: State::$state, matcher: $matcher }),*] };
}

static GREETED: Waiter<GreetRequest> = Waiter::new(
    "Greeted",
    2,
    16,
    acceptors![
        Success if Matcher::All(text, "done"),
        Failure if Matcher::Any(text, "never"),
        Success if Matcher::Error("GreetingTaken"),
        Retry if Matcher::Error("SlowPeerException"),
        Failure if Matcher::Status(409)
    ],
);

fn says(text: &str) -> Response<bytes::Bytes> {
    let result = format!("<GreetResult><Text>{text}</Text></GreetResult>");
    http_response(200, &[], format!("<GreetResponse xmlns=\"{NAMESPACE}\">{result}</GreetResponse>"))
}

fn refuses(status: u16, code: &str) -> Response<bytes::Bytes> {
    let error = format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    http_response(status, &[], error)
}

type Outcome = Result<Option<Greeting>, WaitError>;

/// Waits for up to 60 s. Returns the outcome, the duration and the number of requests.
fn wait(
    waiter: &Waiter<GreetRequest>,
    drawn: f64,
    responses: Vec<Response<bytes::Bytes>>,
) -> (Outcome, Duration, usize) {
    let peer = Peer::responding(responses.into_iter().map(Ok));
    let time = FakeTime::new();
    let client = client(config(&peer, &time).with_random(Always(drawn)));
    let outcome = run(client.wait_until(waiter, &GreetRequest("Bob"), Duration::from_secs(60)));
    (outcome, time.monotonic(), peer.requests())
}

#[test]
fn calls_are_repeated_until_a_response_means_success() {
    let (outcome, took, calls) = wait(&GREETED, 0.0, vec![says("soon"), says("soon"), says("done")]);
    assert_eq!(outcome.unwrap().unwrap().text, "done");
    assert_eq!((took, calls), (Duration::from_secs(4), 3));
}

#[test]
fn delays_double_up_to_the_maximum() {
    let responses = (0..5).map(|_| says("soon")).chain([says("done")]).collect();
    let (outcome, took, _) = wait(&GREETED, 0.999_999, responses);
    assert!(outcome.is_ok());
    // The delays are nearly 2, 4, 8, 16 and 16 s.
    assert!((Duration::from_millis(45_990)..Duration::from_secs(46)).contains(&took), "{took:?}");
}

#[test]
fn an_error_that_means_success_returns_no_output() {
    let (outcome, ..) = wait(&GREETED, 0.5, vec![says("soon"), refuses(409, "GreetingTaken")]);
    assert_eq!(outcome.unwrap(), None);
}

#[test]
fn errors_are_matched_by_code_or_by_shape() {
    let (outcome, _, calls) = wait(&GREETED, 0.5, vec![refuses(400, "SlowPeer"), says("done")]);
    assert!(outcome.is_ok());
    assert_eq!(calls, 2);
}

#[test]
fn a_response_that_means_failure_ends_the_wait() {
    let (outcome, _, calls) = wait(&GREETED, 0.5, vec![says("soon"), says("never")]);
    let error = outcome.unwrap_err();
    assert!(matches!(error, WaitError::WillNotHappen { waiter: "Greeted", calls: 2, .. }), "{error:?}");
    let expected = "waiting for Greeted failed: the response to call 2 has \"never\", which rules it out";
    assert_eq!(error.to_string(), expected);
    assert_eq!(calls, 2);
}

#[test]
fn an_unexpected_error_ends_the_wait() {
    for refusal in [refuses(403, "AccessDenied"), refuses(409, "Other")] {
        let (outcome, ..) = wait(&GREETED, 0.5, vec![refusal]);
        let error = outcome.unwrap_err();
        assert!(matches!(error, WaitError::Failed { calls: 1, .. }), "{error:?}");
        assert!(error.to_string().starts_with("waiting for Greeted failed at call 1: Greet failed: "), "{error}");
    }
}

#[test]
fn a_wait_never_exceeds_its_limit() {
    let (outcome, took, calls) = wait(&GREETED, 0.999_999, (0..20).map(|_| says("soon")).collect());
    let error = outcome.unwrap_err();
    assert!(matches!(error, WaitError::TimedOut { .. }), "{error:?}");
    assert!(took <= Duration::from_secs(60), "{took:?}");
    let expected = format!(
        "waiting for Greeted failed: not reached within 60 s and {calls} calls, which are at least 2 s apart; wait longer if \
         it may still happen"
    );
    assert_eq!(error.to_string(), expected);
}

#[test]
fn matching_all_values_requires_at_least_one() {
    static ALL: Waiter<GreetRequest> =
        Waiter::new("All", 2, 2, acceptors![Failure if Matcher::All(nothing, "x"), Success if Matcher::Success(true)]);
    assert!(wait(&ALL, 0.5, vec![says("x")]).0.is_ok());
    static GONE: Waiter<GreetRequest> = Waiter::new("Gone", 2, 2, acceptors![Success if Matcher::Success(false)]);
    assert_eq!(wait(&GONE, 0.5, vec![says("x"), refuses(404, "Gone")]).0.unwrap(), None);
}

proptest! {
    #[test]
    fn a_delay_is_within_its_limits(calls in 1_u32.., left in 0_u64..1000, drawn in 0.0..1.0_f64) {
        let left = Duration::from_secs(left);
        match GREETED.delay(calls, left, drawn) {
            Some(delay) => prop_assert!(delay <= left && delay <= GREETED.max_delay + GREETED.min_delay, "{delay:?}"),
            None => prop_assert!(left <= GREETED.min_delay),
        }
    }
}
