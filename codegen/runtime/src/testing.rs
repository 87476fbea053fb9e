//! Test doubles for clock, timer, randomness and transport, and a small service to call.

use std::collections::VecDeque;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse};

use crate::call::client::Client;
use crate::call::response::{Reading, Response};
use crate::config::Config;
use crate::endpoint::{Endpoint, EndpointInputs};
use crate::error::Error;
use crate::error::record::Record;
use crate::platform::clock::{BoxFuture, Clock, Sleep};
use crate::platform::credentials::Credentials;
use crate::platform::environment::Environment;
use crate::platform::idempotency::IdempotencyTokens;
use crate::platform::random::Random;
use crate::protocol::conventions::Protocol;
use crate::protocol::form::{Encode, Form};
use crate::protocol::operation::{
    Auth, Decode, ErrorShape, ModelledError, Operation, Request, ResultElement, Retry, Service, Signature,
    TransientError,
};
use crate::protocol::outgoing::OutgoingRequest;
use crate::protocol::xml::{DecodeError, Element};
use crate::rule::check::{Check, Validate};
use crate::rule::{Limits, Rule};
#[cfg(feature = "blocking")]
use crate::transport::TransportErrorKind;
use crate::transport::{Transport, TransportError, TransportLimits};
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(crate) const NAMESPACE: &str = "https://greeter.example/doc/2011-06-15/";

pub(crate) static SERVICE: Service =
    Service::new("Greeter", Protocol::AwsQuery, "2011-06-15", "greeter", Some(NAMESPACE), Signature::V4)
        .with_transient_errors(&[
            TransientError::new("FarPeerDown", None),
            TransientError::new("NoPeer", Some("Could not ask the peer")),
        ]);
static ERRORS: [ErrorShape; 3] = [
    ErrorShape::new("GreetingTakenException", "GreetingTaken", 409, Retry::Unspecified),
    ErrorShape::new("SlowPeerException", "SlowPeer", 400, Retry::Retryable),
    ErrorShape::new("TooEagerException", "TooEager", 400, Retry::Throttling),
];
/// A signed operation with an output.
pub(crate) static GREET: Operation = Operation::new(&SERVICE, "Greet", Auth::Signed, ResultElement::Expected, &ERRORS);
/// An unsigned operation without an output.
pub(crate) static WAVE: Operation = Operation::new(&SERVICE, "Wave", Auth::Unsigned, ResultElement::Empty, &[]);
/// An operation with a host prefix.
pub(crate) static HAIL: Operation =
    Operation::new(&SERVICE, "Hail", Auth::Signed, ResultElement::Empty, &[]).with_host_prefix("far.");
static OLD_SERVICE: Service = Service::new("OldGreeter", Protocol::AwsQuery, "2009-04-15", "old", None, Signature::V2);
/// An operation of a service with signature version 2.
pub(crate) static SALUTE: Operation = Operation::new(&OLD_SERVICE, "Salute", Auth::Signed, ResultElement::Empty, &[]);

static NAME: Rule = Rule { length: Limits { min: Some(2), max: Some(32) }, ..Rule::ANY };

#[derive(Debug)]
pub(crate) struct GreetRequest(pub &'static str);

impl Encode for GreetRequest {
    fn encode(&self, form: &mut Form) {
        form.required("Name", self.0, Form::string);
    }
}

impl Validate for GreetRequest {
    const NAME: &'static str = "GreetRequest";

    fn check(&self, check: &mut Check) {
        check.value("Name", self.0, NAME.string());
    }
}

impl Request for GreetRequest {
    const OPERATION: &'static Operation = &GREET;
    type Output = Greeting;
}

/// An output in which `Text` is required and `Tone` is optional.
#[derive(Debug, PartialEq)]
pub(crate) struct Greeting {
    pub(crate) text: String,
    pub(crate) tone: Option<i32>,
}

impl Decode for Greeting {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        Ok(Self { text: element.required("Text", Element::string)?, tone: element.optional("Tone", Element::integer)? })
    }
}

/// Defines a request without members, of an operation without output members.
macro_rules! bare_request {
    ($name:ident, $operation:expr) => {
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Encode for $name {
            fn encode(&self, _: &mut Form) {}
        }

        impl Validate for $name {
            const NAME: &'static str = stringify!($name);

            fn check(&self, _: &mut Check) {}
        }

        impl Request for $name {
            const OPERATION: &'static Operation = $operation;
            type Output = Nothing;
        }
    };
}

/// A request with a one-time secret.
#[derive(Debug)]
pub(crate) struct PassRequest(pub &'static str);

impl Encode for PassRequest {
    fn encode(&self, form: &mut Form) {
        form.required("Password", &Secret::from(self.0), Form::one_time);
    }
}

impl Validate for PassRequest {
    const NAME: &'static str = "PassRequest";

    fn check(&self, _: &mut Check) {}
}

impl Request for PassRequest {
    const OPERATION: &'static Operation = &GREET;
    type Output = Greeting;
}

bare_request!(WaveRequest, &WAVE);
bare_request!(SaluteRequest, &SALUTE);
bare_request!(HailRequest, &HAIL);

#[derive(Debug, PartialEq)]
pub(crate) struct Nothing;

impl Decode for Nothing {
    fn decode(_: Element<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

/// A modelled error with a member.
#[derive(Debug, PartialEq)]
pub(crate) struct GreetingTaken {
    pub(crate) message: Option<String>,
    pub(crate) by: Option<String>,
}

impl Decode for GreetingTaken {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        Ok(Self { message: element.message("message", Element::string)?, by: element.optional("By", Element::string)? })
    }
}

impl ModelledError for GreetingTaken {
    const CODE: &'static str = "GreetingTaken";
}

/// A clock and timer whose time advances only when a call sleeps, or when a test advances it.
#[derive(Clone, Debug)]
pub(crate) struct FakeTime(Arc<Mutex<Duration>>);

impl FakeTime {
    /// 2015-08-30T12:36:00Z
    pub(crate) const START: i64 = 1_440_938_160;

    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Duration::ZERO)))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for FakeTime {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(Self::START).checked_add(self.monotonic()).unwrap()
    }

    fn monotonic(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

impl Sleep for FakeTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let time = self.clone();
        Box::pin(async move { time.advance(duration) })
    }
}

#[cfg(feature = "blocking")]
impl crate::platform::BlockingSleep for FakeTime {
    fn sleep(&self, duration: Duration) {
        self.advance(duration);
    }
}

/// Draws the same number each time.
#[derive(Debug)]
pub(crate) struct Draws(pub f64);

impl Random for Draws {
    fn unit(&self) -> f64 {
        self.0
    }
}

/// A transport that records requests and returns scripted responses. When none are left, a request hangs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    requests: Vec<(HttpRequest<Bytes>, TransportLimits)>,
    responses: VecDeque<Result<HttpResponse<Bytes>, TransportError>>,
}

impl Peer {
    pub(crate) fn responding(responses: impl IntoIterator<Item = Result<HttpResponse<Bytes>, TransportError>>) -> Self {
        let script = Script { requests: Vec::new(), responses: responses.into_iter().collect() };
        Self(Arc::new(Mutex::new(script)))
    }

    /// Returns the number of requests.
    pub(crate) fn requests(&self) -> usize {
        self.0.lock().unwrap().requests.len()
    }

    /// Returns all requests.
    pub(crate) fn sent(&self) -> Vec<HttpRequest<Bytes>> {
        self.0.lock().unwrap().requests.iter().map(|(request, _)| request.clone()).collect()
    }

    /// Returns the limits of all requests.
    pub(crate) fn limits(&self) -> Vec<TransportLimits> {
        self.0.lock().unwrap().requests.iter().map(|(_, limits)| *limits).collect()
    }

    /// Returns the only request.
    pub(crate) fn request(&self) -> (HttpRequest<Bytes>, TransportLimits) {
        let mut script = self.0.lock().unwrap();
        assert_eq!(script.requests.len(), 1, "one request was expected");
        script.requests.pop().unwrap()
    }
}

impl Transport for Peer {
    fn send(
        &self,
        request: HttpRequest<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<HttpResponse<Bytes>, TransportError>> {
        let mut script = self.0.lock().unwrap();
        script.requests.push((request, limits));
        match script.responses.pop_front() {
            Some(response) => Box::pin(std::future::ready(response)),
            None => Box::pin(std::future::pending()),
        }
    }
}

/// A request times out at once if no responses are left.
#[cfg(feature = "blocking")]
impl crate::transport::BlockingTransport for Peer {
    fn send(
        &self,
        request: HttpRequest<Bytes>,
        limits: TransportLimits,
    ) -> Result<HttpResponse<Bytes>, TransportError> {
        let mut script = self.0.lock().unwrap();
        script.requests.push((request, limits));
        let response = script.responses.pop_front();
        response.unwrap_or_else(|| Err(TransportError::from_kind(TransportErrorKind::Timeout)))
    }
}

/// Creates an HTTP response.
pub(crate) fn http_response(
    status: u16,
    headers: &[(&'static str, &str)],
    body: impl Into<Bytes>,
) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(body.into());
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        response.headers_mut().append(*name, value.parse().unwrap());
    }
    response
}

/// Creates a successful response to [`GREET`].
pub(crate) fn greeting() -> HttpResponse<Bytes> {
    let body = format!(
        "<GreetResponse xmlns=\"{NAMESPACE}\"><GreetResult><Text>hello</Text></GreetResult>\
         <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GreetResponse>"
    );
    http_response(200, &[], body)
}

/// Creates settings for calls to `peer` with the clock and timer `time`.
pub(crate) fn config(peer: &Peer, time: &FakeTime) -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::new(KEY_ID, SECRET))
        .with_transport(peer.clone())
        .with_clock(time.clone())
        .with_sleep(time.clone())
        .with_random(Draws(1.0))
}

/// Reads a response to a request without secrets.
pub(crate) fn decode<T: Decode>(
    operation: &'static Operation,
    response: &HttpResponse<Bytes>,
) -> Result<Response<T>, Error> {
    let form = Form::new(operation.name, "1", IdempotencyTokens::default()).finish();
    let request = OutgoingRequest { form, credentials: None, signed: None };
    Reading { operation, response, record: &|| Record::of(&request) }.decode()
}

pub(crate) fn client(config: Config) -> Client {
    Client::new(&SERVICE, rules, config)
}

pub(crate) fn rules(inputs: &EndpointInputs<'_>) -> Result<Endpoint, String> {
    let url = match (inputs.text("SDK::Endpoint"), inputs.text("AWS::Region")) {
        (Some(url), _) => url.to_owned(),
        (None, Some(region)) => format!("https://greeter.{region}.example"),
        (None, None) => return Err("region is not set".to_owned()),
    };
    Ok(Endpoint { url, signing_region: None, signing_name: None })
}

/// Runs a future that does not depend on external events.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    let mut future = pin!(future);
    for _ in 0..100 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("nothing wakes this future");
}

/// Returns the error of a call of [`GREET`] whose only attempt gets this response.
pub(crate) fn error_of(response: HttpResponse<Bytes>) -> Error {
    let peer = Peer::responding([Ok(response)]);
    let config = config(&peer, &FakeTime::new()).with_max_attempts(NonZeroU32::MIN);
    run(client(config).send(&GreetRequest("Bob"))).expect_err("an error was expected")
}
