//! The times at which credentials are refreshed.

use std::time::Duration;

use awsquery::Clock as _;
use sts::Timestamp;

use super::{role, use_once};
use testkit::world::{ROLE, START, ServiceState, World};

#[test]
fn cl02_a_15_minute_session_used_every_second_is_refreshed_once() {
    let world = World::new();
    let credentials = role(&world, 900);
    for _ in 0..900 {
        use_once(&world, &credentials);
        world.pass(1);
    }
    // The first request, and the refresh five minutes before expiry.
    assert_eq!(world.calls(), 2);
}

#[test]
fn cl13_setting_the_wall_clock_back_does_not_extend_credentials() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let first = use_once(&world, &credentials);
    world.pass(1);
    world.jump(-5 * 3600);
    for second in 1..3600 {
        world.pass_to(second);
        let used = use_once(&world, &credentials);
        assert_eq!(used == first, second < 2700, "second {second}");
    }
    assert_eq!(world.calls(), 2, "no storm of requests");
    // Credentials that were received while the clock was behind do not live longer either.
    world.pass_to(2700 + 3600);
    world.service(ServiceState::Down);
    assert!(world.run(credentials.credentials()).is_err());
}

#[test]
fn cl13_setting_the_wall_clock_forward_expires_credentials_without_a_storm_of_requests() {
    let world = World::new().without_dates();
    let credentials = role(&world, 3600);
    use_once(&world, &credentials);
    world.pass(1);
    world.jump(5 * 3600);
    // By this clock, all new credentials have expired long ago. The error says to check the clock.
    let error = world.run(credentials.credentials()).unwrap_err();
    assert!(error.to_string().contains("Expiration"), "{error}");
    for _ in 0..100 {
        assert!(world.run(credentials.credentials()).is_err());
    }
    assert_eq!(world.calls(), 2, "the error is remembered for a second");
    // The clock is corrected. The jump might have been a suspend, so expired credentials stay expired.
    world.jump(-5 * 3600);
    world.pass(1);
    use_once(&world, &credentials);
    assert_eq!(world.calls(), 3);
}

#[test]
fn cl13_the_date_of_a_response_makes_up_for_a_clock_that_was_set_forward() {
    let world = World::new();
    let credentials = role(&world, 3600);
    use_once(&world, &credentials);
    world.pass(1);
    world.jump(5 * 3600);
    // By this clock, the credentials have expired. The response to the next call says what time it is.
    let second = use_once(&world, &credentials);
    for _ in 0..2000 {
        world.pass(1);
        assert!(use_once(&world, &credentials) == second);
    }
    // The clock is set right. Without a response since, the client must not take two hours of sleep for nothing.
    world.jump(-5 * 3600);
    assert!(use_once(&world, &credentials) == second);
    world.suspend(2 * 3600);
    assert!(use_once(&world, &credentials) != second);
    assert_eq!(world.calls(), 3);
}

#[test]
fn a_session_is_judged_by_the_time_of_the_service() {
    for ahead in [-7200, -301, 0, 301, 7200] {
        let world = World::new();
        world.jump(ahead);
        let sts = world.sts();
        let call = || sts.assume_role(ROLE, "test").duration(Duration::from_secs(3600));
        let session = world.run(call().send()).unwrap();
        assert_eq!(session.granted_duration(), Duration::from_secs(3600), "{ahead}");
        assert_eq!(session.warnings(), []);
        let credentials = call().refreshing();
        let first = use_once(&world, &credentials);
        world.pass(2699);
        assert!(use_once(&world, &credentials) == first, "{ahead}");
        world.pass(1);
        assert!(use_once(&world, &credentials) != first, "{ahead}");
    }
}

#[test]
fn cl14_setting_the_clock_back_after_a_suspend_does_not_extend_credentials() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let first = use_once(&world, &credentials);
    world.service(ServiceState::Down);
    world.suspend(1800);
    assert!(use_once(&world, &credentials) == first);
    world.jump(-5 * 3600);
    world.pass(1799);
    assert!(use_once(&world, &credentials) == first);
    world.pass(1);
    assert!(world.run(credentials.credentials()).is_err());
}

#[test]
fn cl14_the_first_use_after_a_suspend_refreshes_once() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let before = use_once(&world, &credentials);
    world.pass(1);
    world.suspend(3 * 3600);
    let after = use_once(&world, &credentials);
    assert!(after != before);
    assert!(after.expires_at().unwrap() > world.wall());
    use_once(&world, &credentials);
    assert_eq!(world.calls(), 2);
}

#[test]
fn cl14_after_a_suspend_without_a_network_expired_credentials_are_not_used() {
    let world = World::new();
    let credentials = role(&world, 3600);
    use_once(&world, &credentials);
    world.service(ServiceState::Down);
    world.suspend(3 * 3600);
    assert!(world.run(credentials.credentials()).is_err());
}

#[test]
fn cl20_a_hundred_processes_spread_their_refreshes() {
    let refreshes: Vec<u64> = (0..100)
        .map(|process| {
            let world = World::new();
            // Evenly spread random numbers stand for as many processes.
            world.random(f64::from(process) / 100.0);
            let credentials = role(&world, 3600);
            (0..3600)
                .find(|second| {
                    world.pass_to(*second);
                    use_once(&world, &credentials);
                    world.calls() == 2
                })
                .unwrap()
        })
        .collect();
    let first = refreshes.iter().min().unwrap();
    let last = refreshes.iter().max().unwrap();
    assert_eq!(*first, 2700);
    assert!(last - first >= 900 / 5, "refreshes from second {first} to {last}, in a window of 900 s");
}

#[test]
fn se18_the_external_id_is_sent_with_every_refresh_and_hidden_in_debug_output() {
    let world = World::new();
    let credentials = world.sts().assume_role(ROLE, "test").external_id("SENTINEL").refreshing();
    for _ in 0..3 {
        use_once(&world, &credentials);
        world.pass(3600);
    }
    let sent = world.sent();
    assert_eq!(sent.iter().map(|sent| sent.form["ExternalId"].as_str()).collect::<Vec<_>>(), ["SENTINEL"; 3]);
    assert!(!format!("{credentials:?} {credentials:#?}").contains("SENTINEL"));
}

#[test]
fn every_kind_of_call_repeats_its_own_request_on_refresh() {
    let world = World::new();
    let sts = world.sts();
    let seconds = Duration::from_secs;
    for (name, credentials, lifetime) in [
        ("GetSessionToken", sts.new_session().duration(seconds(900)).refreshing(), 900),
        ("GetFederationToken", sts.new_federated_session("Bob").duration(seconds(1000)).refreshing(), 1000),
        ("AssumeRole", sts.assume_role(ROLE, "test").external_id("ours").duration(seconds(1100)).refreshing(), 1100),
    ] {
        let now = Timestamp::from_secs(START + world.now().as_secs() as i64);
        let expires_at = use_once(&world, &credentials).expires_at().unwrap();
        assert_eq!(expires_at.duration_since(now), Some(seconds(lifetime)), "{name}");
        world.pass(lifetime);
        use_once(&world, &credentials);
        let sent = world.sent();
        let [.., one, two] = &sent[..] else { panic!("two requests") };
        assert_eq!((&one.form["Action"], &one.form), (&name.to_owned(), &two.form));
    }
}

#[test]
fn refreshing_credentials_expire_when_the_cached_ones_do() {
    let world = World::new();
    let credentials = role(&world, 3600);
    assert_eq!(credentials.expires_at(), None);
    use_once(&world, &credentials);
    assert_eq!(credentials.expires_at(), Some(Timestamp::from_secs(START + 3600)));
    world.pass(3600);
    assert_eq!(credentials.expires_at(), None);
    assert_eq!(world.sent().len(), 1, "asking for the expiration sends nothing");
}
