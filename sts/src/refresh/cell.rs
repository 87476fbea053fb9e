//! The cached credentials and the refresh in progress, as a state machine.
//!
//! The state machine has no clock, randomness, future or lock of its own: its methods take what happened and return
//! what to do. So every order of events can be tested, at random (`tests`) and exhaustively (`interleavings`).

use std::mem;
use std::time::Duration;

use awsquery::Credentials;

use super::error::{Cause, RefreshError};
use awsquery::platform::Now;

use super::freshness::{Lifetime, Phase, error_lifetime, retry_delay};
use crate::session::validate::SessionInfo;

/// The state that all clones of a provider share. `F` is the handle by which callers await a refresh.
#[derive(Debug)]
pub(super) struct Cell<F> {
    cached: Option<Cached>,
    failure: Option<RefreshFailure>,
    refresh: Option<Refresh<F>>,
    /// The number of refreshes started so far, which is also the number of the newest one.
    started: u64,
}

#[derive(Debug)]
struct Cached {
    credentials: Credentials,
    lifetime: Lifetime,
}

/// The last refresh, if it failed. Both times are on the monotonic clock.
#[derive(Debug)]
struct RefreshFailure {
    error: RefreshError,
    /// Until then, cached credentials that are still valid are used without another attempt.
    retry_after: Duration,
    /// Until then, callers get the error without another attempt if no valid credentials are cached.
    error_until: Duration,
}

#[derive(Debug)]
struct Refresh<F> {
    handle: F,
    number: u64,
    /// A caller is polling the refresh until it completes.
    has_driver: bool,
    /// A driver was dropped before the refresh completed, so the runtime that the refresh started on may be gone.
    abandoned: bool,
}

/// Tells a caller that wants credentials what to do.
#[derive(Debug)]
pub(super) enum Directive<F> {
    /// Use these credentials.
    Use(Credentials),
    /// Fail with this error.
    Fail(RefreshError),
    /// Await the refresh.
    Wait(Joined<F>),
}

/// A refresh that a caller awaits.
#[derive(Debug)]
pub(super) struct Joined<F> {
    pub(super) handle: F,
    pub(super) number: u64,
    /// True if the caller drives the refresh.
    pub(super) drive: bool,
}

/// The end of a refresh, for every caller that awaits it.
#[derive(Clone, Debug)]
pub(super) enum Completion {
    /// New credentials are cached.
    Renewed,
    /// The refresh ended because the runtime that it started on is gone. Callers start another one.
    Interrupted,
    /// The refresh failed.
    Failed(RefreshError),
}

impl<F: Clone> Cell<F> {
    pub(super) fn new() -> Self {
        Self { cached: None, failure: None, refresh: None, started: 0 }
    }

    /// Tells a caller how to get credentials. If a refresh is needed and none is in progress, `start` creates one with
    /// the given number.
    pub(super) fn acquire(&mut self, now: Now, start: impl FnOnce(u64) -> F) -> Directive<F> {
        if let Some(cached) = &mut self.cached {
            cached.lifetime.shorten_to(now);
        }
        let phase = self.phase(now);
        let idle = self.refresh.is_none();
        let is_usable = match phase {
            Phase::Fresh => true,
            Phase::Advisory => self.has_driver() || (idle && self.is_backing_off(now)),
            Phase::Mandatory => idle && self.is_backing_off(now),
            Phase::Expired => false,
        };
        if is_usable && let Some(cached) = &self.cached {
            return Directive::Use(cached.credentials.clone());
        }
        if idle
            && phase == Phase::Expired
            && let Some(failure) = &self.failure
            && now.monotonic < failure.error_until
        {
            return Directive::Fail(failure.error.clone());
        }
        Directive::Wait(self.join(start))
    }

    /// Joins a refresh if the cached credentials do not last for a session that is derived from them and new ones may. A
    /// refresh that failed not long ago is not repeated.
    pub(super) fn acquire_for(
        &mut self,
        lifetime: Option<Duration>,
        now: Now,
        start: impl FnOnce(u64) -> F,
    ) -> Option<Joined<F>> {
        let cached = self.cached.as_mut()?;
        cached.lifetime.shorten_to(now);
        let is_worthwhile = !cached.lifetime.lasts(lifetime, now) && !self.is_backing_off(now);
        is_worthwhile.then(|| self.join(start))
    }

    /// Returns the cached credentials if they are still valid.
    pub(super) fn valid(&self, now: Now) -> Option<Credentials> {
        let cached = self.cached.as_ref()?;
        (cached.lifetime.phase(now) != Phase::Expired).then(|| cached.credentials.clone())
    }

    /// Records the result of a refresh. `jitter` is from `[0, 1)`.
    pub(super) fn complete(
        &mut self,
        number: u64,
        result: Result<SessionInfo, RefreshError>,
        now: Now,
        jitter: f64,
    ) -> Completion {
        let refresh = self.refresh.take_if(|refresh| refresh.number == number);
        let error = match result.and_then(|info| Cached::new(info, now, jitter)) {
            Ok(cached) => {
                self.cached = Some(cached);
                self.failure = None;
                return Completion::Renewed;
            }
            Err(error) => error,
        };
        if refresh.is_some_and(|refresh| refresh.abandoned) && error.may_be_a_lost_runtime() {
            return Completion::Interrupted;
        }
        let remaining = self.cached.as_ref().map_or(Duration::ZERO, |cached| cached.lifetime.remaining(now));
        // A panic says nothing about the next attempt, so no caller waits for its error to expire.
        let error_lifetime = if error.is_panic() { Duration::ZERO } else { error_lifetime(jitter) };
        self.failure = Some(RefreshFailure {
            error: error.clone(),
            retry_after: now.monotonic.saturating_add(retry_delay(remaining, jitter)),
            error_until: now.monotonic.saturating_add(error_lifetime),
        });
        Completion::Failed(error)
    }

    /// Releases a refresh from its driver, so that another caller can drive it. Does nothing if it has completed.
    pub(super) fn abandon(&mut self, number: u64) {
        if let Some(refresh) = &mut self.refresh
            && refresh.number == number
        {
            refresh.has_driver = false;
            refresh.abandoned = true;
        }
    }

    /// Drops the cached credentials if they have this access key id.
    pub(super) fn invalidate(&mut self, access_key_id: &str) {
        if self.cached.as_ref().is_some_and(|cached| cached.credentials.access_key_id() == access_key_id) {
            self.cached = None;
            self.failure = None;
        }
    }

    fn phase(&self, now: Now) -> Phase {
        self.cached.as_ref().map_or(Phase::Expired, |cached| cached.lifetime.phase(now))
    }

    fn is_backing_off(&self, now: Now) -> bool {
        self.failure.as_ref().is_some_and(|failure| now.monotonic < failure.retry_after)
    }

    fn has_driver(&self) -> bool {
        self.refresh.as_ref().is_some_and(|refresh| refresh.has_driver)
    }

    fn join(&mut self, start: impl FnOnce(u64) -> F) -> Joined<F> {
        let refresh = self.refresh.get_or_insert_with(|| {
            self.started += 1;
            Refresh { handle: start(self.started), number: self.started, has_driver: false, abandoned: false }
        });
        let had_driver = mem::replace(&mut refresh.has_driver, true);
        Joined { handle: refresh.handle.clone(), number: refresh.number, drive: !had_driver }
    }
}

impl Cached {
    #[inline]
    fn new(info: SessionInfo, now: Now, jitter: f64) -> Result<Self, RefreshError> {
        match Lifetime::new(info.expires_at, info.longest, now, jitter) {
            Some(lifetime) => Ok(Self { credentials: info.credentials, lifetime }),
            None => Err(Cause::ShortLived(info.expires_at).into()),
        }
    }
}

#[cfg(all(test, interleavings))]
mod interleavings;
#[cfg(test)]
mod tests;
