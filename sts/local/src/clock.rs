//! The clock of an instance: one that tests move.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sts::Timestamp;
use sts::platform::{Clock, SystemClock};

/// A clock that can be moved. All clones show the same time.
///
/// An instance has one ([`LocalSts::clock`](crate::LocalSts::clock)): signatures and expiry are judged by it, and the
/// clients that the instance makes go by it, too.
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
    /// Milliseconds that the wall is ahead of the base.
    wall: Arc<AtomicI64>,
    /// Milliseconds that monotonic time is ahead of the base; never less than before.
    monotonic: Arc<AtomicI64>,
}

impl LocalClock {
    /// A clock that stands still at this time until it is moved.
    pub fn at(time: Timestamp) -> Self {
        Self::over(Arc::new(time))
    }

    /// A clock that goes with another one, and can be moved ahead of it.
    pub(super) fn over(base: Arc<dyn Clock>) -> Self {
        Self { base, wall: Arc::default(), monotonic: Arc::default() }
    }

    /// Lets time pass, to the millisecond.
    pub fn advance(&self, duration: Duration) {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        add(&self.wall, milliseconds);
        add(&self.monotonic, milliseconds);
    }

    /// Puts the clock on the wall back, to the millisecond, as an administrator would; monotonic time stays.
    pub fn set_back(&self, duration: Duration) {
        add(&self.wall, -i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    }
}

fn add(to: &AtomicI64, milliseconds: i64) {
    // The closure never declines.
    let _ = to.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(now.saturating_add(milliseconds)));
}

impl Default for LocalClock {
    /// The system's time, until it is moved.
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
        // Beyond the years that can be told, time stands still.
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
