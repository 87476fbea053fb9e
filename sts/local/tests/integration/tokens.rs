//! Web identity tokens: those that the server accepts, and those that it issues.

use std::time::Duration;

use awsquery::Blob;
use sts::api::{
    AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, GetDelegatedAccessTokenRequest,
    GetWebIdentityTokenRequest, Tag,
};
use sts::platform::Clock as _;
use sts::policy::{Condition, Principal, Statement};
use sts::{Error, ErrorCode, Policy, Secret, Timestamp};
use sts_local::{Account, Jwks, LocalClock, LocalSts, OidcProvider, Role, TestIssuer, User};

const NOW: i64 = 1_800_000_000;
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

async fn local() -> LocalSts {
    LocalSts::default_account().clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

async fn assume(local: &LocalSts, token: impl Into<Secret>) -> Result<AssumeRoleWithWebIdentityResponse, Error> {
    let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "app", token).build().unwrap();
    local.sts().client().assume_role_with_web_identity(&request).await
}

#[track_caller]
fn refused(result: Result<AssumeRoleWithWebIdentityResponse, Error>, code: &str, message: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), code, "{error}");
    assert!(error.message().unwrap().contains(message), "{error}");
}

/// Encodes as base64url without padding, like the parts of a token.
fn encoded(text: impl AsRef<[u8]>) -> String {
    let base64 = Blob::from(text.as_ref()).to_base64();
    base64.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

#[tokio::test]
async fn a_token_of_a_trusted_issuer_can_assume_the_role() {
    let local = local().await;
    let token = local.issuer().token("system:serviceaccount:prod:app");
    for token in [token.sign(), token.clone().rs256().sign()] {
        let response = assume(&local, token).await.unwrap();
        assert_eq!(response.subject_from_web_identity_token.as_deref(), Some("system:serviceaccount:prod:app"));
        assert_eq!(response.audience.as_deref(), Some("sts.amazonaws.com"));
        let provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example.com";
        assert_eq!(response.provider.as_deref(), Some(provider));
        assert_eq!(
            response.assumed_role_user.unwrap().arn.as_deref(),
            Some("arn:aws:sts::123456789012:assumed-role/demo/app")
        );
    }
}

#[tokio::test]
async fn em17_an_invalid_token_gets_no_credentials() {
    let local = local().await;
    let other = self::local().await;
    let token = || local.issuer().token("app");
    let good = token().sign();
    let good = good.expose().as_str();
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let with_header = |json: &str| format!("{}.{claims}.{signature}", encoded(json));
    let invalid = "InvalidIdentityToken";
    let not_valid = "The ID Token provided is not a valid JWT.";
    let invalid_signature = "The signature of the token is not valid";

    let mut flipped = signature.to_owned();
    flipped.replace_range(10..11, if &signature[10..11] == "A" { "B" } else { "A" });
    refused(assume(&local, format!("{header}.{claims}.{flipped}")).await, invalid, invalid_signature);
    refused(assume(&local, other.issuer().token("app").sign()).await, invalid, invalid_signature);
    let forged = encoded(format!(
        r#"{{"iss":"{}","sub":"root","aud":"sts.amazonaws.com","exp":{}}}"#,
        local.issuer().url(),
        NOW + 60
    ));
    refused(assume(&local, format!("{header}.{forged}.{signature}")).await, invalid, invalid_signature);
    // Without an algorithm, and with algorithms that would use the public key as a secret.
    for algorithm in ["none", "None", "HS256", "HS512", "PS256", ""] {
        let json = format!(r#"{{"alg":"{algorithm}","kid":"local-es256","typ":"JWT"}}"#);
        refused(assume(&local, with_header(&json)).await, invalid, not_valid);
        refused(assume(&local, format!("{}.{claims}.", encoded(&json))).await, invalid, not_valid);
    }
    refused(assume(&local, with_header(r#"{"alg":"RS256","kid":"local-es256"}"#)).await, invalid, invalid_signature);
    refused(assume(&local, with_header(r#"{"alg":"ES256","kid":"rfc7515-a2"}"#)).await, invalid, invalid_signature);
    let key = "is not a key of the identity provider";
    refused(assume(&local, with_header(r#"{"alg":"ES256","kid":"unknown"}"#)).await, invalid, key);
    refused(assume(&local, with_header(r#"{"alg":"ES256"}"#)).await, invalid, key);
    let critical = r#"{"alg":"ES256","kid":"local-es256","crit":["b64"]}"#;
    refused(assume(&local, with_header(critical)).await, invalid, not_valid);
    for garbage in ["garbage", "aa.b", "a.b.c", "....", &good[..good.len() - 40], &format!("{good}.x")] {
        assert!(assume(&local, garbage).await.is_err(), "{garbage}");
    }

    refused(assume(&local, token().audience("another-service").sign()).await, invalid, "Incorrect token audience");
    refused(assume(&local, token().without_claim("aud").sign()).await, invalid, "Incorrect token audience");
    let issuer = "No OpenIDConnect provider found in your account for https://evil.example";
    refused(assume(&local, token().claim("iss", "https://evil.example").sign()).await, invalid, issuer);
    refused(assume(&local, token().without_claim("iss").sign()).await, invalid, not_valid);
    refused(assume(&local, token().without_claim("sub").sign()).await, invalid, not_valid);
    refused(assume(&local, token().without_claim("exp").sign()).await, invalid, "no claim exp");
    refused(assume(&local, token().claim("exp", "soon").sign()).await, invalid, "not an integer");
    refused(assume(&local, token().claim("nbf", NOW + 301).sign()).await, invalid, "not valid yet");
    refused(assume(&local, token().claim("iat", NOW + 301).sign()).await, invalid, "not valid yet");
    let expired = "Token expired: current date/time 1800000000 must be before the expiration date/time 1800000000";
    let zero = token().valid_for(Duration::ZERO).sign();
    refused(assume(&local, zero).await, "ExpiredTokenException", expired);
    local.clock().advance(Duration::from_secs(3599));
    assert!(assume(&local, good).await.is_ok());
    local.clock().advance(Duration::from_secs(1));
    refused(assume(&local, good).await, "ExpiredTokenException", "Token expired");
}

#[tokio::test]
async fn em19_the_trust_policy_decides_which_subjects_and_tags_are_allowed() {
    let trusted = |keys: [Condition; 2]| {
        let [one, two] = keys;
        let provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example.com";
        let actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"];
        Statement::allow()
            .principal(Principal::new("Federated", [provider]))
            .actions(actions)
            .condition(one)
            .condition(two)
    };
    let role = Role::new("demo").trust(trusted([
        Condition::key("issuer.example.com:sub").like("repo:us/*"),
        Condition::key("aws:RequestTag/team").is("red").if_exists(),
    ]));
    let local = LocalSts::builder().user("Ann", "AKIAI44QH8DHBEXAMPLE", "secret").role(role).start().await.unwrap();
    let token = |subject: &str| local.issuer().token(subject);
    let denied = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    refused(assume(&local, token("repo:them/app").sign()).await, "AccessDenied", denied);
    assert!(assume(&local, token("repo:us/app").sign()).await.is_ok());
    assert!(assume(&local, token("repo:us/app").tag("team", "red").sign()).await.is_ok());
    refused(assume(&local, token("repo:us/app").tag("team", "blue").sign()).await, "AccessDenied", denied);
    let source = token("repo:us/app").source_identity("ann").sign();
    refused(assume(&local, source).await, "AccessDenied", "Not authorized to perform sts:SetSourceIdentity");
    let duplicate = token("repo:us/app").tag("team", "red").tag("Team", "red").sign();
    refused(assume(&local, duplicate).await, "InvalidParameterValue", "Duplicate tag keys found.");
    // The trust in the provider does not extend to users of the account.
    assert!(local.sts().assume_role(DEMO, "test").await.is_err_and(|error| error.is_access_denied()));
}

#[tokio::test]
async fn a_provider_that_aws_knows_by_itself_is_named_with_and_without_its_arn() {
    let keys = local().await;
    let google = "https://accounts.google.com";
    let arn = "arn:aws:iam::123456789012:oidc-provider/accounts.google.com";
    for (allowed, denied, is_ok) in [
        ("accounts.google.com", "www.amazon.com", true),
        (arn, "cognito-identity.amazonaws.com", true),
        (arn, "arn:aws:iam::123456789012:oidc-provider/idp.example.com", true),
        ("www.amazon.com", "graph.facebook.com", false),
        (arn, "accounts.google.com", false),
        ("accounts.google.com", arn, false),
    ] {
        let action = ["sts:AssumeRoleWithWebIdentity"];
        let trust = Policy::new()
            .statement(Statement::allow().principal(Principal::new("Federated", [allowed])).actions(action))
            .statement(Statement::deny().principal(Principal::new("Federated", [denied])).actions(action));
        let jwks = Jwks::from_json(&keys.issuer().jwks()).unwrap();
        let account = Account::new("123456789012")
            .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"))
            .oidc_provider(OidcProvider::new(google, jwks).audience("sts.amazonaws.com"))
            .role(Role::new("demo").trust_policy(trust));
        let clock = LocalClock::at(Timestamp::from_secs(NOW));
        let local = LocalSts::builder().first_account(account).clock(clock).start().await.unwrap();
        let response = assume(&local, keys.issuer().token("1").claim("iss", google).sign()).await;
        assert_eq!(response.is_ok(), is_ok, "{allowed} {denied}");
        if let Ok(response) = response {
            assert_eq!(response.provider.as_deref(), Some("accounts.google.com"));
        }
    }
}

#[tokio::test]
async fn tags_of_a_token_may_be_flat_and_not_reserved() {
    let local = local().await;
    let flat = |key: &str, value: &str| {
        let token = local.issuer().token("app");
        token.claim(format!("https://aws.amazon.com/tags/principal_tags/{key}"), value).sign()
    };
    assert!(assume(&local, flat("team", "red")).await.is_ok());
    for (key, value) in [("aws:x", "v"), ("AWS:x", "v"), ("k", "aWs:v")] {
        refused(assume(&local, flat(key, value)).await, "InvalidIdentityToken", "do not begin with aws:");
    }
}

#[tokio::test]
async fn tokens_of_a_custom_provider_are_verified_with_its_keys() {
    let elsewhere = local().await;
    let keys = Jwks::from_json(&elsewhere.issuer().jwks()).unwrap();
    let provider = OidcProvider::new("https://issuer.example.com", keys).audience("app");
    let account = Account::new("111122223333")
        .role(Role::new("demo").trust(TestIssuer::trust_statement("111122223333")))
        .oidc_provider(provider);
    let local = LocalSts::builder()
        .user("Ann", "AKIAI44QH8DHBEXAMPLE", "secret")
        .clock(elsewhere.clock())
        .account(account)
        .start()
        .await
        .unwrap();
    let arn = "arn:aws:iam::111122223333:role/demo";
    let call = async |token: Secret| {
        let request = AssumeRoleWithWebIdentityRequest::builder(arn, "app", token).build().unwrap();
        local.sts().client().assume_role_with_web_identity(&request).await
    };
    assert!(call(elsewhere.issuer().token("app").audience("app").sign()).await.is_ok());
    refused(call(elsewhere.issuer().token("app").sign()).await, "InvalidIdentityToken", "Incorrect token audience");
    let own = local.issuer().token("app").audience("app").sign();
    refused(call(own).await, "InvalidIdentityToken", "signature");
}

#[tokio::test]
async fn issued_tokens_are_signed_and_name_the_caller() {
    let local = local().await;
    let keys = Jwks::from_json(&local.issuer().jwks()).unwrap();
    for algorithm in ["RS256", "ES384"] {
        let request = GetWebIdentityTokenRequest::builder(["https://api.example.com"], algorithm)
            .tags([Tag::new("team", "red")])
            .duration_seconds(600)
            .build()
            .unwrap();
        let response = local.sts().client().get_web_identity_token(&request).await.unwrap();
        assert_eq!(response.expiration, Some(Timestamp::from_secs(NOW + 600)));
        let token = response.web_identity_token.unwrap();
        // Another server that trusts these keys accepts the token.
        let provider = OidcProvider::new(local.endpoint(), keys.clone()).audience("https://api.example.com");
        let role = Role::new("demo").trust(
            Statement::allow()
                .principal(Principal::new("Federated", [provider_arn(&local)]))
                .actions(["sts:AssumeRoleWithWebIdentity"]),
        );
        let user = User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", "secret");
        let account = Account::new("123456789012").user(user).role(role).oidc_provider(provider);
        let verifier = LocalSts::builder().first_account(account).clock(local.clock()).start().await.unwrap();
        let response = assume(&verifier, token).await.unwrap();
        let subject = response.subject_from_web_identity_token.unwrap();
        assert_eq!(subject, "arn:aws:iam::123456789012:user/Alice");
    }
}

fn provider_arn(local: &LocalSts) -> String {
    format!("arn:aws:iam::123456789012:oidc-provider/{}", local.endpoint().trim_start_matches("http://"))
}

#[tokio::test]
async fn tokens_are_not_issued_where_aws_refuses_them() {
    let local = local().await;
    let request = |audience: &str, algorithm: &str| {
        GetWebIdentityTokenRequest::builder([audience], algorithm).duration_seconds(3600).build().unwrap()
    };
    let session = local.sts().assume_role(DEMO, "test").await.unwrap();
    let as_demo = local.sts_as(session.credentials());
    let denied = as_demo.client().get_web_identity_token(&request("a", "RS256")).await.unwrap_err();
    assert!(denied.is_access_denied());
    let unknown = local.sts().client().get_web_identity_token(&request("a", "HS256")).await.unwrap_err();
    assert_eq!(unknown.code(), Some(ErrorCode::ValidationError));

    let able = Policy::new().allow(["sts:*"], ["*"]);
    let account = Account::new("123456789012")
        .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", "secret").policy(able.clone()))
        .role(Role::new("demo").policy(able));
    let off = LocalSts::builder().first_account(account.clone()).start().await.unwrap();
    let disabled = off.sts().client().get_web_identity_token(&request("a", "RS256")).await.unwrap_err();
    assert_eq!(disabled.status(), Some(403));
    assert_eq!(disabled.code().unwrap().as_str(), "OutboundWebIdentityFederationDisabledException");
    let on = LocalSts::builder().first_account(account.issue_web_identity_tokens()).start().await.unwrap();
    let session = on.sts().assume_role(DEMO, "test").duration(Duration::from_secs(900)).await.unwrap();
    let late = on.sts_as(session.credentials()).client().get_web_identity_token(&request("a", "RS256")).await;
    assert_eq!(late.unwrap_err().code().unwrap().as_str(), "SessionDurationEscalationException");
    let tags = (0..50).map(|index| Tag::new(format!("key{index}"), "x".repeat(256)));
    let big = GetWebIdentityTokenRequest::builder(["a"], "RS256").tags(tags.collect::<Vec<_>>()).build().unwrap();
    let big = on.sts().client().get_web_identity_token(&big).await.unwrap_err();
    assert_eq!(big.code().unwrap().as_str(), "JWTPayloadSizeExceededException");
}

#[tokio::test]
async fn a_trade_in_token_works_until_it_expires() {
    let local = local().await;
    let token = local.trade_in_token(DEMO, "partner", Duration::from_secs(60)).unwrap();
    let call = async |token: Secret| {
        let request = GetDelegatedAccessTokenRequest::new(token);
        local.sts().client().get_delegated_access_token(&request).await
    };
    let response = call(token.clone()).await.unwrap();
    let arn = "arn:aws:sts::123456789012:assumed-role/demo/partner";
    assert_eq!(response.assumed_principal.as_deref(), Some(arn));
    assert_eq!(response.credentials.unwrap().expiration, Timestamp::from_secs(local.clock().wall().secs() + 3600));
    assert_eq!(call(Secret::new("forged-token")).await.unwrap_err().code(), Some(ErrorCode::ValidationError));
    local.clock().advance(Duration::from_secs(60));
    assert_eq!(call(token).await.unwrap_err().code().unwrap().as_str(), "ExpiredTradeInTokenException");
    assert!(local.trade_in_token("arn:aws:iam::123456789012:role/none", "x", Duration::from_secs(60)).is_none());
}
