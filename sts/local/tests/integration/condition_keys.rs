//! The global condition keys of a request: those that AWS always sets, and those of its caller and its resource.

use sts::api::{
    AssumeRoleWithWebIdentityRequest, AssumeRootRequest, DecodeAuthorizationMessageRequest, GetAccessKeyInfoRequest,
    PolicyDescriptorType,
};
use sts::policy::{Condition, Principal, Statement, StatementBuilder};
use sts::{Credentials, Policy, Sts, Timestamp};
use sts_local::{LocalClock, LocalSts, LocalStsBuilder, Role};

const DEMO: &str = "arn:aws:iam::123456789012:role/tagged";
const MEMBER: &str = "111122223333";

fn start(role: Role) -> LocalStsBuilder {
    LocalSts::default_account().role(role).clock(LocalClock::at(Timestamp::from_secs(1_800_000_000)))
}

/// Returns a role with tags that everyone may assume who meets these conditions.
fn role(actions: &[&str], conditions: &[Condition]) -> Role {
    let statement = Statement::allow().principal(Principal::everyone()).actions(actions.to_vec());
    let statement = conditions.iter().cloned().fold(statement, StatementBuilder::condition);
    Role::new("tagged").trust(statement).tag("team", "red").tag("Stage", "test")
}

/// The keys that every request has, with their values for a request about the role.
fn always() -> Vec<Condition> {
    vec![
        Condition::key("aws:ViaAWSService").is(false),
        Condition::key("aws:ResourceAccount").is("123456789012"),
        Condition::key("aws:ResourceTag/team").is("red"),
        Condition::key("iam:ResourceTag/stage").is("test"),
        Condition::key("aws:SecureTransport").is(true),
        Condition::key("aws:CurrentTime").is_null(false),
        Condition::key("aws:EpochTime").is_null(false),
        Condition::key("aws:SourceIp").is_null(false),
        Condition::key("aws:UserAgent").is_null(false),
        Condition::key("aws:RequestedRegion").is_null(false),
        Condition::key("aws:PrincipalType").is_null(false),
        Condition::key("aws:CalledVia").is_null(true),
        Condition::key("aws:PrincipalServiceName").is_null(true),
    ]
}

/// The keys of a caller who has not signed the request.
fn anonymous() -> Vec<Condition> {
    vec![
        Condition::key("aws:PrincipalAccount").is("anonymous"),
        Condition::key("aws:userid").is("anonymous"),
        Condition::key("aws:PrincipalType").is("Anonymous"),
        Condition::key("aws:PrincipalArn").is_null(true),
        Condition::key("aws:PrincipalIsAWSService").is_null(true),
    ]
}

#[tokio::test]
async fn a_signed_request_has_the_keys_that_aws_always_sets() {
    let signed = [
        Condition::key("aws:PrincipalIsAWSService").is(false),
        Condition::key("aws:PrincipalAccount").is("123456789012"),
        Condition::key("aws:PrincipalArn").is_null(false),
        Condition::key("aws:userid").is_null(false),
        Condition::key("aws:AssumedRoot").is_null(true),
        Condition::key("aws:FederatedProvider").is_null(true),
    ];
    for condition in always().into_iter().chain(signed) {
        let shown = format!("{condition:?}");
        let local = start(role(&["sts:AssumeRole"], &[condition])).start().await.unwrap();
        assert!(local.sts().assume_role(DEMO, "test").await.is_ok(), "{shown}");
    }
    // The recommended way to let services through and no one else.
    let service = [Condition::key("aws:PrincipalIsAWSService").is(true).if_exists()];
    let local = start(role(&["sts:AssumeRole"], &service)).start().await.unwrap();
    assert!(local.sts().assume_role(DEMO, "test").await.unwrap_err().is_access_denied());
}

#[tokio::test]
async fn a_web_identity_has_the_keys_of_an_anonymous_caller_and_of_the_role() {
    let provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example.com";
    let federated = [Condition::key("aws:FederatedProvider").is(provider)];
    for condition in always().into_iter().chain(anonymous()).chain(federated) {
        let shown = format!("{condition:?}");
        let local = start(role(&["sts:AssumeRoleWithWebIdentity"], &[condition])).start().await.unwrap();
        let token = local.issuer().token("app").sign();
        let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "app", token).build().unwrap();
        let response = local.sts().client().assume_role_with_web_identity(&request).await;
        assert!(response.is_ok(), "{shown}: {:?}", local.calls().last().and_then(|call| call.explanation.clone()));
    }
}

#[cfg(feature = "saml")]
#[tokio::test]
async fn an_assertion_has_the_keys_of_an_anonymous_caller_and_of_the_role() {
    for condition in always().into_iter().chain(anonymous()) {
        let shown = format!("{condition:?}");
        let local = start(role(&["sts:AssumeRoleWithSAML"], &[condition])).start().await.unwrap();
        let assertion = local.saml_issuer().response("ann@example.com", DEMO).sign();
        let provider = local.saml_issuer().provider_arn();
        let request = sts::api::AssumeRoleWithSAMLRequest::builder(DEMO, provider, assertion).build().unwrap();
        let response = local.sts().client().assume_role_with_saml(&request).await;
        assert!(response.is_ok(), "{shown}: {:?}", local.calls().last().and_then(|call| call.explanation.clone()));
    }
}

/// Returns the condition keys in the encoded message of a denied call.
async fn denied_keys(local: &LocalSts, denied: &Sts) -> String {
    let info = GetAccessKeyInfoRequest::new("AKIAIOSFODNN7EXAMPLE");
    let error = denied.client().get_access_key_info(&info).await.unwrap_err();
    let encoded = error.message().unwrap().split_once("failure message: ").unwrap().1;
    let request = DecodeAuthorizationMessageRequest::new(encoded);
    local.sts().client().decode_authorization_message(&request).await.unwrap().decoded_message.unwrap()
}

#[cfg(feature = "saml")]
#[tokio::test]
async fn only_a_session_of_an_openid_connect_provider_has_the_name_of_its_provider() {
    let role = role(&["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"], &[]);
    let local = start(role).encode_denials().start().await.unwrap();
    let key = "aws:federatedprovider";
    let session = local.sts().assume_role_with_web_identity(DEMO, "app", local.issuer().token("app").sign());
    let keys = denied_keys(&local, &local.sts_as(session.await.unwrap().credentials())).await;
    assert!(keys.contains(key), "{keys}");

    let assertion = local.saml_issuer().response("ann@example.com", DEMO).sign();
    let provider = local.saml_issuer().provider_arn();
    let request = sts::api::AssumeRoleWithSAMLRequest::builder(DEMO, provider, assertion).build().unwrap();
    let session = local.sts().client().assume_role_with_saml(&request).await.unwrap().credentials.unwrap();
    let (secret, token) = (session.secret_access_key.expose().as_str(), session.session_token.expose().as_str());
    let session = local.sts_as(Credentials::temporary(&session.access_key_id, secret, token, None));
    let keys = denied_keys(&local, &session).await;
    assert!(!keys.contains(key), "{keys}");
}

#[tokio::test]
async fn a_request_without_a_resource_is_about_the_account_of_its_caller() {
    let powerless = Role::new("tagged").policy(Policy::new().allow(["s3:GetObject"], ["*"]));
    let local = start(powerless).encode_denials().start().await.unwrap();
    let session = local.sts_as(local.sts().assume_role(DEMO, "test").await.unwrap().credentials());
    let keys = denied_keys(&local, &session).await;
    assert!(keys.contains("aws:resourceaccount") && keys.contains("123456789012"), "{keys}");
    assert!(!keys.contains("aws:assumedroot"), "{keys}");

    let task = PolicyDescriptorType::builder().arn("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials");
    let request = AssumeRootRequest::builder(MEMBER, task.build().unwrap()).build().unwrap();
    let root = local.sts().client().assume_root(&request).await.unwrap().credentials.unwrap();
    let (secret, token) = (root.secret_access_key.expose().as_str(), root.session_token.expose().as_str());
    let root = local.sts_as(Credentials::temporary(&root.access_key_id, secret, token, None));
    let keys = denied_keys(&local, &root).await;
    assert!(keys.contains("aws:assumedroot") && keys.contains(MEMBER), "{keys}");
}
