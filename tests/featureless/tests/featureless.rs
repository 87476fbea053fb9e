//! `sts` without features: its behavior, and the packages that it does not build.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::future::Future;
use std::pin::pin;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Credentials, ErrorCode, Policy, Sts, Timestamp};

const NOW: i64 = 1_800_000_000;
const RESPONSE: &str = "<GetSessionTokenResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetSessionTokenResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>\
    <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>\
    <SessionToken>AQoDYXdzEPT//////////wEXAMPLE</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration>\
    </Credentials></GetSessionTokenResult></GetSessionTokenResponse>";
const REFUSAL: &str = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
    <Code>AccessDenied</Code><Message>Cannot call GetSessionToken with session credentials</Message></Error>\
    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ErrorResponse>";

/// Sends one response and keeps the requests.
#[derive(Clone, Debug)]
struct Stub {
    status: u16,
    body: &'static str,
    forms: Arc<Mutex<Vec<Bytes>>>,
}

impl Stub {
    fn sts(status: u16, body: &'static str) -> (Sts, Self) {
        let stub = Self { status, body, forms: Arc::default() };
        let config = config().with_transport(stub.clone()).with_sleep(Never);
        (Sts::from_config(config), stub)
    }
}

impl Transport for Stub {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.forms.lock().unwrap().push(request.into_body());
        let response = http::Response::builder().status(self.status).header("content-type", "text/xml");
        Box::pin(std::future::ready(Ok(response.body(Bytes::from_static(self.body.as_bytes())).unwrap())))
    }
}

#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn config() -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
        .with_clock(Timestamp::from_secs(NOW))
}

/// Runs a future that never waits.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// Returns the packages that a package depends on, with their features.
fn tree(package: &str, more: &[&str]) -> String {
    let arguments = ["tree", "--offline", "-p", package, "-e", "normal,features", "--prefix", "none"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn em23_a_program_with_sts_alone_contains_no_server_and_no_listener() {
    let (sts, all, local) = (tree("sts", &[]), tree("sts", &["--all-features"]), tree("sts-local", &[]));
    for part in ["hyper feature \"server\"", "flate2 v", "toml v", "sts-local v"] {
        assert!(!sts.contains(part), "{part}");
        assert!(!all.contains(part), "{part}: {all}");
        assert!(local.contains(part), "{part}: {local}");
    }
    // Verifying XML signatures takes many crates, so only the feature `saml` of `sts-local` depends on them.
    let saml = tree("sts-local", &["--features", "saml"]);
    assert!(!local.contains("bergshamra") && saml.contains("bergshamra-dsig v"), "{local}");
}

#[test]
fn a_session_is_issued_through_a_custom_transport_and_timer() {
    let (sts, stub) = Stub::sts(200, RESPONSE);
    let session = now(sts.new_session().duration(Duration::from_secs(3_600)).into_future()).unwrap();
    assert_eq!(session.credentials().access_key_id(), "ASIAIOSFODNN7EXAMPLE");
    let forms = stub.forms.lock().unwrap();
    assert_eq!(*forms, ["Action=GetSessionToken&Version=2011-06-15&DurationSeconds=3600"]);
}

#[test]
fn an_error_is_explained() {
    let (sts, _) = Stub::sts(403, REFUSAL);
    let error = now(sts.new_session().into_future()).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::AccessDenied));
    assert!(error.help().is_some(), "{error}");
}

#[test]
fn a_policy_is_read_and_written_without_serde() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}"#;
    let policy: Policy = text.parse().unwrap();
    assert_eq!(policy.to_string(), text);
}

#[test]
#[ignore = "in a build of the whole workspace the features of all members are united"]
fn without_a_transport_the_error_names_the_feature_that_provides_one() {
    let error = Sts::builder().config(config()).build().unwrap_err();
    assert!(error.to_string().contains("feature `reqwest` or `hyper`, and `tls`"), "{error}");
}
