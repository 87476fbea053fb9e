//! Waiters of blocking clients.

use std::time::Duration;

use super::Client;
use crate::config::limits::CallLimits;
use crate::error::{Error, ErrorKind};
use crate::platform::random::jitter;
use crate::protocol::operation::Request;
use crate::retry::RetriesEnded;
use crate::wait::{Wait, WaitError, WaitStep, Waiter};

/// Returns `true` if the deadline ended a call: the last attempt, or the wait before another one.
fn is_over(error: &Error) -> bool {
    error.kind() == ErrorKind::Deadline || error.retries_ended() == Some(RetriesEnded::Deadline)
}

impl Client {
    /// Sends a request repeatedly until a result means that the state of the waiter has been reached, for at most `limit`; see
    /// [`Client::wait_until`](crate::Client::wait_until).
    ///
    /// # Errors
    ///
    /// Fails if a response rules out the state, if a call fails, or if the time limit is reached.
    pub fn wait_until<R: Request + 'static, E: From<Error>>(
        &self,
        waiter: &Waiter<R>,
        request: &R,
        limit: Duration,
    ) -> Result<Option<R::Output>, WaitError<E>> {
        let clock = self.core.inner.config.clock();
        let random = self.core.inner.config.random();
        let mut wait = Wait::new(waiter, limit, clock.monotonic());
        let io = self.core.ready(Some(R::OPERATION)).map_err(|error| wait.failed(error))?;
        loop {
            let left = wait.call(clock.monotonic());
            // The deadline of a call is the only thing that ends it.
            let is_last = left < self.core.limits().deadline;
            let limits = if is_last { CallLimits::new().with_deadline(left) } else { CallLimits::new() };
            let result = self.with_limits(limits).send(request);
            if is_last && result.as_ref().is_err_and(is_over) {
                return Err(wait.timed_out());
            }
            match wait.after(result, clock.monotonic(), jitter(&random)) {
                WaitStep::Done(result) => return result,
                WaitStep::Sleep(delay) => io.io.sleep.sleep(delay),
            }
        }
    }
}
