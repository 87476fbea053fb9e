//! A clock that is corrected by the time of the service.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::HeaderMap;
use http::header::DATE;

use crate::platform::clock::Clock;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// The difference that AWS tolerates, in seconds. A request with a smaller one was refused for another reason.
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
}

impl CorrectedClock {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offset: AtomicI64::new(0) }
    }

    /// Adopts the time of the service, if it differs from the time at which the refused request was signed. Returns
    /// `false` if it does not, and the clock is not the problem.
    pub(crate) fn learn(&self, headers: &HeaderMap, signed_at: Timestamp) -> bool {
        let Some(theirs) = date(headers) else { return false };
        if theirs.secs().abs_diff(signed_at.secs()) <= TOLERANCE.unsigned_abs() {
            return false;
        }
        self.offset.store(theirs.secs().saturating_sub(self.clock.wall().secs()), Ordering::Relaxed);
        true
    }
}

impl Clock for CorrectedClock {
    fn wall(&self) -> Timestamp {
        let ours = self.clock.wall();
        let offset = self.offset.load(Ordering::Relaxed);
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
}

/// Returns the `Date` of a response, if there is exactly one and it is plausible.
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let mut dates = headers.get_all(DATE).iter();
    let date = dates.next()?;
    if dates.next().is_some() {
        return None;
    }
    let date = Timestamp::parse(date.to_str().ok()?, TimestampFormat::HttpDate).ok()?;
    PLAUSIBLE.contains(&date.secs()).then_some(date)
}
