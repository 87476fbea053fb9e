use http::{HeaderName, HeaderValue, Method, Request};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::server::{Authorization, Expected, Parameters, Refusal};
use crate::sign::tests::{SERVICE, credentials, scope};
use crate::sign::{Hash, Presign, SigningKeys, sign};
use crate::testing::{FakeTime, KEY_ID, SECRET};
use crate::value::timestamp::Timestamp;

const NOW: i64 = FakeTime::START;

/// Verifies a request as a server does: looks up the access key, then checks the signature.
fn verify(request: &Request<Vec<u8>>, now: i64) -> Result<(), Refusal> {
    let (parts, body) = request.clone().into_parts();
    let authorization = Authorization::read(&parts)?;
    if authorization.access_key_id() != KEY_ID {
        return Err(Refusal::new(403, "InvalidClientTokenId", "unknown key"));
    }
    authorization.verify(SECRET, Expected { service: SERVICE, region: None }, Timestamp::from_secs(now), &parts, &body)
}

/// Returns a request with its signature in the URL.
fn presigned(query: &str, token: Option<&str>) -> Request<Vec<u8>> {
    let headers = [("host", "h.example"), ("x-k8s-aws-id", "cluster")];
    let presign = Presign { path: "/", query, headers: &headers, expires: 60 };
    let query = presign.sign(&credentials(token), scope(NOW));
    let builder = Request::get(format!("/?{}", &*query)).header("host", "h.example").header("x-k8s-aws-id", "cluster");
    builder.body(Vec::new()).unwrap()
}

/// Returns the request with a part of its URL replaced.
fn edited(request: &Request<Vec<u8>>, from: &str, to: &str) -> Request<Vec<u8>> {
    let uri = request.uri().to_string();
    assert!(uri.contains(from), "{uri}");
    let mut changed = request.clone();
    *changed.uri_mut() = uri.replace(from, to).parse().unwrap();
    changed
}

#[test]
fn a_url_is_accepted_for_15_minutes_whatever_its_lifetime_is() {
    let request = presigned("Action=Greet", None);
    for now in [NOW, NOW + 61, NOW + 15 * 60, NOW - 15 * 60] {
        assert_eq!(verify(&request, now), Ok(()));
    }
    for (now, message) in [(NOW + 15 * 60 + 1, "Signature expired"), (NOW - 15 * 60 - 1, "not yet current")] {
        let refusal = verify(&request, now).unwrap_err();
        assert!(refusal.message.contains(message), "{refusal}");
    }
}

#[test]
fn a_url_without_one_of_its_parameters_is_incomplete() {
    let request = presigned("Action=Greet", None);
    for name in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders"] {
        let refusal = verify(&edited(&request, &format!("{name}="), "Other="), NOW).unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "IncompleteSignature"));
        assert!(refusal.message.contains(name), "{refusal}");
    }
    for (from, to) in [("AWS4-HMAC", "AWS3-HMAC"), ("X-Amz-Date=2015", "X-Amz-Date=x")] {
        assert_eq!(verify(&edited(&request, from, to), NOW).unwrap_err().code, "IncompleteSignature");
    }
}

/// Flips a bit of an ASCII text. Returns `None` if the result is not ASCII.
fn flipped(text: &str, index: Index, bit: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let position = index.index(bytes.len());
    bytes[position] ^= 1 << bit;
    String::from_utf8(bytes).ok().filter(|changed| changed.is_ascii())
}

/// Flips a bit in the method, URL, body or headers. Returns `None` if the result is not a valid or not a different request.
fn damaged(request: &Request<Vec<u8>>, part: usize, index: Index, bit: u8) -> Option<Request<Vec<u8>>> {
    let mut changed = request.clone();
    match part {
        0 => {
            *changed.method_mut() =
                Method::from_bytes(flipped(request.method().as_str(), index, bit)?.as_bytes()).ok()?
        }
        1 => *changed.uri_mut() = flipped(&request.uri().to_string(), index, bit)?.parse().ok()?,
        2 if !request.body().is_empty() => {
            let position = index.index(request.body().len());
            changed.body_mut()[position] ^= 1 << bit;
        }
        2 => changed.body_mut().push(1 << bit),
        _ => {
            let (name, value) = request.headers().iter().nth(index.index(request.headers().len()))?;
            let value = flipped(value.to_str().unwrap(), index, bit)?;
            // White space around a value is not signed.
            let value = HeaderValue::from_str(&value).ok().filter(|value| !value.as_bytes().ends_with(b" "))?;
            changed.headers_mut().insert(HeaderName::clone(name), value);
        }
    }
    // The parser may undo the change: it cuts off a fragment. And the case of hex digits in an escape means nothing.
    let parameters = |request: &Request<Vec<u8>>| {
        let parsed = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes(), 100).ok()?;
        Some(parsed.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>())
    };
    let has_other_uri = changed.uri().path() != request.uri().path() || parameters(&changed) != parameters(request);
    (has_other_uri || changed.method() != request.method() || part > 1).then_some(changed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn sg03_a_presigned_url_is_accepted_and_refused_with_any_bit_flipped(
        text in "[A-Za-z0-9]{1,20}", token in proptest::option::of("[!-~]{1,40}"),
        part in 0usize..4, index: Index, bit in 0u8..7,
    ) {
        let request = presigned(&format!("Action=Greet&Name={text}"), token.as_deref());
        prop_assert_eq!(verify(&request, NOW), Ok(()));
        if let Some(damaged) = damaged(&request, part, index, bit) {
            prop_assert!(verify(&damaged, NOW).is_err(), "{} {}", damaged.method(), damaged.uri());
        }
    }

    #[test]
    fn sg03_a_signed_post_is_accepted_and_refused_with_any_bit_flipped(
        path in "/[a-z]{0,5}", query in "([a-z]=[a-z0-9]{1,5})?", body in proptest::collection::vec(any::<u8>(), 0..40),
        token in proptest::option::of("[!-~]{1,40}"), part in 0usize..4, index: Index, bit in 0u8..7,
    ) {
        let mut request = Request::post(&path).header("host", "h.example").body(body.clone()).unwrap();
        sign(request.headers_mut(), &path, &Hash::of(&body), &credentials(token.as_deref()), scope(NOW), &SigningKeys::default()).unwrap();
        prop_assert_eq!(verify(&request, NOW), Ok(()));
        if let Some(damaged) = damaged(&request, part, index, bit) {
            prop_assert!(verify(&damaged, NOW).is_err(), "{:?}", damaged);
        }
        // Add a query that was not signed.
        if !query.is_empty() {
            *request.uri_mut() = format!("{path}?{query}").parse().unwrap();
            prop_assert!(verify(&request, NOW).is_err());
        }
    }
}
