//! How long credentials are good for, and when to look for new ones: arithmetic, without a clock and without chance.
//!
//! The windows are those that AWS's own SDKs are moving to (botocore 1.44, `aws/credential_cache.go` of the SDK for Go).

use std::time::Duration;

use crate::Timestamp;

/// In the last minute everybody waits for new credentials.
const MANDATORY: Duration = Duration::from_secs(60);

/// What lives no longer than this is too short-lived to be handed out.
const SHORTEST: Duration = Duration::from_secs(1);

/// Up to this part of the window passes before the first try, so that many processes do not try at once.
const SPREAD: f64 = 0.25;

/// A moment on both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub(super) wall: Timestamp,
    pub(super) monotonic: Duration,
}

/// What should be done about credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing.
    Fresh,
    /// One caller looks for new ones, the others go on with these.
    Advisory,
    /// Everybody waits for new ones, and goes on with these if there are none.
    Mandatory,
    /// They are over.
    Expired,
}

/// When credentials expire, by both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    expires_at: Timestamp,
    ends: Duration,
    advisory: Duration,
    mandatory: Duration,
}

impl Life {
    /// The life of credentials that came `now` and expire at `expires_at`.
    ///
    /// They live no longer than was `asked` for: more would mean that the wall clock is behind. `drawn` from `[0, 1)`
    /// moves the start of the advisory window. `None` if they are over, or as good as.
    pub(super) fn new(expires_at: Timestamp, asked: Duration, now: Now, drawn: f64) -> Option<Self> {
        let lifetime = expires_at.duration_since(now.wall)?.min(asked);
        let advisory = advisory_window(lifetime);
        (lifetime > SHORTEST).then(|| Self {
            expires_at,
            ends: now.monotonic.saturating_add(lifetime),
            advisory: advisory.mul_f64(1.0 - SPREAD * drawn),
            mandatory: advisory.min(MANDATORY),
        })
    }

    /// What is left. The clock that is further ahead decides: the wall clock may be set back, and the monotonic one
    /// stands still while a machine sleeps.
    pub(super) fn remaining(&self, now: Now) -> Duration {
        let by_wall = self.expires_at.duration_since(now.wall).unwrap_or_default();
        by_wall.min(self.ends.saturating_sub(now.monotonic))
    }

    /// Holds the life to what both clocks say is left: what the wall clock tells of a sleep of the machine stays true
    /// when it is set back afterwards.
    pub(super) fn hold_to(&mut self, now: Now) {
        self.ends = self.ends.min(now.monotonic.saturating_add(self.remaining(now)));
    }

    pub(super) fn phase(&self, now: Now) -> Phase {
        match self.remaining(now) {
            Duration::ZERO => Phase::Expired,
            remaining if remaining <= self.mandatory => Phase::Mandatory,
            remaining if remaining <= self.advisory => Phase::Advisory,
            _ => Phase::Fresh,
        }
    }
}

/// How long before their end one caller starts to look for new ones; at most three quarters of the life, so that whatever
/// comes is fresh at first.
fn advisory_window(lifetime: Duration) -> Duration {
    let minutes = match lifetime.as_secs_f64() / 60.0 {
        ..=20.0 => 5,
        ..90.0 => 15,
        _ => 60,
    };
    Duration::from_secs(minutes * 60).min(lifetime * 3 / 4)
}

/// How long to leave the service alone after a failure, while credentials with `remaining` life are held: 5 to 10
/// minutes, but at most half of what remains, so that another try falls before the end.
pub(super) fn pause(remaining: Duration, drawn: f64) -> Duration {
    Duration::from_secs(300).mul_f64(1.0 + drawn).min((remaining / 2).max(keep_error(drawn)))
}

/// How long everybody is given the same error after a failure, where no credentials are held: 1 to 5 seconds.
pub(super) fn keep_error(drawn: f64) -> Duration {
    Duration::from_secs(1).mul_f64(1.0 + 4.0 * drawn)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 1_800_000_000;
    const HOUR: Duration = Duration::from_secs(3600);

    /// A moment this many seconds after the start, by each clock.
    fn at(wall: i64, monotonic: u64) -> Now {
        Now { wall: Timestamp::from_secs(START + wall), monotonic: Duration::from_secs(monotonic) }
    }

    fn life(seconds: i64, drawn: f64) -> Life {
        Life::new(Timestamp::from_secs(START + seconds), Duration::MAX, at(0, 0), drawn).unwrap()
    }

    #[test]
    fn cl01_windows_follow_the_lifetime() {
        for (lifetime, minutes) in [(900, 5), (1200, 5), (1201, 15), (5399, 15), (5400, 60), (43200, 60)] {
            let advisory = lifetime - minutes * 60;
            let changes = [
                (0, Phase::Fresh),
                (advisory - 1, Phase::Fresh),
                (advisory, Phase::Advisory),
                (lifetime - 61, Phase::Advisory),
                (lifetime - 60, Phase::Mandatory),
                (lifetime - 1, Phase::Mandatory),
                (lifetime, Phase::Expired),
            ];
            for (second, phase) in changes {
                let now = at(second, second.unsigned_abs());
                assert_eq!(life(lifetime, 0.0).phase(now), phase, "{lifetime} s, second {second}");
            }
        }
    }

    #[test]
    fn cl20_chance_spreads_the_first_try_over_a_quarter_of_the_window() {
        let first_try =
            |drawn| (0..3600).find(|second| life(3600, drawn).phase(at(*second, 0)) != Phase::Fresh).unwrap();
        assert_eq!(first_try(0.0), 2700);
        assert_eq!(first_try(0.5), 2700 + 113);
        assert_eq!(first_try(0.999_999), 2700 + 225);
    }

    #[test]
    fn cl13_the_clock_that_is_further_ahead_decides() {
        let held = life(3600, 0.0);
        assert_eq!(held.remaining(at(-5 * 3600, 1)), HOUR - Duration::from_secs(1));
        assert_eq!(held.remaining(at(5 * 3600, 1)), Duration::ZERO);
        // A clock that was behind when the credentials came does not make them live longer than was asked for.
        let late = Life::new(Timestamp::from_secs(START + 6 * 3600), HOUR, at(0, 0), 0.0).unwrap();
        assert_eq!(late.remaining(at(0, 3600)), Duration::ZERO);
    }

    #[test]
    fn cl12_what_lives_for_a_second_is_not_handed_out() {
        let ends = |seconds| Life::new(Timestamp::from_secs(START + seconds), HOUR, at(0, 0), 0.0).is_some();
        assert_eq!([-1, 0, 1, 2].map(ends), [false, false, false, true]);
    }

    #[test]
    fn cl18_errors_are_kept_for_one_to_five_seconds() {
        assert_eq!(keep_error(0.0), Duration::from_secs(1));
        assert_eq!(keep_error(0.5), Duration::from_secs(3));
        assert!((4.9..5.0).contains(&keep_error(0.999).as_secs_f64()));
    }

    proptest! {
        #[test]
        fn cl08_another_try_falls_before_the_end(remaining in 10u64..43200, drawn in 0.0..1.0f64) {
            let remaining = Duration::from_secs(remaining);
            let pause = pause(remaining, drawn);
            prop_assert!(pause <= remaining / 2);
            prop_assert!(pause < Duration::from_secs(600));
            prop_assert!(pause >= Duration::from_secs(300).min(remaining / 2));
        }

        #[test]
        fn life_only_shrinks_and_phases_only_advance(
            lifetime in 2i64..43200, drawn in 0.0..1.0f64, first in 0u64..50_000, step in 0u64..50_000,
        ) {
            let life = life(lifetime, drawn);
            let rank = |second: u64| life.phase(at(second.cast_signed(), second)) as u8;
            prop_assert!(rank(first) <= rank(first + step));
            prop_assert_eq!(rank(0), Phase::Fresh as u8);
            prop_assert_eq!(life.phase(at(lifetime, 0)), Phase::Expired);
            prop_assert_eq!(life.phase(at(0, lifetime.unsigned_abs())), Phase::Expired);
        }
    }
}
