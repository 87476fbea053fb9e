//! One refresh for all.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use futures_util::future::join_all;

use crate::world::{Gate, Service, World};
use crate::{role, use_once};

#[test]
fn cl03_a_thousand_who_wait_make_one_call() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(Service::Waits(gate.clone()));
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
fn cl09_while_one_refreshes_in_the_advisory_window_nobody_else_waits() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let old = use_once(&world, &credentials);
    world.pass_to(2700);
    let gate = Arc::new(Gate::default());
    world.service(Service::Waits(gate.clone()));
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
fn cl10_if_the_one_who_began_is_gone_those_who_wait_carry_on() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(Service::Waits(gate.clone()));
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
fn cl10_a_refresh_in_the_advisory_window_that_was_left_is_taken_over() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let old = use_once(&world, &credentials);
    world.pass_to(2700);
    let gate = Arc::new(Gate::default());
    world.service(Service::Waits(gate.clone()));
    let mut starter = Box::pin(credentials.credentials());
    assert!(world.poll(starter.as_mut()).is_pending());
    drop(starter);
    // The next one carries it on, and those after it do not wait.
    let mut next = pin!(credentials.credentials());
    assert!(world.poll(next.as_mut()).is_pending());
    assert!(use_once(&world, &credentials) == old);
    gate.open();
    assert!(world.run(next).unwrap() != old);
    assert_eq!(world.calls(), 2);
}

#[test]
fn cl16_with_the_last_handle_a_refresh_under_way_goes_too() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(Service::Waits(gate.clone()));
    let credentials = role(&world, 3600);
    let clones = vec![credentials.clone(); 100];
    let mut starter = Box::pin(async move { credentials.credentials().await });
    assert!(world.poll(starter.as_mut()).is_pending());
    assert!(Arc::strong_count(&gate) > 2, "the flight waits at the gate");
    drop(starter);
    drop(clones);
    world.service(Service::Works);
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

/// Runs a future that other threads carry on.
fn spin<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
        std::thread::yield_now();
    }
}
