//! Tests of signatures: AWS's published suite, results of botocore, and tokens that a verifier checks.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use awsquery::server::{Authorization, Expected};
use awsquery::sign::{Canonical, Hash, Scope, SigningTime};
use bytes::Bytes;
use conformance::cases::cases;
use harness::Case;
use http::{Request, Response};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::token::TokenProblem;
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Credentials, Sts, Timestamp};

/// Cases in which the path has to be normalized. No Query service has paths with dots or empty segments, and an endpoint
/// with one is refused (`url.rs` of `awsquery`).
const SKIPPED: [&str; 6] = [
    "get-relative-normalized",
    "get-relative-relative-normalized",
    "get-slash-dot-slash-normalized",
    "get-slash-normalized",
    "get-slash-pointless-dot-normalized",
    "get-slashes-normalized",
];
/// Cases that are only about the encoding of the path.
const PATHS_ONLY: [&str; 2] = ["double-encode-path", "double-url-encode"];

const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request of the suite, taken apart.
struct Parsed {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Parsed {
    fn new(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let first = lines.next().unwrap();
        let (method, rest) = first.split_once(' ').unwrap();
        let (target, _) = rest.rsplit_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = BTreeMap::<String, String>::new();
        let mut last = String::new();
        for line in lines {
            if let Some((name, value)) = line.split_once(':')
                && !line.starts_with(' ')
            {
                last = name.to_ascii_lowercase();
                let values = headers.entry(last.clone()).or_default();
                values.push_str(if values.is_empty() { "" } else { "," });
                values.push_str(value.trim());
            } else {
                headers.get_mut(&last).unwrap().push_str(line);
            }
        }
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: utf8_percent_encode(query, CONTROLS).to_string(),
            headers,
            body: body.to_owned(),
        }
    }
}

/// Compares the canonical request, the string to sign and the signature with those of the suite.
fn compare(case: &Case, kind: &str, request: &Parsed, query: &str, headers: &BTreeMap<String, String>) {
    let context = case.field("context").unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let region = text(&context["region"]);
    let service = text(&context["service"]);
    let pairs: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    // The suite encodes a path only once, whether the path is given with escapes or without.
    let path = percent_decode_str(&request.path).decode_utf8().unwrap();
    let body = request.body.as_bytes();
    let canonical =
        Canonical { method: &request.method, path: &path, query, headers: &pairs, payload_hash: &Hash::of(body) };
    let scope = Scope { time: time_of(context), region: &region, service: &service };
    let name = case.text("name").unwrap();
    let expected = |what: &str| case.text(&format!("{kind}-{what}")).unwrap().trim_end().to_owned();
    assert_eq!(*canonical.to_text(), expected("canonical-request"), "{name} {kind}");
    assert_eq!(canonical.string_to_sign(scope), expected("string-to-sign"), "{name} {kind}");
    let secret = text(&context["credentials"]["secret_access_key"]);
    assert_eq!(canonical.signature(&secret, scope), expected("signature"), "{name} {kind}");
}

fn time_of(context: &Value) -> SigningTime {
    let text: String = context["timestamp"].as_str().unwrap().replace(['-', ':'], "");
    SigningTime::parse(&text).unwrap()
}

#[test]
fn sg01_signatures_are_those_of_the_published_suite() {
    let mut compared = 0;
    let mut skipped = Vec::new();
    let mut paths = Vec::new();
    for case in cases("sigv4.suite").unwrap() {
        let name = case.text("name").unwrap();
        let request = Parsed::new(case.text("request").unwrap());
        if PATHS_ONLY.contains(&name) {
            let canonical = Canonical {
                method: "POST",
                path: &request.path,
                query: "",
                headers: &[],
                payload_hash: &Hash::of(b""),
            };
            let expected = case.text("header-canonical-request").unwrap().lines().nth(1);
            assert_eq!(canonical.to_text().lines().nth(1), expected, "{name}");
            paths.push(name.to_owned());
            continue;
        }
        if SKIPPED.contains(&name) {
            skipped.push(name.to_owned());
            continue;
        }
        let context = case.field("context").unwrap();
        let omitted = context.get("omit_session_token").and_then(Value::as_bool) == Some(true);
        let token = context["credentials"].get("token").and_then(Value::as_str);
        let token = if omitted { None } else { token };
        let time = time_of(context);

        let mut headers = request.headers.clone();
        headers.insert("x-amz-date".to_owned(), time.as_str().to_owned());
        headers.extend(token.map(|token| ("x-amz-security-token".to_owned(), token.to_owned())));
        if context["sign_body"] == true {
            let expected = case.text("header-canonical-request").unwrap();
            let hash = expected.lines().last().unwrap().to_owned();
            headers.insert("x-amz-content-sha256".to_owned(), hash);
        }
        compare(&case, "header", &request, &request.query, &headers);

        let names: Vec<&str> = request.headers.keys().map(String::as_str).collect();
        let key = context["credentials"]["access_key_id"].as_str().unwrap();
        let scope = Scope { time, region: "us-east-1", service: "service" };
        let expires = context["expiration_in_seconds"].to_string();
        let mut query = request.query.clone();
        let parameters = [
            ("X-Amz-Algorithm", Some("AWS4-HMAC-SHA256".to_owned())),
            ("X-Amz-Credential", Some(format!("{key}/{}", scope.to_text()))),
            ("X-Amz-Date", Some(time.as_str().to_owned())),
            ("X-Amz-Expires", Some(expires)),
            ("X-Amz-Security-Token", token.map(str::to_owned)),
            ("X-Amz-SignedHeaders", Some(names.join(";"))),
        ];
        for (name, value) in parameters {
            if let Some(value) = value {
                query += &format!("&{name}={}", utf8_percent_encode(&value, VALUE));
            }
        }
        compare(&case, "query", &request, &query, &request.headers);
        compared += 1;
    }
    assert_eq!(
        (compared, skipped, paths),
        (32, SKIPPED.map(str::to_owned).to_vec(), PATHS_ONLY.map(str::to_owned).to_vec())
    );
}

/// Returns a client with the time of a case, which sends its requests to a test double.
fn sts(case: &Case, transport: Judge) -> Sts {
    let token = case.field("session_token").unwrap().as_str();
    let key = case.text("access_key").unwrap();
    let secret = case.text("secret_key").unwrap();
    let credentials = match token {
        Some(token) => Credentials::temporary(key, secret, token, None),
        None => Credentials::new(key, secret),
    };
    let config = Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region(case.text("region").unwrap())
        .with_endpoint(case.text("endpoint").unwrap())
        .with_credentials(credentials)
        .with_clock(now_of(case))
        .with_sleep(Never)
        .with_transport(transport);
    Sts::builder().config(config).build().unwrap()
}

fn now_of(case: &Case) -> Timestamp {
    Timestamp::parse(case.text("time").unwrap(), awsquery::TimestampFormat::DateTime).unwrap()
}

#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// An STS that knows one secret, and returns the identity of the signer.
#[derive(Clone, Debug)]
struct Judge {
    secret: String,
    now: Timestamp,
}

impl Judge {
    fn new(case: &Case) -> Self {
        Self { secret: case.text("secret_key").unwrap().to_owned(), now: now_of(case) }
    }
}

impl Transport for Judge {
    fn send(
        &self,
        mut request: Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        assert_eq!(request.method(), "GET");
        let host = request.uri().host().unwrap().parse().unwrap();
        request.headers_mut().insert("host", host);
        let (parts, body) = request.into_parts();
        let authorization = Authorization::read(&parts).unwrap();
        // STS requires a signature for the headers that matter, but not for all headers.
        let response = match authorization.verify(
            &self.secret,
            Expected { service: "sts", region: None },
            self.now,
            &parts,
            &body,
        ) {
            Ok(()) => {
                let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Alice\
                            </Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>\
                            </GetCallerIdentityResult></GetCallerIdentityResponse>";
                Response::new(Bytes::from_static(body.as_bytes()))
            }
            Err(refusal) => {
                let body = format!("<ErrorResponse><Error><Code>{}</Code></Error></ErrorResponse>", refusal.code);
                Response::builder().status(refusal.status).body(body.into()).unwrap()
            }
        };
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// Returns the output of a future that never waits.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[test]
fn sg02_signatures_are_those_of_botocore() {
    let mut kinds = BTreeMap::new();
    for case in cases("sigv4.sts").unwrap() {
        let id = case.id();
        let kind = case.text("kind").unwrap().to_owned();
        let sts = sts(&case, Judge::new(&case));
        match &*kind {
            "eks-token" => {
                let token = now(sts.eks_token(case.text("cluster_id").unwrap())).unwrap();
                assert_eq!(token.expose(), case.text("token").unwrap(), "{id}");
                assert_eq!(token.expires_at().to_string(), case.text("expirationTimestamp_cli").unwrap(), "{id}");
            }
            "presign-get" => {
                let expires = Duration::from_secs(case.field("expires").unwrap().as_u64().unwrap());
                let url = now(sts.presigned_caller_identity(expires)).unwrap();
                assert_eq!(url.expose(), case.text("url").unwrap(), "{id}");
            }
            "vault-iam" => {
                let login = now(sts.vault_login("dev", case.field("server_id").unwrap().as_str())).unwrap();
                assert_eq!(login.headers_json(), case.text("iam_request_headers_json").unwrap(), "{id}");
                let json: Value = serde_json::from_str(login.to_json().expose()).unwrap();
                for name in ["iam_http_request_method", "iam_request_url", "iam_request_body"] {
                    assert_eq!(json[name], *case.text(name).unwrap(), "{id} {name}");
                }
                assert_eq!(json["role"], "dev");
            }
            "post" => compare_post(&case),
            other => panic!("unknown kind of case: {other}"),
        }
        *kinds.entry(kind).or_insert(0) += 1;
    }
    let counts: Vec<(&str, i32)> = kinds.iter().map(|(kind, count)| (&**kind, *count)).collect();
    assert_eq!(counts, [("eks-token", 4), ("post", 3), ("presign-get", 2), ("vault-iam", 2)]);
}

/// Compares the signature of a POST request. Its body is that of botocore, which encodes a space as `+`, unlike this
/// project.
fn compare_post(case: &Case) {
    let id = case.id();
    let endpoint: http::Uri = case.text("endpoint").unwrap().parse().unwrap();
    let time = SigningTime::parse(case.text("x_amz_date").unwrap()).unwrap();
    let host = endpoint.authority().unwrap().as_str();
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("host", host),
        ("x-amz-date", time.as_str()),
    ];
    headers.extend(case.field("session_token").unwrap().as_str().map(|token| ("x-amz-security-token", token)));
    let body = case.text("body").unwrap().as_bytes();
    let canonical =
        Canonical { method: "POST", path: "/", query: "", headers: &headers, payload_hash: &Hash::of(body) };
    let scope = Scope { time, region: case.text("region").unwrap(), service: "sts" };
    assert_eq!(*canonical.to_text(), case.text("canonical_request").unwrap(), "{id}");
    assert_eq!(canonical.string_to_sign(scope), case.text("string_to_sign").unwrap(), "{id}");
    let signature = canonical.signature(case.text("secret_key").unwrap(), scope);
    assert_eq!(signature, case.text("signature").unwrap(), "{id}");
}

/// Returns the first case with a token for a cluster, and the cluster.
fn eks_case() -> (Case, String) {
    let case = cases("sigv4.sts").unwrap().into_iter().find(|case| case.text("kind") == Ok("eks-token")).unwrap();
    let cluster = case.text("cluster_id").unwrap().to_owned();
    (case, cluster)
}

#[test]
fn sg05_a_verifier_identifies_the_signer_of_a_token() {
    for case in cases("sigv4.sts").unwrap().into_iter().filter(|case| case.text("kind") == Ok("eks-token")) {
        let sts = sts(&case, Judge::new(&case));
        let cluster = case.text("cluster_id").unwrap();
        let token = now(sts.eks_token(cluster)).unwrap();
        let verifier = sts.eks_verifier(cluster).unwrap();
        let identity = now(verifier.verify(token.expose())).unwrap();
        assert_eq!(identity.arn, "arn:aws:iam::123456789012:user/Alice");
        assert_eq!((&*identity.account, &*identity.user_id), ("123456789012", "AIDAEXAMPLE"));
        // The token that botocore made.
        assert_eq!(now(verifier.verify(case.text("token").unwrap())).unwrap(), identity);
    }
}

#[test]
fn sts_refuses_a_token_for_another_cluster_and_one_of_another_signer() {
    let (case, cluster) = eks_case();
    let sts_of_case = sts(&case, Judge::new(&case));
    let other_cluster = now(sts_of_case.eks_token("another")).unwrap();
    let verifier = sts_of_case.eks_verifier(&*cluster).unwrap();
    let error = now(verifier.verify(other_cluster.expose())).unwrap_err();
    assert_eq!(error.problem(), TokenProblem::NotConfirmed);
    assert!(error.is_refused());
    assert!(!format!("{error:?} {error}").contains("Signature="), "{error:?}");

    let stranger = Judge { secret: "another".to_owned(), ..Judge::new(&case) };
    let verifier = sts(&case, stranger).eks_verifier(&*cluster).unwrap();
    let token = now(sts_of_case.eks_token(&*cluster)).unwrap();
    assert_eq!(now(verifier.verify(token.expose())).unwrap_err().problem(), TokenProblem::NotConfirmed);
}
