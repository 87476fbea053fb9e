//! Help that uses what only the client knows: what it sent, how it signed, how often it made the same call.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use sts::api::{AssumeRoleRequest, GetWebIdentityTokenRequest, Tag};
use sts::{Credentials, Error, Secret, Sts, Timestamp};
use testkit::canned::{Canned, NOW, now};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

fn refusing(code: &str, message: &str) -> Canned {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
    Canned::new(400, body)
}

fn throttled(sts: &Sts, name: &str) -> Error {
    now(sts.assume_role(DEMO, name).send()).unwrap_err()
}

#[test]
fn help_for_throttling_counts_equal_calls_and_recommends_keeping_sessions() {
    let sts = refusing("Throttling", "Rate exceeded").sts();
    let same = |error: &Error| error.help().unwrap().causes()[0].clone();
    assert!(same(&throttled(&sts, "x1")).starts_with("credentials are requested for each use"));
    throttled(&sts, "x2");
    assert_eq!(same(&throttled(&sts.clone(), "x1")), "this client made the same call 2 times within the last minute");
    let error = throttled(&sts, "x1");
    assert_eq!(same(&error), "this client made the same call 3 times within the last minute");
    let fix = error.help().unwrap().fixes()[0].clone();
    assert!(fix.contains("SessionPool") && fix.contains("RefreshingCredentials"), "{fix}");
    // A client that was built separately counts its own calls.
    let other = refusing("Throttling", "Rate exceeded").sts();
    assert!(!same(&throttled(&other, "x1")).contains("same call"));
}

/// Computes the signed headers and the hash of the canonical request from the request that arrived.
fn canonical_hash(request: &http::Request<bytes::Bytes>) -> (String, String) {
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    let authorization = header("authorization");
    let signed = authorization.split_once("SignedHeaders=").unwrap().1.split_once(',').unwrap().0;
    let headers: String = signed.split(';').map(|name| format!("{name}:{}\n", header(name))).collect();
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let canonical = format!("POST\n/\n\n{headers}\n{signed}\n{}", hex(request.body()));
    (signed.to_owned(), hex(canonical.as_bytes()))
}

#[test]
fn help_for_a_signature_mismatch_shows_what_was_signed_and_no_secret() {
    let message = "The request signature we calculated does not match the signature you provided.";
    let token = "session-token-of-the-caller";
    let credentials =
        Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token, None);
    let canned = refusing("SignatureDoesNotMatch", message);
    let sts = canned.builder().credentials(credentials).build().unwrap();
    let error = now(sts.assume_role(DEMO, "x1").external_id("confidential").send()).unwrap_err();
    let (headers, hash) = canonical_hash(&canned.requests()[0]);
    assert!(headers.contains("x-amz-security-token"), "{headers}");
    assert_eq!((error.signed_headers(), error.canonical_request_hash()), (Some(&*headers), Some(&*hash)));
    let help = error.help().unwrap().to_string();
    assert!(
        help.contains(&format!("the signed headers were {headers}; the SHA-256 of the canonical request is {hash}"))
    );
    let authorization = canned.requests()[0].headers()["authorization"].to_str().unwrap().to_owned();
    let signature = authorization.split_once("Signature=").unwrap().1.to_owned();
    for secret in [token, "wJalrXUtnFEMI", "confidential", &signature] {
        assert!(!help.contains(secret) && !format!("{error:?}").contains(secret), "{secret} in {help}");
    }
    // Nothing is hashed for errors that are not about the signature.
    let error = throttled(&refusing("AccessDenied", "no").sts(), "x1");
    assert!(error.canonical_request_hash().is_none() && error.signed_headers().is_some());
}

fn jwt(claims: &serde_json::Value) -> String {
    format!(
        "{}.{}.SIGNATURE",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"KEYID"}"#),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}

#[test]
fn help_for_a_refused_web_identity_token_shows_only_its_audience_and_issuer() {
    let claims = serde_json::json!({
        "iss": "https://idp.example.com/\u{1b}[31m", "aud": ["sts.amazonaws.com", "other"], "sub": "SUBJECT", "jti": "ID"
    });
    let token = jwt(&claims);
    let codes = [
        ("InvalidIdentityToken", "Incorrect token audience"),
        ("InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://idp.example.com"),
        ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
    ];
    for (code, message) in codes {
        let sts = refusing(code, message).sts();
        let error = now(sts.assume_role_with_web_identity(DEMO, "x1", Secret::from(&*token)).send()).unwrap_err();
        let help = error.help().unwrap();
        assert_eq!(
            help.causes()[0],
            r#"the token that was sent has `aud` "sts.amazonaws.com", "other" and `iss` "https://idp.example.com/\u{1b}[31m""#,
            "{message}"
        );
        let shown = format!("{help} {error} {error:?}");
        for rest in ["SUBJECT", "SIGNATURE", "KEYID", "\"ID\"", &*token] {
            assert!(!shown.contains(rest), "{rest} in {shown}");
        }
    }
    // A token that is not a JWT is not shown at all.
    let sts = refusing("InvalidIdentityToken", "no").sts();
    let error = now(sts.assume_role_with_web_identity(DEMO, "x1", Secret::from("opaque-token")).send()).unwrap_err();
    assert!(!error.help().unwrap().to_string().contains("the token that was sent"));
}

#[test]
fn help_for_a_token_that_would_outlive_the_session_states_both_times() {
    let refused = |expires_at: Option<Timestamp>, seconds: Option<i32>| {
        let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "token", expires_at);
        let canned = refusing("SessionDurationEscalationException", "no");
        let sts = canned.builder().credentials(credentials).build().unwrap();
        let request = GetWebIdentityTokenRequest::builder(["https://example.com"], "RS256");
        let request = match seconds {
            Some(seconds) => request.duration_seconds(seconds).build().unwrap(),
            None => request.build().unwrap(),
        };
        now(sts.client().get_web_identity_token(&request)).unwrap_err().help().unwrap().causes()[0].clone()
    };
    let end = Timestamp::from_secs(NOW + 240);
    let session = "the caller's session ends in 240 s, at 2027-01-15T08:04:00Z";
    assert_eq!(refused(Some(end), Some(900)), format!("900 s were requested, and {session}"));
    assert_eq!(refused(Some(end), None), format!("300 s were requested, and {session}"));
    assert!(refused(None, Some(900)).starts_with("the caller's session ends before"));
}

#[test]
fn help_for_a_too_large_web_identity_token_lists_the_sizes_of_its_claims() {
    let request = GetWebIdentityTokenRequest::builder(["https://example.com"], "RS256");
    let request = request.tags([Tag::new("team", "red @ blue"), Tag::new("cost", "1")]).build().unwrap();
    let sts = refusing("JWTPayloadSizeExceededException", "no").sts();
    let help = now(sts.client().get_web_identity_token(&request)).unwrap_err().help().unwrap();
    assert_eq!(help.causes()[0], r#"what was sent, in characters: Audience[0]: 19, tag "team": 14, tag "cost": 5"#);
}

#[test]
fn help_for_duplicate_tag_keys_names_both() {
    let request = AssumeRoleRequest::builder(DEMO, "x1");
    let request = request.tags([Tag::new("team", "1"), Tag::new("cost", "2"), Tag::new("TEAM", "3")]);
    let message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    let sts = refusing("InvalidParameterValue", message).sts();
    let error = now(sts.client().unchecked().assume_role(&request.build_unchecked())).unwrap_err();
    assert_eq!(error.help().unwrap().causes()[0], r#"these keys are the same: "team" and "TEAM""#);
}

#[test]
fn help_for_a_call_of_the_generated_client_knows_what_was_sent() {
    let sts = refusing("AccessDenied", "no").sts();
    let request = AssumeRoleRequest::builder(DEMO, "x1").external_id("confidential").duration_seconds(900);
    let direct = now(sts.client().assume_role(&request.build().unwrap())).unwrap_err();
    let session = sts.assume_role(DEMO, "x1").external_id("confidential").duration(Duration::from_secs(900));
    let help = now(session.send()).unwrap_err().help();
    assert_eq!(direct.help(), help);
    assert!(!help.unwrap().to_string().contains("confidential"));
    assert_eq!(direct.signed_at(), Some(Timestamp::from_secs(NOW)));
}
