//! Trusted identity propagation: the end user of a session, from the token of an identity provider.

use serde_json::{Value, json};
use sts::api::{
    AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, GetScopedCredentialsRequest,
    GetWebIdentityTokenRequest, GetWebIdentityTokenRequestBuilder, WebIdentityTokenSubjectModeType as SubjectMode,
};
use sts::policy::{Condition, Statement};
use sts::{Credentials, Error, ErrorCode, Policy};
use sts_local::{Account, ContextProvider, LocalSts, LocalStsBuilder, Role, TestIssuer, TestToken, User};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/issuer.example.com";

fn everything() -> Policy {
    Policy::new().allow(["*"], ["*"])
}

fn mapping() -> ContextProvider {
    ContextProvider::new("email").subject_type("user").key("department", "Department").key("tier", "Tier")
}

fn builder(policy: Policy) -> LocalStsBuilder {
    let trust = TestIssuer::trust_statement("123456789012");
    let account = Account::new("123456789012")
        .issue_web_identity_tokens()
        .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", "secret").policy(everything()))
        .role(Role::new("demo").policy(policy).trust(trust));
    LocalSts::builder().first_account(account)
}

fn token(local: &LocalSts) -> TestToken {
    local.issuer().token("app").claim("email", "ann@example.com").claim("department", "research")
}

async fn assume(local: &LocalSts, token: &TestToken) -> Result<AssumeRoleWithWebIdentityResponse, Error> {
    let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "app", token.sign()).build().unwrap();
    local.sts().client().assume_role_with_web_identity(&request).await
}

fn credentials(issued: Option<sts::api::Credentials>) -> Credentials {
    let issued = issued.unwrap();
    let token = issued.session_token.expose().as_str();
    Credentials::temporary(&issued.access_key_id, issued.secret_access_key.expose().as_str(), token, None)
}

fn on_behalf() -> GetWebIdentityTokenRequestBuilder {
    GetWebIdentityTokenRequest::builder(["https://api.example.com"], "RS256").subject_mode(SubjectMode::OriginIdentity)
}

async fn issued(
    local: &LocalSts,
    credentials: &Credentials,
    request: GetWebIdentityTokenRequestBuilder,
) -> Result<Value, Error> {
    let sts = local.sts_as(credentials.clone());
    let response = sts.client().get_web_identity_token(&request.build_unchecked()).await?;
    let token = response.web_identity_token.unwrap();
    let claims = token.expose().split('.').nth(1).unwrap().replace('-', "+").replace('_', "/");
    let padded = format!("{claims}{}", "=".repeat((4 - claims.len() % 4) % 4));
    Ok(serde_json::from_slice(awsquery::Blob::from_base64(&padded).unwrap().as_ref()).unwrap())
}

#[tokio::test]
async fn em26_a_session_has_the_context_that_its_provider_maps_and_otherwise_none() {
    let local = builder(everything()).issuer_context(mapping()).start().await.unwrap();
    let response = assume(&local, &token(&local)).await.unwrap();
    let context = response.trusted_identity_propagation_context.unwrap();
    let origin = context.origin_identity.unwrap();
    assert_eq!(origin.subject.unwrap().expose(), "ann@example.com");
    assert_eq!(origin.subject_type.unwrap().expose(), "user");
    assert_eq!(origin.issuer.unwrap().expose(), "issuer.example.com");
    assert_eq!(origin.federated_provider_arn.as_deref(), Some(PROVIDER));
    // The token has no claim `tier`.
    let claims = context.transaction_context.unwrap().identity_provider.unwrap();
    let claims: Vec<_> = claims.iter().map(|(name, value)| (name.as_str(), value.expose().as_str())).collect();
    assert_eq!(claims, [("Department", "research")]);

    // A part of the context that has no keys is absent.
    let no_keys = builder(everything()).issuer_context(ContextProvider::new("email")).start().await.unwrap();
    let response = assume(&no_keys, &token(&no_keys)).await.unwrap();
    let context = response.trusted_identity_propagation_context.unwrap();
    assert!(context.transaction_context.is_none());
    assert!(context.origin_identity.unwrap().subject_type.is_none());
}

#[tokio::test]
async fn em26_without_a_mapping_neither_the_response_nor_a_policy_nor_a_token_has_a_context() {
    let no_subject = Statement::deny()
        .actions(["sts:GetWebIdentityToken"])
        .resources(["*"])
        .condition(Condition::key("aws:OriginIdentity/Subject").is_null(true));
    for (policy, code) in [(everything(), "ValidationError"), (everything().statement(no_subject), "AccessDenied")] {
        let local = builder(policy).start().await.unwrap();
        let response = assume(&local, &token(&local)).await.unwrap();
        assert!(response.trusted_identity_propagation_context.is_none());
        let mode = if code == "AccessDenied" { SubjectMode::AwsIdentity } else { SubjectMode::OriginIdentity };
        let request = GetWebIdentityTokenRequest::builder(["a"], "RS256").subject_mode(mode);
        let error = issued(&local, &credentials(response.credentials), request).await.unwrap_err();
        assert_eq!(error.code().unwrap().as_str(), code, "{error}");
    }
}

#[tokio::test]
async fn em26_a_token_without_the_subject_or_with_a_claim_that_is_not_short_text_is_refused() {
    let local = builder(everything()).issuer_context(mapping()).start().await.unwrap();
    for token in [
        token(&local).without_claim("email"),
        token(&local).claim("email", 12),
        token(&local).claim("department", json!(["research"])),
        token(&local).claim("department", "x".repeat(129)),
    ] {
        let error = assume(&local, &token).await.unwrap_err();
        assert_eq!(error.code().unwrap().as_str(), "InvalidIdentityToken", "{error}");
    }
    let eleven = (0..11).fold(mapping(), |context, index| context.key("a", format!("b{index}")));
    for (context, problem) in [
        (eleven, "at most 10 keys"),
        (ContextProvider::new(""), "\"\" is not a key"),
        (ContextProvider::new("a  b"), "single spaces"),
        (mapping().key("a", "b*"), "\"b*\" is not a key"),
        (ContextProvider::new("sub").subject_type_claim("ü"), "is not a key"),
    ] {
        let error = builder(everything()).issuer_context(context).start().await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[tokio::test]
async fn em26_policies_see_the_context_and_scoped_sessions_keep_it() {
    let deny = |key: &str, value: &str| {
        Statement::deny().actions(["sts:GetWebIdentityToken"]).resources(["*"]).condition(Condition::key(key).is(value))
    };
    let subject = "aws:OriginIdentity/Subject";
    let department = "aws:TransactionContext/IdentityProvider/Department";
    for (key, value, may) in [
        (subject, "ann@example.com", false),
        (subject, "bob@example.com", true),
        ("aws:OriginIdentity/SubjectType", "user", false),
        ("aws:OriginIdentity/Issuer", "issuer.example.com", false),
        ("aws:OriginIdentity/FederatedProviderArn", PROVIDER, false),
        (department, "research", false),
        (department, "sales", true),
    ] {
        let policy = everything().statement(deny(key, value));
        let local = builder(policy).issuer_context(mapping()).start().await.unwrap();
        let session = credentials(assume(&local, &token(&local)).await.unwrap().credentials);
        let request = GetScopedCredentialsRequest::builder().duration_seconds(600).build().unwrap();
        let scoped = local.sts_as(session.clone()).client().get_scoped_credentials(&request).await.unwrap();
        for session in [session, credentials(scoped.credentials)] {
            assert_eq!(issued(&local, &session, on_behalf()).await.is_ok(), may, "{key} {value}");
        }
    }
}

#[tokio::test]
async fn em26_a_token_can_name_the_end_user_and_carry_scopes() {
    let local = builder(everything()).issuer_context(mapping()).start().await.unwrap();
    let session = credentials(assume(&local, &token(&local)).await.unwrap().credentials);
    let claims = issued(&local, &session, on_behalf().scope("read READ")).await.unwrap();
    assert_eq!(claims["sub"], "ann@example.com");
    assert_eq!((&claims["scope"], &claims["subject_mode"]), (&json!("read READ"), &json!("OriginIdentity")));
    assert_eq!(claims["https://sts.amazonaws.com/"]["principal_id"], DEMO);
    for mode in [None, Some(SubjectMode::AwsIdentity)] {
        let mut request = GetWebIdentityTokenRequest::builder(["a"], "RS256").build_unchecked();
        request.subject_mode = mode;
        let sts = local.sts_as(session.clone());
        assert!(sts.client().get_web_identity_token(&request).await.is_ok());
    }
    let plain = issued(&local, &session, GetWebIdentityTokenRequest::builder(["a"], "RS256")).await.unwrap();
    assert_eq!(plain["sub"], DEMO);
    assert!(plain.get("scope").is_none() && plain.get("subject_mode").is_none());
}

#[tokio::test]
async fn em26_a_scope_needs_an_origin_identity_one_audience_and_different_values() {
    let local = builder(everything()).issuer_context(mapping()).start().await.unwrap();
    let session = credentials(assume(&local, &token(&local)).await.unwrap().credentials);
    let user = local.sts().new_session().await.unwrap().credentials();
    let aws = || GetWebIdentityTokenRequest::builder(["a"], "RS256");
    let two = GetWebIdentityTokenRequest::builder(["a", "b"], "RS256").subject_mode(SubjectMode::OriginIdentity);
    for (request, session) in [
        (aws().scope("read"), &session),
        (aws().subject_mode(SubjectMode::AwsIdentity).scope("read"), &session),
        (two.scope("read"), &session),
        (on_behalf().scope("read write read"), &session),
        (aws().subject_mode("Someone"), &session),
        (on_behalf(), &user),
    ] {
        let error = issued(&local, session, request).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::ValidationError)), "{error}");
    }
    let all_but_scope = everything().deny(["sts:SetWebIdentityTokenScope"], ["*"]);
    let one_scope = everything().statement(
        Statement::deny()
            .actions(["sts:SetWebIdentityTokenScope"])
            .resources(["*"])
            .condition(Condition::key("sts:IdentityTokenScope").not("read").for_any_value()),
    );
    let no_mode = everything().statement(
        Statement::deny()
            .actions(["sts:GetWebIdentityToken"])
            .resources(["*"])
            .condition(Condition::key("sts:SubjectMode").is("OriginIdentity")),
    );
    for (policy, scope, may) in [
        (all_but_scope.clone(), "read", false),
        (one_scope.clone(), "read write", false),
        (one_scope, "read", true),
        (no_mode, "read", false),
    ] {
        let local = builder(policy).issuer_context(mapping()).start().await.unwrap();
        let session = credentials(assume(&local, &token(&local)).await.unwrap().credentials);
        let result = issued(&local, &session, on_behalf().scope(scope)).await;
        assert_eq!(result.as_ref().map_err(Error::is_access_denied).err(), (!may).then_some(true));
    }
}

#[tokio::test]
async fn em26_a_subject_that_could_be_mistaken_for_another_is_denied() {
    let local = builder(everything()).issuer_context(mapping()).start().await.unwrap();
    for subject in [DEMO, "ARN:x", " ann", "ann ", "a\tb", "a\u{200b}b", "a\u{a0}b", "a\u{2028}b"] {
        let token = token(&local).claim("email", subject);
        let session = credentials(assume(&local, &token).await.unwrap().credentials);
        let error = issued(&local, &session, on_behalf()).await.unwrap_err();
        assert!(error.is_access_denied(), "{subject:?}: {error}");
    }
    for blank in ["", " "] {
        let session = assume(&local, &token(&local).claim("email", blank)).await.unwrap();
        let error = issued(&local, &credentials(session.credentials), on_behalf()).await.unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::ValidationError), "{blank:?}");
    }
}

#[tokio::test]
async fn em26_a_configuration_file_can_map_claims() {
    let keys = builder(everything()).start().await.unwrap().issuer().jwks();
    let file = |context: &str| {
        let provider = format!("url = 'https://a.example'\njwks = '{keys}'\ncontext = {context}");
        LocalStsBuilder::from_toml(
            "sts.toml",
            &format!("[[account]]\nid = '123456789012'\n[[account.oidc_provider]]\n{provider}\n"),
        )
    };
    assert!(file("{ subject = 'sub', subject_type_claim = 'kind', keys.department = 'Department' }").is_ok());
    let error = file("{ subject = 'sub', subject_type = 'user', subject_type_claim = 'kind' }").unwrap_err();
    assert!(error.to_string().starts_with("sts.toml:6: two sources of the subject type"), "{error}");
    let error = file("{ subject = 'sub', keys.department = 'a*' }").unwrap_err();
    assert!(error.to_string().contains("\"a*\" is not a key"), "{error}");
}
