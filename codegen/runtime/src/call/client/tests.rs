use std::error::Error as _;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HOST};

use super::*;
use crate::config::Config;
use crate::error::ErrorKind;
use crate::platform::environment::Environment;
use crate::protocol::conventions::Protocol;
use crate::protocol::operation::{ServiceLimits, Signature};
use crate::sign::SigningTime;
use crate::testing::{
    FakeTime, GreetRequest, HailRequest, KEY_ID, Nothing, Peer, SECRET, SERVICE, SaluteRequest, WaveRequest, client,
    config, error_of, greeting, http_response, rules, run,
};
use crate::transport::{TransportError, TransportErrorKind};
use crate::value::timestamp::Timestamp;

const TOKEN: &str = "FwoGZXIvYXdzEXAMPLE";

/// A provider that counts its calls and takes some time.
#[derive(Debug)]
struct Provider {
    calls: Arc<AtomicU32>,
    time: FakeTime,
    takes: Duration,
    gives: Option<crate::platform::credentials::Credentials>,
}

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let gives = self.gives.clone().map(Into::into);
        future::ProvideCredentials::new(async move {
            if self.takes == Duration::MAX {
                std::future::pending::<()>().await;
            }
            self.time.advance(self.takes);
            gives.ok_or_else(|| CredentialsError::not_loaded("the vault is locked"))
        })
    }
}

fn provider(
    time: &FakeTime,
    takes: Duration,
    gives: Option<crate::platform::credentials::Credentials>,
) -> (Provider, Arc<AtomicU32>) {
    let calls = Arc::new(AtomicU32::new(0));
    (Provider { calls: calls.clone(), time: time.clone(), takes, gives }, calls)
}

fn hanging() -> (Peer, FakeTime) {
    (Peer::default(), FakeTime::new())
}

fn greeter() -> (Peer, FakeTime) {
    (Peer::responding([Ok(greeting())]), FakeTime::new())
}

fn header(request: &http::Request<Bytes>, name: impl http::header::AsHeaderName) -> Option<&str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

/// Returns the error of a call, after checking that no request was sent.
fn unsent(peer: &Peer, config: Config) -> Error {
    let error = run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
    assert_eq!((peer.requests(), error.attempts()), (0, &[][..]), "{error}");
    error
}

#[test]
fn a_call_posts_the_form_and_reads_the_response() {
    let (peer, time) = greeter();
    let response = run(client(config(&peer, &time)).send(&GreetRequest("Ann & Bob"))).unwrap();
    assert_eq!((response.output.text.as_str(), response.request_id.as_deref()), ("hello", Some("id-1")));
    let (request, limits) = peer.request();
    assert_eq!(
        (request.method(), request.uri()),
        (&http::Method::POST, &"https://greeter.eu-west-1.example/".parse().unwrap())
    );
    assert_eq!(request.body(), "Action=Greet&Version=2011-06-15&Name=Ann%20%26%20Bob");
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded; charset=utf-8"));
    assert_eq!(header(&request, ACCEPT_ENCODING), Some("identity"));
    assert_eq!(header(&request, "x-amz-date"), Some("20150830T123600Z"));
    assert_eq!(limits.connect_timeout, Duration::from_millis(3100));
    assert_eq!((limits.remaining, limits.max_response_bytes), (Duration::from_secs(10), 1024 * 1024));
}

/// Returns the limits with which a client sends a call.
fn limits_of(service: &'static Service, set: impl FnOnce(Config) -> Config, own: CallLimits) -> (u64, u64, usize) {
    let (peer, time) = (Peer::responding([]), FakeTime::new());
    let client = Client::new(service, rules, set(config(&peer, &time))).with_limits(own);
    let request = GreetRequest("Bob");
    let error = run(client.call(&request)).unwrap_err();
    let text = error.to_string();
    let deadline =
        text.split_once("no complete response within ").and_then(|(_, rest)| rest.split_once(" s;")).unwrap().0;
    let deadline = deadline.parse().unwrap();
    let limits = peer.limits();
    (limits[0].remaining.as_secs(), deadline, limits[0].max_response_bytes)
}

#[test]
fn limits_come_from_the_call_else_from_the_client_else_from_the_service() {
    static LARGE: Service = Service::new("Large", Protocol::AwsQuery, "2016-11-15", "large", None, Signature::V4)
        .with_limits(
            ServiceLimits::DEFAULT
                .with_attempt_timeout(60)
                .with_deadline(120)
                .with_max_response_bytes(64 * 1024 * 1024),
        );
    let seconds = Duration::from_secs;
    let none = CallLimits::new();
    let set =
        |config: Config| config.with_attempt_timeout(seconds(7)).with_deadline(seconds(8)).with_max_response_bytes(9);
    assert_eq!(limits_of(&SERVICE, |config| config, none), (10, 30, 1024 * 1024));
    assert_eq!(limits_of(&LARGE, |config| config, none), (60, 120, 64 * 1024 * 1024));
    assert_eq!(limits_of(&LARGE, set, none), (7, 8, 9));
    let own = none.with_attempt_timeout(seconds(3)).with_deadline(seconds(4)).with_max_response_bytes(5);
    assert_eq!(limits_of(&LARGE, set, own), (3, 4, 5));
    assert_eq!(limits_of(&LARGE, set, none.with_max_response_bytes(5)), (7, 8, 5), "the others stay");
    assert_eq!(limits_of(&SERVICE, |config| config.with_max_response_bytes(6), none), (10, 30, 6));
}

#[test]
fn limits_of_calls_add_up_and_leave_the_client_as_it_was() {
    let (peer, time) = (Peer::responding([Ok(greeting()), Ok(greeting()), Ok(greeting())]), FakeTime::new());
    let client = client(config(&peer, &time));
    let small = client.with_limits(CallLimits::new().with_max_response_bytes(10));
    let smaller = small.with_limits(CallLimits::new().with_attempt_timeout(Duration::from_secs(2)));
    let error = run(smaller.call(&GreetRequest("Bob"))).unwrap_err();
    assert_eq!(error.transport_error().map(TransportError::kind), Some(TransportErrorKind::TooLarge));
    run(client.call(&GreetRequest("Bob"))).unwrap();
    // A presigned call has the same limits.
    let error =
        run(small.send_presigned::<GreetRequest>("https://greeter.example/?X-Amz-Signature=a", &[])).unwrap_err();
    assert_eq!(error.transport_error().map(TransportError::kind), Some(TransportErrorKind::TooLarge));
    let limits: Vec<(u64, usize)> =
        peer.limits().iter().map(|limits| (limits.remaining.as_secs(), limits.max_response_bytes)).collect();
    assert_eq!(limits, [(2, 10), (10, 1024 * 1024), (10, 10)]);
}

#[test]
fn a_response_that_is_too_large_is_refused_whatever_the_transport_does() {
    let large = http_response(200, &[], vec![b' '; 1024 * 1024 + 1]);
    let error = error_of(large);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None));
    let expected = "Greet failed: the response of greeter.eu-west-1.example:443 is larger than allowed: 1048577 bytes, but \
                    at most 1048576 bytes are allowed; `with_max_response_bytes` raises the limit";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_authorization_names_key_scope_and_signed_headers_but_not_the_secret() {
    let (peer, time) = greeter();
    run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap();
    let (request, _) = peer.request();
    let start = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/greeter/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date, Signature=";
    let authorization = header(&request, AUTHORIZATION).unwrap();
    assert!(authorization.starts_with(start), "{authorization}");
    let debug = format!("{request:?}");
    assert!(!debug.contains(SECRET) && !debug.contains("Signature="), "{debug}");
}

#[test]
fn a_session_token_is_sent_and_signed_if_there_is_one() {
    let (peer, time) = greeter();
    let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, TOKEN, None);
    run(client(config(&peer, &time).with_credentials(temporary)).call(&GreetRequest("Bob"))).unwrap();
    let (request, _) = peer.request();
    assert_eq!(header(&request, "x-amz-security-token"), Some(TOKEN));
    assert!(header(&request, AUTHORIZATION).unwrap().contains("x-amz-date;x-amz-security-token,"));
    assert!(!format!("{request:?}").contains(TOKEN));
    let (peer, time) = greeter();
    run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap();
    assert_eq!(header(&peer.request().0, "x-amz-security-token"), None);
}

#[test]
fn the_host_header_has_the_port_unless_it_is_the_default_of_the_scheme() {
    let cases = [
        ("https://h.example", "h.example"),
        ("https://h.example:443", "h.example"),
        ("https://h.example:80", "h.example:80"),
        ("https://h.example:8443/base", "h.example:8443"),
        ("http://127.0.0.1:80", "127.0.0.1"),
        ("http://127.0.0.1:443", "127.0.0.1:443"),
        ("http://[::1]:4566", "[::1]:4566"),
    ];
    for (endpoint, host) in cases {
        let (peer, time) = greeter();
        run(client(config(&peer, &time).with_endpoint(endpoint)).call(&GreetRequest("Bob"))).unwrap();
        assert_eq!(header(&peer.request().0, HOST), Some(host), "{endpoint}");
    }
}

#[test]
fn ht15_credentials_that_are_not_valid_headers_are_refused_and_not_quoted() {
    for (bad, found) in [
        ("a\r\nb", "contains a line end (character 2); remove it"),
        ("a\0b", "contains the character U+0000 (character 2); remove it"),
        ("t\u{f6}ken", "contains the character U+00F6 (character 2); remove it"),
        ("\u{7f}", "starts with the character U+007F; remove it"),
        (" key", "starts with a space; remove it"),
        ("key\n", "ends with a line end; remove it"),
    ] {
        let (peer, time) = hanging();
        let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, bad, None);
        let error = unsent(&peer, config(&peer, &time).with_credentials(temporary));
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            format!("Greet was not sent: the session token from the credentials provider {found}")
        );
        assert!(!format!("{error:?}").contains(bad));
        let long_term = crate::platform::credentials::Credentials::new(bad, SECRET);
        let error = unsent(&peer, config(&peer, &time).with_credentials(long_term));
        assert_eq!(
            error.to_string(),
            format!("Greet was not sent: the access key id from the credentials provider {found}")
        );
    }
}

#[test]
fn the_message_names_the_variables_that_lack_credentials() {
    let (peer, time) = hanging();
    let environment = Environment::from_pairs([("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_PROFILE", "prod")]);
    let from_environment = Config { credentials: None, ..config(&peer, &time).with_environment(environment) };
    let error = unsent(&peer, from_environment);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let start = "Greet was not sent: no credentials: AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is; set both \
                 keys, or pass credentials in code; AWS_PROFILE is set, but not read here: ";
    assert!(error.to_string().starts_with(start), "{error}");
}

#[test]
fn credentials_can_be_checked_without_a_call() {
    let (peer, time) = hanging();
    let good = run(client(config(&peer, &time)).credentials()).unwrap();
    assert_eq!(good, crate::platform::credentials::Credentials::new(KEY_ID, SECRET));
    let none = Config { credentials: None, ..config(&peer, &time) };
    let error = run(client(none).credentials()).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Credentials, None));
    assert!(error.to_string().starts_with("no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET"), "{error}");
    let bad = crate::platform::credentials::Credentials::new("", SECRET);
    let error = run(client(config(&peer, &time).with_credentials(bad)).credentials()).unwrap_err();
    assert_eq!(error.to_string(), "the access key id from the credentials provider is empty");
    let unprepared = client(Config { region: None, ..config(&peer, &time) });
    assert_eq!(run(unprepared.credentials()).unwrap_err().kind(), ErrorKind::Configuration);
    assert_eq!(peer.requests(), 0);
}

#[test]
fn the_host_and_the_credentials_of_a_call_are_known_before_it_is_made() {
    let peer = Peer::responding([]);
    let known = client(config(&peer, &FakeTime::new()).with_endpoint("https://sts.example.com:8443/"));
    assert_eq!(known.host().unwrap(), "sts.example.com");
    assert_eq!(run(known.credentials_for(&crate::testing::GREET)).unwrap().access_key_id(), KEY_ID);
    let broken = client(config(&peer, &FakeTime::new()).with_endpoint("ftp://sts.example.com"));
    let problem = broken.host().unwrap_err().to_string();
    let error = run(broken.credentials_for(&crate::testing::GREET)).unwrap_err();
    assert_eq!(error.to_string(), format!("Greet was not sent: {problem}"));
}

#[test]
fn an_unsigned_operation_requests_and_sends_no_credentials() {
    let peer = Peer::responding([Ok(http_response(200, &[], ""))]);
    let time = FakeTime::new();
    let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, TOKEN, None);
    let (provider, calls) = provider(&time, Duration::ZERO, Some(temporary));
    let response = run(client(config(&peer, &time).with_credentials(provider)).call(&WaveRequest)).unwrap();
    assert_eq!((response, calls.load(Ordering::Relaxed)), (Nothing, 0));
    let (request, _) = peer.request();
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        assert_eq!(header(&request, name), None);
    }
    assert_eq!(request.body(), "Action=Wave&Version=2011-06-15");
}

#[test]
fn ht14_attempts_that_hang_end_with_the_deadline() {
    let (peer, time) = hanging();
    let error = run(client(config(&peer, &time)).call(&GreetRequest("Bob"))).unwrap_err();
    // Each attempt takes 10 s; the waits between them are 50 and 100 ms.
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Deadline, 3));
    assert!(error.is_timeout() && !error.is_retryable());
    assert_eq!(error.to_string(), "Greet failed: no complete response within 30 s; `with_deadline` raises the limit");
    assert_eq!(time.monotonic(), Duration::from_secs(30));
}

#[test]
fn the_time_for_credentials_is_part_of_the_deadline() {
    let (peer, time) = hanging();
    let credentials = crate::platform::credentials::Credentials::new(KEY_ID, SECRET);
    let (slow, _) = provider(&time, Duration::from_secs(20), Some(credentials));
    let error = run(client(config(&peer, &time).with_credentials(slow)).call(&GreetRequest("Bob"))).unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Deadline, 1));
    assert_eq!(peer.request().1.remaining, Duration::from_secs(10));
    assert_eq!(time.monotonic(), Duration::from_secs(30));
}

#[test]
fn nothing_is_sent_if_credentials_take_until_the_deadline() {
    for takes in [Duration::from_secs(30), Duration::MAX] {
        let (peer, time) = hanging();
        let (slow, _) = provider(&time, takes, Some(crate::platform::credentials::Credentials::new(KEY_ID, SECRET)));
        let error = unsent(&peer, config(&peer, &time).with_credentials(slow));
        assert_eq!(error.kind(), ErrorKind::Deadline);
        assert_eq!(
            error.to_string(),
            "Greet was not sent: no credentials within 30 s; `with_deadline` raises the limit"
        );
        assert_eq!(time.monotonic(), Duration::from_secs(30));
    }
}

#[test]
fn the_request_is_dated_when_it_is_sent_and_not_when_the_call_started() {
    let (peer, time) = greeter();
    let (slow, _) =
        provider(&time, Duration::from_secs(20), Some(crate::platform::credentials::Credentials::new(KEY_ID, SECRET)));
    run(client(config(&peer, &time).with_credentials(slow)).call(&GreetRequest("Bob"))).unwrap();
    assert_eq!(header(&peer.request().0, "x-amz-date"), Some("20150830T123620Z"));
}

#[test]
fn an_infinite_deadline_does_not_overflow() {
    let (peer, time) = greeter();
    time.advance(Duration::from_secs(1));
    let patient = config(&peer, &time).with_deadline(Duration::MAX);
    assert!(run(client(patient).call(&GreetRequest("Bob"))).is_ok());
}

#[test]
fn with_a_deadline_of_zero_nothing_is_sent() {
    let (peer, time) = hanging();
    let error = unsent(&peer, config(&peer, &time).with_deadline(Duration::ZERO));
    assert_eq!(error.kind(), ErrorKind::Deadline);
}

#[test]
fn the_error_for_a_missing_region_names_every_way_to_set_one() {
    let (peer, time) = hanging();
    let mut nowhere = config(&peer, &time);
    nowhere.region = None;
    for nowhere in [nowhere.clone(), nowhere.with_endpoint("https://h.example")] {
        let error = unsent(&peer, nowhere);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        for place in ["region(", "AWS_REGION", "AWS_DEFAULT_REGION"] {
            assert!(text.contains(place), "{text}");
        }
    }
}

#[test]
fn missing_credentials_are_their_own_kind_of_error() {
    let (peer, time) = hanging();
    let (shut, _) = provider(&time, Duration::ZERO, None);
    let error = unsent(&peer, config(&peer, &time).with_credentials(shut));
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.source().is_some());
    let mut without = config(&peer, &time);
    without.credentials = None;
    let variables = Environment::from_pairs([("AWS_ACCESS_KEY_ID", "AKID")]);
    let error = unsent(&peer, without.with_environment(variables));
    let cause = error.source().unwrap();
    let text = format!("{cause} {}", cause.source().map(ToString::to_string).unwrap_or_default());
    assert!(text.contains("AWS_SECRET_ACCESS_KEY"), "{text}");
}

#[test]
fn an_invalid_request_is_not_sent() {
    let (peer, time) = hanging();
    let (provider, calls) = provider(&time, Duration::ZERO, None);
    let client = client(config(&peer, &time).with_credentials(provider));
    let error = run(client.call(&GreetRequest("B"))).unwrap_err();
    assert_eq!((error.kind(), error.violations().len()), (ErrorKind::InvalidRequest, 1));
    assert!(error.is_invalid_request() && !error.is_retryable());
    assert_eq!((peer.requests(), calls.load(Ordering::Relaxed)), (0, 0));
    let text = "Greet was not sent: Name: has 1 character, must have 2 to 32";
    assert_eq!(error.to_string(), text);
}

#[test]
fn an_unchecked_client_sends_requests_that_break_the_model() {
    let (peer, time) = greeter();
    let checked = client(config(&peer, &time));
    run(checked.unchecked().call(&GreetRequest("B"))).unwrap();
    assert!(peer.request().0.body().ends_with(b"&Name=B"));
    // The original client still checks.
    assert!(run(checked.call(&GreetRequest("B"))).is_err());
}

#[test]
fn signature_version_2_is_refused_with_a_reason() {
    let (peer, time) = hanging();
    let error = run(Client::new(&SERVICE, rules, config(&peer, &time)).call(&SaluteRequest)).unwrap_err();
    assert_eq!((error.kind(), peer.requests()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("OldGreeter requires signature version 2"), "{error}");
}

#[test]
fn a_clock_before_1970_is_an_error_that_names_its_time() {
    #[derive(Debug)]
    struct Broken;
    impl Clock for Broken {
        fn wall(&self) -> Timestamp {
            Timestamp::from_secs(-1)
        }
        fn monotonic(&self) -> Duration {
            Duration::ZERO
        }
    }
    let (peer, time) = hanging();
    let error = unsent(&peer, config(&peer, &time).with_clock(Broken));
    assert!(error.to_string().contains("1969-12-31T23:59:59Z"), "{error}");
    assert!(SigningTime::new(Timestamp::from_secs(0)).is_some());
}

#[test]
fn every_error_after_an_attempt_lists_it() {
    let failures = [
        Ok(http_response(500, &[], "")),
        Ok(http_response(200, &[], "not XML")),
        Ok(http_response(200, &[], "<ErrorResponse><Error><Code>C</Code></Error></ErrorResponse>")),
        Err(TransportError::from_kind(TransportErrorKind::NoResponse)),
    ];
    for failure in failures {
        let peer = Peer::responding([failure]);
        let once = config(&peer, &FakeTime::new()).with_max_attempts(NonZeroU32::MIN);
        let error = run(client(once).call(&GreetRequest("Bob"))).unwrap_err();
        assert_eq!(error.attempts().len(), 1, "{error}");
    }
}

#[test]
fn a_client_reads_nothing_before_its_first_call_and_resolves_once() {
    static RESOLVED: AtomicU32 = AtomicU32::new(0);
    fn counting(inputs: &crate::endpoint::EndpointInputs<'_>) -> Result<crate::endpoint::Endpoint, String> {
        RESOLVED.fetch_add(1, Ordering::Relaxed);
        rules(inputs)
    }
    let peer = Peer::responding([Ok(greeting()), Ok(greeting()), Ok(greeting())]);
    let client = Client::new(&SERVICE, counting, config(&peer, &FakeTime::new()));
    assert_eq!(RESOLVED.load(Ordering::Relaxed), 0);
    assert_eq!(client.prepare(), Ok(()));
    let other = client.with_credentials(crate::platform::credentials::Credentials::new("AKIAI44QH8DHBEXAMPLE", SECRET));
    for client in [client.clone(), client.unchecked(), other] {
        run(client.call(&GreetRequest("Bob"))).unwrap();
    }
    assert_eq!(RESOLVED.load(Ordering::Relaxed), 1);
    let signed_by =
        |key: &str| peer.sent().iter().filter(|sent| header(sent, AUTHORIZATION).unwrap().contains(key)).count();
    assert_eq!((signed_by(KEY_ID), signed_by("AKIAI44QH8DHBEXAMPLE")), (2, 1));
}

#[test]
fn an_error_counts_the_equal_calls_of_the_last_minute() {
    let peer = Peer::responding((0..6).map(|_| Ok(http_response(400, &[], ""))));
    let time = FakeTime::new();
    let first = client(config(&peer, &time));
    let other = first.with_credentials(crate::platform::credentials::Credentials::new("AKIAI44QH8DHBEXAMPLE", SECRET));
    let same = |client: &Client, name| run(client.call(&GreetRequest(name))).unwrap_err().same_calls();
    assert_eq!((same(&first, "Bob"), same(&first.clone(), "Bob"), same(&first, "Ann")), (1, 2, 1));
    assert_eq!(same(&other, "Bob"), 1, "other credentials");
    time.advance(Duration::from_secs(59));
    assert_eq!(same(&first, "Bob"), 3);
    time.advance(Duration::from_secs(2));
    assert_eq!(same(&first, "Bob"), 2);
    assert_eq!(run(first.call(&GreetRequest("?"))).unwrap_err().same_calls(), 0, "not sent");
}

#[test]
fn debug_shows_no_credentials() {
    let (peer, time) = hanging();
    let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, TOKEN, None);
    let text = format!("{:?}", client(config(&peer, &time).with_credentials(temporary)));
    assert!(text.contains("eu-west-1") && !text.contains(SECRET) && !text.contains(TOKEN), "{text}");
}

#[test]
fn an_error_names_the_route_of_its_request_and_its_report_ends_with_the_advice_of_a_layer_above() {
    let refusal = "<ErrorResponse><Error><Code>Taken</Code><Message>no</Message></Error></ErrorResponse>";
    let fails = |change: &dyn Fn(Client) -> Client| {
        let peer = Peer::responding([Ok(http_response(400, &[], refusal))]);
        let client = client(config(&peer, &FakeTime::new()));
        run(change(client).call(&GreetRequest("Bob"))).unwrap_err()
    };
    let error = fails(&|client| client);
    let route = (error.access_key_id(), error.host(), error.region());
    assert_eq!(route, (Some(KEY_ID), Some("greeter.eu-west-1.example"), Some("eu-west-1")));
    assert_eq!(error.to_string(), "Greet failed: Taken: no (status 400, no request id)");
    let peer = Peer::responding([Ok(http_response(400, &[], refusal))]);
    let error = run(client(config(&peer, &FakeTime::new())).call(&HailRequest)).unwrap_err();
    assert_eq!(error.host(), Some("far.greeter.eu-west-1.example"), "with the prefix of the operation");
    let error = fails(&|client| {
        client.with_summaries(|request| Some(Arc::new(request.downcast_ref::<GreetRequest>()?.0.len())))
    });
    assert_eq!(error.to_string(), "Greet failed: Taken: no (status 400, no request id)");
    let report = error.report_with(|error| error.code().map(|code| format!("think of {code}"))).to_string();
    assert_eq!(report, format!("{}\nthink of Taken", error.report()));
    assert_eq!(error.attachment::<usize>(), Some(&3), "a summary of the request");
    let error = error.with_attachment("a note");
    assert_eq!((error.attachment::<&str>(), error.attachment::<String>()), (Some(&"a note"), None));
}

#[test]
fn a_presigned_call_is_sent_once_and_fails_like_other_calls() {
    const URL: &str = "https://greeter.us-east-1.example/?Action=Greet&X-Amz-Signature=0123456789abcdef";
    let quoted =
        "<ErrorResponse><Error><Code>SlowDown</Code><Message>0123456789abcdef</Message></Error></ErrorResponse>";
    let peer = Peer::responding([Ok(http_response(503, &[], quoted)), Ok(greeting())]);
    let client = client(config(&peer, &FakeTime::new()));
    let error = run(client.send_presigned::<GreetRequest>(URL, &[])).unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("SlowDown"), Some("[redacted]")));
    assert_eq!((error.host(), error.region()), (Some("greeter.us-east-1.example"), None));
    assert_eq!((error.attempts().len(), error.is_throttled()), (1, true));
    assert_eq!(peer.requests(), 1);
    assert_eq!(run(client.send_presigned::<GreetRequest>(URL, &[])).unwrap().text, "hello");
}

#[test]
fn only_a_presigned_url_that_can_be_an_endpoint_is_sent() {
    let (peer, time) = greeter();
    let client = client(config(&peer, &time));
    for (url, reason) in [
        ("http://sts.example/?X-Amz-Signature=hush", "would send credentials in the clear"),
        ("https://me:hush@sts.example/?X-Amz-Signature=hush", "user names and passwords"),
        ("http://169.254.169.254/latest?hush", "instance metadata"),
        ("https://[fd00:ec2::254]/?hush", "instance metadata"),
        ("https://2852039166/?hush", "ends in a number"),
        ("ftp://sts.example/?hush", "its scheme is not supported"),
        ("https://sts.example/#?hush", "it has a fragment"),
        ("https://sts.example/hush", "it has no query"),
        ("/?hush", "its scheme or host is missing"),
    ] {
        let error = run(client.send_presigned::<GreetRequest>(url, &[])).unwrap_err().to_string();
        let start = "Greet was not sent: the presigned URL (not shown) cannot be used: it";
        assert!(error.starts_with(start) && error.contains(reason) && !error.contains("hush"), "{error}");
    }
    assert_eq!(peer.requests(), 0);
    let (peer, time) = greeter();
    let plain = crate::testing::client(config(&peer, &time).allow_plain_http());
    run(plain.send_presigned::<GreetRequest>("http://sts.example/?X-Amz-Signature=a", &[])).unwrap();
}

#[test]
fn what_others_send_is_not_signed_with_expired_credentials() {
    let (peer, time) = greeter();
    let expiring = |seconds: u64| {
        let end = std::time::SystemTime::from(time.wall()) + Duration::from_secs(seconds);
        aws_credential_types::Credentials::new(KEY_ID, SECRET, None, Some(end), "test")
    };
    let client = |seconds| client(config(&peer, &time).with_credentials(expiring(seconds)));
    let minute = Duration::from_secs(60);
    for error in [
        run(client(0).presign(&GreetRequest("Bob"), minute, &[])).map(drop).unwrap_err(),
        run(client(0).sign(&GreetRequest("Bob"), &[])).map(drop).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let expected = "Greet was not sent: no credentials: they expired at 2015-08-30T12:36:00Z, and it is \
                        2015-08-30T12:36:00Z now; get new ones";
        assert_eq!(error.to_string(), expected);
    }
    assert!(run(client(1).presign(&GreetRequest("Bob"), minute, &[])).is_ok());
    assert!(run(client(1).sign(&GreetRequest("Bob"), &[])).is_ok());
}

#[test]
fn a_presigned_call_without_a_response_times_out_and_hides_its_url() {
    let time = FakeTime::new();
    let peer = Peer::responding([]);
    let url = "https://greeter.us-east-1.example/?X-Amz-Signature=0123456789abcdef";
    let error = run(client(config(&peer, &time)).send_presigned::<GreetRequest>(url, &[])).unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((time.monotonic(), error.attempts().len()), (Duration::from_secs(10), 1));
    assert!(!format!("{error} {error:?}").contains("0123456789abcdef"));
}
