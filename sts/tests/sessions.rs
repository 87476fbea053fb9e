//! What sessions make of answers: credentials that can be used, or an error.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use sts::{
    BoxFuture, Clock, Config, Credentials, Environment, ErrorKind, Sleep, Sts, Timestamp, Transport, TransportError,
    TransportLimits,
};

const NOW: i64 = 1_800_000_000;

/// Gives one answer and keeps the request.
#[derive(Clone, Debug)]
struct Canned {
    status: u16,
    body: Bytes,
    sent: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Canned {
    fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), sent: Arc::default() }
    }

    fn sts(&self) -> Sts {
        let config = Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_credentials(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
            .with_transport(self.clone())
            .with_clock(Still)
            .with_sleep(Never)
            .with_max_attempts(NonZeroU32::MIN);
        Sts::builder().config(config).build().unwrap()
    }

    fn form(&self) -> String {
        String::from_utf8(self.sent.lock().unwrap()[0].body().to_vec()).unwrap()
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.sent.lock().unwrap().push(request);
        let answer = http::Response::builder().status(self.status).header("content-type", "text/xml");
        let answer = answer.header("x-amzn-requestid", "from-the-header").body(self.body.clone()).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(NOW)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Nothing here waits for anything.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

const PARTS: [(&str, &str); 4] = [
    ("AccessKeyId", "ASIAIOSFODNN7EXAMPLE"),
    ("SecretAccessKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"),
    ("SessionToken", "AQoDYXdzEPT//////////wEXAMPLE"),
    ("Expiration", "2027-01-15T08:00:01Z"),
];

fn answer(operation: &str, parts: &[(&str, &str)], more: &str) -> String {
    let credentials: String = parts.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>\
         <Credentials>{credentials}</Credentials>{more}</{operation}Result>\
         <ResponseMetadata><RequestId>from-the-body</RequestId></ResponseMetadata></{operation}Response>"
    )
}

fn session(parts: &[(&str, &str)]) -> Result<sts::Session, sts::Error> {
    now(Canned::new(200, answer("GetSessionToken", parts, "")).sts().new_session().send())
}

#[test]
fn a_good_answer_is_a_session() {
    let session = session(&PARTS).unwrap();
    let credentials = session.credentials();
    assert_eq!(credentials.access_key_id(), "ASIAIOSFODNN7EXAMPLE");
    assert_eq!(credentials.session_token(), Some("AQoDYXdzEPT//////////wEXAMPLE"));
    let expires = Timestamp::from(session.expires_at());
    assert_eq!(expires, Timestamp::from_secs(NOW + 1));
}

#[test]
fn a_part_that_is_missing_empty_or_there_twice_is_an_error_that_names_it() {
    for (index, (name, _)) in PARTS.iter().enumerate() {
        let mut missing = PARTS.to_vec();
        let part = missing.remove(index);
        let mut empty = PARTS.to_vec();
        empty[index].1 = "";
        let mut twice = PARTS.to_vec();
        twice.push(part);
        for (what, parts) in [("missing", missing), ("empty", empty), ("twice", twice)] {
            let error = session(&parts).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Answer, "{what} {name}");
            assert!(error.to_string().contains(name), "{what} {name}: {error}");
            assert!(error.request_id().is_some(), "{what} {name}");
        }
    }
}

#[test]
fn credentials_that_have_expired_are_no_credentials() {
    for expiration in ["2027-01-15T08:00:00Z", "2001-01-01T00:00:00Z", "soon", "0000-01-01T00:00:00Z"] {
        let mut parts = PARTS;
        parts[3].1 = expiration;
        let error = session(&parts).unwrap_err();
        assert!(error.to_string().contains("Expiration"), "{error}");
    }
}

#[test]
fn what_is_no_answer_is_an_error() {
    let good = answer("GetSessionToken", &PARTS, "");
    let error_document = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    let two = good.replace("</Credentials>", "</Credentials><Credentials></Credentials>");
    let bodies = [
        (200, "<html><body>captive portal</body></html>".to_owned()),
        (200, String::new()),
        (204, String::new()),
        (200, "{}".to_owned()),
        (200, error_document.to_owned()),
        (200, answer("AssumeRole", &PARTS, "")),
        (200, good.replace("https://sts.amazonaws.com/doc/2011-06-15/", "urn:other")),
        (200, format!("{good}<more/>")),
        (200, two),
        (302, good.clone()),
        (400, good.clone()),
        (500, good.clone()),
    ];
    for (status, body) in bodies {
        let error = now(Canned::new(status, body.clone()).sts().new_session().send()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Answer | ErrorKind::Service), "{status} {body}: {error}");
        assert_eq!(error.status(), Some(status), "{body}");
        assert!(!format!("{error:?}{error}").contains("EXAMPLEKEY"), "{error:?}");
    }
}

#[test]
fn an_answer_that_is_cut_anywhere_is_an_error() {
    let good = answer("GetSessionToken", &PARTS, "");
    for length in 0..good.len() {
        let cut = good[..length].to_owned();
        assert!(now(Canned::new(200, cut).sts().new_session().send()).is_err(), "cut at {length}");
    }
}

#[test]
fn a_negative_policy_size_is_an_error_and_an_absent_one_is_none() {
    let federated = |more: &str| {
        now(Canned::new(200, answer("GetFederationToken", &PARTS, more)).sts().new_federated_session("Bob").send())
    };
    assert_eq!(federated("").unwrap().packed_policy_size(), None);
    assert_eq!(federated("<PackedPolicySize>0</PackedPolicySize>").unwrap().packed_policy_size(), Some(0));
    for size in ["-1", "1099511627776", "many"] {
        let error = federated(&format!("<PackedPolicySize>{size}</PackedPolicySize>")).unwrap_err();
        assert!(error.to_string().contains("PackedPolicySize"), "{error}");
    }
}

#[test]
fn every_setting_of_a_role_is_sent() {
    let canned = Canned::new(200, answer("AssumeRole", &PARTS, ""));
    let call = canned
        .sts()
        .assume_role("arn:aws:iam::123456789012:role/demo", "test")
        .policy("{}")
        .policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        .duration(Duration::from_millis(900_500))
        .tag("team", "red")
        .transitive_tag_key("team")
        .external_id("external")
        .mfa("GAHT12345678", "123456")
        .source_identity("Ann");
    now(call.send()).unwrap();
    let expected = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo\
                    &RoleSessionName=test&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess\
                    &Policy=%7B%7D&DurationSeconds=901&Tags.member.1.Key=team&Tags.member.1.Value=red\
                    &TransitiveTagKeys.member.1=team&ExternalId=external&SerialNumber=GAHT12345678&TokenCode=123456\
                    &SourceIdentity=Ann";
    assert_eq!(canned.form(), expected);
}

#[test]
fn no_output_shows_a_secret() {
    let canned = Canned::new(200, answer("GetSessionToken", &PARTS, ""));
    let call = canned.sts().new_session().mfa("GAHT12345678", "987654");
    let shown = format!("{call:?} {:?} {:#?}", canned.sts(), now(call.clone().send()).unwrap());
    for secret in ["wJalrXUtnFEMI", "AQoDYXdzEPT", "987654"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
