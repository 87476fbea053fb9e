//! Identity tokens: their content, their lifetime, and what a verifier rejects.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};
use sts::platform::{BoxFuture, Clock, Environment, Sleep};
use sts::token::{ExecCredentialVersion, TokenProblem};
use sts::transport::{Transport, TransportError, TransportErrorKind, TransportLimits};
use sts::{Config, Credentials, ErrorKind, Sts, Timestamp};

const NOW: i64 = 1_440_938_160;
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "AQoDYXdzEPT//////////wEXAMPLE==";

/// A clock that stands still and a transport that counts requests.
#[derive(Clone, Debug)]
struct World {
    wall: Timestamp,
    response: (u16, &'static str),
    sent: Arc<AtomicU32>,
    last: Arc<Mutex<Option<http::Request<Bytes>>>>,
}

impl World {
    fn at(wall: Timestamp) -> Self {
        Self { wall, response: (200, ""), sent: Arc::default(), last: Arc::default() }
    }

    fn new() -> Self {
        Self::at(Timestamp::from_secs(NOW))
    }

    fn sts_in(&self, region: &str, credentials: Credentials) -> Sts {
        let config = Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region(region)
            .with_credentials(credentials)
            .with_transport(self.clone())
            .with_clock(self.clone())
            .with_sleep(self.clone());
        Sts::builder().config(config).build().unwrap()
    }

    fn sts(&self) -> Sts {
        self.sts_in("eu-west-1", Credentials::temporary(KEY, SECRET, TOKEN, None))
    }
}

impl Clock for World {
    fn wall(&self) -> Timestamp {
        self.wall
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

impl Sleep for World {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

impl Transport for World {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        *self.last.lock().unwrap() = Some(request);
        let (status, body) = self.response;
        let result = match status {
            0 => Err(TransportError::from_kind(TransportErrorKind::Connect)),
            status => Ok(http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap()),
        };
        Box::pin(std::future::ready(result))
    }
}

/// Polls a future once. None of the futures here has to wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future is pending"),
    }
}

fn url_in(token: &str) -> String {
    let url = URL_SAFE_NO_PAD.decode(token.strip_prefix("k8s-aws-v1.").unwrap()).unwrap();
    String::from_utf8(url).unwrap()
}

fn token_of(url: &str) -> String {
    format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(url))
}

/// Returns what is wrong with a token. Checks that a token with a problem is not sent.
fn problem(region: &str, token: &str) -> Option<TokenProblem> {
    let world = World { response: (200, IDENTITY), ..World::new() };
    let verifier = world.sts_in(region, Credentials::new(KEY, SECRET)).eks_verifier("prod").unwrap();
    let result = now(verifier.verify(token));
    assert_eq!(world.sent.load(Ordering::SeqCst), u32::from(result.is_ok()));
    result.err().map(|error| error.problem())
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Alice\
                        </Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult>\
                        </GetCallerIdentityResponse>";

#[test]
fn sg05_an_eks_token_passes_all_checks_and_is_valid_for_14_minutes() {
    let world = World::new();
    let token = now(world.sts().eks_token("prod")).unwrap();
    assert_eq!(world.sent.load(Ordering::SeqCst), 0, "it is created without a call");
    assert!(token.expose().len() <= 4096);
    assert_eq!(token.expires_at(), Timestamp::from_secs(NOW + 14 * 60));
    assert_eq!(problem("eu-west-1", token.expose()), None);
    let url = url_in(token.expose());
    for part in ["https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&", "SignedHeaders=host%3Bx-k8s-aws-id&"]
    {
        assert!(url.contains(part), "{url}");
    }
}

#[test]
fn sg05_kubernetes_reads_the_token_as_an_exec_credential() {
    let token = now(World::new().sts().eks_token("prod")).unwrap();
    for (version, api) in [
        (ExecCredentialVersion::V1Beta1, "client.authentication.k8s.io/v1beta1"),
        (ExecCredentialVersion::V1, "client.authentication.k8s.io/v1"),
    ] {
        let credential: Value = serde_json::from_str(token.to_exec_credential(version).expose()).unwrap();
        let expected = json!({
            "kind": "ExecCredential",
            "apiVersion": api,
            "spec": {},
            "status": {"expirationTimestamp": "2015-08-30T12:50:00Z", "token": token.expose()},
        });
        assert_eq!(credential, expected);
    }
}

#[test]
fn sg05_each_check_rejects_a_token_before_anything_is_sent() {
    let good = url_in(now(World::new().sts().eks_token("prod")).unwrap().expose());
    let edit = |from: &str, to: &str| {
        assert!(good.contains(from), "{from} in {good}");
        token_of(&good.replacen(from, to, 1))
    };
    let query = |query: &str| token_of(&format!("https://sts.eu-west-1.amazonaws.com/?{query}"));
    let host = "sts.eu-west-1.amazonaws.com";
    let mut cases = vec![
        (format!("k8s-aws-v1.{}", "a".repeat(4086)), TokenProblem::TooLong),
        ("k8s-aws-v2.aHR0cHM6".to_owned(), TokenProblem::Prefix),
        (String::new(), TokenProblem::Prefix),
        (token_of(&good) + "=", TokenProblem::Base64),
        (token_of(&good) + "+", TokenProblem::Base64),
        ("k8s-aws-v1.a b".to_owned(), TokenProblem::Base64),
        (format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(b"\xff\xfe")), TokenProblem::Url),
        (token_of("not a url"), TokenProblem::Url),
        (token_of("/relative"), TokenProblem::Url),
        (token_of(""), TokenProblem::Url),
        (token_of(&format!("{good}#fragment")), TokenProblem::Url),
        (edit("https://", "http://"), TokenProblem::Scheme),
        (edit("https://sts.eu-west-1.amazonaws.com/", "https://sts.eu-west-1.amazonaws.com/path/"), TokenProblem::Path),
        (edit("/?", "//?"), TokenProblem::Path),
        (query("Action=%zz"), TokenProblem::Query),
        (query("Action=%"), TokenProblem::Query),
        (query("Action=%ff"), TokenProblem::Query),
        (query("Action=Get;CallerIdentity"), TokenProblem::Query),
        (edit("&Version", "&action=GetCallerIdentity&Version"), TokenProblem::ParameterTwice),
        (edit("&Version", "&Action=GetCallerIdentity&Version"), TokenProblem::ParameterTwice),
        (edit("&Version", "&X=y&Version"), TokenProblem::UnknownParameter),
        (edit("&Version", "&RoleArn=x&Version"), TokenProblem::UnknownParameter),
        (edit("Version=2011-06-15", "Version="), TokenProblem::ParameterValue),
        (edit("Version=2011-06-15", "Version"), TokenProblem::ParameterValue),
        (edit("Action=GetCallerIdentity", "Action=AssumeRole"), TokenProblem::Action),
        (edit("Action=GetCallerIdentity&", ""), TokenProblem::Action),
        (edit("host%3Bx-k8s-aws-id", "host"), TokenProblem::ClusterNotSigned),
        (edit("host%3Bx-k8s-aws-id", "host%3Bx-k8s-aws-id2"), TokenProblem::ClusterNotSigned),
        (edit("X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&", ""), TokenProblem::ClusterNotSigned),
        (edit("X-Amz-Expires=60", "X-Amz-Expires=901"), TokenProblem::Expires),
        (edit("X-Amz-Expires=60", "X-Amz-Expires=-1"), TokenProblem::Expires),
        (edit("X-Amz-Expires=60", "X-Amz-Expires=%2B60"), TokenProblem::Expires),
        (edit("X-Amz-Expires=60", "X-Amz-Expires=99999999999"), TokenProblem::Expires),
        (edit("&X-Amz-Expires=60", ""), TokenProblem::Expires),
        (edit("X-Amz-Date=20150830T123600Z&", ""), TokenProblem::DateMissing),
        (edit("X-Amz-Date=20150830T123600Z", "X-Amz-Date=yesterday"), TokenProblem::Date),
        (edit("X-Amz-Date=20150830T123600Z", "X-Amz-Date=20150830T122059Z"), TokenProblem::OutsideValidity),
        (edit("X-Amz-Date=20150830T123600Z", "X-Amz-Date=20150830T125101Z"), TokenProblem::OutsideValidity),
    ];
    let hosts = [
        "evil.example",
        "sts.eu-west-1.amazonaws.com.evil.example",
        "sts.eu-west-1.amazonaws.com:443",
        "user@sts.eu-west-1.amazonaws.com",
        "evil.example@sts.eu-west-1.amazonaws.com",
        "sts.eu-west-1.amazonaws.com.cn",
        "sts.cn-north-1.amazonaws.com.cn",
        "sts.us-gov-west-1.amazonaws.com",
        "sts.mars-north-1.amazonaws.com",
        "sts.aws-global.amazonaws.com",
        "sts..amazonaws.com",
        "s3.eu-west-1.amazonaws.com",
        "amazonaws.com",
        "169.254.169.254",
        "[::1]",
        "localhost",
    ];
    cases.extend(hosts.map(|other| (edit(host, other), TokenProblem::Host)));
    for (token, expected) in cases {
        let encoded = token.strip_prefix("k8s-aws-v1.").unwrap_or_default();
        let url = URL_SAFE_NO_PAD.decode(encoded).unwrap_or_default();
        assert_eq!(problem("eu-west-1", &token), Some(expected), "{}", String::from_utf8_lossy(&url));
    }
}

#[test]
fn sg05_each_partition_has_its_own_hosts() {
    let token = |host: &str| {
        let good = url_in(now(World::new().sts().eks_token("prod")).unwrap().expose());
        token_of(&good.replacen("sts.eu-west-1.amazonaws.com", host, 1))
    };
    let hosts = [
        ("eu-west-1", "sts.us-east-2.amazonaws.com"),
        ("eu-west-1", "sts.amazonaws.com"),
        ("eu-west-1", "sts-fips.us-east-1.amazonaws.com"),
        ("eu-west-1", "sts.eu-west-1.api.aws"),
        ("cn-north-1", "sts.cn-northwest-1.amazonaws.com.cn"),
        ("us-gov-west-1", "sts.us-gov-east-1.amazonaws.com"),
        ("us-gov-west-1", "sts-fips.us-gov-east-1.api.aws"),
        ("eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu"),
    ];
    for (region, host) in hosts {
        assert_eq!(problem(region, &token(host)), None, "{host} in {region}");
    }
    for (region, host) in [("cn-north-1", "sts.amazonaws.com"), ("us-gov-west-1", "sts.us-east-1.amazonaws.com")] {
        assert_eq!(problem(region, &token(host)), Some(TokenProblem::Host), "{host} in {region}");
    }
}

#[test]
fn a_verifier_asks_sts_once_with_its_own_cluster_and_follows_no_redirect() {
    for (response, refused, kind) in [
        ((403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>"), true, "Service"),
        ((302, ""), false, "Service"),
        ((503, ""), false, "Service"),
        ((0, ""), false, "Transport"),
        ((200, "<html/>"), false, "Response"),
        ((200, "{}"), false, "Response"),
    ] {
        let world = World { response, ..World::new() };
        let sts = world.sts();
        let token = now(sts.eks_token("prod")).unwrap();
        let error = now(sts.eks_verifier("prod").unwrap().verify(token.expose())).unwrap_err();
        assert_eq!((error.problem(), error.is_refused()), (TokenProblem::NotConfirmed, refused), "{response:?}");
        assert_eq!(world.sent.load(Ordering::SeqCst), 1);
        let call = error.call().unwrap();
        assert_eq!(format!("{:?}", call.kind()), kind);
        assert_eq!(error.to_string(), format!("token not confirmed by STS: {call}"));
        let request = world.last.lock().unwrap().take().unwrap();
        assert_eq!((request.method().as_str(), &request.headers()["x-k8s-aws-id"]), ("GET", &"prod".parse().unwrap()));
        assert!(!format!("{error:?}{error}{call:?}{call}").contains("X-Amz"), "{error:?}");
    }
}

#[test]
fn a_response_without_a_whole_identity_is_an_error() {
    for body in [
        "<GetCallerIdentityResponse><GetCallerIdentityResult></GetCallerIdentityResult></GetCallerIdentityResponse>",
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn></Arn><UserId>x</UserId><Account>1</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>",
    ] {
        let sts = World { response: (200, body), ..World::new() }.sts();
        let token = now(sts.eks_token("prod")).unwrap();
        let error = now(sts.eks_verifier("prod").unwrap().verify(token.expose())).unwrap_err();
        assert_eq!((error.problem(), error.is_refused()), (TokenProblem::NoIdentity, false));
    }
}

#[test]
fn sg07_a_url_can_be_signed_for_one_second_to_fifteen_minutes() {
    let sts = World::new().sts();
    for (seconds, good) in [(0, false), (1, true), (900, true), (901, false), (604_801, false), (u64::MAX, false)] {
        let result = now(sts.presigned_caller_identity(Duration::from_secs(seconds)));
        assert_eq!(result.is_ok(), good, "{seconds} s");
        match result {
            Ok(url) => {
                assert!(url.expose().contains(&format!("&X-Amz-Expires={seconds}&")));
                assert_eq!(url.expires_at(), Timestamp::from_secs(NOW + seconds.cast_signed()));
            }
            Err(error) => assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::InvalidArgument, 0)),
        }
    }
}

#[test]
fn a_refused_lifetime_is_shown_as_it_is_with_the_documented_limits() {
    let sts = World::new().sts();
    for (lifetime, shown) in [
        (Duration::ZERO, "0 s"),
        (Duration::from_millis(500), "0.5 s"),
        (Duration::from_millis(900_500), "900.5 s"),
        (Duration::from_secs(604_801), "604801 s"),
    ] {
        let error = now(sts.presigned_caller_identity(lifetime)).unwrap_err().to_string();
        let expected = format!("GetCallerIdentity was not sent: `expires` must be 1 to 900 seconds; got {shown}");
        assert_eq!(error, expected);
    }
}

#[test]
fn sg07_a_week_is_the_longest_lifetime_of_a_url_for_any_service() {
    let sts = World::new().sts();
    let runtime = sts.client().as_runtime();
    let request = sts::api::GetCallerIdentityRequest::default();
    for (seconds, good) in [(0, false), (1, true), (604_800, true), (604_801, false)] {
        let result = now(runtime.presign(&request, Duration::from_secs(seconds), &[]));
        assert_eq!(result.is_ok(), good, "{seconds} s");
    }
}

#[test]
fn sg08_a_vault_login_signs_the_server_id_and_has_only_headers_that_vault_accepts() {
    const ACCEPTED: [&str; 8] = [
        "Authorization",
        "Content-Length",
        "Content-Type",
        "Host",
        "X-Amz-Date",
        "X-Amz-Security-Token",
        "X-Vault-AWS-IAM-Server-ID",
        "User-Agent",
    ];
    for server_id in [None, Some("vault.example.com")] {
        let login = now(World::new().sts().vault_login("dev", server_id)).unwrap();
        let body: Value = serde_json::from_str(login.to_json().expose()).unwrap();
        let decoded = |name: &str| String::from_utf8(STANDARD.decode(body[name].as_str().unwrap()).unwrap()).unwrap();
        assert_eq!((body["role"].as_str(), body["iam_http_request_method"].as_str()), (Some("dev"), Some("POST")));
        assert_eq!(decoded("iam_request_url"), "https://sts.eu-west-1.amazonaws.com/");
        assert_eq!(decoded("iam_request_body"), "Action=GetCallerIdentity&Version=2011-06-15");
        let headers: serde_json::Map<String, Value> = serde_json::from_str(&decoded("iam_request_headers")).unwrap();
        for (name, values) in &headers {
            assert!(ACCEPTED.contains(&name.as_str()), "{name}");
            assert_eq!(values.as_array().unwrap().len(), 1, "{name}");
        }
        let authorization = headers["Authorization"][0].as_str().unwrap();
        assert_eq!(authorization.contains("x-vault-aws-iam-server-id"), server_id.is_some());
        assert_eq!(headers.get("X-Vault-AWS-IAM-Server-ID").map(|id| id[0].as_str()), server_id.map(Some));
        assert!(!format!("{login:?}").contains("Signature"), "{login:?}");
    }
    for bad in ["a\r\nb", "a\nb", "vault\u{e9}", "a\0"] {
        assert!(now(World::new().sts().vault_login("dev", Some(bad))).is_err(), "{bad:?}");
    }
}

#[test]
fn sg09_ht15_invalid_cluster_names_are_refused() {
    let sts = World::new().sts();
    for bad in ["", &"a".repeat(101), "a\rb", "a\nb", "a\r\nHost: evil.example", "clüster", "a b"] {
        let error = now(sts.eks_token(bad)).unwrap_err().to_string();
        assert!(error.contains("the cluster name"), "{error}");
        assert!(sts.eks_verifier(bad).is_err());
    }
    assert!(now(sts.eks_token("a".repeat(100))).is_ok());
}

#[test]
fn a_token_for_an_id_is_bound_to_it_as_one_for_a_name_is() {
    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Ann</Arn>\
                    <UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult>\
                    </GetCallerIdentityResponse>";
    let world = World { response: (200, identity), ..World::new() };
    let sts = world.sts();
    let id = "api.mycluster.example.com";
    let token = now(sts.eks_token_for_id(id)).unwrap();
    assert!(now(sts.eks_verifier_for_id(id).unwrap().verify(token.expose())).is_ok());
    let sent = world.last.lock().unwrap().take().unwrap();
    assert_eq!(sent.headers()["x-k8s-aws-id"], id);
    assert!(now(sts.eks_token("prod")).unwrap() == now(sts.eks_token_for_id("prod")).unwrap());
    for bad in ["", "a b", "a\r\nX-Evil: y", "cl\u{fc}ster"] {
        let error = now(sts.eks_token_for_id(bad)).unwrap_err().to_string();
        assert!(error.contains("the cluster id"), "{error}");
        assert!(sts.eks_verifier_for_id(bad).is_err());
    }
}

#[test]
fn a_token_that_clusters_would_refuse_for_its_length_is_not_created() {
    let with_token = |length: usize| {
        let credentials = Credentials::temporary(KEY, SECRET, "t".repeat(length), None);
        now(World::new().sts_in("eu-west-1", credentials).eks_token("prod"))
    };
    assert!(with_token(2000).is_ok());
    let error = with_token(4000).unwrap_err().to_string();
    assert!(error.contains("clusters accept 4096; use credentials with a shorter session token"), "{error}");
}

#[test]
fn sg10_times_that_cannot_be_written_as_a_signing_date_are_errors() {
    for wall in [Timestamp::MIN, Timestamp::from_secs(-1)] {
        let sts = World::at(wall).sts();
        for error in [
            now(sts.eks_token("prod")).map(drop).unwrap_err(),
            now(sts.presigned_caller_identity(Duration::from_secs(60))).map(drop).unwrap_err(),
            now(sts.vault_login("dev", None)).map(drop).unwrap_err(),
            now(sts.new_session().send()).map(drop).unwrap_err(),
        ] {
            assert!(error.to_string().contains("signatures need a time after 1969"), "{error}");
        }
    }
    // The latest timestamp: a token cannot expire after it.
    let token = now(World::at(Timestamp::MAX).sts().eks_token("prod")).unwrap();
    assert_eq!(token.expires_at(), Timestamp::MAX);
    // A clock never shows a leap second, but a token may be dated with one. It is not accepted as a signing date.
    let leap = "2016-12-31T23:59:60Z";
    assert!(Timestamp::parse(leap, awsquery::TimestampFormat::DateTime).is_ok());
    let good = url_in(now(World::new().sts().eks_token("prod")).unwrap().expose());
    let leap = good.replace("X-Amz-Date=20150830T123600Z", "X-Amz-Date=20161231T235960Z");
    assert_eq!(problem("eu-west-1", &token_of(&leap)), Some(TokenProblem::Date));
}

#[test]
fn debug_output_shows_neither_a_signed_url_nor_a_token() {
    let sts = World::new().sts();
    let url = now(sts.presigned_caller_identity(Duration::from_secs(60))).unwrap();
    let token = now(sts.eks_token("prod")).unwrap();
    let credential = token.to_exec_credential(ExecCredentialVersion::V1);
    let login = now(sts.vault_login("dev", Some("vault.example.com"))).unwrap();
    let shown = format!("{url} {url:?} {url:#?} {token:?} {token:#?} {credential:?} {login:?} {login:#?}");
    for secret in ["X-Amz-", "Signature=", "AQoDYXdz", "k8s-aws-v1.a", "aHR0cHM6"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("https://sts.eu-west-1.amazonaws.com/?(redacted)"), "{shown}");
}

proptest! {
    #[test]
    fn any_text_is_rejected_as_a_token_without_a_panic(
        bytes: Vec<u8>, text in "(https://)?(sts.eu-west-1.amazonaws.com)?/?\\??(Action=GetCallerIdentity&)?\\PC{0,60}",
    ) {
        for token in [format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(bytes)), token_of(&text), text] {
            prop_assert!(problem("eu-west-1", &token).is_some());
        }
    }
}

mod embedded {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use sts_local::LocalSts;

    use super::*;

    /// Sends a signed URL without this crate, and returns the whole response.
    fn get(url: &str) -> String {
        let rest = url.strip_prefix("http://").unwrap();
        let (host, target) = rest.split_at(rest.find('/').unwrap());
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    #[test]
    fn the_embedded_sts_identifies_the_signer_of_a_url_and_refuses_a_changed_url() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let local = LocalSts::start().await.unwrap();
            let user = local.sts();
            let role = user.assume_role("arn:aws:iam::123456789012:role/demo", "test").refreshing();
            for (sts, arn) in [
                (user, "arn:aws:iam::123456789012:user/Alice"),
                (role.sts(), "arn:aws:sts::123456789012:assumed-role/demo/test"),
            ] {
                let url = sts.presigned_caller_identity(Duration::from_secs(60)).await.unwrap();
                let url = url.expose().to_owned();
                let changed = url.replace("X-Amz-Expires=60", "X-Amz-Expires=61");
                let (response, refusal) =
                    tokio::task::spawn_blocking(move || (get(&url), get(&changed))).await.unwrap();
                assert!(response.starts_with("HTTP/1.1 200") && response.contains(arn), "{response}");
                assert!(refusal.starts_with("HTTP/1.1 403") && refusal.contains("SignatureDoesNotMatch"), "{refusal}");
            }
        });
    }
}
