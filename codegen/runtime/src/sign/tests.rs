use std::sync::LazyLock;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings};
use aws_sigv4::sign::v4;
use http::Request;
use proptest::prelude::*;

use super::*;
use crate::testing::{FakeTime, KEY_ID, SECRET};

pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const SERVICE: &str = "sts";

/// Shared by all requests that are compared with those of AWS's signer, so that cached keys are tested too.
static KEYS: LazyLock<SigningKeys> = LazyLock::new(SigningKeys::default);

pub(crate) fn credentials(token: Option<&str>) -> Credentials {
    Credentials::new(KEY_ID, SECRET, token.map(str::to_owned), None, "test")
}

pub(crate) fn scope(seconds: i64) -> Scope<'static> {
    let time = SigningTime::new(Timestamp::from_secs(seconds)).unwrap();
    Scope { time, region: REGION, service: SERVICE }
}

/// Signs a request with AWS's signer.
pub(crate) fn sign_as_aws(request: &mut Request<Vec<u8>>, credentials: Credentials, scope: Scope<'_>) {
    apply_aws(request, credentials, scope, SigningSettings::default());
}

/// Signs a request with AWS's signer, with the signature in the query.
pub(crate) fn presign_as_aws(
    request: &mut Request<Vec<u8>>,
    credentials: Credentials,
    scope: Scope<'_>,
    expires_in: Duration,
) {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(expires_in);
    apply_aws(request, credentials, scope, settings);
}

fn apply_aws(request: &mut Request<Vec<u8>>, credentials: Credentials, scope: Scope<'_>, settings: SigningSettings) {
    let identity = credentials.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(scope.time.timestamp().into())
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let unsigned = request.clone();
    let headers = unsigned.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let uri = format!("https://h.example{}", unsigned.uri());
    let signable =
        SignableRequest::new(unsigned.method().as_str(), uri, headers, SignableBody::Bytes(unsigned.body())).unwrap();
    let (instructions, _) = aws_sigv4::http_request::sign(signable, &parameters).unwrap().into_parts();
    instructions.apply_to_request_http1x(request);
}

fn post(path: &str, content_type: &str, body: &[u8]) -> Request<Vec<u8>> {
    let builder = Request::post(path).header("host", "h.example").header("content-type", content_type);
    builder.body(body.to_vec()).unwrap()
}

#[test]
fn a_signature_equals_the_one_that_aws_publishes() {
    // "get-vanilla" of AWS's test suite.
    let canonical = Canonical {
        method: "GET",
        path: "/",
        query: "",
        headers: &[("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
        payload_hash: &Hash::of(b""),
    };
    let scope = Scope { region: "us-east-1", service: "service", ..scope(FakeTime::START) };
    let signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    assert_eq!(canonical.signature(SECRET, scope), signature);
    assert_eq!(scope.to_text(), "20150830/us-east-1/service/aws4_request");
}

#[test]
fn credentials_that_are_not_visible_ascii_are_refused() {
    for bad in ["t\u{f6}ken", "\u{1F511}", "a\nb", "a\r\nb", "a\0", "\u{7f}"] {
        let mut headers = HeaderMap::new();
        assert!(
            sign(&mut headers, "/", &Hash::of(b""), &credentials(Some(bad)), scope(0), &SigningKeys::default())
                .is_err(),
            "{bad:?}"
        );
        let with_key = Credentials::new(bad, SECRET, None, None, "test");
        assert!(
            sign(&mut headers, "/", &Hash::of(b""), &with_key, scope(0), &SigningKeys::default()).is_err(),
            "{bad:?}"
        );
    }
}

#[test]
fn secret_headers_are_marked_as_sensitive() {
    let mut headers = HeaderMap::new();
    sign(&mut headers, "/", &Hash::of(b""), &credentials(Some("hush")), scope(0), &SigningKeys::default()).unwrap();
    let sensitive: Vec<&str> =
        headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(name, _)| name.as_str()).collect();
    assert_eq!(sensitive, ["x-amz-security-token", "authorization"]);
}

#[test]
fn signing_times_are_parsed_from_exactly_one_format() {
    for text in ["19700101T000000Z", "20150830T123600Z", "20240229T235959Z", "99991231T235959Z"] {
        let time = SigningTime::parse(text).unwrap();
        assert_eq!(time.as_str(), text);
        assert_eq!(time.date(), &text[..8]);
        assert_eq!(SigningTime::new(time.timestamp()), Some(time));
    }
    let bad = [
        "",
        "20150830",
        "20150830T123600",
        "20150830t123600Z",
        "20150830T123600z",
        "20150230T123600Z",
        "20150830T246000Z",
        "20150830T12360\u{e9}Z",
        "20150830T123600Z ",
        "2015-08-30T12:36:00Z",
        "19691231T235959Z",
        "Sun, 30 Aug 2015 12:36:00 GMT",
    ];
    for text in bad {
        assert_eq!(SigningTime::parse(text), None, "{text:?}");
    }
}

#[test]
fn fractions_of_a_second_are_not_signed() {
    let time = Timestamp::from_secs(FakeTime::START).checked_add(Duration::from_millis(999)).unwrap();
    assert_eq!(SigningTime::new(time).unwrap().as_str(), "20150830T123600Z");
}

proptest! {
    #[test]
    fn signatures_equal_those_of_awss_signer(
        path in "/|/([A-Za-z0-9._~-]{0,2}[a-z!$'()*,;:@=&+](%[0-9A-F]{2})?/){1,3}",
        content_type in "[ -~]{0,20}",
        body: Vec<u8>,
        token in proptest::option::of("[!-~]{1,40}"),
        // Often the same day, so that the cached key is used.
        seconds in prop_oneof![0i64..4_000_000_000, 0i64..100_000],
    ) {
        let credentials = credentials(token.as_deref());
        let mut theirs = post(&path, content_type.trim(), &body);
        let mut ours = theirs.headers().clone();
        sign_as_aws(&mut theirs, credentials.clone(), scope(seconds));
        sign(&mut ours, theirs.uri().path(), &Hash::of(&body), &credentials, scope(seconds), &KEYS).unwrap();
        prop_assert_eq!(&ours, theirs.headers());
    }

    #[test]
    fn parsing_a_signing_time_never_panics(text in "[0-9]{8}T[0-9]{6}Z|\\PC{0,20}") {
        if let Some(time) = SigningTime::parse(&text) {
            prop_assert_eq!(time.as_str(), text);
        }
    }
}
