//! The pool of sessions.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::future::join_all;
use sts::{AssumeRole, Secret, SessionPool, Sts, WebIdentityToken};

use super::{role, use_once};
use testkit::world::{ROLE, World};

fn pool(capacity: usize) -> SessionPool {
    SessionPool::new(NonZeroUsize::new(capacity).unwrap())
}

fn tenant(sts: &Sts, name: &str) -> AssumeRole {
    sts.assume_role(ROLE, "worker").external_id(name).tag("tenant", name)
}

#[test]
fn equal_calls_share_one_session() {
    let world = World::new();
    let sts = world.sts();
    let pool = pool(10);
    let credentials_of = |name: &str| pool.get(tenant(&sts, name));
    let handles: Vec<_> = (0..100).map(|number| credentials_of(["red", "blue"][number % 2])).collect();
    let used = world.run(join_all(handles.iter().map(|credentials| credentials.credentials())));
    assert_eq!((world.calls(), pool.len()), (2, 2));
    assert!(used[0].clone().unwrap() == used[2].clone().unwrap());
    assert!(used[0].clone().unwrap() != used[1].clone().unwrap());
}

#[test]
fn calls_that_differ_in_anything_get_different_sessions() {
    let world = World::new();
    let sts = world.sts();
    let other = world.sts();
    let pool = pool(100);
    let call = || tenant(&sts, "red");
    let first = role(&world, 3600);
    let second = role(&world, 3600);
    let calls = [
        call(),
        call().external_id("blue"),
        call().tag("team", "b"),
        call().tag("t", "eamb"),
        call().transitive_tag_key("tenant"),
        call().policy("{}"),
        call().policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess"),
        call().duration(Duration::from_secs(900)),
        call().source_identity("Ann"),
        call().mfa("GAHT12345678", "123456"),
        sts.assume_role(ROLE, "worker2").external_id("red").tag("tenant", "red"),
        sts.assume_role("arn:aws:iam::123456789012:role/other", "worker").external_id("red").tag("tenant", "red"),
        tenant(&other, "red"),
        tenant(&first.sts(), "red"),
        tenant(&second.sts(), "red"),
    ];
    let count = calls.len();
    for call in calls.clone() {
        pool.get(call);
    }
    assert_eq!(pool.len(), count);
    for call in calls {
        pool.get(call);
    }
    assert_eq!(pool.len(), count, "equal calls find the sessions again");
    pool.get(sts.new_session());
    pool.get(sts.new_federated_session("red"));
    pool.get(sts.new_federated_session("blue"));
    assert_eq!(pool.len(), count + 3);
}

#[test]
fn a_full_pool_drops_the_least_recently_used_session() {
    let world = World::new();
    let sts = world.sts();
    let pool = pool(2);
    let red = pool.get(tenant(&sts, "red"));
    pool.get(tenant(&sts, "blue"));
    pool.get(tenant(&sts, "red"));
    pool.get(tenant(&sts, "green"));
    assert_eq!(pool.len(), 2);
    let first = use_once(&world, &red);
    assert!(use_once(&world, &pool.get(tenant(&sts, "red"))) == first, "red was kept");
    // Blue was dropped; its new session replaces green.
    let blue = pool.get(tenant(&sts, "blue"));
    use_once(&world, &blue);
    pool.get(tenant(&sts, "green"));
    pool.get(tenant(&sts, "yellow"));
    // Credentials of a dropped session stay usable and are refreshed.
    use_once(&world, &blue);
    assert_eq!(world.calls(), 2);
    world.pass(3600);
    use_once(&world, &blue);
    assert_eq!(world.calls(), 3);
}

#[test]
fn a_session_can_be_removed_from_a_pool_by_its_call() {
    let world = World::new();
    let sts = world.sts();
    let pool = pool(10);
    let red = pool.get(tenant(&sts, "red"));
    pool.get(tenant(&sts, "blue"));
    let first = use_once(&world, &red);
    let removed = pool.remove(tenant(&sts, "red")).unwrap();
    assert_eq!(pool.len(), 1);
    assert!(pool.remove(tenant(&sts, "red")).is_none());
    assert!(use_once(&world, &removed) == first, "removed credentials remain usable");
    assert!(use_once(&world, &pool.get(tenant(&sts, "red"))) != first);
}

#[test]
fn a_pool_invalidates_the_session_with_an_access_key() {
    let world = World::new();
    let sts = world.sts();
    let pool = pool(10);
    let used = |name: &str| use_once(&world, &pool.get(tenant(&sts, name)));
    let (red, blue) = (used("red"), used("blue"));
    pool.invalidate(red.access_key_id());
    pool.invalidate("ASIAIOSFODNN7EXAMPLE");
    assert!(used("red") != red);
    assert!(used("blue") == blue);
    assert_eq!(world.calls(), 3);
}

#[test]
fn debug_output_of_a_pool_shows_nothing_about_tenants() {
    let world = World::new();
    let pool = pool(2);
    use_once(&world, &pool.get(tenant(&world.sts(), "SENTINEL").mfa("GAHT12345678", "987654")));
    let shown = format!("{pool:?} {pool:#?}");
    assert!(!shown.contains("SENTINEL") && !shown.contains("987654"), "{shown}");
    assert!(shown.contains("len"), "{shown}");
}

#[test]
fn web_identities_share_a_session_if_their_token_has_the_same_source() {
    let world = World::new();
    let sts = world.sts();
    let pool = pool(100);
    let call = |token: WebIdentityToken| sts.assume_role_with_web_identity(ROLE, "worker", token);
    let function = WebIdentityToken::from_fn(|| async { Ok::<_, std::io::Error>(Secret::from("a")) });
    let sources = || {
        [
            WebIdentityToken::memory("token-a"),
            WebIdentityToken::memory("token-b"),
            WebIdentityToken::file("a"),
            WebIdentityToken::file("b"),
            function.clone(),
            WebIdentityToken::from_fn(|| async { Ok::<_, std::io::Error>(Secret::from("a")) }),
        ]
    };
    for token in sources() {
        pool.get(call(token));
    }
    assert_eq!(pool.len(), 6);
    for token in sources().into_iter().take(5) {
        pool.get(call(token));
    }
    assert_eq!(pool.len(), 6, "equal sources find the sessions again");
    pool.get(call(WebIdentityToken::memory("token-a")).duration_up_to(Duration::from_secs(3600)));
    pool.get(sts.assume_role_with_web_identity(ROLE, "other", WebIdentityToken::memory("token-a")));
    assert_eq!(pool.len(), 8);
    use_once(&world, &pool.get(call(WebIdentityToken::memory("token-a"))));
    assert_eq!(world.sent()[0].form["WebIdentityToken"], "token-a");
}
