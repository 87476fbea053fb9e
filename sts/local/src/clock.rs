//! A clock that tests can move.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sts::Timestamp;
use sts::platform::{Clock, SystemClock};

/// A clock that tests can move. All clones show the same time.
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
/// let clock = LocalClock::at(Timestamp::from_secs(1_800_000_000));
/// clock.advance(Duration::from_secs(901));
/// assert_eq!(clock.wall(), Timestamp::from_secs(1_800_000_901));
/// ```
#[derive(Clone)]
pub struct LocalClock {
    base: Arc<dyn Clock>,
    /// The difference between wall time and that of the base clock, in milliseconds.
    wall: Arc<AtomicI64>,
    /// The difference between monotonic time and that of the base clock, in milliseconds. It never decreases.
    monotonic: Arc<AtomicI64>,
}

impl LocalClock {
    /// Creates a clock that stands still at this time until it is moved.
    pub fn at(time: Timestamp) -> Self {
        Self::over(Arc::new(time))
    }

    /// Creates a clock that follows another one until it is moved.
    pub(crate) fn over(base: Arc<dyn Clock>) -> Self {
        Self { base, wall: Arc::default(), monotonic: Arc::default() }
    }

    /// Moves the clock forward, with a precision of one millisecond.
    pub fn advance(&self, duration: Duration) {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        add(&self.wall, milliseconds);
        add(&self.monotonic, milliseconds);
    }

    /// Moves wall time back, with a precision of one millisecond, as when an administrator sets a clock. Monotonic time does
    /// not change.
    pub fn set_back(&self, duration: Duration) {
        add(&self.wall, -i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    }
}

fn add(to: &AtomicI64, milliseconds: i64) {
    // The update never fails, because the closure always returns a value.
    let _ = to.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(now.saturating_add(milliseconds)));
}

impl Default for LocalClock {
    /// Creates a clock that follows the system clock until it is moved.
    fn default() -> Self {
        Self::over(Arc::new(SystemClock::new()))
    }
}

impl Clock for LocalClock {
    fn wall(&self) -> Timestamp {
        let ahead = self.wall.load(Ordering::SeqCst);
        let distance = Duration::from_millis(ahead.unsigned_abs());
        let base = self.base.wall();
        let moved = if ahead < 0 { base.checked_sub(distance) } else { base.checked_add(distance) };
        // A time that a timestamp cannot represent has no effect.
        moved.unwrap_or(base)
    }

    fn monotonic(&self) -> Duration {
        let ahead = u64::try_from(self.monotonic.load(Ordering::SeqCst)).unwrap_or_default();
        self.base.monotonic().saturating_add(Duration::from_millis(ahead))
    }
}

impl fmt::Debug for LocalClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalClock").field(&self.wall()).finish()
    }
}
