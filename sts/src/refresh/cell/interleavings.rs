//! Every order in which threads can come to the one lock. Run by
//! `cargo xtask interleavings`.

use std::time::{Duration, UNIX_EPOCH};

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

use super::*;

const NOW: i64 = 1_800_000_000;
const ASKED: Duration = Duration::from_secs(3600);

/// What a shared future is to those on board: one polls at a time, and all see the end.
type Flight = Arc<AtomicUsize>;

const IDLE: usize = 0;
const POLLED: usize = 1;
const LANDED: usize = 2;

/// A provider without clock and network.
struct Provider {
    cell: Mutex<Cell<Flight>>,
    issued: AtomicUsize,
}

impl Provider {
    fn new() -> Arc<Self> {
        Arc::new(Self { cell: Mutex::new(Cell::new()), issued: AtomicUsize::new(0) })
    }

    fn turn(&self) -> Turn<Flight> {
        self.cell.lock().unwrap().turn(now(), |_| Arc::new(AtomicUsize::new(IDLE)))
    }

    /// As `RefreshingCredentials::credentials`.
    fn credentials(&self) -> Credentials {
        loop {
            let (flight, number, pilot) = match self.turn() {
                Turn::Serve(credentials) => return credentials,
                Turn::Fail(error) => panic!("{error}"),
                Turn::Board { flight, number, pilot } => (flight, number, pilot),
            };
            while flight.load(Ordering::SeqCst) != LANDED {
                self.poll(&flight, number);
            }
            if pilot {
                self.cell.lock().unwrap().leave(number);
            }
        }
    }

    fn poll(&self, flight: &Flight, number: u64) {
        if flight.compare_exchange(IDLE, POLLED, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            return thread::yield_now();
        }
        let generation = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let landing = self.cell.lock().unwrap().land(number, Ok(issued(generation)), now(), 0.0);
        assert!(matches!(landing, Landing::Landed));
        flight.store(LANDED, Ordering::SeqCst);
    }
}

fn now() -> Now {
    Now { wall: Timestamp::from_secs(NOW), monotonic: Duration::ZERO }
}

fn issued(generation: usize) -> Issued {
    let expires_at = UNIX_EPOCH + Duration::from_secs(NOW.unsigned_abs()) + ASKED;
    let part = |name: &str| format!("{name}-{generation}");
    let credentials = Credentials::temporary(part("key"), part("secret"), part("token"), Some(expires_at));
    Issued::of_test(credentials, expires_at, ASKED)
}

/// All three parts are of one generation.
fn assert_whole(credentials: &Credentials) {
    let generation = credentials.access_key_id().strip_prefix("key-").unwrap();
    assert_eq!(credentials.secret_access_key(), format!("secret-{generation}"));
    assert_eq!(credentials.session_token(), Some(&*format!("token-{generation}")));
}

/// With at most three threads stopped at an unlucky moment: more do not end within minutes.
fn check(program: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(program);
}

#[test]
fn pr04_cl03_two_who_come_at_once_make_one_call() {
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
fn pr04_cl10_a_flight_whose_pilot_leaves_at_any_moment_lands_once() {
    check(|| {
        let provider = Provider::new();
        let other = provider.clone();
        // Comes, and goes without having polled.
        let thread = thread::spawn(move || {
            if let Turn::Board { number, pilot: true, .. } = other.turn() {
                other.cell.lock().unwrap().leave(number);
            }
        });
        assert_whole(&provider.credentials());
        thread.join().unwrap();
        assert_eq!(provider.issued.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn pr04_cl21_whoever_reads_while_keys_are_swapped_sees_one_generation() {
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
