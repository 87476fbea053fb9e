//! Waiting for something to happen, by asking again and again.

use std::fmt;
use std::time::Duration;

use crate::call::client::{Client, within};
use crate::call::response::Answer;
use crate::error::Error;
use crate::protocol::operation::Request;

/// What can be waited for by calling an operation, as the model says. Generated code has one constant for each.
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

    /// What the model calls it: `UserExists`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the answer means: the first acceptor that matches decides. An error that none matches is a failure, and any
    /// other answer means that it has not happened yet.
    fn judge(&self, answer: &Result<Answer<R::Response>, Error>) -> State {
        let accepted = self.acceptors.iter().find(|acceptor| acceptor.matcher.matches(answer));
        let unknown = if answer.is_err() { State::Failure } else { State::Retry };
        accepted.map_or(unknown, |acceptor| acceptor.state)
    }

    /// How long to wait before another call, by the rule of Smithy's waiters: anything between the shortest delay and
    /// one that doubles with each call up to the longest; what is left of the time is used for one last call.
    fn delay(&self, calls: u32, left: Duration, drawn: f64) -> Option<Duration> {
        let doubled = 2_u32.checked_pow(calls.saturating_sub(1)).and_then(|times| self.min_delay.checked_mul(times));
        let most = doubled.map_or(self.max_delay, |doubled| doubled.min(self.max_delay));
        let delay = self.min_delay + most.saturating_sub(self.min_delay).mul_f64(drawn);
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

/// What an answer means to a waiter.
pub struct Acceptor<R: Request> {
    /// What it means.
    pub state: State,
    /// Which answers are meant.
    pub matcher: Matcher<R>,
}

/// What becomes of the waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has happened.
    Success,
    /// It will not happen.
    Failure,
    /// It has not happened yet.
    Retry,
}

/// The values that a path leads to, as text.
type Values<R> = fn(&<R as Request>::Response) -> Vec<&str>;

/// Which answers an acceptor means.
pub enum Matcher<R: Request> {
    /// Any that reports success, or any error of the service.
    Success(bool),
    /// Those with an HTTP status.
    Status(u16),
    /// Errors with this code, or with the shape of this name.
    Error(&'static str),
    /// Those where one of the values is as expected.
    Any(Values<R>, &'static str),
    /// Those with values that all are as expected.
    All(Values<R>, &'static str),
}

impl<R: Request> Matcher<R> {
    fn matches(&self, answer: &Result<Answer<R::Response>, Error>) -> bool {
        match (self, answer) {
            (Self::Success(success), Ok(_)) => *success,
            (Self::Success(success), Err(error)) => !success && error.code().is_some(),
            (Self::Status(status), Ok(answer)) => *status == answer.status,
            (Self::Status(status), Err(error)) => error.status() == Some(*status),
            (Self::Error(name), Err(error)) => {
                error.code() == Some(*name) || error.shape().is_some_and(|shape| shape.name == *name)
            }
            (Self::Any(values, expected), Ok(answer)) => values(&answer.response).contains(expected),
            (Self::All(values, expected), Ok(answer)) => {
                let values = values(&answer.response);
                !values.is_empty() && values.iter().all(|value| value == expected)
            }
            (Self::Error(_), Ok(_)) | (Self::Any(..) | Self::All(..), Err(_)) => false,
        }
    }
}

/// A truth value as the text that acceptors expect.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// A number of elements, to be compared with other integers.
pub fn count(elements: impl Iterator) -> i64 {
    i64::try_from(elements.count()).unwrap_or(i64::MAX)
}

/// Why something that was waited for has not happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<E = Error> {
    /// An answer says that it will not happen.
    WillNotHappen {
        /// The waiter.
        waiter: &'static str,
        /// How many calls were answered.
        calls: u32,
    },
    /// The time was over first.
    TimedOut {
        /// The waiter.
        waiter: &'static str,
        /// How many calls were answered.
        calls: u32,
    },
    /// A call failed for another reason than the one that is waited for, or in a way that means that it will not happen.
    Failed {
        /// The waiter.
        waiter: &'static str,
        /// How many calls were answered, this one included.
        calls: u32,
        /// What the call failed with.
        error: E,
    },
}

impl<E> fmt::Display for WaitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WillNotHappen { waiter, calls } => {
                write!(f, "{waiter} will not happen: call {calls} brought an answer that rules it out")
            }
            Self::TimedOut { waiter, calls } => {
                write!(f, "{waiter} has not happened in the time given, after {calls} calls: it still may")
            }
            Self::Failed { waiter, calls, .. } => write!(f, "call {calls} of waiting for {waiter} failed"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for WaitError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { error, .. } => Some(error),
            Self::WillNotHappen { .. } | Self::TimedOut { .. } => None,
        }
    }
}

impl Client {
    /// Sends a request again and again until an answer says that what is waited for has happened, for `limit` at most.
    ///
    /// Between calls it waits for a random time between the waiter's shortest delay and one that doubles up to its
    /// longest. Gives the last answer, or `None` if it was an error that is waited for, such as the one that says that
    /// something is gone.
    ///
    /// # Errors
    ///
    /// An answer that rules it out, a call that fails, or the end of the time.
    pub async fn wait_until<R: Request + 'static, E: From<Error>>(
        &self,
        waiter: &Waiter<R>,
        request: &R,
        limit: Duration,
    ) -> Result<Option<R::Response>, WaitError<E>> {
        let (name, config) = (waiter.name, self.config());
        let (clock, random) = (config.clock(), config.random());
        let failed = |calls, error: Error| WaitError::Failed { waiter: name, calls, error: error.into() };
        let timer = self.timer().map_err(|error| failed(0, Error::config(R::OPERATION, error)))?;
        let ends = clock.monotonic().saturating_add(limit);
        let left = || ends.saturating_sub(clock.monotonic());
        for calls in 1.. {
            let Some(answer) = within(&*timer, left(), self.send(request)).await else {
                return Err(WaitError::TimedOut { waiter: name, calls: calls - 1 });
            };
            match (waiter.judge(&answer), answer) {
                (State::Success, answer) => return Ok(answer.ok().map(|answer| answer.response)),
                (State::Failure, Ok(_)) => return Err(WaitError::WillNotHappen { waiter: name, calls }),
                (State::Failure, Err(error)) => return Err(failed(calls, error)),
                (State::Retry, _) => match waiter.delay(calls, left(), random.unit()) {
                    Some(delay) => timer.sleep(delay).await,
                    None => return Err(WaitError::TimedOut { waiter: name, calls }),
                },
            }
        }
        Err(WaitError::TimedOut { waiter: name, calls: u32::MAX })
    }
}

#[cfg(test)]
mod tests;
