//! Calls that accept a shorter session than they ask for: `duration_up_to`.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use awsquery::retry::Resend;
use sts::{AssumeRole, SessionPool, WebIdentityToken};

use super::{reasons, use_once};
use testkit::world::{ROLE, ServiceState, World};

const HOUR: Duration = Duration::from_secs(3600);
const LONGEST: Duration = Duration::from_secs(12 * 3600);
const TOO_LONG: ServiceState =
    refusing("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

const fn refusing(message: &'static str) -> ServiceState {
    ServiceState::RefusesParameter("DurationSeconds=43200", "ValidationError", message)
}

fn requested_durations(world: &World) -> Vec<Option<String>> {
    world.sent().iter().map(|sent| sent.form.get("DurationSeconds").cloned()).collect()
}

fn role(world: &World) -> AssumeRole {
    world.sts().assume_role(ROLE, "test").duration_up_to(LONGEST)
}

fn once(seconds: &str) -> Vec<Option<String>> {
    vec![Some(seconds.to_owned())]
}

#[test]
fn a_role_that_allows_less_grants_an_hour_and_the_result_says_so() {
    let chained = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    for service in [TOO_LONG, refusing(chained)] {
        let world = World::new();
        world.service(service);
        let session = world.run(role(&world).send()).unwrap();
        assert_eq!((session.requested_duration(), session.granted_duration()), (LONGEST, HOUR));
        assert_eq!(reasons(session.attempts()), [Some(Resend::ShorterDuration)]);
        assert_eq!(requested_durations(&world), [Some("43200".to_owned()), None]);
    }
}

#[test]
fn a_role_that_allows_it_grants_the_requested_duration() {
    let world = World::new();
    let session = world.run(role(&world).send()).unwrap();
    assert_eq!((session.requested_duration(), session.granted_duration()), (LONGEST, LONGEST));
    assert_eq!(requested_durations(&world), once("43200"));
}

#[test]
fn other_errors_and_exact_durations_are_not_sent_again() {
    let world = World::new();
    world.service(ServiceState::RefusesParameter("DurationSeconds=43200", "ValidationError", "Request ARN is invalid"));
    assert!(world.run(role(&world).send()).is_err());
    world.service(TOO_LONG);
    assert!(world.run(world.sts().assume_role(ROLE, "test").duration(LONGEST).send()).is_err());
    // The last setting counts.
    assert!(world.run(role(&world).duration(LONGEST).send()).is_err());
    world.service(ServiceState::RefusesParameter("Action=AssumeRole", "ValidationError", "MaxSessionDuration"));
    assert!(world.run(role(&world).send()).is_err());
    assert_eq!(world.sent().len(), 5);
}

#[test]
fn refreshing_credentials_are_refused_only_once() {
    let world = World::new();
    world.service(TOO_LONG);
    let credentials = role(&world).refreshing();
    for _ in 0..3 {
        use_once(&world, &credentials);
        world.pass(3600);
    }
    assert_eq!(requested_durations(&world), [Some("43200".to_owned()), None, None, None]);
}

#[test]
fn a_clock_that_is_behind_does_not_extend_a_shorter_session() {
    let world = World::new();
    world.service(TOO_LONG);
    world.jump(-5 * 3600);
    let credentials = role(&world).refreshing();
    let first = use_once(&world, &credentials);
    world.pass(3600);
    assert!(use_once(&world, &credentials) != first);
}

#[test]
fn a_known_chained_role_is_requested_for_an_hour_at_once() {
    let world = World::new();
    let sts = world.sts().assume_role(ROLE, "test").refreshing().sts();
    let session = world.run(sts.assume_role(ROLE, "test").duration_up_to(LONGEST).send()).unwrap();
    assert_eq!((session.requested_duration(), session.granted_duration()), (LONGEST, HOUR));
    assert_eq!(requested_durations(&world), [None, None]);
}

#[test]
fn an_mfa_code_is_not_sent_again_and_a_clone_with_the_next_code_asks_for_less() {
    let world = World::new();
    world.service(TOO_LONG);
    let call = role(&world).mfa("GAHT12345678", "123456");
    let error = world.run(call.clone().send()).unwrap_err();
    assert!(
        error.help().unwrap().fixes().iter().any(|fix| fix.contains("the MFA code may have been used up")),
        "{error}"
    );
    assert_eq!(requested_durations(&world), once("43200"));
    let session = world.run(call.mfa("GAHT12345678", "654321").send()).unwrap();
    assert_eq!(session.granted_duration(), HOUR);
    assert_eq!(requested_durations(&world), [Some("43200".to_owned()), None]);
}

#[test]
fn a_prompt_is_asked_for_one_more_code() {
    let world = World::new();
    world.service(TOO_LONG);
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let prompt = move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        std::future::ready(Ok::<_, std::io::Error>((100_001 + number).to_string()))
    };
    let credentials = role(&world).refreshing_with_mfa("GAHT12345678", prompt);
    use_once(&world, &credentials);
    world.pass(3600);
    use_once(&world, &credentials);
    assert_eq!(requested_durations(&world), [Some("43200".to_owned()), None, None]);
    let codes: Vec<_> = world.sent().iter().map(|sent| sent.form["TokenCode"].clone()).collect();
    assert_eq!(codes, ["100001", "100002", "100003"]);
}

#[test]
fn a_web_identity_call_accepts_a_shorter_session_too() {
    let world = World::new();
    world.service(TOO_LONG);
    let call = world.sts().assume_role_with_web_identity(ROLE, "test", WebIdentityToken::memory("token"));
    let call = call.duration_up_to(LONGEST);
    let session = world.run(call.clone().send()).unwrap();
    assert_eq!((session.requested_duration(), session.granted_duration()), (LONGEST, HOUR));
    use_once(&world, &call.refreshing());
    assert_eq!(requested_durations(&world), [Some("43200".to_owned()), None, None]);
}

/// The token identifies the caller, so it does not matter whose credentials the client has.
#[test]
fn a_web_identity_call_of_the_client_of_a_role_is_not_chained() {
    let world = World::new();
    let sts = world.sts().assume_role(ROLE, "test").refreshing().sts();
    let call = sts.assume_role_with_web_identity(ROLE, "test", WebIdentityToken::memory("token"));
    let session = world.run(call.duration_up_to(LONGEST).send()).unwrap();
    assert_eq!((session.requested_duration(), session.granted_duration()), (LONGEST, LONGEST));
    assert_eq!(requested_durations(&world), once("43200"));
}

#[test]
fn a_pool_distinguishes_calls_that_accept_a_shorter_session() {
    let world = World::new();
    let sts = world.sts();
    let pool = SessionPool::new(NonZeroUsize::new(5).unwrap());
    let call = || sts.assume_role(ROLE, "test");
    pool.get(call().duration(LONGEST));
    pool.get(call().duration_up_to(LONGEST));
    pool.get(call().duration_up_to(LONGEST));
    assert_eq!(pool.len(), 2);
}
