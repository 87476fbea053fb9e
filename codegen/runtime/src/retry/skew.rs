//! A clock that is corrected by the time of the service.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::HeaderMap;
use http::header::DATE;

use crate::platform::clock::Clock;
use crate::platform::config_error::ConfigError;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// The difference that AWS tolerates, in seconds. A smaller one corrects nothing, and a request with a smaller one was
/// refused for another reason.
const TOLERANCE: i64 = 5 * 60;

/// The plausible times of a service, in Unix seconds: 2006, when AWS started, to 2099. Other dates are ignored.
const PLAUSIBLE: std::ops::Range<i64> = 1_136_073_600..4_102_444_800;

/// The clock of a client, corrected by the `Date` of responses.
#[derive(Debug)]
pub(crate) struct CorrectedClock {
    clock: Arc<dyn Clock>,
    /// The number of seconds to add to the wall time.
    ///
    /// `Relaxed` is enough for all accesses: the offset depends on no other memory, and a call that misses a concurrent
    /// correction is refused by the service and corrects the clock itself.
    offset: AtomicI64,
    /// The time of the service when the monotonic clock was at zero, in Unix seconds, by the last correction.
    ///
    /// Monotonic time stands still during a suspend, so the service's time is at least this plus monotonic time.
    origin: AtomicI64,
}

impl CorrectedClock {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offset: AtomicI64::new(0), origin: AtomicI64::new(i64::MIN) }
    }

    /// Adopts the time of the service, if the clock differs from it. Returns `true` if the request, which was
    /// sent at this time by the corrected clock, had a wrong date.
    ///
    /// The two can differ: another call may have corrected the clock since the request was sent.
    pub(crate) fn learn(&self, theirs: Timestamp, sent_at: Timestamp) -> bool {
        if differ(theirs, self.wall()) {
            self.offset.store(theirs.secs().saturating_sub(self.clock.wall().secs()), Ordering::Relaxed);
            self.origin.store(theirs.secs().saturating_sub(self.monotonic_seconds()), Ordering::Relaxed);
        }
        differ(theirs, sent_at)
    }

    /// Returns the offset. Updates it first if the configured clock was set back after the correction, because the offset
    /// would then make the time of the service stand still or go back, and expired credentials look valid.
    fn current_offset(&self, ours: Timestamp) -> i64 {
        let offset = self.offset.load(Ordering::Relaxed);
        if offset == 0 {
            return 0;
        }
        let least = self.origin.load(Ordering::Relaxed).saturating_add(self.monotonic_seconds());
        if ours.secs().saturating_add(offset).saturating_add(TOLERANCE) >= least {
            return offset;
        }
        let offset = least.saturating_sub(ours.secs());
        self.offset.store(offset, Ordering::Relaxed);
        offset
    }

    fn monotonic_seconds(&self) -> i64 {
        i64::try_from(self.clock.monotonic().as_secs()).unwrap_or(i64::MAX)
    }
}

impl Clock for CorrectedClock {
    fn wall(&self) -> Timestamp {
        let ours = self.clock.wall();
        let offset = self.current_offset(ours);
        if offset == 0 {
            return ours;
        }
        let by = Duration::from_secs(offset.unsigned_abs());
        let corrected = if offset < 0 { ours.checked_sub(by) } else { ours.checked_add(by) };
        corrected.unwrap_or(ours)
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn unavailable(&self) -> Option<ConfigError> {
        self.clock.unavailable()
    }
}

/// Returns `true` if two times differ by more than the service tolerates.
fn differ(one: Timestamp, other: Timestamp) -> bool {
    one.secs().abs_diff(other.secs()) > TOLERANCE.unsigned_abs()
}

/// Returns the time of the service in the `Date` of a response, if there is exactly one `Date` and it is plausible. See
/// <https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1>.
pub(crate) fn service_time(headers: &HeaderMap) -> Option<Timestamp> {
    let mut dates = headers.get_all(DATE).iter();
    let date = dates.next()?;
    if dates.next().is_some() {
        return None;
    }
    let date = Timestamp::parse(date.to_str().ok()?, TimestampFormat::HttpDate).ok()?;
    PLAUSIBLE.contains(&date.secs()).then_some(date)
}
