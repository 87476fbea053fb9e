//! The control API.

mod api;
mod schema;

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sts::ErrorCode;
use sts::{Credentials, Secret, Sts};
use sts_local::{CallFilter, CallOutcome, LocalSts, Role, ScriptedResponse, User};

use api::Api;

const ACCOUNT: &str = "/v1/accounts/123456789012";
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const INVALID_KEY: Option<ErrorCode> = Some(ErrorCode::InvalidClientTokenId);
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn allow(action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}})
}

fn client(local: &LocalSts, key: &Value) -> Sts {
    local.sts_as(Credentials::new(key["access_key_id"].as_str().unwrap(), key["secret_access_key"].as_str().unwrap()))
}

#[tokio::test]
async fn em27_every_operation_of_the_document_is_served_as_it_says() {
    let api = Api::start().await;
    for path in ["/", "/openapi.json", "/v1/health", "/v1/ready", "/v1/server", "/v1/credentials", "/v1/clock"] {
        api.get(path).await;
    }
    api.put("/v1/clock", json!({"time": "2030-01-01T00:00:00+01:00"})).await;
    api.post("/v1/clock/advance", json!({"seconds": 0.5})).await;
    api.post("/v1/clock/freeze", json!({})).await;
    api.send("POST", "/v1/clock/resume", None).await;

    let user = format!("{ACCOUNT}/users/engineering%2FAnn");
    let role = format!("{ACCOUNT}/roles/service%2Faudit");
    let policy = format!("{ACCOUNT}/policies/Nothing");
    let oidc = format!("{ACCOUNT}/oidc-providers/idp.example.com%2Fpath");
    let saml = format!("{ACCOUNT}/saml-providers/corporate");
    api.put(
        "/v1/accounts/444455556666",
        json!({"id": "444455556666", "user": [{"name": "Eve"}], "role": [{"name": "x"}]}),
    )
    .await;
    api.put(&user, json!({"tags": {"team": "red"}, "policies": [allow("sts:*"), allow("s3:*").to_string()]})).await;
    let key = api.send("POST", &format!("{user}/keys"), None).await.1;
    let key = format!("{user}/keys/{}", key["access_key_id"].as_str().unwrap());
    api.put(&format!("{user}/mfa/phone"), json!({"seed": SEED})).await;
    api.put(&role, json!({"name": "service/audit", "max_session_seconds": 7200})).await;
    api.put(&policy, allow("s3:*")).await;
    let jwks: Value = serde_json::from_str(&api.local.issuer().jwks()).unwrap();
    let context = json!({"subject": "email", "subject_type": "user", "keys": {"department": "Department"}});
    let provider = json!({"url": "https://idp.example.com/path", "audiences": ["x"], "jwks": jwks, "context": context});
    api.put(&oidc, provider).await;
    for path in [&user, &key, &format!("{user}/mfa/phone"), &role, &policy, &oidc] {
        api.get(path).await;
    }
    let lists = ["users", "roles", "policies", "oidc-providers", "saml-providers"];
    for path in lists.map(|list| format!("{ACCOUNT}/{list}")) {
        api.get(&path).await;
    }
    for path in ["/v1/accounts", ACCOUNT, &format!("{user}/keys"), &format!("{user}/mfa")] {
        api.get(path).await;
    }
    let certificate = include_str!("saml/certificate.pem");
    let put_saml =
        api.send("PUT", &saml, Some(json!({"issuer": "https://idp.example.com", "certificate": certificate}))).await;
    let signed_saml = api.send("POST", "/v1/tokens/saml", Some(json!({"subject": "ann", "role": DEMO}))).await;
    if cfg!(feature = "saml") {
        assert_eq!((put_saml.0, signed_saml.0), (201, 200));
        api.get(&saml).await;
        assert_eq!(api.send("DELETE", &saml, None).await.0, 204);
    } else {
        assert_eq!((put_saml.0, signed_saml.0), (501, 501));
    }
    for path in [&key, &format!("{user}/mfa/phone"), &user, &role, &policy, &oidc, "/v1/accounts/444455556666"] {
        assert_eq!(api.send("DELETE", path, None).await.0, 204, "{path}");
        assert_eq!(api.send("DELETE", path, None).await.0, 404, "{path}");
        assert_eq!(api.send("GET", path, None).await.0, 404, "{path}");
    }

    api.post("/v1/script", json!({"responses": [{"kind": "throttle"}, {"kind": "hang", "times": null}]})).await;
    api.get("/v1/script").await;
    assert_eq!(api.send("DELETE", "/v1/script/2", None).await.0, 204);
    assert_eq!(api.send("DELETE", "/v1/script", None).await.0, 204);
    api.local.sts().assume_role(DEMO, "test").await.unwrap();
    for path in ["/v1/calls?limit=1&wait_seconds=0.5", "/v1/calls/1", "/v1/calls/summary"] {
        api.get(path).await;
    }
    api.post("/v1/calls/wait", json!({"filter": {"role": "demo"}, "after": 0, "timeout_seconds": 1})).await;
    assert_eq!(api.send("DELETE", "/v1/calls", None).await.0, 204);
    api.post("/v1/tokens/web-identity", json!({"subject": "x"})).await;
    api.post("/v1/tokens/trade-in", json!({"role": DEMO, "session_name": "x"})).await;
    assert_eq!(api.send("POST", "/v1/reset", None).await.0, 204);
    assert_eq!(api.send("POST", "/v1/shutdown", None).await.0, 202);
    let of_saml = ["putSamlProvider", "getSamlProvider", "deleteSamlProvider", "samlResponse"].map(str::to_owned);
    let unsupported = if cfg!(feature = "saml") { BTreeSet::new() } else { BTreeSet::from(of_saml) };
    assert_eq!(api.missing(), unsupported);
}

#[tokio::test]
async fn em28_without_the_token_nothing_is_returned_and_nothing_is_changed() {
    let api = Api::start().await;
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();
    for path in ["/v1/clock", "/v1/accounts", "/v1/unknown", "/v1/calls"] {
        let refused = api.request("GET", path).send().await.unwrap();
        assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        let error: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
        assert_eq!(error["code"], "unauthorized");
    }
    let token = api.local.control().unwrap().token().expose().clone();
    for wrong in ["", "x", &token[1..], &format!("{token}x"), &token.to_lowercase()] {
        assert_eq!(status(api.request("POST", "/v1/shutdown").bearer_auth(wrong)).await, 401);
    }
    assert_eq!(status(api.request("GET", "/v1/clock").header("authorization", format!("Basic {token}"))).await, 401);
    let twice = api.authorized("GET", "/v1/clock").header("authorization", "Bearer x");
    assert_eq!(status(twice).await, 401);
    assert_eq!(status(api.request("GET", "/v1/clock").header("authorization", format!("bearer {token}"))).await, 200);
    assert_eq!(status(api.authorized("GET", "/v1/unknown")).await, 404);
    let wrong_method = api.authorized("PATCH", "/v1/clock").send().await.unwrap();
    assert_eq!((wrong_method.status().as_u16(), &wrong_method.headers()["allow"]), (405, &"GET, PUT".parse().unwrap()));
    assert!(api.local.sts().new_session().await.is_ok());
}

#[tokio::test]
async fn em28_pages_of_other_origins_and_other_hosts_are_refused_even_with_the_token() {
    let api = Api::of(LocalSts::default_account().allow_host("sts-in-compose")).await;
    let send = async |name: &str, value: &str| {
        let response = api.authorized("POST", "/v1/clock/resume").header(name, value).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let own = api.url("");
    for (name, value) in [("origin", &*own), ("host", "localhost"), ("host", "sts-in-compose:80"), ("host", "[::1]")] {
        assert_eq!(send(name, value).await.0, 200, "{name}: {value}");
    }
    let others = [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1"),
        ("origin", &own.replace("http:", "https:")),
        ("host", "evil.example"),
        ("host", "sts.amazonaws.com"),
        ("host", "127.0.0.1.nip.io"),
    ];
    for (name, value) in others {
        let (status, text) = send(name, value).await;
        assert_eq!(status, 403, "{name}: {value}");
        assert!(text.contains("\"code\":\"forbidden\""), "{text}");
    }
    assert_eq!(api.authorized("OPTIONS", "/v1/clock").send().await.unwrap().status(), 403);
    assert_eq!(api.request("GET", "/").header("origin", "http://evil.example").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn all_violations_of_a_request_are_reported_at_once_and_nothing_changes() {
    let api = Api::start().await;
    let before = api.get("/v1/accounts").await;
    let body = json!({
        "id": "1",
        "user": [
            {"name": "a b", "keys": [{"access_key_id": "x y"}], "mfa": {"phone": "!"}, "tags": {"k": 1}},
            {"policies": [{"Statement": []}, "{", {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3"}}]},
        ],
        "role": [{"name": "r", "trust": allow("sts:AssumeRole"), "max_session_seconds": 1, "color": "red"}],
        "policies": {"P": 3},
        "oidc_provider": [{"url": "https://idp.example.com", "jwks": {"keys": []}, "context": {"subject": "a", "subject_type": "b", "subject_type_claim": "c"}}],
        "web_identity_tokens": "yes",
    });
    let (status, error) = api.send("PUT", "/v1/accounts/444455556666", Some(body)).await;
    assert_eq!(status, 400);
    let paths: Vec<&str> =
        error["violations"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    let expected = [
        "id",
        "web_identity_tokens",
        "user[0].name",
        "user[0].keys[0].secret_access_key",
        "user[0].mfa.phone",
        "user[0].tags.k",
        "user[1].name",
        "user[1].policies[0]",
        "user[1].policies[1]",
        "user[1].policies[2]",
        "role[0].color",
        "role[0].trust",
        "role[0].max_session_seconds",
        "policies.P",
        "oidc_provider[0].jwks",
        "oidc_provider[0].context",
    ];
    assert_eq!(paths.iter().copied().collect::<BTreeSet<_>>(), expected.into_iter().collect(), "{error}");
    assert!(!error["message"].as_str().unwrap().contains('\n'));
    for (path, body, place) in [
        ("/v1/clock", json!({"time": "tomorrow"}), "time"),
        ("/v1/clock", json!({"time": "1969-12-31T23:59:59Z"}), "time"),
        ("/v1/clock", json!([]), ""),
        (&format!("{ACCOUNT}/users/Ann"), json!({"name": "Bob"}), "name"),
        (&format!("{ACCOUNT}/oidc-providers/idp.example.com"), json!({"url": "https://x.example", "jwks": {}}), "jwks"),
    ] {
        let (status, error) = api.send("PUT", path, Some(body)).await;
        assert_eq!((status, error["violations"][0]["path"].as_str()), (400, Some(place)), "{path}: {error}");
    }
    for text in ["{", "{\"seconds\": 1, \"seconds\": 2}", "{\"seconds\": 1e400}", "\u{0}", "{\"seconds\":1} x"] {
        let response = api.authorized("POST", "/v1/clock/advance").body(text).send().await.unwrap();
        assert_eq!(response.status(), 400, "{text}");
    }
    for query in ["after=-1", "limit=0", "limit=1001", "wait_seconds=31", "wait_seconds=NaN", "limit=1&limit=2", "x=1"]
    {
        let (status, error) = api.send("GET", &format!("/v1/calls?{query}"), None).await;
        assert_eq!(status, 400, "{query}: {error}");
    }
    assert_eq!(api.send("POST", "/v1/clock/advance", None).await.0, 400);
    assert_eq!(api.get("/v1/accounts").await, before);
}

#[tokio::test]
async fn changes_of_accounts_apply_to_the_next_call() {
    let api = Api::start().await;
    let local = &api.local;
    let ann = format!("{ACCOUNT}/users/Ann");
    api.put(&ann, json!({})).await;
    let key = api.send("POST", &format!("{ann}/keys"), None).await.1;
    let sts = client(local, &key);
    assert!(sts.assume_role(DEMO, "test").await.unwrap_err().is_access_denied());
    api.put(&ann, json!({"keys": [key], "policies": [allow("sts:AssumeRole")]})).await;
    let session = local.sts_as(sts.assume_role(DEMO, "test").await.unwrap().credentials());
    assert!(session.caller_identity().await.is_ok());

    // Sessions of a role that is gone end, and so do calls with a key that is gone.
    assert_eq!(api.send("DELETE", &format!("{ACCOUNT}/roles/demo"), None).await.0, 204);
    assert_eq!(session.caller_identity().await.unwrap_err().code(), INVALID_KEY);
    assert!(sts.assume_role(DEMO, "test").await.unwrap_err().is_access_denied());
    let own = sts.new_session().await.unwrap().credentials();
    assert_eq!(api.send("DELETE", &ann, None).await.0, 204);
    assert_eq!(sts.caller_identity().await.unwrap_err().code(), INVALID_KEY);
    let own = local.sts_as(own);
    assert_eq!(own.caller_identity().await.unwrap_err().code(), INVALID_KEY);
    let calls = local.calls();
    let explanation = calls.last().unwrap().explanation.as_deref();
    assert_eq!(explanation, Some("arn:aws:iam::123456789012:user/Ann was removed, and its sessions ended"));

    // A role or user that is added again is another one. One that is replaced stays the same.
    let allowed = json!({"keys": [key], "policies": [allow("sts:AssumeRole")]});
    for _ in ["added", "replaced"] {
        api.put(&format!("{ACCOUNT}/roles/demo"), json!({})).await;
        api.put(&ann, allowed.clone()).await;
    }
    for ended in [session, own] {
        assert_eq!(ended.caller_identity().await.unwrap_err().code(), INVALID_KEY);
    }
    let session = local.sts_as(sts.assume_role(DEMO, "test").await.unwrap().credentials());
    api.put(&format!("{ACCOUNT}/roles/demo"), json!({"tags": {"team": "red"}})).await;
    api.put(ACCOUNT, json!({"user": [allowed_named(&allowed)], "role": [{"name": "demo"}]})).await;
    assert!(session.caller_identity().await.is_ok());
}

/// Returns the user Ann for the list of an account.
fn allowed_named(user: &Value) -> Value {
    let mut user = user.clone();
    user["name"] = json!("Ann");
    user
}

#[tokio::test]
async fn a_change_that_would_break_a_rule_between_items_is_refused() {
    let api = Api::start().await;
    api.put(&format!("{ACCOUNT}/users/Ann"), json!({})).await;
    let trust = |user: &str| {
        let principal = json!({"AWS": format!("arn:aws:iam::123456789012:user/{user}")});
        json!({"trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}})
    };
    let deploy = format!("{ACCOUNT}/roles/deploy");
    let (status, error) = api.send("PUT", &deploy, Some(trust("Mallory"))).await;
    assert_eq!(status, 409, "{error}");
    api.put(&deploy, trust("Ann")).await;
    let (status, error) = api.send("DELETE", &format!("{ACCOUNT}/users/Ann"), None).await;
    assert_eq!((status, error["code"].as_str()), (409, Some("conflict")));
    assert!(error["message"].as_str().unwrap().contains("user/Ann"), "{error}");
    let key = json!({"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "x"});
    let (status, error) = api.send("POST", &format!("{ACCOUNT}/users/Ann/keys"), Some(key)).await;
    assert_eq!(status, 409);
    assert!(error["message"].as_str().unwrap().starts_with("duplicate access key ID AKIAIOSFODNN7EXAMPLE"), "{error}");
    assert_eq!(api.send("DELETE", ACCOUNT, None).await.0, 409);
    assert_eq!(api.get(&format!("{ACCOUNT}/users/Ann/keys")).await, json!({"keys": []}));
}

#[tokio::test]
async fn a_denied_call_shows_the_policy_and_the_condition_that_decided() {
    let api = Api::start().await;
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Sid": "Partner",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalTag/a~b.c": "red"}},
    }});
    api.put(&format!("{ACCOUNT}/roles/partner"), json!({"trust": trust})).await;
    let role = "arn:aws:iam::123456789012:role/partner";
    assert!(api.local.sts().assume_role(role, "test").await.unwrap_err().is_access_denied());
    let call = api.get("/v1/calls/1").await;
    assert_eq!((call["outcome"].as_str(), call["code"].as_str()), (Some("denied"), Some("AccessDenied")));
    assert_eq!(call["access_key_id"], "AKIAIOSFODNN7EXAMPLE");
    let decision = &call["decisions"][0];
    assert_eq!(
        (decision["action"].as_str(), decision["outcome"].as_str()),
        (Some("sts:AssumeRole"), Some("not_allowed"))
    );
    assert_eq!(decision["explanation"], call["explanation"]);
    let [trusted, identity] = [0, 1].map(|index| &decision["policies"][index]);
    assert_eq!((trusted["layer"].as_str(), trusted["attached_to"].as_str()), (Some("trust"), Some(role)));
    assert_eq!((&trusted["decisive"], &trusted["document"]), (&json!(true), &trust));
    assert_eq!((identity["layer"].as_str(), identity["outcome"].as_str()), (Some("identity"), Some("allowed")));
    let statement = &trusted["statements"][0];
    assert_eq!((statement["pointer"].as_str(), statement["sid"].as_str()), (Some("/Statement"), Some("Partner")));
    let pointer = statement["elements"][0]["pointer"].as_str().unwrap();
    assert_eq!(pointer, "/Statement/Condition/StringEquals/aws:PrincipalTag~1a~0b.c");
    assert_eq!(trusted["document"].pointer(pointer), Some(&json!("red")));

    // A call that is allowed has its reasons, too.
    api.local.sts().assume_role(DEMO, "test").tag("team", "red").await.unwrap();
    let call = api.get("/v1/calls/2").await;
    assert_eq!((call["outcome"].as_str(), &call["explanation"]), (Some("allowed"), &Value::Null));
    let actions: Vec<&str> =
        call["decisions"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["sts:AssumeRole", "sts:TagSession"]);
    let unknown = "arn:aws:iam::123456789012:role/unknown";
    api.local.sts().assume_role(unknown, "test").await.unwrap_err();
    let call = api.get("/v1/calls/3").await;
    assert_eq!(call["decisions"][0]["explanation"], "the role does not exist");
}

#[tokio::test]
async fn em28_nothing_that_the_api_lists_is_secret() {
    let api = Api::start().await;
    let ann = format!("{ACCOUNT}/users/Ann");
    let key = json!({"access_key_id": "AKIAI44QH8DHBEXAMPLE", "secret_access_key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"});
    api.put(&ann, json!({"keys": [key], "mfa": {"phone": SEED}, "policies": [allow("sts:*")]})).await;
    let device = api.get(&format!("{ann}/mfa/phone")).await;
    let code = device["next_code"].as_str().unwrap().to_owned();
    let role = client(&api.local, &key).assume_role(DEMO, "test");
    let role = role.mfa(device["serial_number"].as_str().unwrap(), code.as_str()).await.unwrap();
    let session = role.credentials();
    api.local.sts_as(session.clone()).caller_identity().await.unwrap();
    let token =
        api.post("/v1/tokens/web-identity", json!({"subject": "x"})).await["token"].as_str().unwrap().to_owned();
    let web = Sts::builder().region("us-east-1").endpoint(api.local.endpoint()).build().unwrap();
    web.assume_role_with_web_identity(DEMO, "test", Secret::new(token.clone())).await.unwrap();
    let mut text = String::new();
    for path in ["/", "/v1/server", "/v1/accounts", "/v1/calls", "/v1/calls/summary", "/v1/script", &ann] {
        text.push_str(&api.get(path).await.to_string());
    }
    let control = api.local.control().unwrap();
    text.push_str(&format!("{control:?} {:?} {:?} {:?}", api.local, api.local.calls(), api.local.accounts().list()));
    let secrets = [
        "je7MtGbClwBF",
        "wJalrXUtnFEMI",
        SEED,
        code.as_str(),
        session.secret_access_key(),
        session.session_token().unwrap(),
        token.as_str(),
        control.token().expose(),
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(api.get(&format!("{ann}/keys/AKIAI44QH8DHBEXAMPLE")).await, key);
}

#[tokio::test]
async fn names_and_tags_that_iam_refuses_are_refused() {
    let api = Api::start().await;
    api.put(&format!("{ACCOUNT}/users/Bob"), json!({"tags": {"team": "ü", "empty": ""}})).await;
    api.put(&format!("{ACCOUNT}/policies/p"), allow("s3:*")).await;
    let tags = |key: &str, value: &str| json!({"tags": {key: value}});
    let many: serde_json::Map<String, Value> = (0..51).map(|index| (index.to_string(), json!("x"))).collect();
    let cases = [
        ("users/bob", json!({}), "in case and path: \"Bob\" and \"bob\""),
        ("users/team%2FBob", json!({}), "in case and path: \"Bob\" and \"team/Bob\""),
        ("roles/Demo", json!({}), "in case and path: \"demo\" and \"Demo\""),
        ("policies/P", allow("s3:*"), "in case and path: \"P\" and \"p\""),
        ("policies/a%20b", allow("s3:*"), "is not the name of a managed policy"),
        ("users/Bob/mfa/a%20b", json!({"seed": SEED}), "is not the name of an MFA device"),
        ("users/Bob/mfa/phone", json!({"seed": ""}), "invalid seed of an MFA device"),
        ("users/Bob", tags("", "x"), "IAM refuses the tag"),
        ("users/Bob", tags("a<b", "x"), "IAM refuses the tag"),
        ("users/Bob", tags("aws:a", "x"), "IAM refuses the tag"),
        ("users/Bob", tags("a", &"x".repeat(257)), "IAM refuses the tag"),
        ("roles/demo", json!({"tags": many}), "more than 50 tags; found 51"),
    ];
    for (path, body, message) in cases {
        let (status, error) = api.send("PUT", &format!("{ACCOUNT}/{path}"), Some(body)).await;
        let found = error["message"].as_str().unwrap_or_default();
        assert!([400, 409].contains(&status) && found.contains(message), "{path}: {error}");
    }
}

#[tokio::test]
async fn scripted_responses_reach_the_calls_that_they_are_for() {
    let api = Api::start().await;
    let added = api
        .post(
            "/v1/script",
            json!({"responses": [
                {"kind": "error", "code": "ExpiredToken", "status": 403, "operation": "AssumeRole", "nth": 2, "date_skew_seconds": -3600},
                {"kind": "custom", "status": 503, "body": "<html>", "headers": {"x-kind": "short"}, "operation": "GetSessionToken"},
            ]}),
        )
        .await;
    assert_eq!(
        (added["responses"][0]["calls_before"].as_u64(), added["responses"][1]["id"].as_u64()),
        (Some(1), Some(2))
    );
    let sts = Sts::from_config(api.local.config().with_max_attempts(NonZeroU32::MIN));
    assert!(sts.assume_role(DEMO, "test").await.is_ok());
    assert_eq!(sts.new_session().await.unwrap_err().status(), Some(503));
    assert_eq!(sts.assume_role(DEMO, "test").await.unwrap_err().code(), Some(ErrorCode::from("ExpiredToken")));
    // The client corrected its clock by the date of the response.
    assert_eq!(sts.new_session().await.unwrap_err().code(), Some(ErrorCode::from("SignatureDoesNotMatch")));
    assert!(api.local.sts().assume_role(DEMO, "test").await.is_ok());
    assert_eq!(api.get("/v1/script").await, json!({"responses": []}));
    let outcomes: Vec<String> = api.local.calls().iter().map(|call| call.outcome.to_string()).collect();
    assert_eq!(outcomes, ["allowed", "scripted", "scripted", "refused", "allowed"]);
    for body in [
        json!({"responses": []}),
        json!({"responses": [{"kind": "error"}]}),
        json!({"responses": [{"kind": "throttle", "code": "X"}]}),
        json!({"responses": [{"kind": "real", "operation": "AssumeRol"}]}),
        json!({"responses": [{"kind": "real", "nth": 0}]}),
        json!({"responses": [{"kind": "real", "headers": {"a b": "c"}}]}),
        json!({"responses": [{"kind": "real", "delay_seconds": -1}]}),
        json!({"responses": [{"kind": "real", "date_skew_seconds": 1.5}]}),
        // A connection that is reset or hangs has no response that could be changed.
        json!({"responses": [{"kind": "reset", "cut_after": 5}]}),
        json!({"responses": [{"kind": "hang", "headers": {}}]}),
        // The length has fields of its own, and only one of them.
        json!({"responses": [{"kind": "real", "headers": {"Content-Length": "5"}}]}),
        json!({"responses": [{"kind": "real", "headers": {"transfer-encoding": "gzip"}}]}),
        json!({"responses": [{"kind": "real", "chunked": true, "content_length": 5}]}),
    ] {
        assert_eq!(api.send("POST", "/v1/script", Some(body.clone())).await.0, 400, "{body}");
    }
    let many = vec![json!({"kind": "real", "operation": "GetAccessKeyInfo"}); 1_000];
    api.post("/v1/script", json!({"responses": many})).await;
    assert_eq!(api.send("POST", "/v1/script", Some(json!({"responses": [{"kind": "real"}]}))).await.0, 409);
}

#[tokio::test]
async fn numbers_of_a_request_are_neither_changed_nor_refused_for_their_form() {
    let api = Api::start().await;
    let body = json!({"subject": "app", "claims": {"n": u64::MAX}, "valid_for_seconds": 900.0});
    let token = api.post("/v1/tokens/web-identity", body).await["token"].as_str().unwrap().to_owned();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["n"], u64::MAX);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
}

#[tokio::test]
async fn a_response_is_listed_in_the_form_in_which_it_can_be_added_again() {
    let api = Api::start().await;
    let responses = json!([
        {"kind": "error", "code": "X", "status": 500, "message": "m", "operation": "AssumeRole", "nth": 7, "times": null},
        {"kind": "custom", "body": "b", "drip": {"bytes": 3, "delay_seconds": 0.25}, "cut_after": 2, "date_skew_seconds": 60},
        {"kind": "reset", "delay_seconds": 1.5},
        {"kind": "hang"},
        {"kind": "real", "content_length": 9},
        {"kind": "custom", "chunked": true},
    ]);
    let first = api.post("/v1/script", json!({"responses": responses})).await;
    let listed = |script: &Value| -> Vec<Value> {
        script["responses"].as_array().unwrap().iter().map(|one| one["response"].clone()).collect()
    };
    let second = api.post("/v1/script", json!({"responses": listed(&first)})).await;
    assert_eq!(listed(&first), listed(&second));
    for (sent, listed) in responses.as_array().unwrap().iter().zip(listed(&first)) {
        for (name, value) in sent.as_object().unwrap() {
            assert_eq!(&listed[name], value, "{name}");
        }
    }
}

#[tokio::test]
async fn a_reader_waits_for_calls_and_learns_what_it_missed() {
    let api = Api::of(LocalSts::default_account().keep_calls(3)).await;
    let local = &api.local;
    let waiting = api.get("/v1/calls?wait_seconds=30");
    let calling = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        local.sts().new_session().await.unwrap();
    };
    let (page, ()) = tokio::join!(waiting, calling);
    assert_eq!((page["calls"][0]["id"].as_u64(), page["next_after"].as_u64()), (Some(1), Some(1)));
    for _ in 0..5 {
        local.sts().new_session().await.unwrap();
    }
    let page = api.get("/v1/calls?after=1&limit=2").await;
    assert_eq!(
        (page["missed"].as_u64(), page["dropped"].as_u64(), page["total"].as_u64()),
        (Some(2), Some(3), Some(6))
    );
    assert_eq!((page["next_after"].as_u64(), page["more"].as_bool()), (Some(5), Some(true)));
    assert_eq!(api.send("GET", "/v1/calls/3", None).await.0, 404);
    let nothing = api.get("/v1/calls?after=6&wait_seconds=0.05").await;
    assert_eq!((nothing["calls"].clone(), nothing["next_after"].as_u64()), (json!([]), Some(6)));
}

#[tokio::test]
async fn waiting_ends_with_a_call_that_matches_or_says_what_the_closest_ones_lack() {
    let api = Api::start().await;
    let local = &api.local;
    let filter = json!({"operation": "AssumeRole", "role": "demo", "parameters": {"RoleSessionName": "nightly"}, "outcome": "allowed",
        "caller": "arn:aws:iam::123456789012:user/Alice", "status": 200});
    let calls = async {
        local.sts().assume_role(DEMO, "daily").await.unwrap();
        local.sts().assume_role(DEMO, "nightly").await.unwrap();
    };
    let (waited, ()) = tokio::join!(api.post("/v1/calls/wait", json!({"filter": filter})), calls);
    assert_eq!((waited["call"]["id"].as_u64(), waited["next_after"].as_u64()), (Some(2), Some(2)));
    let body = json!({"filter": filter, "after": 2, "timeout_seconds": 0.05});
    assert_eq!(api.post("/v1/calls/wait", body).await, json!({"call": null, "next_after": 2, "closest": []}));
    let body = json!({"filter": {"operation": "AssumeRole", "code": "AccessDenied"}, "timeout_seconds": 0});
    let waited = api.post("/v1/calls/wait", body).await;
    assert_eq!(waited["closest"][0]["call"]["id"], 2);
    assert_eq!(waited["closest"][0]["differences"], json!(["error code: expected \"AccessDenied\", found none"]));
    let in_rust = local.wait_for_call(&CallFilter::new().outcome(CallOutcome::Denied), 0, Duration::ZERO).await;
    assert_eq!(in_rust.closest.len(), 2);
}

#[tokio::test]
async fn a_reset_returns_to_the_start_and_ends_all_sessions() {
    let api = Api::start().await;
    let local = &api.local;
    let before = api.get("/v1/accounts").await;
    let session = local.sts_as(local.sts().new_session().await.unwrap().credentials());
    api.put(&format!("{ACCOUNT}/users/Ann"), json!({})).await;
    api.post("/v1/clock/freeze", json!({"time": "2040-01-01T00:00:00Z"})).await;
    local.script_always(ScriptedResponse::status(503));
    assert_eq!(api.send("POST", "/v1/reset", None).await.0, 204);
    assert_eq!(api.get("/v1/accounts").await, before);
    assert_eq!(api.get("/v1/clock").await["offset_seconds"], 0.0);
    assert_eq!(api.get("/v1/calls").await["total"], 0);
    assert_eq!(session.caller_identity().await.unwrap_err().code(), INVALID_KEY);
    local.sts().new_session().await.unwrap();
    assert_eq!(local.calls().last().map(|call| call.id), Some(3));
}

#[tokio::test]
async fn a_shutdown_is_confirmed_and_closes_both_ports() {
    let api = Api::start().await;
    let requested = tokio::time::timeout(Duration::from_secs(10), api.local.stop_requested());
    let (sent, requested) = tokio::join!(api.send("POST", "/v1/shutdown", None), requested);
    assert_eq!((sent.0, requested.is_ok()), (202, true));
    let ports = [api.local.endpoint(), api.url("")].map(|url| url.trim_start_matches("http://").to_owned());
    api.local.stop().await;
    for port in ports {
        assert!(std::net::TcpListener::bind(&port).is_ok(), "{port}");
    }
}

#[tokio::test]
async fn the_test_tokens_of_the_api_are_those_of_the_issuers() {
    let api = Api::start().await;
    let web = Sts::builder().region("us-east-1").endpoint(api.local.endpoint()).build().unwrap();
    let body = json!({"subject": "x", "tags": {"team": "red"}, "transitive_tag_keys": ["team"], "source_identity": "ann", "algorithm": "RS256",
        "claims": {"amr": ["mfa"]}, "valid_for_seconds": 60, "audience": "sts.amazonaws.com"});
    let token = api.post("/v1/tokens/web-identity", body).await["token"].as_str().unwrap().to_owned();
    web.assume_role_with_web_identity(DEMO, "test", Secret::new(token)).await.unwrap();
    for body in [json!({"subject": "x", "valid_for_seconds": 0}), json!({"subject": "x", "without_claims": ["sub"]})] {
        let token = api.post("/v1/tokens/web-identity", body.clone()).await["token"].as_str().unwrap().to_owned();
        assert!(web.assume_role_with_web_identity(DEMO, "test", Secret::new(token)).await.is_err(), "{body}");
    }
    let unknown = json!({"role": "arn:aws:iam::123456789012:role/x", "session_name": "x"});
    assert_eq!(api.send("POST", "/v1/tokens/trade-in", Some(unknown)).await.0, 404);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_kept() {
    let api = Api::start().await;
    let body = format!("{{\"seed\": \"{}\"}}", "A".repeat(1024 * 1024));
    let response = api.authorized("PUT", &format!("{ACCOUNT}/users/Alice/mfa/phone")).body(body).send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert!(response.text().await.unwrap().contains("\"code\":\"payload_too_large\""));
}

/// Connections that ask for the record and never read it, and others that only connect.
#[tokio::test]
async fn dead_readers_do_not_keep_others_from_the_api() {
    use tokio::io::AsyncWriteExt as _;

    let api = Api::start().await;
    for _ in 0..300 {
        api.local.sts().new_session().await.unwrap();
    }
    let control = api.local.control().unwrap();
    let address = control.url().trim_start_matches("http://");
    let mut dead = Vec::new();
    for _ in 0..30 {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let token = control.token().expose();
        let head =
            format!("GET /v1/calls?limit=1000 HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n");
        stream.write_all(head.repeat(20).as_bytes()).await.unwrap();
        dead.push(stream);
        dead.push(tokio::net::TcpStream::connect(address).await.unwrap());
    }
    let page = tokio::time::timeout(Duration::from_secs(10), api.get("/v1/calls?after=299")).await.unwrap();
    assert_eq!(page["calls"][0]["id"], 300);
    assert!(api.local.sts().new_session().await.is_ok());
}

#[tokio::test]
async fn the_rust_api_changes_accounts_as_the_control_api_does() {
    let api = Api::start().await;
    let accounts = api.local.accounts();
    accounts.put_user("123456789012", User::new("Ann").tag("team", "red")).unwrap();
    accounts.put_role("123456789012", Role::new("deploy")).unwrap();
    let key = accounts.create_access_key("123456789012", "Ann").unwrap();
    assert_eq!(key.secret_access_key().len(), 40);
    let shown = api.get(&format!("{ACCOUNT}/users/Ann")).await;
    assert_eq!((shown["keys"].clone(), shown["tags"].clone()), (json!([key.access_key_id()]), json!({"team": "red"})));
    assert_eq!(shown, serde_json::to_value(accounts.user("123456789012", "Ann").unwrap()).unwrap());
    let error = accounts.remove_role("123456789012", "x").unwrap_err();
    assert_eq!(error.to_string(), "arn:aws:iam::123456789012:role/x does not exist");
}

#[tokio::test]
async fn a_key_of_an_account_or_user_that_does_not_exist_is_not_found() {
    let api = Api::start().await;
    for user in
        ["/v1/accounts/production/users/Ann", "/v1/accounts/444455556666/users/Ann", &format!("{ACCOUNT}/users/Eve")]
    {
        let (status, error) = api.send("POST", &format!("{user}/keys"), None).await;
        assert_eq!((status, error["code"].as_str()), (404, Some("not_found")), "{user}: {error}");
    }
}
