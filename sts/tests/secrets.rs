//! Secrets appear nowhere: not in the logs of any crate, in errors, in panics or in debug output.
//!
//! A test binary of its own, because it sets the logger and the subscriber of the process.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use sts::api::{self, Client};
use sts::awsquery::Request;
use sts::{Config, Credentials, Secret, Sts};
use sts_local::LocalSts;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata};

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "SENTINELsecret/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "SENTINELtoken0123456789";
const ASSERTION: &str = "SENTINELassertion0123456789";
const WEB_TOKEN: &str = "SENTINELheader.SENTINELclaims.SENTINELsignature";
const EXTERNAL_ID: &str = "SENTINELexternal";
const MFA_CODE: &str = "918273";
const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Sid":"SENTINELpolicy","Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// Everything that any crate reports through `tracing` or `log`, at every level.
static HEARD: Mutex<String> = Mutex::new(String::new());

struct Ear;

impl Visit for Ear {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(HEARD.lock().unwrap(), "{field}={value:?} {value:#?}").unwrap();
    }
}

impl tracing::Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Ear);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Ear);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Ear);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(HEARD.lock().unwrap(), "{}: {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Starts to record everything.
fn listen() {
    static LISTENING: OnceLock<()> = OnceLock::new();
    LISTENING.get_or_init(|| {
        tracing::subscriber::set_global_default(Ear).unwrap();
        log::set_logger(&Ear).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// Returns whether a match is a part of a longer number: the digits of the MFA code can occur in a random delay.
fn is_part_of_a_number(text: &str, at: usize, found: &str) -> bool {
    let is_numeric = |c: char| c.is_ascii_digit() || c == '.';
    found.bytes().all(|byte| byte.is_ascii_digit())
        && (text[..at].ends_with(is_numeric) || text[at + found.len()..].starts_with(is_numeric))
}

#[track_caller]
fn assert_silent(shown: &str, issued: &[String]) {
    let shown = shown.replace("Signature=[redacted]", "");
    for sentinel in ["SENTINEL", MFA_CODE, "Signature="].into_iter().chain(issued.iter().map(String::as_str)) {
        let found = shown.match_indices(sentinel).map(|(at, _)| at);
        if let Some(at) = found.into_iter().find(|at| !is_part_of_a_number(&shown, *at, sentinel)) {
            let context: String = shown[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{sentinel} is shown after: {context}");
        }
    }
}

/// Returns everything that a program could print of a result: an error with all its causes, or the debug output of a
/// response.
fn shown<T: Debug>(result: &Result<T, sts::Error>) -> String {
    let mut text = format!("{result:?} {result:#?}");
    if let Err(error) = result {
        let causes = std::iter::successors(error.source(), |&error| error.source());
        causes.for_each(|cause| write!(text, " {cause} {cause:?}").unwrap());
        write!(text, " {error} {:?} {:?}", error.message(), error.attempts()).unwrap();
    }
    text
}

async fn call<R>(client: &Client, request: &R) -> String
where
    R: Request + Debug,
    R::Output: Debug,
{
    let result = client.unchecked().send(request).await;
    format!("{request:?} {request:#?} {}", shown(&result))
}

/// Calls every operation with a secret wherever one is possible, and returns what could be printed of the results.
async fn every_operation(client: &Client) -> String {
    let role = "arn:aws:iam::123456789012:role/demo";
    let assume = api::AssumeRoleRequest::builder(role, "test").external_id(EXTERNAL_ID);
    let assume = assume.serial_number("GAHT12345678").token_code(MFA_CODE).build().unwrap();
    let web = api::AssumeRoleWithWebIdentityRequest::builder(role, "test", WEB_TOKEN).build_unchecked();
    let provider = "arn:aws:iam::123456789012:saml-provider/demo";
    let saml = api::AssumeRoleWithSAMLRequest::builder(role, provider, ASSERTION).build_unchecked();
    let root = api::AssumeRootRequest::builder("123456789012", api::PolicyDescriptorType::default()).build_unchecked();
    let session = api::GetSessionTokenRequest::builder().serial_number("GAHT12345678").token_code(MFA_CODE);
    [
        call(client, &assume).await,
        call(client, &saml).await,
        call(client, &web).await,
        call(client, &root).await,
        call(client, &api::DecodeAuthorizationMessageRequest::builder("encoded").build_unchecked()).await,
        call(client, &api::GetAccessKeyInfoRequest::builder(KEY_ID).build_unchecked()).await,
        call(client, &api::GetCallerIdentityRequest::default()).await,
        call(client, &api::GetDelegatedAccessTokenRequest::builder(WEB_TOKEN).build_unchecked()).await,
        call(client, &api::GetFederationTokenRequest::builder("Bob").build_unchecked()).await,
        call(client, &api::GetScopedCredentialsRequest::builder().duration_seconds(60).build_unchecked()).await,
        call(client, &session.build_unchecked()).await,
        call(client, &api::GetWebIdentityTokenRequest::builder(["aud"], "RS256").build_unchecked()).await,
    ]
    .concat()
}

/// Returns what could be printed of proofs of identity, and of sending one to a closed port.
async fn every_proof(sts: &Sts) -> String {
    let url = sts.presigned_caller_identity(Duration::from_secs(60)).await;
    let (token, login) = (sts.eks_token("cluster").await, sts.vault_login("role", Some("vault.example")).await);
    let mut text = format!("{url:?} {url:#?} {token:?} {token:#?} {login:?} {login:#?}");
    let (url, token) = (url.unwrap(), token.unwrap());
    let dead = Sts::builder().config(config("http://127.0.0.1:1")).build().unwrap();
    let (_, query) = url.expose().split_once('?').unwrap();
    for query in [query, "X-Amz-Signature=SENTINELa&X-Amz-Security-Token=SENTINELb", "SENTINEL"] {
        let url = format!("http://127.0.0.1:1/?{query}");
        let sent = dead.client().as_runtime().send_presigned::<api::GetCallerIdentityRequest>(&url, &[]).await;
        let error = sent.unwrap_err();
        text += &format!("{error} {error:?} {error:#?} {:?}", error.source());
    }
    let verifier = dead.eks_verifier("cluster").unwrap();
    for token in [token.expose(), "k8s-aws-v1.U0VOVElORUw", "SENTINEL"] {
        let error = verifier.verify(token).await.unwrap_err();
        text += &format!("{verifier:?} {error} {error:?} {error:#?} {:?}", error.source());
    }
    text
}

/// A server whose response to every request is an error that quotes the whole request, headers and body.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut request, mut buffer) = (stream.unwrap(), Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&request).contains("Action=") {
                let length = stream.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..length]);
            }
            let quoted = String::from_utf8_lossy(&request).replace('&', "&amp;");
            let body = format!(
                "<ErrorResponse><Error><Code>{quoted}</Code><Message>{quoted}</Message></Error>\
                 <RequestId>{quoted}</RequestId></ErrorResponse>"
            );
            let head = format!("HTTP/1.1 403 X\r\nContent-Length: {}\r\n", body.len());
            let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
        }
    });
    url
}

fn config(endpoint: &str) -> Config {
    Config::new()
        .with_region("eu-west-1")
        .with_endpoint(endpoint)
        .with_credentials(Credentials::temporary(KEY_ID, SECRET, TOKEN, None))
        .with_max_attempts(NonZeroU32::MIN.saturating_add(1))
        .with_deadline(Duration::from_secs(20))
}

#[tokio::test]
async fn se02_no_crate_logs_a_secret_in_any_outcome() {
    listen();
    let local = LocalSts::builder().user("Alice", KEY_ID, SECRET).role("demo").start().await.unwrap();
    let mut issued = Vec::new();
    let sts = local.sts();
    let session = sts.new_session().await.unwrap();
    let federated = sts.new_federated_session("Bob").policy(POLICY).await.unwrap();
    let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "test").policy(POLICY);
    let role = role.external_id(EXTERNAL_ID).await.unwrap();
    for credentials in [session.credentials(), federated.credentials(), role.credentials()] {
        issued.extend([credentials.secret_access_key().to_owned(), credentials.session_token().unwrap().to_owned()]);
    }
    let mut printed = format!("{sts:?} {session:?} {federated:?} {role:#?}");
    printed += &every_operation(sts.client()).await;
    printed += &every_operation(local.sts_as(session.credentials()).client()).await;
    printed += &every_proof(&local.sts_as(session.credentials())).await;
    // A closed port; a server that never responds; a server that quotes the request.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for endpoint in ["http://127.0.0.1:1", silent.as_str(), echo().as_str()] {
        let client = Client::new(config(endpoint).with_attempt_timeout(Duration::from_millis(100)));
        printed += &every_operation(&client).await;
        printed += &format!("{client:?}");
    }
    assert_silent(&printed, &issued);
    let heard = HEARD.lock().unwrap().clone();
    // The recorder works: it has lines of this crate and of the crates below it.
    for said in ["operation=\"AssumeRoleWithWebIdentity\"", "retrying", "attempts=2", "reqwest"] {
        assert!(heard.contains(said), "{said} was not heard in {} bytes", heard.len());
    }
    assert_silent(&heard, &issued);
}

#[test]
fn se03_no_environment_variable_makes_a_crate_log_a_secret() {
    let this = std::env::current_exe().unwrap();
    let status = Command::new(this)
        .args(["--exact", "se02_no_crate_logs_a_secret_in_any_outcome"])
        .envs([("LOG_SENSITIVE_BODIES", "true"), ("LOG_SIGNABLE_BODY", "true"), ("RUST_LOG", "trace")])
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&status.stdout);
    assert!(status.status.success() && output.contains("1 passed"), "{output}");
}

#[tokio::test]
async fn se04_no_error_shows_a_secret_in_any_message() {
    let local = LocalSts::builder().user("Alice", KEY_ID, SECRET).role("demo").start().await.unwrap();
    let as_other = |secret: &str| local.sts_as(Credentials::new(KEY_ID, secret));
    let mut errors = vec![
        local.sts().new_session().mfa("GAHT12345678", MFA_CODE).await.map(|_| ()),
        as_other("SENTINELwrong").new_session().await.map(|_| ()),
        as_other("SENTINEL\r\n").new_session().await.map(|_| ()),
        local.sts_as(Credentials::temporary(KEY_ID, SECRET, TOKEN, None)).new_session().await.map(|_| ()),
        local.sts_as(Credentials::temporary(KEY_ID, SECRET, "SENTINEL\0", None)).new_session().await.map(|_| ()),
        local.sts().new_session().mfa("GAHT12345678", "SENTINEL").await.map(|_| ()),
        local.sts().new_federated_session("Bob").policy("{\"SENTINEL").await.map(|_| ()),
        local
            .sts()
            .assume_role("arn:aws:iam::123456789012:role/demo", "x")
            .external_id("SENTINEL \n")
            .await
            .map(|_| ()),
    ];
    for endpoint in ["http://127.0.0.1:1/path", "https://user:SENTINEL@sts.example", "https://sts.example?SENTINEL"] {
        let client = Client::new(config(endpoint));
        errors.push(client.get_caller_identity(&api::GetCallerIdentityRequest::default()).await.map(|_| ()));
    }
    assert_silent(&every_proof(&local.sts()).await, &[]);
    // The secret with a trailing line break may still sign correctly, so this one call may succeed.
    assert!(errors.iter().filter(|result| result.is_err()).count() >= errors.len() - 1);
    for result in &errors {
        assert_silent(&shown(result), &[]);
    }
}

#[test]
fn se06_a_panic_with_a_value_that_holds_a_secret_shows_no_secret() {
    let client = Client::new(config(&echo()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let request = api::GetCallerIdentityRequest::default();
    let failed = runtime.block_on(client.send(&request)).map(|_| ());
    let (secret, credentials) = (Secret::from(SECRET), Credentials::new(KEY_ID, SECRET));
    let forced: [Box<dyn FnOnce()>; 3] = [
        Box::new(move || failed.unwrap()),
        Box::new(move || panic!("Err({secret:?})")),
        Box::new(move || panic!("Err({credentials:?})")),
    ];
    for force in forced {
        let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(force)).unwrap_err();
        let message = payload.downcast_ref::<String>().unwrap();
        assert!(message.contains("Err"), "{message}");
        assert_silent(message, &[]);
    }
}

#[test]
fn se09_credentials_are_equal_only_if_all_parts_are() {
    let key = |id: &str, secret: &str| Credentials::new(id, secret);
    let temporary = |token: &str| Credentials::temporary(KEY_ID, SECRET, token, None);
    assert_eq!(key(KEY_ID, SECRET), key(KEY_ID, SECRET));
    assert_eq!(temporary(TOKEN), temporary(TOKEN));
    let others = [key("AKIDEXAMPLE", SECRET), key(KEY_ID, "other"), key(KEY_ID, ""), temporary(TOKEN), temporary("")];
    for other in others {
        assert_ne!(key(KEY_ID, SECRET), other);
    }
    assert_ne!(temporary(TOKEN), temporary("other"));
}

#[test]
fn se18_an_external_id_is_sent_and_never_shown() {
    let request = api::AssumeRoleRequest::builder("arn:aws:iam::123456789012:role/demo", "test");
    let request = request.external_id(EXTERNAL_ID).build().unwrap();
    assert_silent(&format!("{request:?} {request:#?}"), &[]);
    assert_eq!(request.external_id.as_ref().map(|id| id.expose().as_str()), Some(EXTERNAL_ID));
}

#[cfg(feature = "serde")]
#[test]
fn se07_types_with_a_secret_do_not_serialize_by_themselves() {
    /// Compiles only while the type does not implement `Serialize`: otherwise two implementations would apply.
    macro_rules! assert_not_serialize {
        ($($type:ty),+ $(,)?) => {{
            trait Either<A> {
                fn holds() {}
            }
            impl<T> Either<()> for T {}
            struct Has;
            impl<T: serde::Serialize> Either<Has> for T {}
            $(<$type as Either<_>>::holds();)+
        }};
    }
    assert_not_serialize!(
        api::Credentials,
        api::AssumeRoleRequest,
        api::AssumeRoleResponse,
        api::AssumeRoleWithSAMLRequest,
        api::AssumeRoleWithSAMLResponse,
        api::AssumeRoleWithWebIdentityRequest,
        api::AssumeRoleWithWebIdentityResponse,
        api::AssumeRootResponse,
        api::GetDelegatedAccessTokenRequest,
        api::GetDelegatedAccessTokenResponse,
        api::GetFederationTokenResponse,
        api::GetScopedCredentialsResponse,
        api::GetSessionTokenRequest,
        api::GetSessionTokenResponse,
        api::GetWebIdentityTokenResponse,
        api::TrustedIdentityPropagationContext,
        sts::Session,
        sts::FederatedSession,
        sts::AssumedRole,
    );
}
