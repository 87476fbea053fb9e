//! Clocks and timers, as traits, so that tests control time.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use crate::value::timestamp::Timestamp;

/// A boxed future, as returned by methods of traits here.
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
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn wall(&self) -> Timestamp {
        (**self).wall()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
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
/// The default is `TokioSleep`, with the feature `reqwest`.
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
}

/// The clock of the operating system.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Creates a clock whose monotonic time starts now.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn wall(&self) -> Timestamp {
        Timestamp::from(SystemTime::now())
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The timer of tokio. It works only inside a tokio runtime whose time driver is enabled.
#[cfg(feature = "reqwest")]
#[derive(Debug)]
pub struct TokioSleep;

#[cfg(feature = "reqwest")]
impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
