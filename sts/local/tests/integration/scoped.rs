//! Sessions that are scoped down with `GetScopedCredentials`.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sts::api::{
    AssumeRootRequest, GetAccessKeyInfoRequest, GetScopedCredentialsRequest, GetScopedCredentialsResponse,
    GetWebIdentityTokenRequest, PolicyDescriptorType,
};
use sts::policy::{AccessRequest, Condition, Principal, Statement};
use sts::{Credentials, Error, Policy, Sts, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, LocalStsBuilder, Role, User};

use crate::raw_http::{NOW, RawRequest};

const ANN: (&str, &str) = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
const ROOT: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const ACCOUNT: &str = "123456789012";
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const NEXT: &str = "arn:aws:iam::123456789012:role/next";
const HOUR: i64 = 3600;

fn everything() -> Policy {
    Policy::new().allow(["*"], ["*"])
}

fn builder() -> LocalStsBuilder {
    let account = Account::new(ACCOUNT)
        .issue_web_identity_tokens()
        .user(User::new("Ann").access_key(ANN.0, ANN.1).policy(everything()))
        .root_key(ROOT.0, ROOT.1)
        .role(Role::new("demo").policy(everything()))
        .role("next");
    LocalSts::builder()
        .first_account(account)
        .account(Account::new("111122223333"))
        .clock(LocalClock::at(Timestamp::from_secs(NOW)))
}

async fn local() -> LocalSts {
    builder().start().await.unwrap()
}

async fn demo(local: &LocalSts) -> Credentials {
    local.sts().assume_role(DEMO, "test").source_identity("Ann").tag("team", "red").await.unwrap().credentials()
}

/// Scopes a session down with the generated client.
async fn scope_down(
    local: &LocalSts,
    credentials: &Credentials,
    policy: Option<Policy>,
    seconds: Option<i32>,
) -> Result<GetScopedCredentialsResponse, Error> {
    let mut request = GetScopedCredentialsRequest::builder().build_unchecked();
    request.policy = policy.map(String::from);
    request.duration_seconds = seconds;
    local.sts_as(credentials.clone()).client().get_scoped_credentials(&request).await
}

fn credentials(response: &GetScopedCredentialsResponse) -> Credentials {
    let issued = response.credentials.clone().unwrap();
    let token = issued.session_token.expose().as_str();
    Credentials::temporary(&issued.access_key_id, issued.secret_access_key.expose().as_str(), token, None)
}

#[track_caller]
fn refused(result: Result<GetScopedCredentialsResponse, Error>, status: u16, code: &str, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.status(), error.code().unwrap().as_str()), (Some(status), code), "{error}");
    assert!(error.message().unwrap().contains(message), "{error}");
}

async fn caller(local: &LocalSts, credentials: &Credentials) -> sts::session::CallerIdentity {
    local.sts_as(credentials.clone()).caller_identity().await.unwrap()
}

#[tokio::test]
async fn em24_a_fourth_scope_down_policy_is_denied_and_a_call_without_one_adds_no_layer() {
    let local = local().await;
    let mut session = demo(&local).await;
    for count in 1..=3 {
        let response = scope_down(&local, &session, Some(everything()), None).await.unwrap();
        assert_eq!(response.scoped_policies_count, Some(count));
        session = credentials(&response);
    }
    let fourth = scope_down(&local, &session, Some(everything()), None).await;
    refused(fourth, 403, "AccessDenied", "at most 3 scope down policies");
    let shorter = scope_down(&local, &session, None, Some(60)).await.unwrap();
    assert_eq!(shorter.scoped_policies_count, Some(3));
    let again = scope_down(&local, &credentials(&shorter), Some(everything()), Some(30)).await;
    refused(again, 403, "AccessDenied", "at most 3 scope down policies");
}

#[tokio::test]
async fn em24_a_session_keeps_its_identity_source_identity_and_tags() {
    let local = local().await;
    let federated = local.sts().new_federated_session("Bob").policy(everything()).await.unwrap();
    let sessions = [
        (demo(&local).await, Some("Ann")),
        (local.sts().new_session().await.unwrap().credentials(), None),
        (federated.credentials(), None),
    ];
    for (session, source_identity) in sessions {
        let before = caller(&local, &session).await;
        let response = scope_down(&local, &session, Some(everything()), None).await.unwrap();
        let scoped = credentials(&response);
        assert_eq!(caller(&local, &scoped).await, before);
        let info = response.session_info.unwrap();
        assert_eq!((info.arn, info.scoped_session_id), (Some(before.arn), Some(before.user_id)));
        assert_eq!(response.source_identity.as_deref(), source_identity);
        assert!(scoped.access_key_id() != session.access_key_id());
        assert!(response.session_token_size.is_some() && response.session_token_utilization.is_some());
    }
    let tagged = everything().statement(
        Statement::deny()
            .actions(["sts:GetAccessKeyInfo"])
            .resources(["*"])
            .condition(Condition::key("aws:PrincipalTag/team").is("red")),
    );
    let scoped = scope_down(&local, &demo(&local).await, Some(tagged), None).await.unwrap();
    assert!(!may_ask(&local.sts_as(credentials(&scoped))).await);
}

async fn may_ask(sts: &Sts) -> bool {
    sts.client().get_access_key_info(&GetAccessKeyInfoRequest::new(ANN.0)).await.is_ok()
}

#[tokio::test]
async fn em24_every_policy_narrows_the_session_and_an_explicit_denial_is_explained() {
    let local = local().await;
    let only = |actions: &[&str]| Policy::new().allow(actions.iter().copied(), ["*"]);
    let first = only(&["sts:GetScopedCredentials", "sts:AssumeRole", "sts:SetSourceIdentity", "sts:GetAccessKeyInfo"]);
    let one = credentials(&scope_down(&local, &demo(&local).await, Some(first), None).await.unwrap());
    assert!(may_ask(&local.sts_as(one.clone())).await);
    assert!(local.sts_as(one.clone()).assume_role(NEXT, "test").await.is_ok());
    let second = only(&["sts:AssumeRole", "sts:SetSourceIdentity", "sts:GetWebIdentityToken"]);
    let two = credentials(&scope_down(&local, &one, Some(second), None).await.unwrap());
    let sts = local.sts_as(two.clone());
    assert!(!may_ask(&sts).await);
    assert!(sts.assume_role(NEXT, "test").await.is_ok());
    // The second policy allows it, the first does not: a policy never adds permissions.
    let token = GetWebIdentityTokenRequest::builder(["a"], "RS256").build().unwrap();
    assert!(sts.client().get_web_identity_token(&token).await.unwrap_err().is_access_denied());
    // The second policy does not allow another call either.
    let third = scope_down(&local, &two, Some(everything()), None).await;
    refused(third, 403, "AccessDenied", "is not authorized to perform: sts:GetScopedCredentials");
    let explanations: Vec<String> = local.calls().into_iter().filter_map(|call| call.explanation).collect();
    let starts = ["scope-down policy 2: ", "scope-down policy 1: ", "scope-down policy 2: "];
    assert_eq!(explanations.len(), starts.len(), "{explanations:?}");
    for (explanation, start) in explanations.iter().zip(starts) {
        assert!(explanation.starts_with(start), "{explanation}");
    }
}

#[tokio::test]
async fn em24_a_trust_policy_that_names_the_session_does_not_widen_it() {
    let session_arn = "arn:aws:sts::123456789012:assumed-role/demo/test";
    let trust = Statement::allow().principal(Principal::new("AWS", [session_arn])).actions(["sts:AssumeRole"]);
    let local = builder().role(Role::new("named").trust(trust)).start().await.unwrap();
    let named = "arn:aws:iam::123456789012:role/named";
    let narrow = || Policy::new().allow(["sts:GetScopedCredentials"], ["*"]);
    let role = local.sts().assume_role(DEMO, "test").policy(narrow()).await.unwrap().credentials();
    assert!(local.sts_as(role.clone()).assume_role(named, "next").await.is_ok(), "the session policy does not apply");
    let scoped = credentials(&scope_down(&local, &role, Some(narrow()), None).await.unwrap());
    assert!(local.sts_as(scoped).assume_role(named, "next").await.unwrap_err().is_access_denied());
}

#[tokio::test]
async fn em24_a_session_can_be_shortened_and_never_extended() {
    let local = local().await;
    let session = demo(&local).await;
    local.clock().advance(Duration::from_secs(600));
    let left = i32::try_from(HOUR - 600).unwrap();
    let expiration = |response: GetScopedCredentialsResponse| response.credentials.unwrap().expiration.secs();
    let end = NOW + HOUR;
    let inherited = scope_down(&local, &session, Some(everything()), None).await.unwrap();
    assert_eq!(expiration(inherited), end);
    assert_eq!(expiration(scope_down(&local, &session, None, Some(left)).await.unwrap()), end);
    assert_eq!(expiration(scope_down(&local, &session, None, Some(1)).await.unwrap()), NOW + 601);
    for seconds in [left + 1, 129_600] {
        let longer = scope_down(&local, &session, None, Some(seconds)).await;
        refused(longer, 400, "InsufficientSessionLifetime", "exceeds the remaining lifetime");
    }
    // A scoped session cannot be extended to the end of its parent.
    let short = credentials(&scope_down(&local, &session, None, Some(60)).await.unwrap());
    refused(scope_down(&local, &short, None, Some(61)).await, 400, "InsufficientSessionLifetime", "exceeds");
    local.clock().advance(Duration::from_secs(60));
    let error = local.sts_as(short).caller_identity().await.unwrap_err();
    assert!(error.is_expired_token(), "{error}");
    assert!(local.sts_as(session).caller_identity().await.is_ok());
}

#[tokio::test]
async fn em24_long_term_keys_and_root_users_are_refused() {
    let local = local().await;
    let ann = local.credentials();
    refused(scope_down(&local, &ann, Some(everything()), None).await, 403, "AccessDenied", "long-term credentials");
    let root = Credentials::new(ROOT.0, ROOT.1);
    refused(scope_down(&local, &root, None, Some(60)).await, 403, "AccessDenied", "root credentials");
    let session = local.sts_as(root).new_session().await.unwrap().credentials();
    refused(scope_down(&local, &session, None, Some(60)).await, 403, "AccessDenied", "root credentials");
    let task = PolicyDescriptorType::builder()
        .arn("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials")
        .build()
        .unwrap();
    let request = AssumeRootRequest::builder("111122223333", task).build().unwrap();
    let root = local.sts().client().assume_root(&request).await.unwrap().credentials.unwrap();
    let token = root.session_token.expose().as_str();
    let root = Credentials::temporary(&root.access_key_id, root.secret_access_key.expose().as_str(), token, None);
    refused(scope_down(&local, &root, None, Some(60)).await, 403, "AccessDenied", "root credentials");
}

#[tokio::test]
async fn em24_a_call_needs_a_policy_or_a_duration_and_a_policy_has_to_be_valid() {
    let local = local().await;
    let session = demo(&local).await;
    let neither = scope_down(&local, &session, None, None).await;
    refused(neither, 400, "ValidationError", "At least one of Policy and DurationSeconds");
    let sts = local.sts_as(session);
    for policy in ["no policy", r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#] {
        let request = GetScopedCredentialsRequest::builder().policy(policy).build().unwrap();
        let result = sts.client().get_scoped_credentials(&request).await;
        refused(result, 400, "MalformedPolicyDocument", "");
    }
}

#[tokio::test]
async fn em24_operations_that_the_global_endpoint_lacks_are_refused_there() {
    let local = local().await;
    let session = demo(&local).await;
    let send = async |action: &str, host: &str| {
        let request = RawRequest::post(&local, format!("Action={action}&Version=2011-06-15&{}", "DurationSeconds=60"));
        request.header("host", host).sign(&session, NOW, "us-east-1", "sts").send().await
    };
    for host in ["sts.amazonaws.com", "sts.amazonaws.com:443", "STS.amazonaws.com", "sts.AMAZONAWS.com.:443"] {
        let response = send("GetScopedCredentials", host).await;
        response.assert_refused(400, "InvalidAction", "not available on the global endpoint");
    }
    assert_eq!(send("GetScopedCredentials", "sts.us-east-1.amazonaws.com").await.status, 200);
    assert_eq!(send("GetCallerIdentity", "sts.amazonaws.com").await.status, 200);
}

#[tokio::test]
async fn em24_the_call_log_has_the_description_and_the_issue_time_stays_that_of_the_session() {
    let local = local().await;
    let session = demo(&local).await;
    local.clock().advance(Duration::from_secs(60));
    let revoked = everything().statement(
        Statement::deny()
            .actions(["*"])
            .resources(["*"])
            .condition(Condition::key("aws:TokenIssueTime").lt(Timestamp::from_secs(NOW + 30))),
    );
    let request = GetScopedCredentialsRequest::builder().policy(revoked).scoped_session_description("for the plugin");
    let response = local.sts_as(session).client().get_scoped_credentials(&request.build().unwrap()).await.unwrap();
    assert!(!may_ask(&local.sts_as(credentials(&response))).await);
    let described =
        |call: &sts_local::RecordedCall| call.parameter("ScopedSessionDescription") == Some("for the plugin");
    assert_eq!(local.calls().iter().filter(|call| described(call)).count(), 1);
}

/// The requests that the embedded STS evaluates, and how to make them.
async fn permissions(sts: &Sts) -> Vec<(&'static str, &'static str, bool)> {
    let token = GetWebIdentityTokenRequest::builder(["a"], "RS256").build().unwrap();
    vec![
        ("sts:GetAccessKeyInfo", "*", may_ask(sts).await),
        ("sts:GetWebIdentityToken", "*", sts.client().get_web_identity_token(&token).await.is_ok()),
        ("sts:AssumeRole", DEMO, sts.assume_role(DEMO, "test").await.is_ok()),
        ("sts:AssumeRole", NEXT, sts.assume_role(NEXT, "test").await.is_ok()),
    ]
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let actions = [
        "sts:GetAccessKeyInfo",
        "sts:GetWebIdentityToken",
        "sts:AssumeRole",
        "sts:Get*",
        "sts:GetScopedCredentials",
        "*",
        "s3:GetObject",
    ];
    let resources = ["*", DEMO, NEXT, "arn:aws:iam::123456789012:role/d*"];
    let statement = (
        any::<bool>(),
        proptest::sample::subsequence(actions.to_vec(), 1..4),
        proptest::sample::subsequence(resources.to_vec(), 1..3),
    );
    proptest::collection::vec(statement, 1..4).prop_map(|statements| {
        // Without this statement, most sessions could not be scoped down again.
        let policy = Policy::new().allow(["sts:GetScopedCredentials"], ["*"]);
        statements.into_iter().fold(policy, |policy, (allows, actions, resources)| {
            if allows { policy.allow(actions, resources) } else { policy.deny(actions, resources) }
        })
    })
}

#[test]
fn em25_a_scoped_session_never_may_more_than_its_parent_or_its_policy() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let local = runtime.block_on(local());
    let mut runner = TestRunner::new(proptest::test_runner::Config::with_cases(40));
    let policies = (any_policy(), proptest::collection::vec(any_policy(), 1..=3));
    let result = runner.run(&policies, |(session_policy, layers)| {
        runtime.block_on(async {
            let role = local.sts().assume_role(DEMO, "test").policy(session_policy).await.unwrap();
            let mut parent = role.credentials();
            for layer in layers {
                let Ok(response) = scope_down(&local, &parent, Some(layer.clone()), None).await else { break };
                let child = credentials(&response);
                let before = permissions(&local.sts_as(parent)).await;
                let after = permissions(&local.sts_as(child.clone())).await;
                for ((action, resource, could), (_, _, can)) in before.into_iter().zip(after) {
                    let allows = layer.evaluate(&AccessRequest::new(action, resource)).is_allowed();
                    assert_eq!(can, could && allows, "{action} on {resource}: {}", layer.to_json());
                }
                parent = child;
            }
        });
        Ok(())
    });
    result.unwrap();
}
