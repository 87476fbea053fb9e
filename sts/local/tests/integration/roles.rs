//! Permissions of users, roles and sessions, and what sessions inherit.

use std::time::Duration;

use sts::api::{
    AssumeRoleRequest, AssumeRootRequest, GetAccessKeyInfoRequest, GetSessionTokenRequest, PolicyDescriptorType, Tag,
};
use sts::policy::{Condition, Principal, Statement};
use sts::{AssumedRole, Credentials, Error, ErrorCode, Policy, Sts, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, LocalStsBuilder, MfaDevice, Role, User};

const ANN: (&str, &str) = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
const PAT: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const ACCOUNT: &str = "123456789012";
const PARTNER: &str = "111122223333";
const HOUR: Duration = Duration::from_secs(3600);

fn arn(role: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{role}")
}

fn everything() -> Policy {
    Policy::new().allow(["sts:*"], ["*"])
}

/// Returns a policy that allows nothing in STS.
fn nothing() -> Policy {
    Policy::new().allow(["s3:GetObject"], ["*"])
}

fn trust(principal: &str) -> sts::policy::StatementBuilder {
    let actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    Statement::allow().principal(Principal::new("AWS", [principal])).actions(actions)
}

/// Returns a builder with Ann in one account and Pat in another, who have these policies.
fn builder(ann: Policy, pat: Policy) -> LocalStsBuilder {
    let phone = MfaDevice::new("phone", "12345678901234567890");
    LocalSts::builder()
        .clock(LocalClock::at(Timestamp::from_secs(1_800_000_000)))
        .with_user(User::new("Ann").access_key(ANN.0, ANN.1).policy(ann).mfa_device(phone).tag("team", "red"))
        .account(Account::new(PARTNER).user(User::new("Pat").access_key(PAT.0, PAT.1).policy(pat)))
}

fn pat(local: &LocalSts) -> Sts {
    local.sts_as(Credentials::new(PAT.0, PAT.1))
}

#[track_caller]
fn denied(result: Result<AssumedRole, Error>, who: &str, action: &str, role: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(403), Some(ErrorCode::AccessDenied)), "{error}");
    let text = format!("User: {who} is not authorized to perform: {action} on resource: {}", arn(role));
    assert_eq!(error.message(), Some(text.as_str()));
}

const ANN_ARN: &str = "arn:aws:iam::123456789012:user/Ann";
const PAT_ARN: &str = "arn:aws:iam::111122223333:user/Pat";

#[tokio::test]
async fn em19_a_role_can_be_assumed_only_by_principals_it_trusts() {
    let local = builder(everything(), everything())
        .role(Role::new("for-pat").trust(trust(PAT_ARN)))
        .role(Role::new("for-partner").trust(trust(PARTNER)))
        .role(Role::new("for-ann").trust(trust(ANN_ARN)))
        .role(Role::new("for-others").trust(trust("999999999999")))
        .role("own")
        .start()
        .await
        .unwrap();
    for role in ["for-ann", "own"] {
        assert!(local.sts().assume_role(arn(role), "test").await.is_ok(), "{role}");
        denied(pat(&local).assume_role(arn(role), "test").await, PAT_ARN, "sts:AssumeRole", role);
    }
    for role in ["for-pat", "for-partner"] {
        assert!(pat(&local).assume_role(arn(role), "test").await.is_ok(), "{role}");
        denied(local.sts().assume_role(arn(role), "test").await, ANN_ARN, "sts:AssumeRole", role);
    }
    denied(local.sts().assume_role(arn("for-others"), "test").await, ANN_ARN, "sts:AssumeRole", "for-others");
    denied(local.sts().assume_role(arn("none"), "test").await, ANN_ARN, "sts:AssumeRole", "none");
}

#[tokio::test]
async fn em19_a_missing_or_wrong_external_id_is_denied_and_the_recorded_call_explains_why() {
    let external = trust(PARTNER).condition(Condition::key("sts:ExternalId").is("unicorn"));
    let local = builder(everything(), everything()).role(Role::new("audit").trust(external)).start().await.unwrap();
    let sts = pat(&local);
    denied(sts.assume_role(arn("audit"), "test").await, PAT_ARN, "sts:AssumeRole", "audit");
    denied(sts.assume_role(arn("audit"), "test").external_id("horse").await, PAT_ARN, "sts:AssumeRole", "audit");
    assert!(sts.assume_role(arn("audit"), "test").external_id("unicorn").await.is_ok());
    let explanations: Vec<_> = local.calls().into_iter().map(|call| call.explanation).collect();
    let condition =
        "trust policy: no statement allows the request\n  Statement[0].Condition.StringEquals.sts:ExternalId: ";
    assert_eq!(
        explanations,
        [
            Some(format!("{condition}the request does not have this key")),
            Some(format!("{condition}the request has another value")),
            None
        ]
    );
}

#[tokio::test]
async fn em19_an_explicit_denial_wins() {
    let role = Role::new("some").trust(trust(ACCOUNT)).trust(
        Statement::deny()
            .principal(Principal::everyone())
            .actions(["sts:AssumeRole"])
            .condition(Condition::key("sts:RoleSessionName").like("root*")),
    );
    let local = builder(everything().deny(["sts:AssumeRole"], [arn("other")]), everything())
        .role(role)
        .role(Role::new("other").trust(trust(ANN_ARN)))
        .start()
        .await
        .unwrap();
    assert!(local.sts().assume_role(arn("some"), "test").await.is_ok());
    denied(local.sts().assume_role(arn("some"), "root-shell").await, ANN_ARN, "sts:AssumeRole", "some");
    denied(local.sts().assume_role(arn("other"), "test").await, ANN_ARN, "sts:AssumeRole", "other");
}

#[tokio::test]
async fn em19_the_callers_policies_must_allow_it_unless_the_same_account_trusts_the_caller_by_name() {
    let local = builder(nothing(), nothing())
        .role("own")
        .role(Role::new("for-ann").trust(trust(ANN_ARN)))
        .role(Role::new("for-pat").trust(trust(PAT_ARN)))
        .start()
        .await
        .unwrap();
    denied(local.sts().assume_role(arn("own"), "test").await, ANN_ARN, "sts:AssumeRole", "own");
    assert!(local.sts().assume_role(arn("for-ann"), "test").await.is_ok());
    // The trust of another account does not replace the permission.
    denied(pat(&local).assume_role(arn("for-pat"), "test").await, PAT_ARN, "sts:AssumeRole", "for-pat");
}

#[tokio::test]
async fn em19_tags_and_a_source_identity_need_their_own_actions() {
    let plain = Statement::allow().principal(Principal::new("AWS", [ANN_ARN])).actions(["sts:AssumeRole"]);
    let picky = trust(ANN_ARN)
        .condition(Condition::key("aws:RequestTag/team").is("${aws:PrincipalTag/team}"))
        .condition(Condition::key("aws:TagKeys").is(["team", "project"]).for_all_values())
        .condition(Condition::key("sts:SourceIdentity").is("ann").if_exists());
    let local = builder(everything(), everything())
        .role(Role::new("plain").trust(plain))
        .role(Role::new("picky").trust(picky))
        .start()
        .await
        .unwrap();
    let call = |role: &str| local.sts().assume_role(arn(role), "test");
    assert!(call("plain").await.is_ok());
    denied(call("plain").tag("team", "red").await, ANN_ARN, "sts:TagSession", "plain");
    denied(call("plain").source_identity("ann").await, ANN_ARN, "sts:SetSourceIdentity", "plain");
    assert!(call("picky").tag("team", "red").await.is_ok());
    denied(call("picky").tag("team", "blue").await, ANN_ARN, "sts:AssumeRole", "picky");
    denied(call("picky").tag("team", "red").tag("cost", "1").await, ANN_ARN, "sts:AssumeRole", "picky");
    denied(call("picky").tag("team", "red").source_identity("bob").await, ANN_ARN, "sts:AssumeRole", "picky");
    assert!(call("picky").tag("team", "red").source_identity("ann").await.is_ok());
}

#[tokio::test]
async fn em19_an_mfa_code_works_once_and_counts_for_the_whole_session() {
    let guarded = trust(ACCOUNT).condition(Condition::key("aws:MultiFactorAuthPresent").is(true));
    let local = builder(everything(), everything()).role(Role::new("guarded").trust(guarded)).start().await.unwrap();
    let phone = MfaDevice::new("phone", "12345678901234567890");
    let serial = "arn:aws:iam::123456789012:mfa/phone";
    let code = || phone.code(sts::platform::Clock::wall(&local.clock()));
    let guarded = |sts: &Sts| sts.assume_role(arn("guarded"), "test");

    denied(guarded(&local.sts()).await, ANN_ARN, "sts:AssumeRole", "guarded");
    let wrong = guarded(&local.sts()).mfa(serial, "000000").await.unwrap_err();
    assert_eq!(wrong.message(), Some("MultiFactorAuthentication failed with invalid MFA one time pass code."));
    assert!(guarded(&local.sts()).mfa(serial, code()).await.is_ok());
    // A code works once.
    let again = guarded(&local.sts()).mfa(serial, code()).await.unwrap_err();
    assert_eq!(again.message(), wrong.message());
    local.clock().advance(Duration::from_secs(30));
    let session = local.sts().new_session().mfa(serial, code()).await.unwrap();
    assert!(guarded(&local.sts_as(session.credentials())).await.is_ok());
    let without = local.sts().new_session().await.unwrap();
    denied(guarded(&local.sts_as(without.credentials())).await, ANN_ARN, "sts:AssumeRole", "guarded");

    let other = local.sts().new_session().mfa("arn:aws:iam::123456789012:mfa/tablet", "123456").await.unwrap_err();
    let text = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
                valid and associated with this user.";
    assert_eq!((other.status(), other.message()), (Some(403), Some(text)));
    let alone = GetSessionTokenRequest::builder().serial_number(serial).build().unwrap();
    let alone = local.sts().client().get_session_token(&alone).await.unwrap_err();
    let text = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.";
    assert_eq!(alone.message(), Some(text));
}

#[tokio::test]
async fn em13_tags_are_checked_against_the_rules_that_aws_states_in_prose() {
    let role = Role::new("first").policy(everything());
    let local = builder(everything(), everything()).role(role).role("second").start().await.unwrap();
    // The generated client sends them; `Sts` would not.
    let invalid = async |sts: &Sts, role: &str, tags: &[(&str, &str)], transitive: &[&str], text: &str| {
        let tags: Vec<Tag> = tags.iter().map(|(key, value)| Tag::new(*key, *value)).collect();
        let request = AssumeRoleRequest::builder(arn(role), "test").tags(tags);
        let request = request.transitive_tag_keys(transitive.iter().copied()).build().unwrap();
        let error = sts.client().assume_role(&request).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::InvalidParameterValue)));
        assert_eq!(error.message(), Some(text));
    };
    let text = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    invalid(&local.sts(), "first", &[("team", "red"), ("Team", "blue")], &[], text).await;
    let text = "The specified transitive tag key must be included in the requested tags.";
    invalid(&local.sts(), "first", &[("team", "red")], &["color"], text).await;
    let first = local.sts().assume_role(arn("first"), "test").tag("team", "red").transitive_tag_key("team");
    let chained = local.sts_as(first.await.unwrap().credentials());
    let text = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
                the calling session.";
    invalid(&chained, "second", &[("TEAM", "blue")], &[], text).await;
}

#[tokio::test]
async fn a_role_chain_inherits_transitive_tags_and_the_source_identity_and_no_other_tags() {
    let second = trust("arn:aws:iam::123456789012:role/first")
        .condition(Condition::key("aws:PrincipalTag/team").is("red"))
        .condition(Condition::key("aws:SourceIdentity").is("ann"));
    let third = trust("arn:aws:iam::123456789012:role/second")
        .condition(Condition::key("aws:PrincipalTag/team").is("red"))
        .condition(Condition::key("aws:PrincipalTag/project").is_null(true))
        .condition(Condition::key("sts:TransitiveTagKeys").is("team").for_any_value());
    let local = builder(everything(), everything())
        .role(Role::new("first"))
        .role(Role::new("second").trust(second))
        .role(Role::new("third").trust(third))
        .start()
        .await
        .unwrap();
    let call = local.sts().assume_role(arn("first"), "one").tag("team", "red").transitive_tag_key("team");
    let first = local.sts_as(call.tag("project", "x").source_identity("ann").await.unwrap().credentials());
    let second = first.assume_role(arn("second"), "two").await.unwrap();
    assert_eq!(second.source_identity(), Some("ann"));
    let third = local.sts_as(second.credentials()).assume_role(arn("third"), "three").await.unwrap();
    assert_eq!(third.source_identity(), Some("ann"));
    let session = "arn:aws:sts::123456789012:assumed-role/first/one";
    denied(
        first.assume_role(arn("second"), "two").source_identity("bob").await,
        session,
        "sts:SetSourceIdentity",
        "second",
    );
}

#[tokio::test]
async fn durations_are_limited_by_the_role_by_chaining_and_for_the_root_user() {
    let local = LocalSts::builder()
        .clock(LocalClock::at(Timestamp::from_secs(1_800_000_000)))
        .first_account(
            Account::new(ACCOUNT)
                .root_key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
                .user(User::new("Ann").access_key(ANN.0, ANN.1).policy(everything()))
                .role(Role::new("short").policy(everything()))
                .role(Role::new("long").max_session(12 * HOUR)),
        )
        .start()
        .await
        .unwrap();
    let ann = local.sts_as(Credentials::new(ANN.0, ANN.1));
    let root = local.sts_as(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
    let refused = |result: Result<AssumedRole, Error>, text: &str| {
        let error = result.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::ValidationError)));
        assert_eq!(error.message(), Some(text));
    };
    let text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    refused(ann.assume_role(arn("short"), "test").duration(HOUR + Duration::from_secs(1)).await, text);
    assert!(ann.assume_role(arn("long"), "test").duration(12 * HOUR).await.is_ok());
    let short = local.sts_as(ann.assume_role(arn("short"), "test").duration(HOUR).await.unwrap().credentials());
    let text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    refused(short.assume_role(arn("long"), "test").duration(HOUR + Duration::from_secs(1)).await, text);
    assert!(short.assume_role(arn("long"), "test").duration(HOUR).await.is_ok());
    // `duration_up_to` gets the longest allowed duration in both cases.
    for role in [ann.assume_role(arn("short"), "test"), short.assume_role(arn("long"), "test")] {
        let role = role.duration_up_to(12 * HOUR).await.unwrap();
        assert_eq!((role.requested_duration(), role.granted_duration()), (12 * HOUR, HOUR));
    }

    let session = root.new_session().duration(12 * HOUR).await.unwrap();
    let now = sts::platform::Clock::wall(&local.clock());
    assert_eq!(session.expires_at(), now.checked_add(HOUR).unwrap());
    let error = root.assume_role(arn("long"), "test").await.unwrap_err();
    assert_eq!(error.message(), Some("Roles may not be assumed by root accounts."));
    local.clock().advance(HOUR);
    let late = short.assume_role(arn("long"), "test").await.unwrap_err();
    assert_eq!((late.status(), late.code()), (Some(403), Some(ErrorCode::ExpiredToken)));
}

#[tokio::test]
async fn a_session_may_do_what_both_its_role_and_its_session_policy_allow() {
    let powerful = Role::new("powerful").policy(everything());
    let local = builder(everything(), everything()).role(powerful).role("next").start().await.unwrap();
    let narrowed = |policy: Policy| local.sts().assume_role(arn("powerful"), "test").policy(policy);
    let session = "arn:aws:sts::123456789012:assumed-role/powerful/test";

    let wide = narrowed(Policy::new().allow(["sts:Assume*"], ["*"])).await.unwrap();
    assert!(local.sts_as(wide.credentials()).assume_role(arn("next"), "test").await.is_ok());
    let narrow = narrowed(Policy::new().allow(["s3:*"], ["*"])).await.unwrap();
    let narrow = local.sts_as(narrow.credentials());
    denied(narrow.assume_role(arn("next"), "test").await, session, "sts:AssumeRole", "next");
    let info = GetAccessKeyInfoRequest::new(ANN.0);
    assert!(narrow.client().get_access_key_info(&info).await.unwrap_err().is_access_denied());
    let denying = narrowed(everything().deny(["sts:AssumeRole"], [arn("next")])).await.unwrap();
    denied(
        local.sts_as(denying.credentials()).assume_role(arn("next"), "test").await,
        session,
        "sts:AssumeRole",
        "next",
    );
    let admin = local.sts().assume_role(arn("powerful"), "test");
    let admin = admin.policy_arn("arn:aws:iam::aws:policy/AdministratorAccess").await.unwrap();
    assert!(local.sts_as(admin.credentials()).client().get_access_key_info(&info).await.is_ok());
}

#[tokio::test]
async fn a_role_without_permissions_may_only_call_get_caller_identity() {
    let local = builder(everything(), everything()).role("bare").start().await.unwrap();
    let bare = local.sts().assume_role(arn("bare"), "test").await.unwrap();
    let sts = local.sts_as(bare.credentials());
    assert!(sts.client().get_caller_identity(&Default::default()).await.is_ok());
    denied(
        sts.assume_role(arn("bare"), "test").await,
        "arn:aws:sts::123456789012:assumed-role/bare/test",
        "sts:AssumeRole",
        "bare",
    );
    let error = sts.client().get_access_key_info(&GetAccessKeyInfoRequest::new(ANN.0)).await.unwrap_err();
    let text = "User: arn:aws:sts::123456789012:assumed-role/bare/test is not authorized to perform: \
                sts:GetAccessKeyInfo on resource: *";
    assert_eq!(error.message(), Some(text));
}

#[tokio::test]
async fn sessions_may_not_call_the_operations_that_aws_forbids() {
    let role = Role::new("powerful").policy(everything());
    let local = builder(everything(), everything()).role(role).start().await.unwrap();
    let user = local.sts().new_session().await.unwrap().credentials();
    let federated = local.sts().new_federated_session("Bob").policy(everything()).await.unwrap().credentials();
    let role = local.sts().assume_role(arn("powerful"), "test").await.unwrap().credentials();
    let info = GetAccessKeyInfoRequest::new(ANN.0);
    for (credentials, may_ask, may_assume) in [(user, false, true), (federated, false, false), (role, true, true)] {
        let sts = local.sts_as(credentials);
        assert!(sts.client().get_caller_identity(&Default::default()).await.is_ok());
        for (error, operation) in [
            (sts.new_session().await.unwrap_err(), "GetSessionToken"),
            (sts.new_federated_session("Bob").await.unwrap_err(), "GetFederationToken"),
        ] {
            assert_eq!(error.message(), Some(format!("Cannot call {operation} with session credentials").as_str()));
        }
        assert_eq!(sts.client().get_access_key_info(&info).await.is_ok(), may_ask);
        let request = AssumeRoleRequest::builder(arn("powerful"), "test").build().unwrap();
        assert_eq!(sts.client().assume_role(&request).await.is_ok(), may_assume);
    }
}

#[tokio::test]
async fn the_management_account_may_act_as_the_root_user_of_others_for_one_task() {
    let local = builder(everything(), everything()).start().await.unwrap();
    let task = |name: &str| format!("arn:aws:iam::aws:policy/root-task/{name}");
    let call = async |sts: &Sts, target: &str, task: String| {
        let task = PolicyDescriptorType::builder().arn(task).build().unwrap();
        sts.client().assume_root(&AssumeRootRequest::builder(target, task).build().unwrap()).await
    };
    let unlock = task("S3UnlockBucketPolicy");
    let response = call(&local.sts(), PARTNER, unlock.clone()).await.unwrap();
    let credentials = response.credentials.unwrap();
    assert_eq!(credentials.expiration, Timestamp::from_secs(1_800_000_900));
    let root = local.sts_as(Credentials::temporary(
        &credentials.access_key_id,
        credentials.secret_access_key.expose(),
        credentials.session_token.expose(),
        None,
    ));
    let identity = root.client().get_caller_identity(&Default::default()).await.unwrap();
    assert_eq!(identity.arn.as_deref(), Some("arn:aws:iam::111122223333:root"));
    // The task policy does not allow calls of STS.
    let info = GetAccessKeyInfoRequest::new(ANN.0);
    assert!(root.client().get_access_key_info(&info).await.unwrap_err().is_access_denied());
    assert!(root.new_session().await.unwrap_err().is_access_denied());

    for (sts, target) in [(local.sts(), ACCOUNT), (local.sts(), "999999999999"), (pat(&local), ACCOUNT)] {
        assert!(call(&sts, target, unlock.clone()).await.unwrap_err().is_access_denied(), "{target}");
    }
    let unknown = call(&local.sts(), PARTNER, task("Everything")).await.unwrap_err();
    assert_eq!(unknown.code(), Some(ErrorCode::ValidationError));
}

#[tokio::test]
async fn federation_needs_a_permission_and_get_session_token_does_not() {
    let local = builder(nothing(), everything()).start().await.unwrap();
    assert!(local.sts().new_session().await.is_ok());
    let error = local.sts().new_federated_session("Bob").await.unwrap_err();
    let text = "User: arn:aws:iam::123456789012:user/Ann is not authorized to perform: sts:GetFederationToken on resource: \
                arn:aws:sts::123456789012:federated-user/Bob";
    assert_eq!(error.message(), Some(text));
    assert!(pat(&local).new_federated_session("Bob").tag("team", "red").await.is_ok());
}

/// Returns a policy that is too long for a managed policy, and not for the inline policies of a role.
fn long_policy() -> Policy {
    Policy::new().allow(["sts:AssumeRole"], (0..150).map(|number| arn(&format!("role-{number:03}"))))
}

fn with_ann(policy: Policy, trust: Option<sts::policy::StatementBuilder>) -> LocalStsBuilder {
    let role = Role::new("demo");
    let role = if let Some(trust) = trust { role.trust(trust) } else { role };
    LocalSts::builder().with_user(User::new("Ann").access_key(ANN.0, ANN.1).policy(policy)).role(role)
}

#[tokio::test]
async fn a_trust_policy_may_name_users_and_roles_that_exist_and_those_of_other_accounts() {
    let role = |name: &str, principal: &str| Role::new(name).trust(trust(principal));
    let builder = with_ann(nothing(), Some(trust(ANN_ARN)))
        .role(role("team/first", &arn("second")))
        .role(role("second", &arn("team/first")))
        .role(role("other-account", "arn:aws:iam::999999999999:user/Unknown"))
        .role(role("session", "arn:aws:sts::123456789012:assumed-role/second/x"))
        .role(role("root", "arn:aws:iam::123456789012:root"));
    assert!(builder.start().await.is_ok());
}

#[tokio::test]
async fn invalid_accounts_are_refused_before_the_server_starts() {
    let problems = [
        (LocalSts::builder(), "no access key"),
        (LocalSts::builder().user("Ann", ANN.0, ANN.1).account_id("12345"), "\"12345\" is not an account ID"),
        (LocalSts::builder().user("Ann", ANN.0, ANN.1).user("Bob", ANN.0, ANN.1), "duplicate access key ID"),
        (
            LocalSts::builder().user("Ann", ANN.0, ANN.1).role("a").role("a"),
            "duplicate role arn:aws:iam::123456789012:role/a",
        ),
        (
            LocalSts::builder().user("Ann", ANN.0, ANN.1).role(Role::new("a").trust_policy(everything())),
            "Statement[0].Principal",
        ),
        (
            with_ann(nothing().allow(["Get"], ["*"]), None),
            "user \"Ann\": IAM refuses an identity-based policy like this: ",
        ),
        (
            LocalSts::builder()
                .user("Ann", ANN.0, ANN.1)
                .account(Account::new(PARTNER).managed_policy("long", long_policy())),
            "policy \"long\": IAM refuses a managed policy of more than 6144 characters; found ",
        ),
        (
            with_ann(nothing(), Some(trust("arn:aws:iam::123456789012:group/readers"))),
            "role \"demo\": IAM refuses a trust policy like this: Statement[0].Principal.AWS: ",
        ),
        (with_ann(nothing(), Some(trust("12345"))), "Statement[0].Principal.AWS: "),
        (with_ann(nothing(), Some(trust(""))), "Statement[0].Principal.AWS: "),
        (
            with_ann(nothing(), Some(trust(&ANN_ARN.replace("Ann", "Mallory")))),
            "found arn:aws:iam::123456789012:user/Mallory",
        ),
        (
            LocalSts::builder().with_user(User::new("Ann").access_key(ANN.0, ANN.1).tag("team", "1").tag("Team", "2")),
            "user \"Ann\": IAM refuses two tags whose keys differ at most in case: \"team\" and \"Team\"",
        ),
        (
            with_ann(nothing(), None).role(Role::new("a").tag("Größe", "1").tag("GRÖßE", "2")),
            "IAM refuses two tags whose keys differ at most in case",
        ),
        (with_ann(nothing(), Some(trust(&arn("none")))), "found arn:aws:iam::123456789012:role/none"),
        (with_ann(nothing(), Some(trust(&ANN_ARN.replace("aws", "aws-cn")))), "does not exist; found arn:aws-cn:"),
    ];
    for (builder, problem) in problems {
        let error = builder.start().await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

/// Returns the value of a condition key that policies see, out of some possible ones.
async fn tag_of(
    local: &LocalSts,
    credentials: &Credentials,
    key: &str,
    teams: &[&'static str],
) -> Option<&'static str> {
    let info = GetAccessKeyInfoRequest::new(ANN.0);
    for team in teams {
        let only = Policy::new().statement(
            Statement::allow()
                .actions(["sts:GetAccessKeyInfo"])
                .resources(["*"])
                .condition(Condition::key(key).is(*team)),
        );
        let scoped = local.sts_as(credentials.clone()).new_scoped_session().policy(only).await.unwrap();
        if scoped.sts().client().get_access_key_info(&info).await.is_ok() {
            return Some(team);
        }
    }
    None
}

const TEAM: &str = "aws:PrincipalTag/team";

#[tokio::test]
async fn a_session_tag_overrides_a_tag_of_the_role_in_any_case() {
    for (of_role, of_session) in [("team", "team"), ("team", "TEAM"), ("TEAM", "team"), ("tEAM", "Team")] {
        let role = Role::new("demo").policy(everything()).tag(of_role, "red");
        let local = builder(everything(), everything()).role(role).start().await.unwrap();
        let untagged = local.sts().assume_role(arn("demo"), "test").await.unwrap().credentials();
        assert_eq!(tag_of(&local, &untagged, TEAM, &["red", "blue"]).await, Some("red"), "{of_role}");
        let tagged = local.sts().assume_role(arn("demo"), "test").tag(of_session, "blue").await.unwrap().credentials();
        assert_eq!(tag_of(&local, &tagged, TEAM, &["red", "blue"]).await, Some("blue"), "{of_role} {of_session}");
    }
}

#[tokio::test]
async fn a_transitive_tag_is_inherited_whatever_its_letters() {
    for (key, transitive) in [("team", "TEAM"), ("Größe", "GRÖßE"), ("Équipe", "éQUIPE"), ("ΟΔΟΣ", "οδοσ")]
    {
        let roles = ["first", "second"].map(|name| Role::new(name).policy(everything()));
        let [first, second] = roles;
        let local = builder(everything(), everything()).role(first).role(second).start().await.unwrap();
        let tagged = local.sts().assume_role(arn("first"), "test").tag(key, "red").transitive_tag_key(transitive);
        let first = local.sts_as(tagged.await.unwrap().credentials());
        let second = first.assume_role(arn("second"), "test").await.unwrap().credentials();
        let name = format!("aws:PrincipalTag/{key}");
        // A session policy can have characters of Latin-1 only.
        if key.chars().all(|letter| letter <= '\u{ff}') {
            assert_eq!(tag_of(&local, &second, &name, &["red"]).await, Some("red"));
        }
        let changed = first.assume_role(arn("second"), "test").tag(transitive, "blue").await.unwrap_err();
        assert_eq!(changed.code(), Some(ErrorCode::InvalidParameterValue), "{key}: {changed}");
    }
}
