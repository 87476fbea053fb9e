//! Refreshing credentials of scoped sessions, whose parents are refreshed first if they would not last.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use futures_util::future::join_all;
use sts::{Policy, RefreshingCredentials, SessionPool};

use super::flights::spin;
use super::{role, use_once};
use testkit::world::{Gate, ServiceState, World};

fn policy(bucket: &str) -> Policy {
    Policy::new().allow(["s3:GetObject"], [format!("arn:aws:s3:::{bucket}/*")])
}

fn operations(world: &World) -> Vec<String> {
    world.sent().iter().map(|sent| sent.form["Action"].clone()).collect()
}

fn child(parent: &RefreshingCredentials, seconds: u64) -> RefreshingCredentials {
    parent.scope_down(policy("a")).duration(Duration::from_secs(seconds)).refreshing()
}

#[test]
fn ss06_the_calling_session_is_refreshed_first_if_it_would_not_last() {
    let world = World::new();
    let parent = role(&world, 3600);
    let child = child(&parent, 900);
    use_once(&world, &child);
    assert_eq!(operations(&world), ["AssumeRole", "GetScopedCredentials"]);
    // The parent still has 1,800 s, enough for the child.
    world.pass(1800);
    use_once(&world, &child);
    assert_eq!(operations(&world)[2..], ["GetScopedCredentials"]);
    // Now it has 899 s, and is not due for a refresh by itself: its window opens at 900 s, but jitter delays that.
    world.random(0.9);
    world.pass(901);
    let key = use_once(&world, &child);
    assert_eq!(operations(&world)[3..], ["AssumeRole", "GetScopedCredentials"]);
    let parent_key = use_once(&world, &parent).access_key_id().to_owned();
    assert!(world.sent()[4].authorization.contains(&parent_key), "signed with the new credentials");
    assert!(key.access_key_id() != parent_key);
    assert_eq!(child.expires_at(), Some(world_time(&world, 900)));
}

fn world_time(world: &World, after: i64) -> sts::Timestamp {
    sts::Timestamp::from_secs(world.service_now() + after)
}

/// Runs children of one parent at the same time, which need the parent to be refreshed, and returns the operations.
fn operations_of_children(world: &World, parent: &RefreshingCredentials, count: usize) -> Vec<String> {
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    world.forget();
    let children: Vec<RefreshingCredentials> = (0..count)
        .map(|number| {
            parent.scope_down(policy(&format!("tenant-{number}"))).duration(Duration::from_secs(900)).refreshing()
        })
        .collect();
    let mut all = pin!(join_all(children.iter().map(RefreshingCredentials::credentials)));
    assert!(world.poll(all.as_mut()).is_pending());
    gate.open();
    assert!(world.run(all).iter().all(Result::is_ok));
    operations(world)
}

#[test]
fn ss06_many_children_that_need_another_parent_refresh_it_once() {
    for seconds_used in [0, 2700, 2701, 3599, 3600, 7200] {
        let world = World::new();
        let parent = role(&world, 3600);
        if seconds_used > 0 {
            use_once(&world, &parent);
            world.pass(seconds_used);
        }
        let operations = operations_of_children(&world, &parent, 100);
        let parents = operations.iter().filter(|operation| *operation == "AssumeRole").count();
        assert_eq!((parents, operations.len()), (1, 101), "after {seconds_used} s");
        assert_eq!(operations[0], "AssumeRole");
    }
}

#[test]
fn ss06_children_on_many_threads_refresh_their_parent_once() {
    for _ in 0..50 {
        let world = World::new();
        let parent = role(&world, 3600);
        use_once(&world, &parent);
        world.pass(3000);
        world.forget();
        let start = Barrier::new(8);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (parent, start) = (&parent, &start);
                scope.spawn(move || {
                    let child = parent.scope_down(policy(&thread.to_string())).duration(Duration::from_secs(900));
                    let child = child.refreshing();
                    start.wait();
                    spin(child.credentials()).unwrap();
                });
            }
        });
        let operations = operations(&world);
        let parents = operations.iter().filter(|operation| *operation == "AssumeRole").count();
        assert_eq!((parents, operations.len()), (1, 9), "{operations:?}");
    }
}

#[test]
fn ss06_a_child_that_is_dropped_while_its_parent_is_refreshed_leaves_the_refresh_to_the_others() {
    let world = World::new();
    let parent = role(&world, 3600);
    use_once(&world, &parent);
    world.pass(3000);
    world.forget();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let children = [child(&parent, 900), child(&parent, 901)];
    let mut first = Box::pin(children[0].credentials());
    assert!(world.poll(first.as_mut()).is_pending());
    let mut second = Box::pin(children[1].credentials());
    assert!(world.poll(second.as_mut()).is_pending());
    drop(first);
    gate.open();
    assert!(world.run(second).is_ok());
    assert_eq!(operations(&world), ["AssumeRole", "GetScopedCredentials"]);
}

#[test]
fn ss06_a_parent_that_just_lasts_is_refreshed_too_because_the_request_takes_time() {
    for (left, is_refreshed) in [(900, true), (901, true), (929, true), (930, false), (1200, false)] {
        let world = World::new();
        world.random(0.9);
        let parent = role(&world, 3600);
        use_once(&world, &parent);
        world.pass(3600 - left);
        world.forget();
        use_once(&world, &child(&parent, 900));
        assert_eq!(operations(&world)[0] == "AssumeRole", is_refreshed, "{left} s left");
    }
    // New credentials would not last longer, so they are not requested again and again.
    let world = World::new();
    let parent = role(&world, 3600);
    for number in 0..10 {
        let scoped = parent.scope_down(policy(&number.to_string())).duration(Duration::from_secs(3590));
        use_once(&world, &scoped.refreshing());
        world.pass(1);
    }
    assert_eq!(operations(&world).iter().filter(|operation| *operation == "AssumeRole").count(), 1);
}

#[test]
fn ss06_a_clock_that_is_set_forward_costs_a_refresh_and_no_error() {
    for ahead in [-3000, 3000, 7200] {
        let world = World::new();
        let parent = role(&world, 3600);
        use_once(&world, &parent);
        world.jump(ahead);
        let child = child(&parent, 900);
        use_once(&world, &child);
        assert_eq!(world.sent().last().unwrap().form["DurationSeconds"], "900", "{ahead} s");
        assert_eq!(child.expires_at(), Some(world_time(&world, 900)), "{ahead} s");
        assert!(world.sent().len() <= 3, "{ahead} s: {:?}", operations(&world));
    }
}

#[test]
fn ss06_without_a_duration_a_session_ends_with_its_parent_and_both_are_refreshed_together() {
    let world = World::new();
    world.random(0.9);
    let parent = role(&world, 3600);
    let child = parent.scope_down(policy("a")).refreshing();
    use_once(&world, &child);
    assert_eq!(child.expires_at(), parent.expires_at());
    let mut refreshed = 0;
    for _ in 0..3 * 360 {
        world.pass(10);
        let before = world.sent().len();
        use_once(&world, &child);
        refreshed += usize::from(world.sent().len() > before);
    }
    assert!((3..=4).contains(&refreshed), "{refreshed} in three hours");
    assert_eq!(world.sent().len(), 2 * (refreshed + 1), "every refresh renews both");
    assert_eq!(child.expires_at(), parent.expires_at());
}

#[test]
fn ss06_a_parent_that_can_never_last_as_long_is_not_refreshed_in_vain() {
    let world = World::new();
    let parent = role(&world, 3600);
    let child = child(&parent, 7200);
    let error = world.run(child.credentials()).unwrap_err();
    assert!(error.to_string().contains("7200 s were requested, but the calling session ends in 3600 s"), "{error}");
    assert_eq!(operations(&world), ["AssumeRole"]);
    world.pass(60);
    assert!(world.run(child.credentials()).is_err());
    assert_eq!(operations(&world), ["AssumeRole"]);
}

#[test]
fn ss06_while_the_parent_cannot_be_refreshed_the_child_is_used_until_it_expires() {
    let world = World::new();
    let parent = role(&world, 3600);
    let child = child(&parent, 1800);
    use_once(&world, &child);
    world.service(ServiceState::Down);
    world.pass_to(1790);
    use_once(&world, &child);
    world.pass_to(1801);
    let error = world.run(child.credentials()).unwrap_err();
    assert!(error.call().is_some(), "{error}");
    assert_eq!(error.call().unwrap().operation(), Some("GetScopedCredentials"));
    // The parent is still valid, and was kept.
    use_once(&world, &parent);
    world.service(ServiceState::Works);
    world.pass(600);
    use_once(&world, &child);
}

#[test]
fn ss06_a_refused_parent_is_replaced_and_the_call_is_sent_once_more() {
    let world = World::new();
    let parent = role(&world, 3600);
    use_once(&world, &parent);
    world.service(ServiceState::RefusesKey("ASIA000000000001"));
    use_once(&world, &child(&parent, 900));
    let expected = ["AssumeRole", "GetScopedCredentials", "AssumeRole", "GetScopedCredentials"];
    assert_eq!(operations(&world), expected);
}

#[test]
fn ss07_a_pool_keeps_many_scoped_sessions_of_one_parent() {
    let world = World::new();
    let parent = role(&world, 3600);
    let pool = SessionPool::new(NonZeroUsize::new(500).unwrap());
    let tenant = |number: usize| pool.get(parent.scope_down(policy(&format!("tenant-{number}"))));
    for _ in 0..3 {
        for number in 0..100 {
            use_once(&world, &tenant(number));
        }
    }
    assert_eq!(pool.len(), 100);
    assert_eq!(operations(&world).iter().filter(|operation| *operation == "AssumeRole").count(), 1);
    assert_eq!(world.sent().len(), 101);
    // Another parent has sessions of its own, and so has another duration or description.
    let other = role(&world, 3600);
    pool.get(other.scope_down(policy("tenant-0")));
    pool.get(parent.scope_down(policy("tenant-0")).duration(Duration::from_secs(900)));
    pool.get(parent.scope_down(policy("tenant-0")).description("for the plugin"));
    assert_eq!(pool.len(), 103);
    // A session that is not refreshed counts as one client, too.
    let session = world.run(world.sts().new_session().send()).unwrap();
    pool.get(session.scope_down(policy("tenant-0")));
    pool.get(session.clone().scope_down(policy("tenant-0")));
    assert_eq!(pool.len(), 104);
    let equal = world.run(world.sts().new_session().send()).unwrap();
    pool.get(equal.scope_down(policy("tenant-0")));
    assert_eq!(pool.len(), 105);
}

#[test]
fn ss05_clients_of_refreshing_credentials_know_how_often_they_were_scoped_down() {
    let world = World::new();
    let parent = role(&world, 3600);
    let three = [(); 3].iter().fold(parent, |parent, ()| parent.scope_down(policy("a")).refreshing());
    let error = world.run(three.scope_down(policy("a")).send()).unwrap_err();
    assert!(error.to_string().contains("three scope-down policies already"), "{error}");
    let built = sts::Sts::builder().config(world.config()).refreshing_credentials(three).build().unwrap();
    assert!(world.run(built.new_scoped_session().policy("{}").send()).unwrap_err().is_invalid_request());
    assert_eq!(world.sent().len(), 0);
}
