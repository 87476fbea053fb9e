//! Clocks and timers, as traits, so that tests control time.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::platform::config_error::ConfigError;
use crate::platform::host;
use crate::value::timestamp::Timestamp;

/// A boxed future, as returned by methods of traits here. [`Sleep::sleep`] returns one, for example.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of the current time. The default is [`SystemClock`].
///
/// A [`Timestamp`] is a clock too: one that stands still, for tests.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::{Clock, Timestamp};
///
/// /// A clock that is five minutes ahead of another one.
/// #[derive(Debug)]
/// struct Ahead<C>(C);
///
/// impl<C: Clock> Clock for Ahead<C> {
///     fn wall(&self) -> Timestamp {
///         self.0.wall().checked_add(Duration::from_secs(300)).unwrap_or(Timestamp::MAX)
///     }
///
///     fn monotonic(&self) -> Duration {
///         self.0.monotonic()
///     }
/// }
///
/// let clock = Ahead(Timestamp::from_secs(1_440_938_160));
/// assert_eq!(clock.wall().to_string(), "2015-08-30T12:41:00Z");
/// ```
pub trait Clock: Debug + Send + Sync {
    /// Returns the wall-clock time, which dates signatures and decides about expiry. It may jump in both directions.
    fn wall(&self) -> Timestamp;

    /// Returns the time since a fixed but arbitrary moment, which decides about deadlines. It must never go backwards.
    fn monotonic(&self) -> Duration;

    /// Returns an error if the clock cannot tell the time. A client with such a clock cannot be prepared, so it sends nothing.
    /// A clock that wraps another one should return the error of that one.
    fn unavailable(&self) -> Option<ConfigError> {
        None
    }
}

/// A reading of both times of a clock. Read with [`Now::of`].
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The wall-clock time.
    pub wall: Timestamp,
    /// The monotonic time.
    pub monotonic: Duration,
}

impl Now {
    /// Reads both times of a clock.
    pub fn of(clock: &(impl Clock + ?Sized)) -> Self {
        Self { wall: clock.wall(), monotonic: clock.monotonic() }
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn wall(&self) -> Timestamp {
        (**self).wall()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn unavailable(&self) -> Option<ConfigError> {
        (**self).unavailable()
    }
}

/// A clock that stands still, for tests. No deadline passes on it.
impl Clock for Timestamp {
    fn wall(&self) -> Timestamp {
        *self
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

/// A timer. It runs waits before retries, timeouts of attempts and deadlines of calls.
///
/// The default is `TokioSleep` with the feature `tokio`, and `JsSleep` on wasm32-unknown-unknown with the feature `js`.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::Sleep;
/// use awsquery::platform::BoxFuture;
///
/// /// A timer that runs ten times as fast, for tests against a local server.
/// #[derive(Debug)]
/// struct FastTimer;
///
/// impl Sleep for FastTimer {
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         Box::pin(tokio::time::sleep(duration / 10))
///     }
/// }
/// ```
pub trait Sleep: Debug + Send + Sync {
    /// Returns a future that completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Returns an error if the timer does not work in the current context, such as outside of a runtime. A call that has to
    /// wait then fails with this error.
    fn unavailable(&self) -> Option<ConfigError> {
        None
    }
}

impl<S: Sleep + ?Sized> Sleep for Arc<S> {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }

    fn unavailable(&self) -> Option<ConfigError> {
        (**self).unavailable()
    }
}

/// The clock of the operating system.
///
/// On wasm32-unknown-unknown, it is that of JavaScript (`Date.now()` and `performance.now()`), with the feature `js`. Without
/// it, that target has no clock: the time stands still at the start of 1970, and [`unavailable`](Clock::unavailable) returns an
/// error, so that no client works with it.
#[derive(Debug)]
pub struct SystemClock {
    /// The monotonic time of the platform at which this clock was created.
    start: Duration,
}

impl SystemClock {
    /// Creates a clock whose monotonic time starts now.
    pub fn new() -> Self {
        Self { start: host::monotonic().unwrap_or_default() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn wall(&self) -> Timestamp {
        host::wall().unwrap_or(Timestamp::EPOCH)
    }

    fn monotonic(&self) -> Duration {
        host::monotonic().unwrap_or_default().saturating_sub(self.start)
    }

    fn unavailable(&self) -> Option<ConfigError> {
        let is_complete = host::wall().is_some() && host::monotonic().is_some();
        (!is_complete).then(|| {
            ConfigError::new("no clock on this platform: enable the feature `js`, or pass a clock to `with_clock`")
        })
    }
}
