use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::server::{Authorization, Expected, Refusal};
use crate::sign::tests::{REGION, SERVICE, credentials, presign_as_aws, scope, sign_as_aws};
use crate::sign::{Canonical, Hash, SigningKeys, sign};
use crate::testing::{FakeTime, KEY_ID, SECRET};
use crate::value::timestamp::Timestamp;

const NOW: i64 = FakeTime::START;
const ANYWHERE: Expected<'_> = Expected { service: SERVICE, region: None };

/// Verifies a request as a server does: looks up the access key, then checks the signature.
fn verify(request: &Request<Vec<u8>>, now: i64) -> Result<(), Refusal> {
    let (parts, body) = request.clone().into_parts();
    let authorization = Authorization::read(&parts)?;
    if authorization.access_key_id() != KEY_ID {
        return Err(Refusal::new(403, "InvalidClientTokenId", "unknown key"));
    }
    authorization.verify(SECRET, ANYWHERE, Timestamp::from_secs(now), &parts, &body)
}

/// Returns the parsed `Authorization` header.
fn authorization(request: Request<Vec<u8>>) -> Authorization {
    Authorization::read(&request.into_parts().0).unwrap()
}

fn unsigned(method: &str, uri: &str, body: &[u8]) -> Request<Vec<u8>> {
    let builder = Request::builder().method(method).uri(uri).header("host", "h.example");
    builder.header("content-type", "text/plain; a=b").body(body.to_vec()).unwrap()
}

fn signed_by_aws(method: &str, uri: &str, body: &[u8], token: Option<&str>) -> Request<Vec<u8>> {
    let mut request = unsigned(method, uri, body);
    sign_as_aws(&mut request, credentials(token), scope(NOW));
    request
}

fn signed_at(seconds: i64) -> Request<Vec<u8>> {
    let mut request = unsigned("POST", "/", b"Action=Greet");
    sign(
        request.headers_mut(),
        "/",
        &Hash::of(b"Action=Greet"),
        &credentials(None),
        scope(seconds),
        &SigningKeys::default(),
    )
    .unwrap();
    request
}

fn set(request: &mut Request<Vec<u8>>, name: &'static str, value: &str) {
    request.headers_mut().insert(name, value.parse().unwrap());
}

/// Changes the `Authorization` header.
fn edited(from: &str, to: &str) -> Request<Vec<u8>> {
    let mut request = signed_at(NOW);
    let header = request.headers()[AUTHORIZATION].to_str().unwrap();
    assert!(header.contains(from), "{header}");
    let header = header.replace(from, to);
    set(&mut request, "authorization", &header);
    request
}

fn refusal(request: &Request<Vec<u8>>) -> Refusal {
    let refusal = verify(request, NOW).expect_err("a refusal was expected");
    if let Some(header) = request.headers().get(AUTHORIZATION) {
        let signature = header.to_str().unwrap_or_default().rsplit('=').next().unwrap();
        assert!(signature.len() < 64 || !refusal.message.contains(signature), "{refusal}");
    }
    refusal
}

#[track_caller]
fn refused(request: &Request<Vec<u8>>, code: &str, message: &str) {
    let refusal = refusal(request);
    let status = if code == "IncompleteSignature" { 400 } else { 403 };
    assert_eq!((refusal.status, refusal.code.as_str()), (status, code), "{refusal}");
    assert!(refusal.message.contains(message), "{refusal}");
}

#[test]
fn a_signature_time_more_than_15_minutes_off_is_refused_as_aws_does() {
    for seconds in [NOW - 15 * 60, NOW - 14 * 60 - 59, NOW, NOW + 14 * 60 + 59, NOW + 15 * 60] {
        assert_eq!(verify(&signed_at(seconds), NOW), Ok(()));
    }
    let expired =
        "Signature expired: 20150830T122059Z is now earlier than 20150830T122100Z (20150830T123600Z - 15 min.)";
    let early =
        "Signature not yet current: 20150830T125101Z is still later than 20150830T125100Z (20150830T123600Z + 15 min.)";
    for (seconds, message) in [(NOW - 15 * 60 - 1, expired), (NOW + 15 * 60 + 1, early)] {
        let refusal = verify(&signed_at(seconds), NOW).unwrap_err();
        assert_eq!(refusal, Refusal::new(403, "SignatureDoesNotMatch", message));
    }
}

#[test]
fn a_request_without_a_signature_lacks_an_authentication_token() {
    refused(&unsigned("POST", "/", b""), "MissingAuthenticationToken", "Request is missing Authentication Token");
}

#[test]
fn an_authorization_without_one_of_its_parts_is_incomplete() {
    refused(&edited("AWS4-HMAC-SHA256", "AWS3"), "IncompleteSignature", "AWS4-HMAC-SHA256");
    refused(&edited("AWS4-HMAC-SHA256 Credential", "Basic x"), "IncompleteSignature", "AWS4-HMAC-SHA256");
    for name in ["Credential", "SignedHeaders", "Signature"] {
        refused(&edited(&format!("{name}="), "Other="), "IncompleteSignature", &format!("requires '{name}'"));
        refused(&edited(&format!("{name}="), name), "IncompleteSignature", "missing equal-sign");
    }
    let mut request = signed_at(NOW);
    request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_bytes(b"AWS4-HMAC-SHA256 \xff").unwrap());
    refused(&request, "IncompleteSignature", "not ASCII");
}

#[test]
fn an_authorization_that_is_written_in_another_way_is_incomplete() {
    let incomplete = "IncompleteSignature";
    for algorithm in
        ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256,", "AWS4-HMAC-SHA2561 ", " AWS4-HMAC-SHA256 ", "aws4-hmac-sha256 "]
    {
        refused(&edited("AWS4-HMAC-SHA256 ", algorithm), incomplete, "AWS4-HMAC-SHA256 and a space");
    }
    for (name, next) in [("Credential", "x"), ("SignedHeaders", "host"), ("Signature", "0")] {
        for twice in [format!("{name}={next}, {name}="), format!("{name}={name}=x,{name}=")] {
            refused(&edited(&format!("{name}="), &twice), incomplete, &format!("'{name}' more than once"));
        }
    }
    for bad in [", ,Signature=", ", x, Signature=", ",,Signature="] {
        refused(&edited(", Signature=", bad), incomplete, "missing equal-sign");
    }
    let mut request = signed_at(NOW);
    let header = request.headers()[AUTHORIZATION].clone();
    request.headers_mut().append(AUTHORIZATION, header);
    refused(&request, incomplete, "several Authorization headers");
}

#[test]
fn parts_of_an_authorization_may_be_separated_with_and_without_spaces() {
    for (from, to) in [(", ", ","), (", ", " , "), ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256   ")] {
        assert_eq!(verify(&edited(from, to), NOW), Ok(()), "{to:?}");
    }
}

#[test]
fn a_signature_in_the_header_and_another_one_in_the_query_is_incomplete() {
    let mut request = presigned(None, 60);
    set(&mut request, "authorization", signed_at(NOW).headers()[AUTHORIZATION].to_str().unwrap());
    refused(&request, "IncompleteSignature", "another one in the query");
}

#[test]
fn a_signed_header_that_is_named_twice_is_refused() {
    refused(&edited("host;", "host;host;"), "SignatureDoesNotMatch", "must be sorted and differ");
}

#[test]
fn a_lifetime_that_is_not_a_number_is_incomplete() {
    for bad in ["", "x", "-1", "1.5", "60s", "99999999999999999999"] {
        let mut request = presigned(None, 60);
        let uri = request.uri().to_string().replace("X-Amz-Expires=60", &format!("X-Amz-Expires={bad}"));
        *request.uri_mut() = uri.parse().unwrap();
        refused(&request, "IncompleteSignature", "number of seconds");
    }
}

/// A request that is signed with the headers `host` and `date` at the time of its signature.
fn signed_with_date(date: &str) -> Request<Vec<u8>> {
    let headers = [("date", date), ("host", "h.example")];
    let canonical =
        Canonical { method: "POST", path: "/", query: "", headers: &headers, payload_hash: &Hash::of(b"Action=Greet") };
    let scope = scope(NOW);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={KEY_ID}/{}, SignedHeaders=date;host, Signature={}",
        scope.to_text(),
        canonical.signature(SECRET, scope)
    );
    let builder = Request::post("/").header("host", "h.example").header("date", date);
    builder.header("authorization", authorization).body(b"Action=Greet".to_vec()).unwrap()
}

#[test]
fn a_date_header_counts_where_x_amz_date_is_missing() {
    for date in ["Sun, 30 Aug 2015 12:36:00 GMT", "20150830T123600Z"] {
        assert_eq!(verify(&signed_with_date(date), NOW), Ok(()), "{date}");
    }
    let late = verify(&signed_with_date("Sun, 30 Aug 2015 12:36:00 GMT"), NOW + 15 * 60 + 1).unwrap_err();
    assert!(late.message.starts_with("Signature expired: 20150830T123600Z"), "{late}");
    for bad in ["Sat, 30 Aug 2015 12:36:00 GMT", "30 Aug 2015 12:36:00 GMT", "2015-08-30T12:36:00Z", "1440938160"] {
        refused(&signed_with_date(bad), "IncompleteSignature", "'Date' header");
    }
    let mut request = signed_with_date("20150830T123600Z");
    request.headers_mut().append("date", "20150830T123600Z".parse().unwrap());
    refused(&request, "IncompleteSignature", "'Date' header");
}

#[test]
fn x_amz_date_takes_precedence_over_date() {
    let mut request = signed_at(NOW);
    set(&mut request, "date", "Mon, 31 Aug 2015 12:36:00 GMT");
    assert_eq!(verify(&request, NOW), Ok(()));
    // A malformed one is not replaced by the other.
    let mut request = signed_with_date("20150830T123600Z");
    set(&mut request, "x-amz-date", "yesterday");
    refused(&request, "IncompleteSignature", "X-Amz-Date");
}

#[test]
fn a_query_may_be_sent_in_any_encoding() {
    let signed = "/?Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo%20one";
    let request = signed_by_aws("GET", signed, b"", None);
    for sent in [
        "/?Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/demo+one",
        "/?Action=AssumeRole&RoleArn=arn%3aaws%3aiam%3a%3a123456789012%3arole%2fdemo%20one",
        "/?%41ction=AssumeR%6Fle&RoleArn=arn:aws%3Aiam::123456789012:role%2Fdemo%20one",
    ] {
        let mut request = request.clone();
        *request.uri_mut() = sent.parse().unwrap();
        assert_eq!(verify(&request, NOW), Ok(()), "{sent}");
    }
    for other in ["arn:aws:iam::123456789012:role/demo%2Bone", "arn:aws:iam::123456789012:role%252Fdemo+one"] {
        let mut request = request.clone();
        *request.uri_mut() = format!("/?Action=AssumeRole&RoleArn={other}").parse().unwrap();
        refused(&request, "SignatureDoesNotMatch", "does not match");
    }
}

#[test]
fn the_query_of_a_presigned_url_may_be_sent_in_any_encoding() {
    let mut request = presigned(Some("FwoGZXIvYXdzEA//+="), 60);
    let uri = request.uri().to_string();
    assert!(uri.contains("%2F") && uri.contains("X-Amz-Signature="), "{uri}");
    *request.uri_mut() = uri.replace("%2F", "/").replace("X-Amz-Signature=", "X%2dAmz-Signature=").parse().unwrap();
    assert_eq!(verify(&request, NOW), Ok(()));
}

#[test]
fn a_request_without_a_date_is_incomplete() {
    let mut request = signed_at(NOW);
    request.headers_mut().remove("x-amz-date");
    refused(&request, "IncompleteSignature", "X-Amz-Date");
    for bad in ["yesterday", "20150830T1236Z", "20150830T123600Z, 20150830T123600Z"] {
        set(&mut request, "x-amz-date", bad);
        refused(&request, "IncompleteSignature", "X-Amz-Date");
    }
}

#[test]
fn each_part_of_the_scope_is_checked() {
    let mismatch = "SignatureDoesNotMatch";
    refused(&edited("/20150830/", "/20150829/"), mismatch, "'20150829' != '20150830', from '20150830T123600Z'");
    refused(&edited("/eu-west-1/", "/a b/"), mismatch, "Credential should be scoped to a valid region.");
    refused(&edited("/eu-west-1/", "/us-east-1/"), mismatch, "does not match the signature you provided");
    refused(&edited("/sts/", "/iam/"), mismatch, "Credential should be scoped to correct service: 'sts'.");
    refused(&edited("/aws4_request", "/aws5_request"), mismatch, "terminator: 'aws4_request'");
    refused(
        &edited("/20150830/eu-west-1/sts/aws4_request", "/x"),
        mismatch,
        "Credential should be scoped with exactly 5",
    );
}

#[test]
fn an_access_key_id_may_contain_slashes() {
    let request = edited(KEY_ID, "a/b");
    let authorization = authorization(request);
    assert_eq!((authorization.access_key_id(), authorization.region()), ("a/b", REGION));
}

#[test]
fn headers_that_change_the_meaning_of_a_request_must_be_signed_and_unique() {
    let mismatch = "SignatureDoesNotMatch";
    let mut request = signed_at(NOW);
    set(&mut request, "x-amz-security-token", "stolen");
    refused(&request, mismatch, "'x-amz-security-token' must be a 'SignedHeader'");
    refused(&edited("host;x-amz-date", "x-amz-date"), mismatch, "'host' must be a 'SignedHeader'");
    refused(&edited("content-type;host", "host;content-type"), mismatch, "the names must be sorted");
    refused(&edited("content-type;", "content-md5;content-type;"), mismatch, "'content-md5' is missing");
    let mut request = signed_at(NOW);
    request.headers_mut().append("host", "other.example".parse().unwrap());
    refused(&request, mismatch, "'host' is sent more than once");
    let mut request = signed_at(NOW);
    request.headers_mut().append("x-amz-date", "20150830T123600Z".parse().unwrap());
    refused(&request, mismatch, "'x-amz-date' is sent more than once");
    let mut request = signed_at(NOW);
    request.headers_mut().remove("host");
    refused(&request, mismatch, "'host' is missing");
}

/// Signs a request with one more header, whose value is `signed` in the canonical request, and sends it as `sent`.
fn signed_with_header(name: &'static str, signed: &str, sent: &[&[u8]]) -> Request<Vec<u8>> {
    let mut request = unsigned("POST", "/", b"");
    set(&mut request, "x-amz-date", "20150830T123600Z");
    let headers = [("host", "h.example"), (name, signed), ("x-amz-date", "20150830T123600Z")];
    let canonical = Canonical { method: "POST", path: "/", query: "", headers: &headers, payload_hash: &Hash::of(b"") };
    let signature = canonical.signature(SECRET, scope(NOW));
    let header = format!(
        "AWS4-HMAC-SHA256 Credential={KEY_ID}/20150830/{REGION}/{SERVICE}/aws4_request, SignedHeaders=host;{name};x-amz-date, \
         Signature={signature}"
    );
    set(&mut request, "authorization", &header);
    request.headers_mut().remove(name);
    for value in sent {
        request.headers_mut().append(name, HeaderValue::from_bytes(value).unwrap());
    }
    request
}

#[test]
fn the_values_of_a_signed_header_that_is_sent_several_times_are_joined_with_commas() {
    let accepted: [(&str, &[&[u8]]); 6] = [
        ("text/xml,application/json", &[b"text/xml", b"application/json"]),
        ("text/xml,application/json", &[b"text/xml,application/json"]),
        ("a, b,c", &[b" a,  b ", b"\tc\t"]),
        ("a,,b", &[b"a", b"", b"b"]),
        ("a,a,a", &[b"a", b"a", b"a"]),
        ("", &[b""]),
    ];
    for (signed, sent) in accepted {
        assert_eq!(verify(&signed_with_header("p-test", signed, sent), NOW), Ok(()), "{signed}");
    }
    let refused_values: [(&str, &[&[u8]]); 3] =
        [("a,b", &[b"b", b"a"]), ("a,b", &[b"a"]), ("a,b", &[b"a", b"b", b"c"])];
    for (signed, sent) in refused_values {
        refused(&signed_with_header("p-test", signed, sent), "SignatureDoesNotMatch", "does not match the signature");
    }
    refused(&signed_with_header("p-test", "a", &[]), "SignatureDoesNotMatch", "'p-test' is missing.");
}

#[test]
fn a_signed_header_may_have_text_in_utf_8_and_nothing_else() {
    let umlaut = "Größe";
    assert_eq!(verify(&signed_with_header("p-test", umlaut, &[umlaut.as_bytes()]), NOW), Ok(()));
    let both = signed_with_header("p-test", "a,Größe", &[b"a", umlaut.as_bytes()]);
    assert_eq!(verify(&both, NOW), Ok(()));
    for sent in [&[b"Gr\xf6\xdfe".as_slice()] as &[&[u8]], &[b"a", b"\xff"]] {
        let request = signed_with_header("p-test", "a", sent);
        refused(&request, "SignatureDoesNotMatch", "'p-test' is not text in UTF-8");
    }
}

#[test]
fn proxies_may_add_headers_that_are_not_signed() {
    let mut request = signed_at(NOW);
    set(&mut request, "via", "1.1 proxy");
    assert_eq!(verify(&request, NOW), Ok(()));
}

#[test]
fn a_signature_with_another_secret_is_refused() {
    let request = signed_at(NOW);
    let (parts, body) = request.into_parts();
    let authorization = Authorization::read(&parts).unwrap();
    let refusal = authorization.verify("other", ANYWHERE, Timestamp::from_secs(NOW), &parts, &body).unwrap_err();
    assert!(refusal.message.contains("we calculated does not match"), "{refusal}");
}

#[test]
fn the_order_of_query_parameters_is_irrelevant() {
    for (signed, sent) in [("/?b=2&a=1", "/?a=1&b=2"), ("/?a=1&a-b=2", "/?a-b=2&a=1"), ("/?a&b=", "/?b&a=")] {
        let mut request = signed_by_aws("GET", signed, b"", None);
        assert_eq!(verify(&request, NOW), Ok(()), "{signed}");
        *request.uri_mut() = sent.parse().unwrap();
        assert_eq!(verify(&request, NOW), Ok(()), "{sent}");
    }
}

/// Flips a bit of the request. Returns `None` if the result is not a valid HTTP request.
fn flip(request: &Request<Vec<u8>>, part: usize, position: Index, bit: u8) -> Option<Request<Vec<u8>>> {
    let flip = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let index = position.index(bytes.len());
        bytes[index] ^= 1 << bit;
        bytes
    };
    let mut flipped = request.clone();
    let uri = request.uri().to_string();
    let header = |headers: &mut HeaderMap, name: &'static str| {
        let value = flip(headers[name].as_bytes());
        headers.insert(name, HeaderValue::from_bytes(&value).ok()?);
        Some(())
    };
    match part {
        0 => *flipped.method_mut() = Method::from_bytes(&flip(request.method().as_str().as_bytes())).ok()?,
        1 => *flipped.uri_mut() = Uri::try_from(flip(uri.as_bytes())).ok()?,
        2 => *flipped.body_mut() = flip(request.body()),
        3 => header(flipped.headers_mut(), "host")?,
        4 => header(flipped.headers_mut(), "content-type")?,
        5 => header(flipped.headers_mut(), "x-amz-date")?,
        6 => header(flipped.headers_mut(), "x-amz-security-token")?,
        _ => header(flipped.headers_mut(), "authorization")?,
    }
    Some(flipped)
}

/// Returns a request that AWS's signer presigned for this many seconds.
fn presigned(token: Option<&str>, seconds: u64) -> Request<Vec<u8>> {
    let mut request = Request::get("/?Action=GetCallerIdentity&Version=2011-06-15").body(Vec::new()).unwrap();
    set(&mut request, "host", "h.example");
    set(&mut request, "x-k8s-aws-id", "cluster");
    presign_as_aws(&mut request, credentials(token), scope(NOW), Duration::from_secs(seconds));
    request
}

#[test]
fn a_presigned_url_is_accepted_for_15_minutes() {
    for token in [None, Some("FwoGZXIvYXdzEA//+=")] {
        let request = presigned(token, 60);
        assert_eq!(verify(&request, NOW + 15 * 60), Ok(()));
        assert_eq!(verify(&request, NOW - 15 * 60), Ok(()));
        assert!(verify(&request, NOW + 15 * 60 + 1).unwrap_err().message.starts_with("Signature expired: "));
        assert_eq!(authorization(request).session_token().map(|token| token.expose().as_str()), token);
    }
}

#[test]
fn the_lifetime_of_a_presigned_url_can_be_checked() {
    let check = |now: i64| authorization(presigned(None, 60)).check_expiry(Timestamp::from_secs(now));
    assert_eq!(check(NOW + 60), Ok(()));
    assert_eq!(check(NOW + 61).unwrap_err().code, "SignatureDoesNotMatch");
    assert_eq!(authorization(signed_at(NOW)).check_expiry(Timestamp::from_secs(NOW + 9_999)), Ok(()));
}

#[test]
fn a_modified_presigned_url_is_refused() {
    let changes = [
        ("GetCallerIdentity", "GetSessionToken"),
        ("X-Amz-Expires=60", "X-Amz-Expires=61"),
        ("Version=", "Version2="),
        ("host%3B", ""),
        ("%2Fsts%2F", "%2Fiam%2F"),
    ];
    for (from, to) in changes {
        let mut request = presigned(Some("token"), 60);
        let uri = request.uri().to_string();
        assert!(uri.contains(from), "{uri}");
        *request.uri_mut() = uri.replace(from, to).parse().unwrap();
        refused(&request, "SignatureDoesNotMatch", "");
    }
    let mut request = presigned(None, 60);
    request.headers_mut().remove("x-k8s-aws-id");
    refused(&request, "SignatureDoesNotMatch", "'x-k8s-aws-id' is missing");
    for name in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"] {
        let mut request = presigned(None, 60);
        *request.uri_mut() = request.uri().to_string().replace(name, "X-Other").parse().unwrap();
        refused(&request, "IncompleteSignature", name);
    }
}

#[test]
fn a_request_for_another_region_is_refused() {
    let (parts, body) = signed_at(NOW).into_parts();
    let verify = |region| {
        let expected = Expected { service: SERVICE, region: Some(region) };
        Authorization::read(&parts).unwrap().verify(SECRET, expected, Timestamp::from_secs(NOW), &parts, &body)
    };
    assert_eq!(verify(REGION), Ok(()));
    assert_eq!(verify("us-east-1").unwrap_err().message, "Credential should be scoped to a valid region.");
}

proptest! {
    #[test]
    fn requests_signed_by_awss_signer_are_accepted(
        method in "GET|POST|PUT",
        path in "/([a-z]{1,3}/|[a-z~!*'()]%[0-9A-F]{2}){0,3}",
        query in proptest::collection::vec("[a-zA-Z._~-]{1,3}(=([0-9A-Za-z]{0,2}|%2[0-9]))?", 0..4),
        body: Vec<u8>,
        token in proptest::option::of("[!-~]{1,40}"),
    ) {
        let query = query.join("&");
        let request = signed_by_aws(&method, &format!("{path}?{query}"), &body, token.as_deref());
        prop_assert_eq!(verify(&request, NOW), Ok(()));
    }

    #[test]
    fn requests_signed_by_our_signer_are_accepted(body: Vec<u8>, token in "[ -~]{1,40}", content_type in "[ \t!-~]{0,30}") {
        let mut request = unsigned("POST", "/base%20path/", &body);
        set(&mut request, "content-type", &content_type);
        sign(request.headers_mut(), "/base%20path/", &Hash::of(&body), &credentials(Some(&token)), scope(NOW), &SigningKeys::default()).unwrap();
        prop_assert_eq!(verify(&request, NOW), Ok(()));
    }

    #[test]
    fn a_request_with_any_bit_flipped_is_refused(
        part in 0usize..8,
        position: Index,
        bit in 0u8..8,
        body in proptest::collection::vec(any::<u8>(), 1..40),
    ) {
        let request = signed_by_aws("POST", "/base/?Action=Greet&b=2", &body, Some("FwoGZXIvYXdz"));
        prop_assert_eq!(verify(&request, NOW), Ok(()));
        if let Some(flipped) = flip(&request, part, position, bit) {
            prop_assert!(verify(&flipped, NOW).is_err(), "{:?}", flipped);
        }
    }

    #[test]
    fn no_authorization_header_causes_a_panic(header in "(AWS4-HMAC-SHA256 )?[ -~]{0,60}", date in "[0-9TZ]{0,17}") {
        let mut request = signed_at(NOW);
        set(&mut request, "authorization", &header);
        set(&mut request, "x-amz-date", &date);
        prop_assert!(verify(&request, NOW).is_err());
    }
}
