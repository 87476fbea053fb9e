//! Waiters: calls of an operation that are repeated until a resource has reached a state.

use std::fmt;
use std::time::Duration;

use crate::call::client::{Client, within};
use crate::call::response::Response;
use crate::error::{Error, ErrorKind};
use crate::platform::random::jitter;
use crate::protocol::operation::Request;
use crate::value::seconds::Seconds;

/// A state that can be waited for by calling an operation repeatedly, as the model defines it. Generated code has one
/// constant per waiter.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::{Client, Error, Request, WaitError, Waiter};
///
/// async fn wait<R: Request + 'static>(client: &Client, waiter: &Waiter<R>, request: &R) -> Result<(), WaitError> {
///     client.wait_until(waiter, request, Duration::from_secs(120)).await.map(|_| ())
/// }
/// ```
pub struct Waiter<R: Request + 'static> {
    name: &'static str,
    min_delay: Duration,
    max_delay: Duration,
    acceptors: &'static [Acceptor<R>],
}

impl<R: Request + 'static> Waiter<R> {
    /// Called by generated code; delays are in seconds.
    #[doc(hidden)]
    pub const fn new(name: &'static str, min: u64, max: u64, acceptors: &'static [Acceptor<R>]) -> Self {
        Self { name, min_delay: Duration::from_secs(min), max_delay: Duration::from_secs(max), acceptors }
    }

    /// Returns the waiter's name in the model: `UserExists`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the first acceptor that matches a result. It decides what the result means.
    fn deciding(&self, result: &Result<Response<R::Output>, Error>) -> Option<&'static Acceptor<R>> {
        self.acceptors.iter().find(|acceptor| acceptor.matcher.matches(result))
    }

    /// Returns the delay before another call, by the rule of
    /// [Smithy's waiters](https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries): a random time between the
    /// minimum delay and one that doubles with each call, up to the maximum delay. If too little time is left for that and
    /// another minimum delay, the delay is shortened so that one last call fits. `jitter` is a random number from 0 to 1.
    fn delay(&self, calls: u32, left: Duration, jitter: f64) -> Option<Duration> {
        let doubled = 2_u32.checked_pow(calls.saturating_sub(1)).and_then(|factor| self.min_delay.checked_mul(factor));
        let longest = doubled.map_or(self.max_delay, |doubled| doubled.min(self.max_delay));
        let delay = self.min_delay + longest.saturating_sub(self.min_delay).mul_f64(jitter);
        if left <= self.min_delay {
            return None;
        }
        Some(if left.saturating_sub(delay) <= self.min_delay { left - self.min_delay } else { delay })
    }
}

impl<R: Request + 'static> fmt::Debug for Waiter<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiter").field(&self.name).finish()
    }
}

/// A rule of a waiter: a result that matches means this state.
pub struct Acceptor<R: Request> {
    /// The state that a matching result means.
    pub state: State,
    /// The results that match.
    pub matcher: Matcher<R>,
}

/// The state of a waiter after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The state that is waited for has been reached.
    Success,
    /// The state that is waited for cannot be reached any more.
    Failure,
    /// The state that is waited for has not been reached yet.
    Retry,
}

/// A function that returns the values of a path in a response, as text.
type Values<R> = fn(&<R as Request>::Output) -> Vec<&str>;

/// A condition for the result of a call.
pub enum Matcher<R: Request> {
    /// With `true` any successful response, with `false` any error of the service.
    Success(bool),
    /// A result with this HTTP status.
    Status(u16),
    /// An error with this code, or with the shape of this name.
    Error(&'static str),
    /// A response in which at least one of the values is the expected one.
    Any(Values<R>, &'static str),
    /// A response in which there are values, and all of them are the expected one.
    All(Values<R>, &'static str),
}

impl<R: Request> Matcher<R> {
    fn matches(&self, result: &Result<Response<R::Output>, Error>) -> bool {
        match (self, result) {
            // Without credentials, the service was not asked. The error may have a code of another call.
            (_, Err(error)) if error.kind() == ErrorKind::Credentials => false,
            (Self::Success(success), Ok(_)) => *success,
            (Self::Success(success), Err(error)) => !success && error.code().is_some(),
            (Self::Status(status), Ok(response)) => *status == response.status,
            (Self::Status(status), Err(error)) => error.status() == Some(*status),
            (Self::Error(name), Err(error)) => {
                error.code() == Some(*name) || error.shape().is_some_and(|shape| shape.name == *name)
            }
            (Self::Any(values, expected), Ok(response)) => values(&response.output).contains(expected),
            (Self::All(values, expected), Ok(response)) => {
                let values = values(&response.output);
                !values.is_empty() && values.iter().all(|value| value == expected)
            }
            (Self::Error(_), Ok(_)) | (Self::Any(..) | Self::All(..), Err(_)) => false,
        }
    }

    /// Returns what a matching response has, by the model.
    fn found(&self) -> String {
        match self {
            Self::Any(_, value) | Self::All(_, value) => format!("{value:?}"),
            Self::Status(status) => format!("the status {status}"),
            Self::Success(_) | Self::Error(_) => "no error".to_owned(),
        }
    }
}

/// Converts a boolean into the text that acceptors expect.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Counts elements, as an integer that can be compared with those of a model.
pub fn count(elements: impl Iterator) -> i64 {
    i64::try_from(elements.count()).unwrap_or(i64::MAX)
}

/// The error for a state that was waited for and has not been reached. Returned by
/// [`Client::wait_until`](crate::Client::wait_until).
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<E = Error> {
    /// A response means that the state cannot be reached any more.
    WillNotHappen {
        /// The name of the waiter.
        waiter: &'static str,
        /// The number of calls that got a response.
        calls: u32,
        /// The value in the response that decided, as the model has it: `"terminated"`.
        found: String,
    },
    /// The state was not reached within the time limit, or another call does not fit into the rest of it.
    TimedOut {
        /// The name of the waiter.
        waiter: &'static str,
        /// The number of calls that got a response.
        calls: u32,
        /// The time limit.
        limit: Duration,
        /// The least time between two calls.
        min_delay: Duration,
    },
    /// A call failed with an error that the waiter does not expect, or that means that the state cannot be reached any
    /// more.
    Failed {
        /// The name of the waiter.
        waiter: &'static str,
        /// The number of calls, including the failed one.
        calls: u32,
        /// The error of the failed call.
        error: E,
    },
}

impl<E: fmt::Display> fmt::Display for WaitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WillNotHappen { waiter, calls, found } => {
                write!(f, "waiting for {waiter} failed: the response to call {calls} has {found}, which rules it out")
            }
            Self::TimedOut { waiter, calls, limit, min_delay } => {
                let (limit, delay) = (Seconds(*limit), Seconds(*min_delay));
                let calls = if *calls == 1 { "1 call".to_owned() } else { format!("{calls} calls") };
                write!(
                    f,
                    "waiting for {waiter} failed: not reached within {limit} s and {calls}, which are at least {delay} s \
                     apart; wait longer if it may still happen"
                )
            }
            Self::Failed { waiter, calls, error } => {
                write!(f, "waiting for {waiter} failed at call {calls}: {error}")
            }
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for WaitError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` includes the error itself.
            Self::Failed { error, .. } => error.source(),
            Self::WillNotHappen { .. } | Self::TimedOut { .. } => None,
        }
    }
}

/// A wait in progress, as a state machine without I/O.
pub(crate) struct Wait<'a, R: Request + 'static> {
    waiter: &'a Waiter<R>,
    limit: Duration,
    /// The end of the time limit, as monotonic time.
    ends: Duration,
    calls: u32,
}

/// The next thing to do after a call of a wait.
pub(crate) enum WaitStep<T, E> {
    /// Wait for this long, and call again.
    Sleep(Duration),
    /// Return this result to the caller.
    Done(Result<Option<T>, WaitError<E>>),
}

impl<'a, R: Request + 'static> Wait<'a, R> {
    /// Starts a wait of at most `limit`. `now` is monotonic time.
    pub(crate) fn new(waiter: &'a Waiter<R>, limit: Duration, now: Duration) -> Self {
        Self { waiter, limit, ends: now.saturating_add(limit), calls: 0 }
    }

    /// Starts a call, and returns its time limit.
    pub(crate) fn call(&mut self, now: Duration) -> Duration {
        self.calls = self.calls.saturating_add(1);
        self.ends.saturating_sub(now)
    }

    /// Returns the error for a call that was not complete within its time limit.
    pub(crate) fn timed_out<E>(&self) -> WaitError<E> {
        self.timed_out_after(self.calls.saturating_sub(1))
    }

    fn timed_out_after<E>(&self, calls: u32) -> WaitError<E> {
        let Waiter { name: waiter, min_delay, .. } = *self.waiter;
        WaitError::TimedOut { waiter, calls, limit: self.limit, min_delay }
    }

    /// Returns the error for a failure of the call, or before the first one.
    pub(crate) fn failed<E: From<Error>>(&self, error: Error) -> WaitError<E> {
        WaitError::Failed { waiter: self.waiter.name, calls: self.calls, error: error.into() }
    }

    /// Returns what follows from the result of a call.
    pub(crate) fn after<E: From<Error>>(
        &self,
        result: Result<Response<R::Output>, Error>,
        now: Duration,
        jitter: f64,
    ) -> WaitStep<R::Output, E> {
        let (waiter, calls) = (self.waiter.name, self.calls);
        let accepted = self.waiter.deciding(&result);
        // Nothing is known about another error. After another response, the state may still be reached.
        let otherwise = if result.is_err() { State::Failure } else { State::Retry };
        WaitStep::Done(match (accepted.map_or(otherwise, |acceptor| acceptor.state), result) {
            (State::Success, result) => Ok(result.ok().map(|response| response.output)),
            (State::Failure, Ok(_)) => {
                let found = accepted.map(|acceptor| acceptor.matcher.found()).unwrap_or_default();
                Err(WaitError::WillNotHappen { waiter, calls, found })
            }
            (State::Failure, Err(error)) => Err(self.failed(error)),
            (State::Retry, _) => match self.waiter.delay(calls, self.ends.saturating_sub(now), jitter) {
                Some(delay) => return WaitStep::Sleep(delay),
                None => Err(self.timed_out_after(calls)),
            },
        })
    }
}

impl Client {
    /// Sends a request repeatedly until a result means that the state of the waiter has been reached, for at most `limit`.
    ///
    /// The delay between calls is random: between the waiter's minimum delay and one that doubles with each call, up to
    /// its maximum delay.
    ///
    /// Returns the last output. Returns `None` if the state was reached with an error, such as the one for a resource that
    /// no longer exists.
    ///
    /// # Errors
    ///
    /// Fails if a response rules out the state, if a call fails, or if the time limit is reached.
    pub async fn wait_until<R: Request + 'static, E: From<Error>>(
        &self,
        waiter: &Waiter<R>,
        request: &R,
        limit: Duration,
    ) -> Result<Option<R::Output>, WaitError<E>> {
        let clock = self.config().clock();
        let random = self.config().random();
        let mut wait = Wait::new(waiter, limit, clock.monotonic());
        let unavailable = |error| Error::config(R::OPERATION, error);
        let timer = self.timer().map_err(|error| wait.failed(unavailable(error)))?;
        loop {
            let left = wait.call(clock.monotonic());
            let called = within(&*timer, left, self.send(request)).await;
            let Some(result) = called.map_err(|error| wait.failed(unavailable(error)))? else {
                return Err(wait.timed_out());
            };
            match wait.after(result, clock.monotonic(), jitter(&random)) {
                WaitStep::Done(result) => return result,
                WaitStep::Sleep(delay) => match timer.unavailable() {
                    Some(error) => return Err(wait.failed(unavailable(error))),
                    None => timer.sleep(delay).await,
                },
            }
        }
    }
}

#[cfg(test)]
mod tests;
