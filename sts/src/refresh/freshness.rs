//! The lifetime of credentials: when they are fresh, due for a refresh or expired. Pure arithmetic, which takes time
//! and jitter as arguments.
//!
//! The windows are those that AWS's own SDKs are moving to (botocore 1.44, `aws/credential_cache.go` of the SDK for
//! Go).

use std::time::Duration;

use awsquery::Timestamp;
use awsquery::platform::Now;

/// Length of the mandatory window, in which every caller waits for new credentials.
const MANDATORY: Duration = Duration::from_secs(60);

/// The time that a request may take until the service sees it, by the default deadline of a call.
const REQUEST: Duration = Duration::from_secs(30);

/// Credentials that live no longer than this are refused: they would expire before they could be used.
const SHORTEST: Duration = Duration::from_secs(1);

/// Largest part of the advisory window that jitter takes away, so that many processes do not refresh at the same time.
const SPREAD: f64 = 0.25;

/// The urgency with which credentials have to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not yet.
    Fresh,
    /// One caller gets new credentials, the others keep using these.
    Advisory,
    /// Every caller waits for new credentials, and uses these if the refresh fails.
    Mandatory,
    /// The credentials must not be used any more.
    Expired,
}

/// The remaining lifetime of credentials, on both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetime {
    /// Expiry on the wall clock.
    expires_at: Timestamp,
    /// Expiry on the monotonic clock.
    ends: Duration,
    /// The advisory phase begins when this much time is left.
    advisory: Duration,
    /// The mandatory phase begins when this much time is left.
    mandatory: Duration,
    /// The lifetime at the time when the credentials were received.
    total: Duration,
    /// The advisory phase without jitter.
    window: Duration,
}

impl Lifetime {
    /// Returns the lifetime of credentials that were received at `now` and expire at `expires_at`, or `None` if they
    /// have expired or are about to.
    ///
    /// The lifetime is capped at the duration that was `requested`: anything longer means that the wall clock is
    /// behind. `jitter`, from `[0, 1)`, delays the start of the advisory window.
    #[inline]
    pub(super) fn new(expires_at: Timestamp, requested: Duration, now: Now, jitter: f64) -> Option<Self> {
        let lifetime = expires_at.duration_since(now.wall)?.min(requested);
        if lifetime <= SHORTEST {
            return None;
        }
        let advisory = advisory_window(lifetime);
        Some(Self {
            expires_at,
            ends: now.monotonic.saturating_add(lifetime),
            advisory: advisory.mul_f64(1.0 - SPREAD * jitter),
            mandatory: advisory.min(MANDATORY),
            total: lifetime,
            window: advisory,
        })
    }

    /// Returns the time left. The clock that is further ahead decides: the wall clock can be set back, and the
    /// monotonic clock stands still while the machine is suspended.
    #[inline]
    pub(super) fn remaining(&self, now: Now) -> Duration {
        let by_wall = self.expires_at.duration_since(now.wall).unwrap_or_default();
        by_wall.min(self.ends.saturating_sub(now.monotonic))
    }

    /// Shortens the lifetime to what both clocks say is left.
    ///
    /// After a suspend only the wall clock shows how much time has passed. Recording it here keeps it true if the wall
    /// clock is set back afterwards.
    #[inline]
    pub(super) fn shorten_to(&mut self, now: Now) {
        self.ends = self.ends.min(now.monotonic.saturating_add(self.remaining(now)));
    }

    /// Returns whether the credentials outlast a session that is derived from them and lasts for `wanted`, and 30 s for the
    /// request. Without `wanted`, returns whether they are not yet due for a refresh, so that the new session is not due at once
    /// either.
    ///
    /// Credentials whose whole lifetime is shorter than `wanted` count as lasting, because new ones would be no better. If their
    /// lifetime covers `wanted` but not the 30 s, these are not required: every use would otherwise refresh them.
    #[inline]
    pub(super) fn lasts(&self, wanted: Option<Duration>, now: Now) -> bool {
        let Some(wanted) = wanted else { return self.remaining(now) > self.window };
        let with_request = wanted.saturating_add(REQUEST);
        let needed = if self.total < with_request { wanted } else { with_request };
        self.remaining(now) >= needed || self.total < wanted
    }

    #[inline]
    pub(super) fn phase(&self, now: Now) -> Phase {
        match self.remaining(now) {
            Duration::ZERO => Phase::Expired,
            remaining if remaining <= self.mandatory => Phase::Mandatory,
            remaining if remaining <= self.advisory => Phase::Advisory,
            _ => Phase::Fresh,
        }
    }
}

/// Returns how long before expiry one caller starts to get new credentials. At most three quarters of the lifetime, so
/// that new credentials are fresh at first, however short they live.
#[inline]
fn advisory_window(lifetime: Duration) -> Duration {
    let minutes = match lifetime.as_secs_f64() / 60.0 {
        ..=20.0 => 5,
        ..90.0 => 15,
        _ => 60,
    };
    Duration::from_secs(minutes * 60).min(lifetime * 3 / 4)
}

/// Returns how long to wait after a failed refresh while cached credentials have `remaining` time left: 5 to 10
/// minutes, but at most half of that time, so that there is another attempt before they expire.
#[inline]
pub(super) fn retry_delay(remaining: Duration, jitter: f64) -> Duration {
    Duration::from_secs(300).mul_f64(1.0 + jitter).min((remaining / 2).max(error_lifetime(jitter)))
}

/// Returns how long callers get the same error after a failed refresh, if no valid credentials are cached: 1 to 5
/// seconds.
#[inline]
pub(super) fn error_lifetime(jitter: f64) -> Duration {
    Duration::from_secs(1).mul_f64(1.0 + 4.0 * jitter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 1_800_000_000;
    const HOUR: Duration = Duration::from_secs(3600);

    /// A moment this many seconds after the start, on each clock.
    fn at(wall: i64, monotonic: u64) -> Now {
        Now { wall: Timestamp::from_secs(START + wall), monotonic: Duration::from_secs(monotonic) }
    }

    fn lifetime(seconds: i64, jitter: f64) -> Lifetime {
        Lifetime::new(Timestamp::from_secs(START + seconds), Duration::MAX, at(0, 0), jitter).unwrap()
    }

    #[test]
    fn cl01_the_windows_depend_on_the_lifetime() {
        for (seconds, minutes) in [(900, 5), (1200, 5), (1201, 15), (5399, 15), (5400, 60), (43200, 60)] {
            let advisory = seconds - minutes * 60;
            let changes = [
                (0, Phase::Fresh),
                (advisory - 1, Phase::Fresh),
                (advisory, Phase::Advisory),
                (seconds - 61, Phase::Advisory),
                (seconds - 60, Phase::Mandatory),
                (seconds - 1, Phase::Mandatory),
                (seconds, Phase::Expired),
            ];
            for (second, phase) in changes {
                let now = at(second, second.unsigned_abs());
                assert_eq!(lifetime(seconds, 0.0).phase(now), phase, "{seconds} s, second {second}");
            }
        }
    }

    #[test]
    fn cl20_jitter_spreads_the_first_attempt_over_a_quarter_of_the_window() {
        let first_attempt =
            |jitter| (0..3600).find(|second| lifetime(3600, jitter).phase(at(*second, 0)) != Phase::Fresh).unwrap();
        assert_eq!(first_attempt(0.0), 2700);
        assert_eq!(first_attempt(0.5), 2700 + 113);
        assert_eq!(first_attempt(0.999_999), 2700 + 225);
    }

    #[test]
    fn cl13_the_clock_that_is_further_ahead_decides() {
        let cached = lifetime(3600, 0.0);
        assert_eq!(cached.remaining(at(-5 * 3600, 1)), HOUR - Duration::from_secs(1));
        assert_eq!(cached.remaining(at(5 * 3600, 1)), Duration::ZERO);
        // A wall clock that was behind when the credentials arrived does not extend them beyond the requested duration.
        let late = Lifetime::new(Timestamp::from_secs(START + 6 * 3600), HOUR, at(0, 0), 0.0).unwrap();
        assert_eq!(late.remaining(at(0, 3600)), Duration::ZERO);
    }

    #[test]
    fn ss06_credentials_last_for_a_derived_session_and_for_the_request_for_it() {
        let lasts = |total, wanted, second: u64| {
            lifetime(total, 0.0).lasts(Some(Duration::from_secs(wanted)), at(second.cast_signed(), second))
        };
        for (total, wanted, until) in [
            (3600, 900, 2670),
            (3600, 1, 3569),
            // A session this short leaves no time for the request.
            (3600, 3570, 0),
            (3600, 3571, 29),
            (3600, 3600, 0),
        ] {
            assert!(lasts(total, wanted, until) && !lasts(total, wanted, until + 1), "{total} {wanted}");
        }
        // New credentials would be no better.
        assert!(lasts(3600, 3601, 0) && lasts(3600, 3601, 3600));
    }

    #[test]
    fn cl12_credentials_that_live_for_one_second_are_refused() {
        let accepts = |seconds| Lifetime::new(Timestamp::from_secs(START + seconds), HOUR, at(0, 0), 0.0).is_some();
        assert_eq!([-1, 0, 1, 2].map(accepts), [false, false, false, true]);
    }

    #[test]
    fn cl18_errors_are_kept_for_one_to_five_seconds() {
        assert_eq!(error_lifetime(0.0), Duration::from_secs(1));
        assert_eq!(error_lifetime(0.5), Duration::from_secs(3));
        assert!((4.9..5.0).contains(&error_lifetime(0.999).as_secs_f64()));
    }

    proptest! {
        #[test]
        fn cl08_there_is_another_attempt_before_expiry(remaining in 10u64..43200, jitter in 0.0..1.0f64) {
            let remaining = Duration::from_secs(remaining);
            let delay = retry_delay(remaining, jitter);
            prop_assert!(delay <= remaining / 2);
            prop_assert!(delay < Duration::from_secs(600));
            prop_assert!(delay >= Duration::from_secs(300).min(remaining / 2));
        }

        #[test]
        fn the_time_left_only_shrinks_and_phases_only_advance(
            seconds in 2i64..43200, jitter in 0.0..1.0f64, first in 0u64..50_000, step in 0u64..50_000,
        ) {
            let lifetime = lifetime(seconds, jitter);
            let rank = |second: u64| lifetime.phase(at(second.cast_signed(), second)) as u8;
            prop_assert!(rank(first) <= rank(first + step));
            prop_assert_eq!(rank(0), Phase::Fresh as u8);
            prop_assert_eq!(lifetime.phase(at(seconds, 0)), Phase::Expired);
            prop_assert_eq!(lifetime.phase(at(0, seconds.unsigned_abs())), Phase::Expired);
        }
    }
}
