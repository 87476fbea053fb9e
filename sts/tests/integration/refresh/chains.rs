//! Role chaining: roles that are assumed with the credentials of other roles.

use std::time::Duration;

use aws_credential_types::provider::future;
use awsquery::retry::Resend;
use sts::{ErrorKind, ProvideCredentials, RefreshingCredentials, Sts};

use super::{reasons, role, use_once};
use testkit::world::{ServiceState, World};

const SECOND_ROLE: &str = "arn:aws:iam::123456789012:role/second";

fn second(first: &RefreshingCredentials, seconds: u64) -> RefreshingCredentials {
    first.sts().assume_role(SECOND_ROLE, "test").duration(Duration::from_secs(seconds)).refreshing()
}

#[test]
fn cl22_each_link_of_a_chain_is_refreshed_once_and_in_order() {
    let world = World::new();
    let first = role(&world, 3600);
    let second = second(&first, 3600);
    use_once(&world, &second);
    assert_eq!(world.sent().len(), 2);
    // Both are due. The second role is assumed with the new credentials of the first.
    world.pass(3600);
    use_once(&world, &second);
    let sent = world.sent();
    let key = use_once(&world, &first).access_key_id().to_owned();
    let roles: Vec<&str> = sent.iter().map(|sent| sent.form["RoleArn"].rsplit("%2F").next().unwrap()).collect();
    assert_eq!(roles, ["demo", "second", "demo", "second"]);
    assert!(sent[3].authorization.contains(&format!("Credential={key}/")), "signed with the new credentials");
    assert!(!sent[1].authorization.contains(&key));
}

#[test]
fn cl22_a_link_that_cannot_be_refreshed_is_used_until_it_expires() {
    let world = World::new();
    let first = role(&world, 3600);
    let second = second(&first, 900);
    use_once(&world, &second);
    world.service(ServiceState::Down);
    world.pass(890);
    use_once(&world, &second);
    world.pass(10);
    let error = world.run(second.credentials()).unwrap_err();
    assert!(error.call().is_some_and(|error| error.operation() == Some("AssumeRole")));
}

#[test]
fn cl23_a_chained_role_session_is_limited_to_one_hour() {
    let world = World::new();
    let first = role(&world, 43200);
    let error = world.run(second(&first, 3601).credentials()).unwrap_err();
    for part in ["3601", "role chaining", "one hour", "3600"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    let error = world.run(first.sts().assume_role(SECOND_ROLE, "test").duration(Duration::from_secs(7200)).send());
    assert!(error.unwrap_err().to_string().contains("one hour"));
    assert_eq!(world.sent().len(), 0, "nothing was sent");
    use_once(&world, &second(&first, 3600));
}

#[test]
fn cl23_a_user_who_assumes_a_role_is_not_a_chain() {
    let world = World::new();
    let user = world.sts().new_session().refreshing();
    use_once(&world, &second(&user, 43200));
    use_once(&world, &role(&world, 43200));
}

#[test]
fn a_link_that_aws_reports_as_expired_is_replaced_and_the_call_is_sent_once_more() {
    let world = World::new();
    let first = role(&world, 3600);
    use_once(&world, &first);
    world.service(ServiceState::RefusesKey("ASIA000000000001"));
    let built = Sts::builder().config(world.config()).refreshing_credentials(first.clone()).build().unwrap();
    for sts in [first.sts(), built] {
        let before = world.sent().len();
        let role = world.run(sts.assume_role(SECOND_ROLE, "test").send()).unwrap();
        // Only the first of the two clients is refused; the second already uses new credentials.
        let is_first = before == 1;
        assert_eq!(world.sent().len() - before, if is_first { 3 } else { 1 });
        assert_eq!(reasons(role.attempts()), if is_first { vec![Some(Resend::ExpiredCredentials)] } else { vec![] });
    }
    assert_eq!(use_once(&world, &first).access_key_id(), "ASIA000000000002");
    // If the new credentials are refused too, the error is final.
    world.service(ServiceState::RefusesKey("ASIA"));
    let before = world.sent().len();
    let error = world.run(first.sts().assume_role(SECOND_ROLE, "test").send()).unwrap_err();
    assert!(error.is_expired_token(), "{error}");
    assert_eq!(world.sent().len() - before, 3, "the call, the refresh, the call again");
    assert_eq!(reasons(error.attempts()), [Some(Resend::ExpiredCredentials), None]);
}

#[test]
fn predicates_and_help_look_through_the_first_link_of_a_chain() {
    let world = World::new();
    let hub = role(&world, 3600);
    world.service(ServiceState::Refuses(400, "Throttling"));
    let error = world.run(hub.sts().assume_role(SECOND_ROLE, "test").send()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_throttled() && error.is_retryable() && !error.is_access_denied());
    let text = error.to_string();
    assert!(text.starts_with("AssumeRole was not sent: no credentials: AssumeRole failed: Throttling"), "{text}");
    assert_eq!(text.matches("Throttling").count(), 1, "{text}");
    assert!(error.help().unwrap().fixes()[0].contains("keep each session"));
}

#[test]
fn a_client_built_with_refreshing_role_credentials_detects_role_chaining() {
    let world = World::new();
    let sts = Sts::builder().config(world.config()).refreshing_credentials(role(&world, 3600)).build().unwrap();
    let error = world.run(sts.assume_role(SECOND_ROLE, "test").duration(Duration::from_secs(7200)).send());
    assert!(error.unwrap_err().to_string().contains("role chaining"));
}

/// A provider that wraps another one.
#[derive(Clone, Debug)]
struct Wrapper(RefreshingCredentials);

impl ProvideCredentials for Wrapper {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.provide_credentials()
    }
}

#[test]
fn wrapped_credentials_are_renewed_if_the_client_knows_how_to_renew_them() {
    let world = World::new();
    let wrapper = Wrapper(role(&world, 3600));
    use_once(&world, &wrapper.0);
    world.service(ServiceState::RefusesKey("ASIA000000000001"));
    let builder = || Sts::builder().credentials(wrapper.clone()).config(world.config());
    let error = world.run(builder().build().unwrap().assume_role(SECOND_ROLE, "test").send()).unwrap_err();
    assert!(error.is_expired_token(), "{error}");
    let renewing = builder().renew_with(wrapper.0.clone()).build().unwrap();
    world.run(renewing.assume_role(SECOND_ROLE, "test").send()).unwrap();
    assert_eq!(use_once(&world, &wrapper.0).access_key_id(), "ASIA000000000002");
}
