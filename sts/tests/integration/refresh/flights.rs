//! Many callers share one refresh.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use futures_util::future::join_all;

use super::{role, use_once};
use testkit::world::{Gate, ServiceState, World};

#[test]
fn cl03_a_thousand_waiting_callers_make_one_call() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let credentials = role(&world, 3600);
    let mut all = pin!(join_all((0..1000).map(|_| credentials.credentials())));
    assert!(world.poll(all.as_mut()).is_pending());
    gate.open();
    let results = world.run(all);
    assert_eq!(world.calls(), 1);
    let first = results[0].clone().unwrap();
    assert!(results.into_iter().all(|result| result.unwrap() == first));
}

#[test]
fn cl09_in_the_advisory_window_only_the_refreshing_caller_waits() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let old = use_once(&world, &credentials);
    world.pass_to(2700);
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let mut refresher = pin!(credentials.credentials());
    assert!(world.poll(refresher.as_mut()).is_pending());
    for _ in 0..10 {
        let other = pin!(credentials.credentials());
        assert!(matches!(world.poll(other), Poll::Ready(Ok(served)) if served == old));
        world.pass(1);
    }
    gate.open();
    let new = world.run(refresher).unwrap();
    assert!(new != old);
    assert!(use_once(&world, &credentials) == new);
    assert_eq!(world.calls(), 2);
}

#[test]
fn cl10_waiting_callers_carry_on_if_the_one_that_started_is_dropped() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let credentials = role(&world, 3600);
    let mut starter = Box::pin(credentials.credentials());
    assert!(world.poll(starter.as_mut()).is_pending());
    let mut waiters = pin!(join_all((0..100).map(|_| credentials.credentials())));
    assert!(world.poll(waiters.as_mut()).is_pending());
    drop(starter);
    gate.open();
    assert!(world.run(waiters).into_iter().all(|result| result.is_ok()));
    assert_eq!(world.calls(), 1);
}

#[test]
fn cl10_an_abandoned_refresh_in_the_advisory_window_is_taken_over() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let old = use_once(&world, &credentials);
    world.pass_to(2700);
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let mut starter = Box::pin(credentials.credentials());
    assert!(world.poll(starter.as_mut()).is_pending());
    drop(starter);
    // The next caller takes the refresh over, and the ones after it do not wait.
    let mut next = pin!(credentials.credentials());
    assert!(world.poll(next.as_mut()).is_pending());
    assert!(use_once(&world, &credentials) == old);
    gate.open();
    assert!(world.run(next).unwrap() != old);
    assert_eq!(world.calls(), 2);
}

#[test]
fn cl16_a_refresh_in_progress_ends_with_the_last_handle() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let credentials = role(&world, 3600);
    let clones = vec![credentials.clone(); 100];
    let mut starter = Box::pin(async move { credentials.credentials().await });
    assert!(world.poll(starter.as_mut()).is_pending());
    assert!(Arc::strong_count(&gate) > 2, "the refresh waits at the gate");
    drop(starter);
    drop(clones);
    world.service(ServiceState::Works);
    assert_eq!(Arc::strong_count(&gate), 1, "nothing waits any more");
}

#[test]
fn cl21_the_three_parts_are_always_of_one_generation() {
    const READS: u64 = 1_000_000;
    let world = World::new();
    let credentials = role(&world, 900);
    let reads = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for read in
                    std::iter::from_fn(|| Some(reads.fetch_add(1, Ordering::SeqCst))).take_while(|read| *read < READS)
                {
                    let taken = spin(credentials.credentials()).unwrap();
                    let generation = &taken.access_key_id()["ASIA".len()..];
                    assert_eq!(&taken.secret_access_key()["secret-".len()..], generation);
                    assert_eq!(&taken.session_token().unwrap()["token-".len()..], generation);
                    if read % 2000 == 0 {
                        credentials.invalidate(taken.access_key_id());
                    }
                }
            });
        }
    });
    assert!(world.calls() > 100, "only {} swaps", world.calls());
}

/// Polls a future until it completes, while other threads may drive it.
pub(super) fn spin<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
        std::thread::yield_now();
    }
}
