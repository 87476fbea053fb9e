//! Tests that memory with a secret is zeroed before it is freed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use memory::{Leftover, Watched, leftovers};
use sts::api;
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::token::ExecCredentialVersion;
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Credentials, Secret, Sts};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/demo";

/// Secrets that sign requests or are sent in them. Each has characters that have to be escaped.
const KEY: &str = "SENTINELkeyOfTheCaller/+=";
const TOKEN: &str = "SENTINELtokenOfTheCaller/+=";
const EXTERNAL_ID: &str = "SENTINELexternal:id";
const WEB_TOKEN: &str = "SENTINELweb/token";
const ASSERTION: &str = "SENTINELassertion+0=";
const CODE: &str = "918273";
const DELEGATED: &str = "SENTINELdelegated/token";

/// The parts of the secrets that are the same in every encoding, and the secrets in responses.
const SECRETS: &[&str] = &[
    "SENTINELkeyOfTheCaller",
    "SENTINELtokenOfTheCaller",
    "SENTINELexternal",
    "SENTINELweb",
    "SENTINELassertion",
    CODE,
    "SENTINELdelegated",
    "SENTINELissuedKey",
    "SENTINELissuedToken",
    "SENTINELissued&Token",
];

/// A service that returns secrets for every operation, in memory that is never freed.
#[derive(Clone, Copy, Debug)]
enum Service {
    /// Issues credentials.
    Issues,
    /// Refuses requests, and quotes their secrets.
    Quotes,
    /// Issues credentials with an invalid expiration.
    Breaks,
}

impl Transport for Service {
    fn send(
        &self,
        request: Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let form = std::str::from_utf8(request.body()).unwrap();
        let operation = form.strip_prefix("Action=").and_then(|rest| rest.split('&').next()).unwrap();
        let signed_by = if request.headers().contains_key("authorization") { [KEY, TOKEN] } else { ["", ""] };
        // The body never grows and is never freed, so that the test itself leaves no secret in freed memory.
        let mut body = String::with_capacity(8192);
        let status = self.respond(&mut body, operation, form, signed_by);
        let body = Bytes::from_static(body.leak().as_bytes());
        let response = Response::builder().status(status).body(body).unwrap();
        Box::pin(std::future::ready(Ok(response)))
    }
}

impl Service {
    /// Writes the body of a response, and returns its status.
    fn respond(self, body: &mut String, operation: &str, form: &str, [key, token]: [&str; 2]) -> u16 {
        let expiration = match self {
            Self::Quotes => {
                body.push_str("<ErrorResponse><Error>");
                for name in ["Code", "Message"] {
                    write!(body, "<{name}>{key} {token} ").unwrap();
                    form.split('&').for_each(|pair| body.extend([pair, " "]));
                    write!(body, "</{name}>").unwrap();
                }
                write!(body, "</Error><RequestId>{key} {token}</RequestId></ErrorResponse>").unwrap();
                return 403;
            }
            Self::Issues => "<Expiration>2099-01-01T00:00:00Z</Expiration>",
            Self::Breaks => "<Expiration>soon</Expiration>",
        };
        write!(
            body,
            "<{operation}Response><{operation}Result><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>\
             <SecretAccessKey>SENTINELissuedKey</SecretAccessKey>\
             <SessionToken>SENTINELissued&amp;Token</SessionToken>{expiration}</Credentials>\
             <WebIdentityToken>SENTINELissued&#84;oken</WebIdentityToken>{expiration}</{operation}Result>\
             </{operation}Response>"
        )
        .unwrap();
        200
    }
}

/// A timer that never fires, because no call here waits.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn config(service: Service) -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::temporary(KEY_ID, KEY, TOKEN, None))
        .with_max_attempts(NonZeroU32::MIN)
        .with_transport(service)
        .with_sleep(Never)
}

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("this future waits"),
    }
}

/// Calls every operation, with a secret in every member that can have one.
fn every_operation(service: Service) {
    let client = api::Client::new(config(service)).unchecked();
    let assume = api::AssumeRoleRequest::builder(ROLE, "test").external_id(EXTERNAL_ID);
    let assume = assume.serial_number("GAHT12345678").token_code(CODE).build_unchecked();
    let web = api::AssumeRoleWithWebIdentityRequest::builder(ROLE, "test", WEB_TOKEN).build_unchecked();
    let saml = api::AssumeRoleWithSAMLRequest::builder(ROLE, PROVIDER, ASSERTION).build_unchecked();
    let root = api::AssumeRootRequest::builder("123456789012", api::PolicyDescriptorType::default()).build_unchecked();
    let session = api::GetSessionTokenRequest::builder().serial_number("GAHT12345678").token_code(CODE);
    let delegated = api::GetDelegatedAccessTokenRequest::builder(DELEGATED).build_unchecked();
    let web_token = api::GetWebIdentityTokenRequest::builder(["aud"], "RS256").build_unchecked();
    let results = [
        run(client.send(&assume)).map(drop),
        run(client.send(&web)).map(drop),
        run(client.send(&saml)).map(drop),
        run(client.send(&root)).map(drop),
        run(client.send(&session.build_unchecked())).map(drop),
        run(client.send(&api::GetFederationTokenRequest::builder("Bob").build_unchecked())).map(drop),
        run(client.send(&api::GetScopedCredentialsRequest::builder().duration_seconds(60).build_unchecked())).map(drop),
        run(client.send(&delegated)).map(drop),
        run(client.send(&web_token)).map(drop),
    ];
    for (number, result) in results.into_iter().enumerate() {
        assert_eq!(result.is_ok(), matches!(service, Service::Issues), "call {number}: {result:?}");
        // Writes every text of an error, because that allocates too.
        let _ = result.map_err(|error| format!("{error} {error:?} {:?} {:?}", error.message(), error.attempts()));
    }
}

/// Makes every call of `Sts` that issues credentials.
fn every_call(service: Service) {
    let sts = Sts::builder().config(config(service)).build().unwrap();
    let results = [
        run(sts.new_session().mfa("GAHT12345678", CODE).send()).map(drop),
        run(sts.new_federated_session("Bob").send()).map(drop),
        run(sts.assume_role(ROLE, "test").external_id(EXTERNAL_ID).send()).map(drop),
        run(sts.assume_role_with_web_identity(ROLE, "test", Secret::from(WEB_TOKEN)).send()).map(drop),
    ];
    for (number, result) in results.iter().enumerate() {
        assert_eq!(result.is_ok(), matches!(service, Service::Issues), "call {number}: {result:?}");
    }
    let refreshing = sts.assume_role(ROLE, "test").refreshing();
    assert_eq!(run(refreshing.credentials()).is_ok(), matches!(service, Service::Issues));
}

fn every_token() {
    let sts = Sts::builder().config(config(Service::Issues)).build().unwrap();
    let token = run(sts.eks_token("demo")).unwrap();
    drop((token.to_exec_credential(ExecCredentialVersion::V1), format!("{token:?}"), token));
    let login = run(sts.vault_login("demo", Some("vault.example"))).unwrap();
    drop((login.to_json(), format!("{login:?}"), login));
}

/// Describes the secrets that were left, each with the functions that left it.
fn described(leftovers: &[Leftover]) -> BTreeSet<String> {
    leftovers.iter().map(|leftover| format!("{}, by {}", leftover.secret, leftover.by.join("\n    < "))).collect()
}

#[track_caller]
fn assert_nothing_left(action: impl FnOnce()) {
    let left = described(&leftovers(SECRETS, action));
    assert!(left.is_empty(), "{} places:\n{}", left.len(), left.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn se08_a_secret_in_freed_memory_is_found() {
    let left = leftovers(SECRETS, || drop(KEY.to_owned()));
    assert_eq!(described(&left).len(), 1);
    let grown = leftovers(SECRETS, || {
        let mut text = Secret::from(KEY).expose().clone();
        text.reserve(1000);
        std::mem::forget(text);
    });
    assert_eq!(described(&grown).len(), 1, "a string that grows leaves its old content behind");
    assert!(leftovers(SECRETS, || drop(Secret::from(KEY))).is_empty());
}

#[test]
fn se08_calls_that_succeed_leave_no_secret() {
    assert_nothing_left(|| every_operation(Service::Issues));
    assert_nothing_left(|| every_call(Service::Issues));
}

#[test]
fn se08_calls_that_fail_leave_no_secret() {
    for service in [Service::Quotes, Service::Breaks] {
        assert_nothing_left(|| every_operation(service));
        assert_nothing_left(|| every_call(service));
    }
}

#[test]
fn se08_tokens_leave_no_secret() {
    assert_nothing_left(every_token);
}
