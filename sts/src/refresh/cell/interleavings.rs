//! Runs the cell in every order in which threads can take its lock, with loom: `cargo xtask interleavings`.

use std::time::Duration;

use awsquery::Timestamp;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

use super::*;

const NOW: i64 = 1_800_000_000;
const REQUESTED: Duration = Duration::from_secs(3600);

/// A substitute for the shared future of a refresh: one thread polls it at a time, and all see that it completed.
type Handle = Arc<AtomicUsize>;

const IDLE: usize = 0;
const POLLED: usize = 1;
const COMPLETED: usize = 2;

/// A provider without a clock and without a network.
struct Provider {
    cell: Mutex<Cell<Handle>>,
    issued: AtomicUsize,
}

impl Provider {
    fn new() -> Arc<Self> {
        Arc::new(Self { cell: Mutex::new(Cell::new()), issued: AtomicUsize::new(0) })
    }

    fn acquire(&self) -> Directive<Handle> {
        self.cell.lock().unwrap().acquire(now(), |_| Arc::new(AtomicUsize::new(IDLE)))
    }

    /// Does what `RefreshingCredentials::credentials` does.
    fn credentials(&self) -> Credentials {
        loop {
            match self.acquire() {
                Directive::Use(credentials) => return credentials,
                Directive::Fail(error) => panic!("{error}"),
                Directive::Wait(Joined { handle, number, drive }) => {
                    while handle.load(Ordering::SeqCst) != COMPLETED {
                        self.poll(&handle, number);
                    }
                    if drive {
                        self.cell.lock().unwrap().abandon(number);
                    }
                }
            }
        }
    }

    fn poll(&self, handle: &Handle, number: u64) {
        if handle.compare_exchange(IDLE, POLLED, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            return thread::yield_now();
        }
        let generation = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let completion = self.cell.lock().unwrap().complete(number, Ok(info(generation)), now(), 0.0);
        assert!(matches!(completion, Completion::Renewed));
        handle.store(COMPLETED, Ordering::SeqCst);
    }
}

fn now() -> Now {
    Now { wall: Timestamp::from_secs(NOW), monotonic: Duration::ZERO }
}

fn info(generation: usize) -> SessionInfo {
    let expires_at = Timestamp::from_secs(NOW).checked_add(REQUESTED).unwrap();
    let part = |name: &str| format!("{name}-{generation}");
    let credentials = Credentials::temporary(part("key"), part("secret"), part("token"), Some(expires_at));
    SessionInfo::of_test(credentials, expires_at, REQUESTED)
}

/// Checks that all three parts are of one generation.
fn assert_whole(credentials: &Credentials) {
    let generation = credentials.access_key_id().strip_prefix("key-").unwrap();
    assert_eq!(credentials.secret_access_key(), format!("secret-{generation}"));
    assert_eq!(credentials.session_token(), Some(&*format!("token-{generation}")));
}

/// Explores all orders with at most three preemptions of threads. With more, a run takes longer than minutes.
fn check(program: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(program);
}

#[test]
fn pr04_cl03_two_callers_at_the_same_time_make_one_call() {
    check(|| {
        let provider = Provider::new();
        let other = provider.clone();
        let thread = thread::spawn(move || assert_whole(&other.credentials()));
        assert_whole(&provider.credentials());
        thread.join().unwrap();
        assert_eq!(provider.issued.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn pr04_cl10_a_refresh_abandoned_at_any_moment_completes_once() {
    check(|| {
        let provider = Provider::new();
        let other = provider.clone();
        // Becomes the driver, and is dropped before it polls.
        let thread = thread::spawn(move || {
            if let Directive::Wait(Joined { number, drive: true, .. }) = other.acquire() {
                other.cell.lock().unwrap().abandon(number);
            }
        });
        assert_whole(&provider.credentials());
        thread.join().unwrap();
        assert_eq!(provider.issued.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn pr04_cl21_a_reader_sees_one_generation_while_keys_are_swapped() {
    check(|| {
        let provider = Provider::new();
        let other = provider.clone();
        let thread = thread::spawn(move || {
            let first = other.credentials();
            other.cell.lock().unwrap().invalidate(first.access_key_id());
            assert_whole(&other.credentials());
        });
        assert_whole(&provider.credentials());
        thread.join().unwrap();
        let issued = provider.issued.load(Ordering::SeqCst);
        assert!((1..=2).contains(&issued), "{issued}");
    });
}
