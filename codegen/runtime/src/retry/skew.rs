//! A clock that learns from the service how far it is off.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::HeaderMap;
use http::header::DATE;

use crate::platform::clock::Clock;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// What a signature may be off: a smaller difference is not what a request was refused for.
const TOLERANCE: i64 = 5 * 60;
/// No service of AWS is older, and none tells a time after 2099: a date outside is a fault and corrects nothing.
const SENSIBLE: std::ops::Range<i64> = 1_136_073_600..4_102_444_800;

/// The clock of a client, corrected by what the endpoint says.
#[derive(Debug)]
pub(crate) struct CorrectedClock {
    clock: Arc<dyn Clock>,
    /// What to add to the wall time, in seconds.
    offset: AtomicI64,
}

impl CorrectedClock {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offset: AtomicI64::new(0) }
    }

    /// Takes over the service's time, if it is another than the one a request was signed at. False if it is not.
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
        let (ours, offset) = (self.clock.wall(), self.offset.load(Ordering::Relaxed));
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

/// The answer's `Date`, if there is exactly one and it can be a service's.
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let mut dates = headers.get_all(DATE).iter();
    let (date, None) = (dates.next()?, dates.next()) else { return None };
    let date = Timestamp::parse(date.to_str().ok()?, TimestampFormat::HttpDate).ok()?;
    SENSIBLE.contains(&date.secs()).then_some(date)
}
