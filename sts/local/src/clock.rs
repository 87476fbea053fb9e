//! A clock that tests can move.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use awsquery::layer::lock;
use serde::Serialize;

use sts::Timestamp;
use sts::platform::{Clock, SystemClock};

const NANOS_PER_SECOND: i128 = 1_000_000_000;
const NANOS_PER_MILLISECOND: i128 = 1_000_000;

/// A clock that tests can move and stop. All clones show the same time.
///
/// Each server has one ([`LocalSts::clock`](crate::LocalSts::clock)). The server uses it to check signatures and expiration
/// times, and the clients that the server creates use it as well.
///
/// ```
/// use std::time::Duration;
/// use sts_local::LocalClock;
/// use sts::platform::Clock;
/// use sts::Timestamp;
///
/// let clock = LocalClock::default();
/// clock.freeze_at(Timestamp::from_secs(1_800_000_000));
/// clock.advance(Duration::from_secs(901));
/// assert_eq!(clock.wall(), Timestamp::from_secs(1_800_000_901));
/// clock.resume();
/// ```
///
/// It shows no time before the year 1 and none after the year 9999: there it stands still.
#[derive(Clone)]
pub struct LocalClock {
    base: Arc<dyn Clock>,
    motion: Arc<Mutex<Motion>>,
}

/// The relation of a clock to its base. All numbers are nanoseconds.
#[derive(Clone, Copy, Debug)]
enum Motion {
    /// The clock runs, ahead of its base by so much.
    Running { wall: i128, monotonic: i128 },
    /// The clock stands still at these times.
    Frozen { wall: i128, monotonic: i128 },
}

impl Default for Motion {
    fn default() -> Self {
        Self::Running { wall: 0, monotonic: 0 }
    }
}

/// The state of a [`LocalClock`]. Returned by [`LocalClock::reading`].
///
/// Serializes as an object with the names of the fields, with the time in RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClockReading {
    /// The time.
    #[serde(serialize_with = "crate::json::as_text")]
    pub time: Timestamp,
    /// True if the clock stands still because of [`LocalClock::freeze`].
    pub frozen: bool,
    /// The time that the clock is ahead of the clock that it follows, in seconds, rounded to milliseconds. Negative if it is
    /// behind.
    pub offset_seconds: f64,
}

impl LocalClock {
    /// Creates a clock that stands still at this time until it is moved.
    pub fn at(time: Timestamp) -> Self {
        Self::over(Arc::new(time))
    }

    /// Creates a clock that follows another one until it is moved.
    pub(crate) fn over(base: Arc<dyn Clock>) -> Self {
        Self { base, motion: Arc::default() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, duration: Duration) {
        let nanos = nanos_of(duration);
        self.add(nanos, nanos);
    }

    /// Moves wall time back, as when an administrator sets a clock. Monotonic time does not change.
    pub fn set_back(&self, duration: Duration) {
        self.add(-nanos_of(duration), 0);
    }

    /// Sets wall time, as an administrator does. Monotonic time does not change. A frozen clock stays frozen.
    pub fn set(&self, time: Timestamp) {
        let base = nanos_since_epoch(self.base.wall());
        match &mut *self.motion() {
            Motion::Running { wall, .. } => *wall = nanos_since_epoch(time) - base,
            Motion::Frozen { wall, .. } => *wall = nanos_since_epoch(time),
        }
    }

    /// Stops the clock. It stands still until it is moved, and runs on after [`resume`](Self::resume).
    pub fn freeze(&self) {
        let mut motion = self.motion();
        *motion = Motion::Frozen { wall: self.wall_nanos(*motion), monotonic: self.monotonic_nanos(*motion) };
    }

    /// Stops the clock at this time.
    pub fn freeze_at(&self, time: Timestamp) {
        let mut motion = self.motion();
        *motion = Motion::Frozen { wall: nanos_since_epoch(time), monotonic: self.monotonic_nanos(*motion) };
    }

    /// Lets a frozen clock run on from its time. Another clock does not change.
    pub fn resume(&self) {
        let mut motion = self.motion();
        *motion = Motion::Running {
            wall: self.wall_nanos(*motion) - nanos_since_epoch(self.base.wall()),
            monotonic: self.monotonic_nanos(*motion) - nanos_of(self.base.monotonic()),
        };
    }

    /// Returns the time, and its relation to the clock that this one follows.
    pub fn reading(&self) -> ClockReading {
        let motion = *self.motion();
        let ahead = self.wall_nanos(motion) - nanos_since_epoch(self.base.wall());
        // 9,998 years have fewer milliseconds than 2^53.
        #[expect(clippy::cast_precision_loss, reason = "the number is small enough to be exact")]
        let offset_seconds = rounded_to_milliseconds(ahead) as f64 / 1000.0;
        let frozen = matches!(motion, Motion::Frozen { .. });
        ClockReading { time: timestamp(self.wall_nanos(motion)), frozen, offset_seconds }
    }

    /// Follows the base clock again, as at the start.
    pub(crate) fn reset(&self) {
        *self.motion() = Motion::default();
    }

    fn add(&self, to_wall: i128, to_monotonic: i128) {
        match &mut *self.motion() {
            Motion::Running { wall, monotonic } | Motion::Frozen { wall, monotonic } => {
                *wall = wall.saturating_add(to_wall);
                *monotonic = monotonic.saturating_add(to_monotonic);
            }
        }
    }

    fn wall_nanos(&self, motion: Motion) -> i128 {
        let nanos = match motion {
            Motion::Running { wall, .. } => nanos_since_epoch(self.base.wall()).saturating_add(wall),
            Motion::Frozen { wall, .. } => wall,
        };
        nanos.clamp(nanos_since_epoch(Timestamp::MIN), nanos_since_epoch(Timestamp::MAX))
    }

    fn monotonic_nanos(&self, motion: Motion) -> i128 {
        match motion {
            Motion::Running { monotonic, .. } => nanos_of(self.base.monotonic()).saturating_add(monotonic),
            Motion::Frozen { monotonic, .. } => monotonic,
        }
    }

    fn motion(&self) -> MutexGuard<'_, Motion> {
        lock(&self.motion)
    }
}

fn nanos_of(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX)
}

fn nanos_since_epoch(time: Timestamp) -> i128 {
    i128::from(time.secs()) * NANOS_PER_SECOND + i128::from(time.subsec_nanos())
}

fn rounded_to_milliseconds(nanos: i128) -> i128 {
    (nanos + NANOS_PER_MILLISECOND / 2).div_euclid(NANOS_PER_MILLISECOND)
}

/// Returns the time so many nanoseconds after 1970. Times that a timestamp cannot represent become the nearest that it can.
fn timestamp(nanos: i128) -> Timestamp {
    let seconds = i64::try_from(nanos.div_euclid(NANOS_PER_SECOND)).ok();
    let rest = u32::try_from(nanos.rem_euclid(NANOS_PER_SECOND)).unwrap_or_default();
    let nearest = if nanos < 0 { Timestamp::MIN } else { Timestamp::MAX };
    seconds.and_then(|seconds| Timestamp::from_parts(seconds, rest)).unwrap_or(nearest)
}

impl Default for LocalClock {
    /// Creates a clock that follows the system clock until it is moved.
    fn default() -> Self {
        Self::over(Arc::new(SystemClock::new()))
    }
}

impl Clock for LocalClock {
    fn wall(&self) -> Timestamp {
        timestamp(self.wall_nanos(*self.motion()))
    }

    fn monotonic(&self) -> Duration {
        let nanos = u128::try_from(self.monotonic_nanos(*self.motion())).unwrap_or_default();
        Duration::from_nanos_u128(nanos)
    }
}

impl fmt::Debug for LocalClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalClock").field(&self.wall()).finish()
    }
}
