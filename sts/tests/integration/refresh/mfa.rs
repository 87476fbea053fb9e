//! MFA codes: requested for each refresh, each sent once.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use awsquery::retry::Resend;
use futures_util::future::join_all;

use super::{reasons, use_once};
use testkit::world::{Gate, ROLE, ServiceState, World};

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/Alice";

/// Returns a prompt that yields 100001, 100002, ….
fn prompt(asked: &Arc<AtomicU32>) -> impl Fn() -> std::future::Ready<Result<String, std::io::Error>> + use<> {
    let asked = asked.clone();
    move || std::future::ready(Ok((100_001 + asked.fetch_add(1, Ordering::SeqCst)).to_string()))
}

fn codes(world: &World) -> Vec<String> {
    world.sent().iter().map(|sent| sent.form["TokenCode"].clone()).collect()
}

#[test]
fn waiting_callers_share_one_prompt_and_each_refresh_prompts_again() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let asked = Arc::new(AtomicU32::new(0));
    let credentials = world.sts().new_session().refreshing_with_mfa(DEVICE, prompt(&asked));
    let mut waiters = pin!(join_all((0..100).map(|_| credentials.credentials())));
    assert!(world.poll(waiters.as_mut()).is_pending());
    gate.open();
    assert!(world.run(waiters).iter().all(Result::is_ok));
    assert_eq!(codes(&world), ["100001"]);

    world.pass(3600);
    use_once(&world, &credentials);
    assert_eq!(codes(&world), ["100001", "100002"]);
}

#[test]
fn a_rejected_code_is_not_sent_again() {
    let world = World::new();
    world.service(ServiceState::Refuses(403, "AccessDenied"));
    let asked = Arc::new(AtomicU32::new(0));
    let credentials = world.sts().assume_role(ROLE, "test").refreshing_with_mfa(DEVICE, prompt(&asked));
    for _ in 0..10 {
        assert!(world.run(credentials.credentials()).is_err());
    }
    world.service(ServiceState::Works);
    world.pass(5);
    use_once(&world, &credentials);
    assert_eq!(codes(&world), ["100001", "100002"]);
}

#[test]
fn a_wrong_code_is_followed_by_another_prompt_up_to_three_codes_in_all() {
    let wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    let world = World::new();
    let asked = Arc::new(AtomicU32::new(0));
    world.service(ServiceState::RefusesParameter("TokenCode=100001", "AccessDenied", wrong));
    use_once(&world, &world.sts().new_session().refreshing_with_mfa(DEVICE, prompt(&asked)));
    assert_eq!(codes(&world), ["100001", "100002"]);

    let world = World::new();
    world.service(ServiceState::RefusesParameter("SerialNumber=GAHT12345678", "AccessDenied", wrong));
    let credentials = world.sts().assume_role(ROLE, "test").refreshing_with_mfa("GAHT12345678", prompt(&asked));
    let error = world.run(credentials.credentials()).unwrap_err();
    assert!(error.to_string().contains("invalid MFA"));
    assert_eq!(codes(&world), ["100003", "100004", "100005"]);
    let reasons = reasons(error.call().unwrap().attempts());
    assert_eq!(reasons, [Some(Resend::NewCode), Some(Resend::NewCode), None]);

    // Without a prompt the code is sent once.
    let world = World::new();
    world.service(ServiceState::RefusesParameter("TokenCode=123456", "AccessDenied", wrong));
    let credentials = world.sts().new_session().mfa(DEVICE, "123456").refreshing();
    assert!(world.run(credentials.credentials()).unwrap_err().to_string().contains("invalid MFA"));
    assert_eq!(codes(&world), ["123456"]);
}

#[test]
fn a_code_set_on_the_call_is_sent_once() {
    let world = World::new();
    let credentials = world.sts().new_session().mfa(DEVICE, "123456").refreshing();
    let first = use_once(&world, &credentials);
    world.pass(3600);
    let error = world.run(credentials.credentials()).unwrap_err().to_string();
    assert!(error.contains("a code works once") && error.contains("refreshing_with_mfa"), "{error}");
    assert!(!error.contains("123456") && !format!("{credentials:?}").contains(first.secret_access_key()));
    assert_eq!(codes(&world), ["123456"]);
}

#[test]
fn a_prompt_that_repeats_a_code_or_fails_is_an_error_before_any_call() {
    let world = World::new();
    let repeats = || std::future::ready(Ok::<_, std::io::Error>("123456".to_owned()));
    let credentials = world.sts().new_session().refreshing_with_mfa(DEVICE, repeats);
    use_once(&world, &credentials);
    world.pass(3600);
    let error = world.run(credentials.credentials()).unwrap_err().to_string();
    assert!(error.contains("used last") && !error.contains("123456"), "{error}");

    let fails = || std::future::ready(Err::<String, _>("the prompt was closed"));
    let credentials = world.sts().new_session().refreshing_with_mfa(DEVICE, fails);
    let error = world.run(credentials.credentials()).unwrap_err().to_string();
    assert!(error.contains("the prompt was closed"), "{error}");
    assert_eq!(world.sent().len(), 1);
}
