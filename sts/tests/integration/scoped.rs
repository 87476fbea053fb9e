//! Scoped sessions: what is checked before sending, and what the result says.

use std::num::NonZeroUsize;
use std::time::Duration;

use sts::{Credentials, ErrorKind, NewScopedSession, Policy, SessionPool, Sts, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, Role, User};
use testkit::canned::{Canned, NOW, PARTS, now, response_body};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn everything() -> Policy {
    Policy::new().allow(["*"], ["*"])
}

fn temporary(expires_in: i64) -> Credentials {
    Credentials::temporary("ASIAIOSFODNN7EXAMPLE", SECRET, "token", Some(Timestamp::from_secs(NOW + expires_in)))
}

fn canned(more: &str) -> Canned {
    Canned::new(200, response_body("GetScopedCredentials", &PARTS, more))
}

fn session(canned: &Canned) -> Sts {
    canned.builder().credentials(temporary(3600)).build().unwrap()
}

#[track_caller]
fn not_sent(canned: &Canned, call: NewScopedSession, kind: ErrorKind, parts: &[&str]) {
    let error = now(call.send()).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    let text = error.to_string();
    assert!(text.starts_with("GetScopedCredentials was not sent: "), "{text}");
    for part in parts {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(canned.count(), 0, "nothing was sent");
}

#[test]
fn ss01_a_call_needs_a_policy_or_a_duration() {
    let canned = canned("");
    let call = session(&canned).new_scoped_session();
    let parts = ["Policy: is missing, must be set if DurationSeconds is not"];
    not_sent(&canned, call.clone(), ErrorKind::InvalidRequest, &parts);
    not_sent(&canned, call.description("for the plugin"), ErrorKind::InvalidRequest, &parts);
}

#[test]
fn ss02_long_term_keys_are_refused_with_what_to_do_instead() {
    let canned = canned("");
    let refuse = |sts: Sts| {
        let call = sts.new_scoped_session().policy(everything());
        not_sent(&canned, call, ErrorKind::InvalidArgument, &["long-term", "GetSessionToken"]);
    };
    refuse(canned.sts());
    refuse(canned.builder().credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET)).build().unwrap());
    let odd = Credentials::temporary("AKIAIOSFODNN7EXAMPLE", SECRET, "token", None);
    refuse(canned.builder().credentials(odd).build().unwrap());
}

#[test]
fn an_error_before_the_credentials_are_known_names_the_operation() {
    let canned = canned("");
    let sts = Sts::from_config(canned.config().with_region("not a region"));
    let error = now(sts.new_scoped_session().policy(everything()).send()).unwrap_err();
    assert_eq!(error.operation(), Some("GetScopedCredentials"), "{error}");
    let error = now(sts.outbound_token(["a"], "ES384").send()).unwrap_err();
    assert_eq!(error.operation(), Some("GetWebIdentityToken"), "{error}");
}

#[test]
fn ss03_the_global_endpoint_is_refused_before_credentials_are_asked_for() {
    let canned = canned("");
    let parts = ["sts.amazonaws.com", "sts.us-east-1.amazonaws.com", "AWS_STS_REGIONAL_ENDPOINTS"];
    for builder in [
        canned.builder().region("aws-global"),
        canned.builder().endpoint("https://sts.amazonaws.com"),
        canned.builder().endpoint("https://sts.amazonaws.com:443/"),
        canned.builder().endpoint("https://STS.Amazonaws.com"),
        canned.builder().endpoint("https://sts.AMAZONAWS.com:8443"),
    ] {
        let sts = builder.credentials(temporary(3600)).build().unwrap();
        let call = sts.new_scoped_session().policy(everything());
        not_sent(&canned, call, ErrorKind::InvalidArgument, &parts);
    }
}

#[test]
fn ss04_a_duration_beyond_the_end_of_the_calling_session_is_refused() {
    let canned = canned("");
    let call = |seconds| session(&canned).new_scoped_session().duration(Duration::from_secs(seconds));
    let parts = ["3601 s were requested", "ends in 3600 s, at 2027-01-15T09:00:00Z", "leave the duration out"];
    not_sent(&canned, call(3601), ErrorKind::InvalidArgument, &parts);
    not_sent(&canned, call(129_601), ErrorKind::InvalidRequest, &["129601", "1 to 129600"]);
    assert!(now(call(3600).send()).is_ok());
}

#[test]
fn a_scoped_session_has_what_the_response_says() {
    let more = "<SessionInfo><ScopedSessionId>AROA123EXAMPLE:test</ScopedSessionId>\
                <Arn>arn:aws:sts::123456789012:assumed-role/demo/test</Arn></SessionInfo>\
                <SessionTokenUtilization>85</SessionTokenUtilization><SessionTokenSize>700</SessionTokenSize>\
                <ScopedPoliciesCount>2</ScopedPoliciesCount><SourceIdentity>Ann</SourceIdentity>";
    let canned = canned(more);
    let call = session(&canned).new_scoped_session().policy(everything()).description("for the plugin");
    let scoped = now(call.minimum_session_token_size(600).send()).unwrap();
    assert_eq!(scoped.session_id(), Some("AROA123EXAMPLE:test"));
    assert_eq!(scoped.arn(), Some("arn:aws:sts::123456789012:assumed-role/demo/test"));
    assert_eq!((scoped.scope_down_policies(), scoped.source_identity()), (Some(2), Some("Ann")));
    assert_eq!((scoped.session_token_size(), scoped.session_token_utilization()), (Some(700), Some(85)));
    assert_eq!(scoped.warnings(), [sts::Warning::SessionTokenUtilization { percent: 85 }]);
    assert_eq!(scoped.expires_at(), Timestamp::from_secs(NOW + 1));
    assert_eq!(
        (scoped.requested_duration(), scoped.granted_duration()),
        (Duration::from_secs(1), Duration::from_secs(1))
    );
    let form = canned.form();
    for part in
        ["Action=GetScopedCredentials", "&Policy=", "&MinimumSessionTokenSize=600", "&ScopedSessionDescription=for"]
    {
        assert!(form.contains(part), "{form}");
    }
    assert!(!form.contains("DurationSeconds"), "{form}");
}

#[test]
fn a_response_without_usable_credentials_is_an_error() {
    let canned = Canned::new(200, response_body("GetScopedCredentials", &PARTS[..2], ""));
    let error = now(session(&canned).new_scoped_session().policy(everything()).send()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Response, "{error}");
}

#[tokio::test]
async fn ss05_a_fourth_scope_down_policy_is_refused_on_both_sides() {
    let account = Account::new("123456789012")
        .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", SECRET).policy(everything()))
        .role(Role::new("demo").policy(everything()));
    let clock = LocalClock::at(Timestamp::from_secs(NOW));
    let local = LocalSts::builder().first_account(account).clock(clock).start().await.unwrap();
    let role = local.sts().assume_role(DEMO, "test").source_identity("Ann").await.unwrap();
    let one = role.scope_down(everything()).await.unwrap();
    let two = one.scope_down(everything()).duration(Duration::from_secs(900)).await.unwrap();
    let three = two.scope_down(everything()).await.unwrap();
    for (scoped, policies) in [(&one, 1), (&two, 2), (&three, 3)] {
        assert_eq!(scoped.scope_down_policies(), Some(policies));
        assert_eq!((scoped.arn(), scoped.session_id()), (role.arn(), role.assumed_role_id()));
        assert_eq!(scoped.source_identity(), Some("Ann"));
        assert_eq!(Some(scoped.sts().caller_identity().await.unwrap().arn.as_str()), role.arn());
    }
    assert_eq!(three.expires_at(), Timestamp::from_secs(NOW + 900));
    // The client knows how many policies the session has.
    let calls = local.calls().len();
    let refused = three.scope_down(everything()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
    assert!(refused.to_string().contains("three scope-down policies already"), "{refused}");
    assert_eq!(local.calls().len(), calls, "nothing was sent");
    // A client that does not know it asks the server.
    let denied = local.sts_as(three.credentials()).new_scoped_session().policy(everything()).await.unwrap_err();
    assert_eq!((denied.status(), denied.is_access_denied()), (Some(403), true), "{denied}");
    assert!(denied.help().unwrap().causes()[0].contains("three scope-down policies"), "{denied:?}");
    // Without a policy, the session can still be shortened, and then has as many policies.
    let shorter = three.shorten(Duration::from_secs(60)).await.unwrap();
    assert_eq!(shorter.scope_down_policies(), Some(3));
    assert!(shorter.scope_down(everything()).await.unwrap_err().is_invalid_request());
    assert!(local.sts_as(shorter.credentials()).new_scoped_session().policy(everything()).await.is_err());
}

#[tokio::test]
async fn ss05_layers_are_counted_through_every_mixture_and_a_new_role_session_has_none() {
    let account = Account::new("123456789012")
        .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", SECRET).policy(everything()))
        .role(Role::new("demo").policy(everything()))
        .role(Role::new("next").policy(everything()));
    let local = LocalSts::builder().first_account(account).start().await.unwrap();
    let pool = SessionPool::new(NonZeroUsize::new(10).unwrap());
    // A role, a pooled child of it, a shortened one of that, a direct one, and a pooled one.
    let role = local.sts().assume_role(DEMO, "test").refreshing();
    let one = pool.get(role.scope_down(everything()).duration(Duration::from_secs(1800)));
    let still_one = one.shorten(Duration::from_secs(900)).await.unwrap();
    assert_eq!(still_one.scope_down_policies(), Some(1));
    let two = still_one.scope_down(everything()).await.unwrap();
    let three = pool.get(two.scope_down(everything()).duration(Duration::from_secs(600)));
    let still_three = three.shorten(Duration::from_secs(300)).await.unwrap();
    assert_eq!(still_three.scope_down_policies(), Some(3));
    let calls = local.calls().len();
    for fourth in [three.scope_down(everything()), still_three.scope_down(everything())] {
        assert!(pool.get(fourth.clone()).credentials().await.is_err());
        assert!(fourth.await.unwrap_err().is_invalid_request());
    }
    assert_eq!(local.calls().len(), calls, "nothing was sent");
    // A scoped session that assumes a role gets a session without layers, for both sides.
    let next = still_three.sts().assume_role("arn:aws:iam::123456789012:role/next", "test").await.unwrap();
    let scoped = next.scope_down(everything()).await.unwrap();
    assert_eq!(scoped.scope_down_policies(), Some(1));
    // It is a session of a role, so the next one lasts at most an hour.
    let chained = still_three.sts().assume_role(DEMO, "test").duration(Duration::from_secs(3601)).await.unwrap_err();
    assert!(chained.to_string().contains("role chaining"), "{chained}");
}

#[tokio::test]
async fn ss04_the_remaining_life_can_be_requested_to_the_second_and_no_more_on_both_sides() {
    let clock = LocalClock::at(Timestamp::from_secs(NOW));
    let account = Account::new("123456789012")
        .user(User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", SECRET).policy(everything()))
        .role(Role::new("demo").policy(everything()));
    let local = LocalSts::builder().first_account(account).clock(clock).start().await.unwrap();
    let role = local.sts().assume_role(DEMO, "test").duration(Duration::from_secs(900)).await.unwrap();
    let end = role.expires_at();
    let known = role.sts();
    let credentials = role.credentials();
    let token = credentials.session_token().unwrap();
    let unknown = Credentials::temporary(credentials.access_key_id(), credentials.secret_access_key(), token, None);
    let unknown = local.sts_as(unknown);
    // Less than the shortest session of a role, and less than any other, is left.
    for (pass, left) in [(0, 900), (1, 899), (889, 10), (9, 1)] {
        local.clock().advance(Duration::from_secs(pass));
        for sts in [&known, &unknown] {
            let all = sts.new_scoped_session().duration(Duration::from_secs(left)).await.unwrap();
            assert_eq!(all.expires_at(), end, "{left}");
            let all = sts.new_scoped_session().policy(everything()).await.unwrap();
            assert_eq!(all.expires_at(), end, "{left}");
        }
        let longer = || Duration::from_secs(left + 1);
        let error = known.new_scoped_session().duration(longer()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        let error = unknown.new_scoped_session().duration(longer()).await.unwrap_err();
        assert_eq!(error.code().unwrap().as_str(), "InsufficientSessionLifetime", "{error}");
    }
    local.clock().advance(Duration::from_secs(1));
    assert!(known.new_scoped_session().duration(Duration::from_secs(1)).await.is_err());
    let error = unknown.new_scoped_session().duration(Duration::from_secs(1)).await.unwrap_err();
    assert!(error.is_expired_token(), "{error}");
}

#[tokio::test]
async fn the_session_of_a_user_can_be_scoped_down_and_its_errors_are_explained() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap();
    let policy = Policy::new().allow(["sts:GetAccessKeyInfo"], ["*"]);
    let scoped = session.scope_down(policy.clone()).await.unwrap();
    assert_eq!(scoped.scope_down_policies(), Some(1));
    // The policy does not allow to scope down again.
    let denied = scoped.scope_down(policy).await.unwrap_err();
    assert!(denied.is_access_denied(), "{denied}");
    let help = denied.help().unwrap();
    assert!(help.fixes().iter().any(|fix| fix.contains("sts:GetScopedCredentials")), "{help}");
    // The client does not know when these credentials expire.
    let unknown = session.credentials();
    let token = unknown.session_token().unwrap();
    let unknown = Credentials::temporary(unknown.access_key_id(), unknown.secret_access_key(), token, None);
    let late = local.sts_as(unknown).new_scoped_session().duration(Duration::from_secs(129_600)).await.unwrap_err();
    assert_eq!(late.code().unwrap().as_str(), "InsufficientSessionLifetime");
    let help = late.help().unwrap();
    assert!(help.causes()[0].contains("129600 s were requested"), "{help}");
}

#[test]
fn a_size_report_has_no_line_for_tags_if_the_operation_has_none() {
    let canned = canned("");
    let policy = Policy::new().allow(["s3:Get*"], ["*"]);
    let scoped = session(&canned).new_scoped_session().policy(policy.clone()).size_report();
    assert_eq!(
        scoped.to_string(),
        "policies: 91 of 2048 characters, 1957 left\n  inline policy: 91\n    Statement[0]: 52\n    outside statements: 39"
    );
    assert!(scoped.tags().is_empty() && scoped.tag_characters() == 0);
    // The tags of a web identity are in its token.
    let web = canned.sts().assume_role_with_web_identity(DEMO, "test", sts::Secret::from("token")).size_report();
    assert_eq!(web.to_string(), "policies: 0 of 2048 characters, 2048 left");
    for report in [
        canned.sts().assume_role(DEMO, "test").size_report(),
        canned.sts().new_federated_session("Bob").policy(policy).size_report(),
    ] {
        assert!(report.to_string().ends_with("\ntags: 0 of 50"), "{report}");
    }
}
