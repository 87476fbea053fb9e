//! The operations, called through the client.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sts::api::{
    AssumeRoleRequest, AssumeRoleWithSAMLRequest, AssumeRoleWithWebIdentityRequest, AssumeRootRequest,
    DecodeAuthorizationMessageRequest, GetAccessKeyInfoRequest, GetCallerIdentityRequest,
    GetDelegatedAccessTokenRequest, GetFederationTokenRequest, GetSessionTokenRequest, GetWebIdentityTokenRequest,
    PolicyDescriptorType, Tag,
};
use sts::awsquery::Request;
use sts::platform::Clock;
use sts::{Credentials, Error, ErrorCode, Policy, Sts, Timestamp};
use sts_local::{LocalSts, Role};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
/// An unsigned response: `<samlp:Response><saml:Assertion/></samlp:Response>`.
const SAML: &str = "PHNhbWxwOlJlc3BvbnNlPjxzYW1sOkFzc2VydGlvbi8+PC9zYW1scDpSZXNwb25zZT4=";
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

/// A clock that the test moves.
#[derive(Clone, Debug)]
struct MovableClock(Arc<AtomicI64>);

impl MovableClock {
    fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

async fn caller(sts: &Sts) -> Result<String, Error> {
    let caller = sts.client().get_caller_identity(&GetCallerIdentityRequest::default()).await?;
    Ok(caller.arn.unwrap())
}

#[tokio::test]
async fn a_session_acts_as_its_user_and_its_credentials_work() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().duration(Duration::from_secs(900)).await.unwrap();
    let credentials = session.credentials();
    assert!(credentials.access_key_id().starts_with("ASIA"));
    assert_eq!(credentials.expires_at(), Some(session.expires_at()));
    assert_eq!(caller(&local.sts_as(credentials)).await.unwrap(), "arn:aws:iam::123456789012:user/Alice");
}

#[tokio::test]
async fn a_federated_session_has_its_own_name() {
    let local = LocalSts::start().await.unwrap();
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let new = local.sts().new_federated_session("Bob").policy(POLICY).policy_arn(arn).tag("team", "red");
    let federated = new.duration(Duration::from_secs(900)).await.unwrap();
    assert_eq!(federated.user_id(), Some("123456789012:Bob"));
    assert_eq!(federated.user_arn(), Some("arn:aws:sts::123456789012:federated-user/Bob"));
    let identity = caller(&local.sts_as(federated.credentials())).await.unwrap();
    assert_eq!(Some(identity.as_str()), federated.user_arn());
}

#[tokio::test]
async fn a_session_token_has_the_requested_size_and_works() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap();
    let length = |credentials: &Credentials| credentials.session_token().map(|token| token.len() as u32);
    assert_eq!(session.session_token_size(), length(&session.credentials()));
    assert!(session.session_token_utilization().is_some_and(|percent| (1..25).contains(&percent)));

    let federated = local.sts().new_federated_session("Bob").minimum_session_token_size(2048).await.unwrap();
    assert_eq!((federated.session_token_size(), federated.session_token_utilization()), (Some(2048), Some(50)));
    let role = local.sts().assume_role(DEMO, "test").minimum_session_token_size(4096).await.unwrap();
    assert_eq!((role.session_token_size(), role.session_token_utilization()), (Some(4096), Some(100)));
    assert_eq!(length(&role.credentials()), Some(4096));
    assert_eq!(Some(caller(&local.sts_as(role.credentials())).await.unwrap().as_str()), role.arn());

    let error = local.sts().new_session().minimum_session_token_size(u32::MAX).await.unwrap_err();
    assert!(error.to_string().contains("MinimumSessionTokenSize"), "{error}");
    assert!(error.attempts().is_empty());
}

#[tokio::test]
async fn only_existing_roles_can_be_assumed() {
    let local = LocalSts::start().await.unwrap();
    let role = local.sts().assume_role(DEMO, "test").source_identity("Ann").await.unwrap();
    assert_eq!(role.arn(), Some("arn:aws:sts::123456789012:assumed-role/demo/test"));
    assert!(role.assumed_role_id().unwrap().starts_with("AROA"));
    assert_eq!(role.source_identity(), Some("Ann"));
    let identity = caller(&local.sts_as(role.credentials())).await.unwrap();
    assert_eq!(Some(identity.as_str()), role.arn());

    let other = "arn:aws:iam::123456789012:role/other";
    let error = local.sts().assume_role(other, "test").await.unwrap_err();
    assert!(error.is_access_denied());
    let text = "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:AssumeRole on resource: \
                arn:aws:iam::123456789012:role/other";
    assert_eq!(error.message(), Some(text));
}

#[tokio::test]
async fn a_session_cannot_create_another_session_of_its_user() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap();
    let sts = local.sts_as(session.credentials());
    let error = sts.new_session().await.unwrap_err();
    assert_eq!(error.message(), Some("Cannot call GetSessionToken with session credentials"));
    let error = sts.new_federated_session("Bob").await.unwrap_err();
    assert_eq!(error.message(), Some("Cannot call GetFederationToken with session credentials"));
    assert!(sts.assume_role(DEMO, "chained").await.is_ok());
}

#[tokio::test]
async fn credentials_are_unique() {
    let local = LocalSts::start().await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let credentials = local.sts().new_session().await.unwrap().credentials();
        assert!(seen.insert(credentials.secret_access_key().to_owned()));
        assert!(seen.insert(credentials.session_token().unwrap().to_owned()));
    }
}

#[tokio::test]
async fn em09_credentials_expire_on_the_clock_of_the_server() {
    let clock = MovableClock::at(1_800_000_000);
    let builder = LocalSts::builder().user("Ann", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let local = builder.clock(clock.clone()).start().await.unwrap();
    let session = local.sts().new_session().duration(Duration::from_secs(900)).await.unwrap();
    let sts = local.sts_as(session.credentials());
    clock.forward(899);
    assert!(caller(&sts).await.is_ok());
    clock.forward(1);
    let error = caller(&sts).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ExpiredToken));
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.message(), Some("The security token included in the request is expired"));
}

#[tokio::test]
async fn errors_distinguish_unknown_keys_from_wrong_secrets() {
    let local = LocalSts::start().await.unwrap();
    let other = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap().credentials();
    let foreign = other.sts().new_session().await.unwrap().credentials();
    let (key, secret) = (session.access_key_id(), session.secret_access_key());
    let token = session.session_token().unwrap();
    let long_term = local.credentials();

    let unknown = |credentials: Credentials| (credentials, "InvalidClientTokenId");
    let forged = |credentials: Credentials| (credentials, "SignatureDoesNotMatch");
    let cases = [
        unknown(Credentials::new("AKIDEXAMPLE", secret)),
        unknown(Credentials::new(key, secret)),
        unknown(foreign.clone()),
        unknown(Credentials::temporary(foreign.access_key_id(), foreign.secret_access_key(), token, None)),
        unknown(Credentials::temporary(key, secret, "", None)),
        unknown(Credentials::temporary(key, secret, token.get(1..).unwrap(), None)),
        unknown(Credentials::temporary(long_term.access_key_id(), long_term.secret_access_key(), token, None)),
        forged(Credentials::temporary(key, "not-the-secret", token, None)),
        forged(Credentials::new(long_term.access_key_id(), "not-the-secret")),
    ];
    for (credentials, code) in cases {
        let error = caller(&local.sts_as(credentials.clone())).await.unwrap_err();
        assert_eq!(error.code().unwrap().as_str(), code, "{credentials:?}");
        assert_eq!(error.status(), Some(403));
    }
}

#[tokio::test]
async fn violated_limits_have_the_messages_of_aws() {
    let local = LocalSts::start().await.unwrap();
    let unchecked = local.sts().client().unchecked();
    let request = GetFederationTokenRequest::builder("B").duration_seconds(1).tags([Tag::new("a*", "")]);
    let error = unchecked.get_federation_token(&request.build_unchecked()).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ValidationError));
    assert_eq!(error.status(), Some(400));
    let text = "3 validation errors detected: Value 'B' at 'name' failed to satisfy constraint: Member must have length \
                greater than or equal to 2; Value '1' at 'durationSeconds' failed to satisfy constraint: Member must \
                have value greater than or equal to 900; Value 'a*' at 'tags.1.member.key' failed to satisfy \
                constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
    assert_eq!(error.message(), Some(text));

    let secret = GetSessionTokenRequest::builder().token_code("12345").build_unchecked();
    let error = unchecked.get_session_token(&secret).await.unwrap_err();
    let text = "1 validation error detected: Value at 'tokenCode' failed to satisfy constraint: Member must have length \
                greater than or equal to 6";
    assert_eq!(error.message(), Some(text));
}

#[tokio::test]
async fn a_document_that_is_not_a_policy_is_malformed() {
    let local = LocalSts::start().await.unwrap();
    for policy in ["not json", "{}", "[]"] {
        let error = local.sts().new_federated_session("Bob").policy(policy).await.unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::MalformedPolicyDocument), "{policy}");
    }
}

#[tokio::test]
async fn tags_are_checked_against_the_documented_rules() {
    let local = LocalSts::start().await.unwrap();
    let client = local.sts().client().clone();
    let with_tags =
        |keys: &[&str]| AssumeRoleRequest::builder(DEMO, "test").tags(keys.iter().map(|key| Tag::new(*key, "red")));
    let twice = client.assume_role(&with_tags(&["team", "Team"]).build().unwrap()).await.unwrap_err();
    assert_eq!(twice.code(), Some(ErrorCode::InvalidParameterValue));
    let text = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    assert_eq!(twice.message(), Some(text));
    let reserved = client.assume_role(&with_tags(&["AWS:team"]).build().unwrap()).await.unwrap_err();
    assert_eq!(reserved.code(), Some(ErrorCode::InvalidParameterValue));
    let request = with_tags(&["team"]).transitive_tag_keys(["color"]).build().unwrap();
    let unknown = client.assume_role(&request).await.unwrap_err();
    let text = "The specified transitive tag key must be included in the requested tags.";
    assert_eq!(unknown.message(), Some(text));
}

#[tokio::test]
async fn unknown_mfa_devices_are_refused_and_federated_users_cannot_assume_roles() {
    let local = LocalSts::start().await.unwrap();
    let error = local.sts().new_session().mfa("GAHT12345678", "123456").await.unwrap_err();
    assert!(error.is_access_denied());
    let federated = local.sts().new_federated_session("Bob").await.unwrap();
    let error = local.sts_as(federated.credentials()).assume_role(DEMO, "test").await.unwrap_err();
    assert!(error.is_access_denied());
}

#[tokio::test]
async fn policies_that_are_too_long_together_are_refused() {
    let local = LocalSts::start().await.unwrap();
    let filler = "x".repeat(1_940);
    let policy = POLICY.replace("\"Effect\"", &format!("\"Sid\":\"{filler}\",\"Effect\""));
    let arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";
    let error = local.sts().new_federated_session("Bob").policy(policy).policy_arn(arn).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ValidationError));
    let text =
        "The inline policy and the ARNs of managed policies have 2088 characters in all; at most 2048 are allowed.";
    assert_eq!(error.message(), Some(text));
}

#[tokio::test]
async fn a_session_token_that_tags_make_too_large_is_refused_with_both_sizes_in_bytes() {
    let local = LocalSts::start().await.unwrap();
    // Pseudorandom digits, which compress badly.
    let mut state = 1_u64;
    let mut digits = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{state:020}")
    };
    let mut call = local.sts().assume_role(DEMO, "test");
    for index in 0..50 {
        let value: String = (0..12).map(|_| digits()).collect();
        call = call.tag(format!("key{index}"), value);
    }
    let error = call.await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::PackedPolicyTooLarge));
    assert!(error.modelled::<sts::api::PackedPolicyTooLargeException>().is_some());
    let message = error.message().unwrap();
    assert!(
        message.starts_with("The session token size of ") && message.ends_with(" size of 4096 bytes."),
        "{message}"
    );
    let help = error.help().unwrap();
    assert!(help.causes()[0].ends_with(" bytes, and at most 4096 are allowed"), "{help}");
}

#[tokio::test]
#[expect(deprecated, reason = "the former name of the utilization")]
async fn the_utilization_is_one_number_under_both_names_and_a_delegated_token_has_none() {
    let local = LocalSts::start().await.unwrap();
    let client = local.sts().client().clone();
    let role = |size| AssumeRoleRequest::builder(DEMO, "test").minimum_session_token_size(size).build().unwrap();
    for (size, percent) in [(1024, 25), (2048, 50), (4095, 100), (4096, 100)] {
        let role = client.assume_role(&role(size)).await.unwrap();
        assert_eq!((role.packed_policy_size, role.session_token_utilization), (Some(percent), Some(percent)));
        let request = GetFederationTokenRequest::builder("Bob").minimum_session_token_size(size).build().unwrap();
        let federated = client.get_federation_token(&request).await.unwrap();
        assert_eq!((federated.packed_policy_size, federated.session_token_utilization), (Some(percent), Some(percent)));
        let token = local.issuer().token("app").sign();
        let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "test", token).minimum_session_token_size(size);
        let web = client.assume_role_with_web_identity(&request.build().unwrap()).await.unwrap();
        assert_eq!((web.packed_policy_size, web.session_token_utilization), (Some(percent), Some(percent)));
    }
    let trade_in = local.trade_in_token(DEMO, "partner", Duration::from_secs(60)).unwrap();
    let delegated = client.get_delegated_access_token(&GetDelegatedAccessTokenRequest::new(trade_in)).await.unwrap();
    assert_eq!(delegated.packed_policy_size, None);
}

#[tokio::test]
async fn repetition_does_not_make_a_session_token_too_large() {
    let role = Role::new("wide").policy(Policy::new().allow(["*"], ["*"]));
    let local = LocalSts::default_account().role(role).start().await.unwrap();
    let call = local.sts().assume_role("arn:aws:iam::123456789012:role/wide", "test");
    let call = (0..50).fold(call, |call, tag| call.tag(format!("key{tag}"), "red".repeat(80)));
    let mut session = call.await.unwrap().credentials();
    assert!(session.session_token().unwrap().len() < 2048);
    for layer in 0..3 {
        let objects = (0..50).map(|object| format!("arn:aws:s3:::bucket/{layer}/object{object}"));
        let policy = Policy::new().allow(["sts:*", "s3:GetObject"], ["*"]).allow(["s3:PutObject"], objects);
        let scoped = local.sts_as(session).new_scoped_session().policy(policy).await.unwrap();
        assert!(scoped.session_token_utilization().is_some_and(|percent| percent < 100));
        session = scoped.credentials();
    }
}

#[tokio::test]
async fn access_key_info_returns_the_account_of_long_term_and_issued_keys() {
    let local = LocalSts::start().await.unwrap();
    let issued = local.sts().new_session().await.unwrap().credentials();
    for key in [local.credentials(), issued] {
        let request = GetAccessKeyInfoRequest::new(key.access_key_id());
        let info = local.sts().client().get_access_key_info(&request).await.unwrap();
        assert_eq!(info.account.as_deref(), Some("123456789012"));
    }
}

/// Returns the error code of a call, and `None` if it succeeds.
async fn error_code<R: Request>(local: &LocalSts, request: R) -> Option<String> {
    let result = local.sts().client().send(&request).await;
    result.err().map(|error| error.code().map_or_else(|| error.to_string(), |code| code.as_str().to_owned()))
}

#[tokio::test]
async fn all_operations_except_saml_work_without_features() {
    let local = LocalSts::default_account().encode_denials().start().await.unwrap();
    let task = PolicyDescriptorType::builder().arn("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials");
    let token = local.issuer().token("app").sign();
    let trade_in = local.trade_in_token(DEMO, "partner", Duration::from_secs(60)).unwrap();
    let error_codes = [
        error_code(&local, AssumeRoleRequest::builder(DEMO, "test").build().unwrap()).await,
        error_code(&local, AssumeRoleWithWebIdentityRequest::builder(DEMO, "test", token).build().unwrap()).await,
        error_code(&local, AssumeRootRequest::builder("111122223333", task.build().unwrap()).build().unwrap()).await,
        error_code(&local, GetAccessKeyInfoRequest::new("AKIAIOSFODNN7EXAMPLE")).await,
        error_code(&local, GetCallerIdentityRequest::default()).await,
        error_code(&local, GetDelegatedAccessTokenRequest::new(trade_in)).await,
        error_code(&local, GetFederationTokenRequest::builder("Bob").build().unwrap()).await,
        error_code(&local, GetSessionTokenRequest::default()).await,
        error_code(&local, GetWebIdentityTokenRequest::builder(["audience"], "RS256").build().unwrap()).await,
    ];
    assert_eq!(error_codes, [const { None }; 9]);
    let denied = local.sts().assume_role("arn:aws:iam::123456789012:role/none", "test").await.unwrap_err();
    let (text, message) = denied.message().unwrap().split_once(". Encoded authorization failure message: ").unwrap();
    assert!(text.ends_with("sts:AssumeRole on resource: arn:aws:iam::123456789012:role/none"), "{text}");
    let request = DecodeAuthorizationMessageRequest::new(message);
    let decoded = local.sts().client().decode_authorization_message(&request).await.unwrap().decoded_message.unwrap();
    let decoded: serde_json::Value = serde_json::from_str(&decoded).unwrap();
    assert_eq!(decoded["allowed"], false);
    assert_eq!(decoded["context"]["action"], "sts:AssumeRole");
    assert_eq!(decoded["context"]["principal"]["arn"], "arn:aws:iam::123456789012:user/Alice");
    let forged = error_code(&local, DecodeAuthorizationMessageRequest::new("encoded")).await;
    assert_eq!(forged.as_deref(), Some("InvalidAuthorizationMessageException"));
}

#[cfg(not(feature = "saml"))]
#[tokio::test]
async fn em18_a_build_without_saml_says_so_in_its_refusal() {
    let local = LocalSts::start().await.unwrap();
    let saml = "arn:aws:iam::123456789012:saml-provider/x";
    let request = AssumeRoleWithSAMLRequest::builder(DEMO, saml, SAML).build().unwrap();
    let error = local.sts().client().assume_role_with_saml(&request).await.unwrap_err();
    assert_eq!(error.status(), Some(501));
    let message = "AssumeRoleWithSAML is not implemented by this server; build `sts-local` with the feature `saml`";
    assert_eq!(error.message(), Some(message));
    let file = "[[account]]\nid = \"123456789012\"\n[[account.saml_provider]]\nname = \"idp\"\n";
    let error = sts_local::LocalStsBuilder::from_toml("sts.toml", file).unwrap_err();
    assert_eq!(error.line(), Some(3), "{error}");
    assert!(error.message().contains("build with the feature saml"), "{error}");
}

#[tokio::test]
async fn unsigned_operations_need_no_credentials() {
    let local = LocalSts::start().await.unwrap();
    let environment = sts::platform::Environment::from_pairs([]);
    let config =
        sts::Config::new().with_region("us-east-1").with_endpoint(local.endpoint()).with_environment(environment);
    let sts = Sts::builder().config(config).build().unwrap();
    let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "test", "a.web.token").build().unwrap();
    let error = sts.client().assume_role_with_web_identity(&request).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidIdentityToken), "{error}");
    let request = AssumeRoleWithSAMLRequest::builder(DEMO, "arn:aws:iam::123456789012:saml-provider/x", SAML);
    let error = sts.client().assume_role_with_saml(&request.build().unwrap()).await.unwrap_err();
    assert_ne!(error.code(), Some(ErrorCode::MissingAuthenticationToken), "{error}");
    let error = caller(&sts).await.unwrap_err();
    assert_eq!(error.kind(), sts::ErrorKind::Credentials);
}

#[tokio::test]
async fn a_dropped_server_frees_its_port() {
    let local = LocalSts::start().await.unwrap();
    let (sts, address) = (local.sts(), local.endpoint());
    assert!(caller(&sts).await.is_ok());
    drop(local);
    let address = address.trim_start_matches("http://").to_owned();
    // The runtime drops the aborted task at some later point.
    for _ in 0..1000 {
        if std::net::TcpListener::bind(&address).is_ok() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{address} is still in use");
}

#[tokio::test]
async fn concurrent_calls_do_not_affect_each_other() {
    let local = LocalSts::start().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..50 {
        let sts = local.sts();
        tasks.spawn(async move {
            let name = format!("User{index}");
            let federated = sts.new_federated_session(name.clone()).await.unwrap();
            assert_eq!(federated.user_id(), Some(format!("123456789012:{name}").as_str()));
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}
