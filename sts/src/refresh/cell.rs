//! The credentials that are held and the refresh that is under way, as a state machine: it knows no clock, no chance, no
//! future and no lock. What happened comes in, what to do goes out.

use std::time::Duration;

use super::error::{Cause, RefreshError};
use super::freshness::{Life, Now, Phase, keep_error, pause};
use crate::issued::Issued;
use crate::{Credentials, Timestamp};

/// What a refreshing provider knows. `F` is a handle to a flight: a refresh that is under way.
#[derive(Debug)]
pub(super) struct Cell<F> {
    held: Option<Held>,
    failure: Option<Failure>,
    flight: Option<Flight<F>>,
    /// How many flights there were.
    flights: u64,
}

#[derive(Debug)]
struct Held {
    credentials: Credentials,
    life: Life,
}

/// The last refresh, if it failed. Both times are on the monotonic clock.
#[derive(Debug)]
struct Failure {
    error: RefreshError,
    /// Until then credentials that are still valid are served without a new try.
    pause_ends: Duration,
    /// Until then everybody else is given the error.
    kept_until: Duration,
}

#[derive(Debug)]
struct Flight<F> {
    handle: F,
    number: u64,
    /// Somebody has promised to carry the flight on.
    piloted: bool,
    /// A pilot has left before the end: the runtime may be gone that the flight began on.
    abandoned: bool,
}

/// What a caller has to do.
#[derive(Debug)]
pub(super) enum Turn<F> {
    /// Take these.
    Serve(Credentials),
    /// Take this.
    Fail(RefreshError),
    /// Carry this flight on until it lands.
    Board { flight: F, number: u64, pilot: bool },
}

/// How a flight ended, for everybody on board.
#[derive(Clone, Debug)]
pub(super) enum Landing {
    /// New credentials are held.
    Landed,
    /// It ended with the runtime that it began on: begin another one.
    Lost,
    /// It failed.
    Failed(RefreshError),
}

impl<F: Clone> Cell<F> {
    pub(super) fn new() -> Self {
        Self { held: None, failure: None, flight: None, flights: 0 }
    }

    /// What a caller has to do who wants credentials. `begin` makes a flight with this number, if one is needed.
    pub(super) fn turn(&mut self, now: Now, begin: impl FnOnce(u64) -> F) -> Turn<F> {
        if let Some(held) = &mut self.held {
            held.life.hold_to(now);
        }
        let idle = self.flight.is_none();
        let served = match (&self.held, self.phase(now)) {
            (Some(held), Phase::Fresh) => Some(held),
            (Some(held), Phase::Advisory) if self.is_piloted() || (idle && self.pauses(now)) => Some(held),
            (Some(held), Phase::Mandatory) if idle && self.pauses(now) => Some(held),
            _ => None,
        };
        if let Some(held) = served {
            return Turn::Serve(held.credentials.clone());
        }
        match &self.failure {
            Some(failure) if idle && self.phase(now) == Phase::Expired && now.monotonic < failure.kept_until => {
                Turn::Fail(failure.error.clone())
            }
            _ => self.board(begin),
        }
    }

    /// The credentials that are held, if they are still valid.
    pub(super) fn valid(&self, now: Now) -> Option<Credentials> {
        let held = self.held.as_ref().filter(|held| held.life.phase(now) != Phase::Expired)?;
        Some(held.credentials.clone())
    }

    /// Ends a flight. `drawn` is from `[0, 1)`.
    pub(super) fn land(&mut self, number: u64, result: Result<Issued, RefreshError>, now: Now, drawn: f64) -> Landing {
        let flight = self.flight.take_if(|flight| flight.number == number);
        let error = match result.and_then(|issued| Held::new(issued, now, drawn)) {
            Ok(held) => {
                (self.held, self.failure) = (Some(held), None);
                return Landing::Landed;
            }
            Err(error) => error,
        };
        if flight.is_some_and(|flight| flight.abandoned) && error.may_be_a_dead_runtime() {
            return Landing::Lost;
        }
        let remaining = self.held.as_ref().map_or(Duration::ZERO, |held| held.life.remaining(now));
        let kept = if error.is_panic() { Duration::ZERO } else { keep_error(drawn) };
        self.failure = Some(Failure {
            error: error.clone(),
            pause_ends: now.monotonic.saturating_add(pause(remaining, drawn)),
            kept_until: now.monotonic.saturating_add(kept),
        });
        Landing::Failed(error)
    }

    /// The pilot of a flight leaves it; somebody else may carry it on.
    pub(super) fn leave(&mut self, number: u64) {
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.number == number) {
            (flight.piloted, flight.abandoned) = (false, true);
        }
    }

    /// Gives up the credentials with this access key id, if it is they that are held.
    pub(super) fn invalidate(&mut self, access_key_id: &str) {
        if self.held.as_ref().is_some_and(|held| held.credentials.access_key_id() == access_key_id) {
            (self.held, self.failure) = (None, None);
        }
    }

    fn phase(&self, now: Now) -> Phase {
        self.held.as_ref().map_or(Phase::Expired, |held| held.life.phase(now))
    }

    fn pauses(&self, now: Now) -> bool {
        self.failure.as_ref().is_some_and(|failure| now.monotonic < failure.pause_ends)
    }

    fn is_piloted(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.piloted)
    }

    fn board(&mut self, begin: impl FnOnce(u64) -> F) -> Turn<F> {
        let flight = self.flight.get_or_insert_with(|| {
            self.flights += 1;
            Flight { handle: begin(self.flights), number: self.flights, piloted: false, abandoned: false }
        });
        let pilot = !std::mem::replace(&mut flight.piloted, true);
        Turn::Board { flight: flight.handle.clone(), number: flight.number, pilot }
    }
}

impl Held {
    fn new(issued: Issued, now: Now, drawn: f64) -> Result<Self, RefreshError> {
        let expires_at = Timestamp::from(issued.expires_at);
        match Life::new(expires_at, issued.longest, now, drawn) {
            Some(life) => Ok(Self { credentials: issued.credentials, life }),
            None => Err(Cause::ShortLived(expires_at).into()),
        }
    }
}

#[cfg(all(test, loom))]
mod interleavings;
#[cfg(test)]
mod tests;
