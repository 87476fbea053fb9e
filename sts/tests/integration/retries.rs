//! Retry rules that depend on facts about STS.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use awsquery::protocol::Service;
use awsquery::{Client, TimestampFormat};
use bytes::Bytes;
use sts::api::{self, SERVICE};
use sts::awsquery::Request;
use sts::platform::{BoxFuture, Clock, Environment, Sleep};
use sts::retry::RetriesEnded;
use sts::transport::{Transport, TransportError, TransportErrorKind, TransportLimits};
use sts::{Config, Credentials, Sts, Timestamp};

type Answered = Result<http::Response<Bytes>, TransportErrorKind>;

/// A transport with prepared responses, and a clock that advances only during sleeps.
#[derive(Clone, Debug, Default)]
struct Peer(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    responses: VecDeque<Answered>,
    requests: usize,
    time: Duration,
}

const NOW: i64 = 1_800_000_000;

impl Peer {
    fn responding(responses: impl IntoIterator<Item = Answered>) -> Self {
        Self(Arc::new(Mutex::new(Script { responses: responses.into_iter().collect(), ..Script::default() })))
    }

    fn requests(&self) -> usize {
        self.0.lock().unwrap().requests
    }

    fn config(&self) -> Config {
        Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
            .with_transport(self.clone())
            .with_clock(self.clone())
            .with_sleep(self.clone())
    }
}

impl Transport for Peer {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut script = self.0.lock().unwrap();
        script.requests += 1;
        let response = script.responses.pop_front().unwrap().map_err(TransportError::from_kind);
        Box::pin(std::future::ready(response))
    }
}

impl Clock for Peer {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(NOW).checked_add(self.monotonic()).unwrap()
    }

    fn monotonic(&self) -> Duration {
        self.0.lock().unwrap().time
    }
}

impl Sleep for Peer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let peer = self.clone();
        Box::pin(async move { peer.0.lock().unwrap().time += duration })
    }
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("nothing wakes this future")
}

fn invalid_argument(code: &str, message: &str) -> Answered {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
    Ok(http::Response::builder().status(400).body(body.into()).unwrap())
}

/// Sends a request of each operation through an unchecked client, so required members can be absent.
fn requests(peer: &Peer) -> Vec<(&'static str, Result<(), awsquery::Error>)> {
    fn call<R: Request>(peer: &Peer, request: &R) -> (&'static str, Result<(), awsquery::Error>) {
        const SERVED: &Service = &SERVICE;
        let client = Client::new(SERVED, api::endpoint::resolve, peer.config()).unchecked();
        (R::OPERATION.name, run(client.call(request)).map(|_| ()))
    }
    vec![
        call(peer, &api::AssumeRoleRequest::builder("", "").build_unchecked()),
        call(peer, &api::AssumeRoleWithSAMLRequest::builder("", "", "").build_unchecked()),
        call(peer, &api::AssumeRoleWithWebIdentityRequest::builder("", "", "").build_unchecked()),
        call(peer, &api::AssumeRootRequest::builder("", api::PolicyDescriptorType::default()).build_unchecked()),
        call(peer, &api::DecodeAuthorizationMessageRequest::builder("").build_unchecked()),
        call(peer, &api::GetAccessKeyInfoRequest::builder("").build_unchecked()),
        call(peer, &api::GetCallerIdentityRequest::default()),
        call(peer, &api::GetDelegatedAccessTokenRequest::builder("").build_unchecked()),
        call(peer, &api::GetFederationTokenRequest::builder("").build_unchecked()),
        call(peer, &api::GetScopedCredentialsRequest::builder().build_unchecked()),
        call(peer, &api::GetSessionTokenRequest::builder().build_unchecked()),
        call(peer, &api::GetWebIdentityTokenRequest::builder([""], "").build_unchecked()),
    ]
}

#[test]
fn rt11_a_failure_to_reach_the_identity_provider_is_retried_by_every_operation() {
    let peer = Peer::responding((0..36).map(|_| invalid_argument("IDPCommunicationError", "later")));
    let calls = requests(&peer);
    assert_eq!(calls.len(), 12);
    for (operation, result) in calls {
        let error = result.unwrap_err();
        assert_eq!((error.attempts().len(), error.code()), (3, Some("IDPCommunicationError")), "{operation}");
    }
}

#[test]
fn rt12_a_rejected_identity_token_is_retried_only_if_its_key_could_not_be_retrieved() {
    let outage = "Couldn't retrieve verification key from your identity provider, please reference the documentation";
    for (message, attempts) in [(outage, 3), ("The token is not from a known provider", 1), ("", 1)] {
        let peer = Peer::responding((0..3).map(|_| invalid_argument("InvalidIdentityToken", message)));
        let request = api::AssumeRoleWithWebIdentityRequest::builder(
            "arn:aws:iam::123456789012:role/demo",
            "test",
            "a.web.token",
        );
        let error = run(api::Client::new(peer.config()).send(&request.build().unwrap())).unwrap_err();
        assert_eq!((error.attempts().len(), peer.requests()), (attempts, attempts), "{message}");
    }
}

#[test]
fn rt16_an_mfa_code_is_sent_once_if_there_was_no_response() {
    let session = |sts: &Sts| run(sts.new_session().mfa("GAHT12345678", "123456").send()).unwrap_err();
    let role = |sts: &Sts| {
        let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "test");
        run(role.mfa("GAHT12345678", "123456").send()).unwrap_err()
    };
    for call in [&session as &dyn Fn(&Sts) -> sts::Error, &role] {
        let peer = Peer::responding([Err(TransportErrorKind::NoResponse)]);
        let error = call(&Sts::builder().config(peer.config()).build().unwrap());
        assert_eq!((peer.requests(), error.retries_ended()), (1, Some(RetriesEnded::OneTimeCode)));
        assert!(!error.to_string().contains("123456") && error.to_string().contains("works once"), "{error}");
    }
    // Without a code, a repetition is safe.
    let peer = Peer::responding((0..3).map(|_| Err(TransportErrorKind::NoResponse)));
    run(Sts::builder().config(peer.config()).build().unwrap().new_session().send()).unwrap_err();
    assert_eq!(peer.requests(), 3);
}

#[test]
fn rt26_the_expiry_of_a_session_is_judged_by_the_time_of_the_service() {
    // This machine is 2 hours ahead of the service, whose sessions last one hour.
    let theirs = Timestamp::from_secs(NOW - 7200);
    let date = theirs.format(TimestampFormat::HttpDate);
    let expiration = theirs.checked_add(Duration::from_secs(3600)).unwrap();
    let refused = http::Response::builder()
        .status(403)
        .header("date", &date)
        .body(Bytes::from_static(b"<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>"));
    let granted = || {
        let body = format!(
            "<GetSessionTokenResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetSessionTokenResult>\
             <Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
             <SessionToken>token</SessionToken><Expiration>{expiration}</Expiration></Credentials>\
             </GetSessionTokenResult></GetSessionTokenResponse>"
        );
        Ok(http::Response::builder().header("date", &date).body(Bytes::from(body)).unwrap())
    };
    let peer = Peer::responding([Ok(refused.unwrap()), granted(), granted()]);
    let sts = Sts::builder().config(peer.config()).build().unwrap();
    for requests in [2, 3] {
        let session = run(sts.new_session().send()).unwrap();
        assert_eq!(session.expires_at(), expiration);
        assert_eq!(peer.requests(), requests);
    }
}
