//! Refreshes that fail.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use awsquery::Clock as _;
use futures_util::future::join_all;

use super::{role, use_once};
use testkit::world::{Gate, ServiceState, World};

#[test]
fn cl04_all_waiting_callers_get_the_error_of_one_call() {
    let world = World::new();
    world.service(ServiceState::Refuses(403, "AccessDenied"));
    let credentials = role(&world, 3600);
    let results = world.run(join_all((0..1000).map(|_| credentials.credentials())));
    assert_eq!(world.calls(), 1);
    let errors: Vec<String> = results.into_iter().map(|result| result.unwrap_err().to_string()).collect();
    assert_eq!(errors.len(), 1000);
    assert!(errors.iter().all(|error| *error == errors[0] && error.contains("AccessDenied")));
}

#[test]
fn cl05_in_the_advisory_window_an_outage_is_not_noticed() {
    let world = World::new();
    let credentials = role(&world, 3600);
    use_once(&world, &credentials);
    world.pass_to(2700);
    world.service(ServiceState::Down);
    let before = world.calls();
    for _ in 0..10_000 {
        use_once(&world, &credentials);
        world.pass_for(Duration::from_millis(6));
    }
    assert!((1..=2).contains(&(world.calls() - before)), "{} calls", world.calls() - before);
}

#[test]
fn cl06_cl07_credentials_are_used_to_their_last_second_and_never_longer() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let first = use_once(&world, &credentials);
    world.service(ServiceState::Down);
    for millis in (3_570_000..3_600_000).step_by(100) {
        let now = Duration::from_millis(millis);
        world.pass_until(now);
        if world.now() < Duration::from_secs(3600) {
            assert!(use_once(&world, &credentials) == first, "at {:?}", world.now());
        }
    }
    world.pass_to(3600);
    for _ in 0..100 {
        let error = world.run(credentials.credentials()).unwrap_err();
        assert!(error.call().is_some(), "{error}");
        world.pass_for(Duration::from_millis(500));
    }
    world.service(ServiceState::Works);
    world.pass(5);
    assert!(use_once(&world, &credentials) != first);
}

#[test]
fn cl08_the_retry_delay_is_shortened_so_that_there_is_another_attempt_before_expiry() {
    for random in [0.0, 0.5, 0.999_999] {
        let world = World::new();
        world.random(0.0);
        let credentials = role(&world, 3600);
        let first = use_once(&world, &credentials);
        world.random(random);
        world.service(ServiceState::Down);
        world.pass_to(3600 - 14 * 60);
        use_once(&world, &credentials);
        assert_eq!(world.calls(), 2);
        for second in 3600 - 14 * 60..3600 {
            world.pass_to(second);
            if second == 3600 - 3 * 60 {
                world.service(ServiceState::Works);
            }
            use_once(&world, &credentials);
        }
        world.pass_to(3599);
        assert!(use_once(&world, &credentials) != first, "random number {random}");
    }
}

#[test]
fn cl11_a_panic_is_an_error_and_the_next_use_works() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Panics(gate.clone()));
    let credentials = role(&world, 3600);
    let mut waiters = pin!(join_all((0..10).map(|_| credentials.credentials())));
    assert!(world.poll(waiters.as_mut()).is_pending());
    gate.open();
    for result in world.run(waiters) {
        let error = result.unwrap_err().to_string();
        assert!(error.contains("panicked"), "{error}");
    }
    assert_eq!(world.calls(), 1);
    world.service(ServiceState::Works);
    use_once(&world, &credentials);
}

#[test]
fn cl12_unusable_responses_are_errors_and_the_current_credentials_stay() {
    let useless = [
        ServiceState::ExpiresIn(-3600),
        ServiceState::ExpiresIn(0),
        ServiceState::ExpiresIn(1),
        ServiceState::NeverExpires,
    ];
    for service in useless {
        let world = World::new();
        world.service(service.clone());
        let credentials = role(&world, 3600);
        let error = world.run(credentials.credentials()).unwrap_err();
        assert!(error.to_string().contains("Expiration"), "{service:?}: {error}");

        world.service(ServiceState::Works);
        world.pass(5);
        let current = use_once(&world, &credentials);
        world.service(service);
        world.pass(3595);
        assert!(use_once(&world, &credentials) == current);
    }
}

#[test]
fn cl17_invalidating_the_cached_key_makes_the_next_use_refresh() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let first = use_once(&world, &credentials);
    credentials.clone().invalidate(first.access_key_id());
    let second = use_once(&world, &credentials);
    assert!(second != first);
    assert_eq!(world.calls(), 2);
    // Other callers that were refused report the old key later.
    for key in [first.access_key_id(), "AKIAIOSFODNN7EXAMPLE", ""] {
        credentials.invalidate(key);
        assert!(use_once(&world, &credentials) == second);
    }
    assert_eq!(world.calls(), 2);
    // An invalidated key is not used again, even if no new credentials are available.
    credentials.invalidate(second.access_key_id());
    world.service(ServiceState::Down);
    assert!(world.run(credentials.credentials()).is_err());
}

#[test]
fn cl18_an_error_is_remembered_for_seconds_and_not_for_the_life_of_the_session() {
    for (random, kept) in [(0.0, 1), (0.5, 3), (0.999_999, 5)] {
        let world = World::new();
        world.random(random);
        world.service(ServiceState::Refuses(403, "AccessDenied"));
        let credentials = role(&world, 3600);
        assert!(world.run(credentials.credentials()).is_err());
        world.service(ServiceState::Works);
        world.pass_for(Duration::from_secs(kept) - Duration::from_millis(10));
        let error = world.run(credentials.credentials()).unwrap_err();
        assert!(error.call().is_some_and(|error| error.is_access_denied()));
        assert_eq!(world.calls(), 1);
        world.pass_for(Duration::from_millis(10));
        use_once(&world, &credentials);
        assert_eq!(world.calls(), 2);
    }
}

#[test]
fn cl24_an_outage_of_38_minutes_is_not_noticed() {
    for random in [0.0, 0.3, 0.7, 0.999_999] {
        let world = World::new();
        world.random(random);
        let credentials = role(&world, 3600);
        let mut attempts = 0;
        for second in 0..7200 {
            world.pass_to(second);
            let outage = (20 * 60..58 * 60).contains(&second);
            world.service(if outage { ServiceState::Down } else { ServiceState::Works });
            let before = world.calls();
            let used = use_once(&world, &credentials);
            assert!(used.expires_at().unwrap() > world.wall(), "second {second}");
            attempts += if outage { world.calls() - before } else { 0 };
        }
        assert!((1..=12).contains(&attempts), "{attempts} attempts with random number {random}");
    }
}
