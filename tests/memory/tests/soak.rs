//! Simulates ten hours in which 32 tasks use credentials while the service fails, clocks jump and the machine is suspended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, join, join_all, select};
use http::Response;
use memory::{Watched, held};
use sts::platform::{BoxFuture, Clock as _, Random, Sleep as _};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Credentials, RefreshingCredentials, Secret, Sts, Timestamp};

use testkit::world::{ROLE, ServiceState, World};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

const HOUR: u64 = 3600;
const TASKS: usize = 32;
/// Shortest time between two calls of an operation, because an error is kept for at least a second.
const BETWEEN_CALLS: Duration = Duration::from_secs(1);

/// A random number generator, SplitMix64. The same seed gives the same numbers.
#[derive(Clone, Debug)]
struct Chance(Arc<AtomicU64>);

impl Chance {
    fn draw(&self) -> u64 {
        let mut drawn = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        drawn ^ (drawn >> 31)
    }

    fn between(&self, low: u64, high: u64) -> u64 {
        low + self.draw() % (high - low)
    }

    fn millis(&self, low: u64, high: u64) -> Duration {
        Duration::from_millis(self.between(low, high))
    }
}

impl Random for Chance {
    fn unit(&self) -> f64 {
        self.between(0, 1 << 53) as f64 / (1_u64 << 53) as f64
    }
}

/// A transport to a service that fails at random.
#[derive(Clone)]
struct Faults {
    world: World,
    chance: Chance,
    is_down: Arc<AtomicBool>,
    /// Time of the last call of each operation, unless something has happened since that justifies another call.
    called: Arc<Mutex<BTreeMap<String, Duration>>>,
    /// Calls that came too soon. They are collected, because a panic inside a call would be caught.
    too_soon: Arc<Mutex<Vec<String>>>,
}

/// The outcome of a request.
enum Fate {
    /// The service responds.
    Response(ServiceState),
    /// Something other than the service responds.
    Nonsense(&'static str),
    /// There is no response.
    Silence,
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults")
    }
}

impl Faults {
    /// Allows another call at once.
    fn excuse(&self) {
        self.called.lock().unwrap().clear();
    }

    fn count(&self, request: &http::Request<Bytes>) {
        let attempt = request.headers()["amz-sdk-request"].to_str().unwrap();
        if !attempt.starts_with("attempt=1;") {
            return;
        }
        let form = std::str::from_utf8(request.body()).unwrap();
        let operation = form.split('&').next().unwrap().to_owned();
        let now = self.world.now();
        let before = self.called.lock().unwrap().insert(operation.clone(), now);
        if before.is_some_and(|before| now - before < BETWEEN_CALLS) {
            self.too_soon.lock().unwrap().push(format!("{operation} at {before:?} and {now:?}"));
        }
    }

    fn fate(&self) -> Fate {
        let chance = if self.is_down.load(Ordering::SeqCst) { 75 } else { self.chance.between(0, 100) };
        match chance {
            0..75 => Fate::Response(ServiceState::Works),
            75..80 => Fate::Response(ServiceState::Down),
            80..85 => Fate::Response(ServiceState::Refuses(503, "ServiceUnavailable")),
            85..89 => Fate::Response(ServiceState::Refuses(400, "Throttling")),
            89..92 => Fate::Response(ServiceState::Refuses(403, "AccessDenied")),
            // A client whose clock is behind cannot notice that credentials have expired already.
            92..95 if !self.is_behind() => {
                Fate::Response(ServiceState::ExpiresIn(-(self.chance.between(0, 1000) as i64)))
            }
            92..97 => Fate::Nonsense("<html>a portal</html>"),
            97..99 => Fate::Nonsense(""),
            _ => Fate::Silence,
        }
    }

    fn is_behind(&self) -> bool {
        self.world.wall() < Timestamp::from_secs(self.world.service_now())
    }
}

impl Transport for Faults {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.count(&request);
        Box::pin(async move {
            self.world.sleep(self.chance.millis(1, 3000)).await;
            match self.fate() {
                Fate::Response(service) => {
                    self.world.service(service);
                    self.world.send(request, limits).await
                }
                Fate::Nonsense(body) => Ok(Response::new(Bytes::from_static(body.as_bytes()))),
                Fate::Silence => std::future::pending().await,
            }
        })
    }
}

/// Counts how often tasks got credentials, and how often they got none.
#[derive(Debug, Default)]
struct Uses {
    good: AtomicU64,
    none: AtomicU64,
}

/// Checks that credentials have not expired, and that their parts belong together.
fn assert_good(world: &World, credentials: &Credentials) {
    let now = world.service_now();
    let expires_at = credentials.expires_at().unwrap();
    assert!(expires_at > Timestamp::from_secs(now), "expired at {expires_at}, used at {now}");
    let key = credentials.access_key_id().strip_prefix("ASIA");
    assert_eq!(key, credentials.secret_access_key().strip_prefix("secret-"));
    assert_eq!(key, credentials.session_token().unwrap().strip_prefix("token-"));
}

/// Uses credentials from time to time. Does not always wait for them, and sometimes invalidates them.
async fn task(faults: Faults, credentials: RefreshingCredentials, end: Duration, uses: &Uses) {
    let world = &faults.world;
    let chance = &faults.chance;
    while world.now() < end {
        let patience = if chance.between(0, 10) == 0 { chance.millis(1, 2000) } else { Duration::from_secs(3600) };
        let used = select(Box::pin(credentials.credentials()), world.sleep(patience)).await;
        match used {
            Either::Left((Ok(credentials_used), _)) => {
                assert_good(world, &credentials_used);
                uses.good.fetch_add(1, Ordering::Relaxed);
                if chance.between(0, 1000) == 0 {
                    faults.excuse();
                    credentials.invalidate(credentials_used.access_key_id());
                }
            }
            Either::Left((Err(_), _)) => {
                uses.none.fetch_add(1, Ordering::Relaxed);
            }
            // If a task abandons a call that fails later, another task may start it again at once.
            Either::Right(_) => faults.excuse(),
        }
        world.sleep(chance.millis(0, 20_000)).await;
    }
}

/// Stops the service, sets the clock wrong and right again, and suspends the machine. Records the allocated bytes each hour.
async fn chaos(faults: Faults, end: Duration, held_by_hour: &mut Vec<usize>) {
    let world = &faults.world;
    let chance = &faults.chance;
    while world.now() < end {
        world.sleep(chance.millis(60_000, 600_000)).await;
        faults.excuse();
        match chance.between(0, 4) {
            0 => {
                faults.is_down.store(true, Ordering::SeqCst);
                world.sleep(chance.millis(60_000, 3_000_000)).await;
                faults.is_down.store(false, Ordering::SeqCst);
            }
            1 => world.suspend(chance.between(60, 2 * HOUR) as i64),
            backward => {
                let seconds = chance.between(60, 6 * HOUR) as i64 * if backward == 2 { -1 } else { 1 };
                world.jump(seconds);
                world.sleep(chance.millis(1_000, 300_000)).await;
                faults.excuse();
                world.jump(-seconds);
            }
        }
        faults.excuse();
        while held_by_hour.len() < (world.now().as_secs() / HOUR) as usize {
            world.forget();
            held_by_hour.push(held());
        }
    }
}

fn providers(sts: &Sts) -> [RefreshingCredentials; 4] {
    [
        sts.new_session().duration(Duration::from_secs(900)).refreshing(),
        sts.new_federated_session("Bob").duration(Duration::from_secs(2 * HOUR)).refreshing(),
        sts.assume_role(ROLE, "test").refreshing(),
        sts.assume_role_with_web_identity(ROLE, "test", Secret::from("token")).refreshing(),
    ]
}

/// Simulates a number of hours, and returns the allocated bytes at the end of each.
fn soak(seed: u64, hours: u64) -> Vec<usize> {
    let world = World::new();
    let chance = Chance(Arc::new(AtomicU64::new(seed)));
    let faults = Faults {
        world: world.clone(),
        chance: chance.clone(),
        is_down: Arc::default(),
        called: Arc::default(),
        too_soon: Arc::default(),
    };
    let config = world.config().with_transport(faults.clone()).with_random(chance);
    let sts = Sts::builder().config(config).build().unwrap();
    let providers = providers(&sts);
    let uses = Uses::default();
    let end = Duration::from_secs(hours * HOUR);
    let mut held_by_hour = Vec::with_capacity(16);
    let tasks = (0..TASKS).map(|number| task(faults.clone(), providers[number % 4].clone(), end, &uses));
    let all: std::pin::Pin<Box<dyn Future<Output = _>>> =
        Box::pin(join(join_all(tasks), chaos(faults.clone(), end, &mut held_by_hour)));
    world.run(all);
    // Nothing is printed, because the test framework keeps the output in memory.
    assert!(uses.good.load(Ordering::Relaxed) > 1_000 * hours && uses.none.load(Ordering::Relaxed) > 0, "{uses:?}");
    assert_eq!(*faults.too_soon.lock().unwrap(), [""; 0]);
    held_by_hour
}

/// Returns the seed. Each run of `cargo xtask soak` sets another one.
fn seed() -> u64 {
    std::env::var("SOAK_SEED").map_or(1, |seed| seed.parse().expect("SOAK_SEED is a number"))
}

#[test]
fn pr07_ten_hours_of_faults_neither_fail_a_task_nor_leak_memory() {
    // The first run allocates what is allocated once and kept.
    soak(seed(), 1);
    let before = held();
    let held_by_hour = soak(seed(), 10);
    let (first, last) = held_by_hour.split_at(5);
    assert!(last.iter().sum::<usize>() < first.iter().sum::<usize>() * 3 / 2, "{held_by_hour:?}");
    drop(held_by_hour);
    assert_eq!(held(), before);
}
