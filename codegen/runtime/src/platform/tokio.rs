//! The default timer, which is that of tokio, and the check that a tokio runtime has what a future needs.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
#[cfg(any(feature = "reqwest", feature = "hyper"))]
use std::task::Poll;
use std::time::Duration;

use crate::platform::clock::{BoxFuture, Sleep};
use crate::platform::config_error::ConfigError;

/// The timer of tokio. It works only inside a tokio runtime whose time driver is enabled. The default of
/// [`Config::with_sleep`](crate::Config::with_sleep).
///
/// Needs the feature `tokio`.
#[derive(Debug)]
pub struct TokioSleep;

impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(::tokio::time::sleep(duration))
    }

    fn unavailable(&self) -> Option<ConfigError> {
        // Creating a timer fails without timers, and waits for nothing.
        if ::tokio::runtime::Handle::try_current().is_ok()
            && without_panic(|| ::tokio::time::sleep(Duration::ZERO)).is_some()
        {
            return None;
        }
        Some(ConfigError::new(
            "no tokio runtime with timers to wait on: call from a task of a runtime with `enable_all()`, or set another timer \
             with `with_sleep`",
        ))
    }
}

/// Runs a future that needs tokio. Returns `missing()` outside of a tokio runtime, and in one without timers or network I/O.
///
/// Tokio cannot be asked whether a runtime has them, and panics if they are used without being there. So that panic is caught
/// here. Every other panic goes on.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
pub(crate) async fn in_tokio<T, E>(
    future: impl Future<Output = Result<T, E>>,
    missing: impl Fn() -> E,
) -> Result<T, E> {
    if ::tokio::runtime::Handle::try_current().is_err() {
        return Err(missing());
    }
    // A runtime with one thread learns from the operating system what has happened to its connections only when it has nothing
    // else to do. If it stood still since the last request, a kept connection may have been closed, or contain bytes that would
    // be taken for a response. While this task yields, the runtime finds out, and the client drops that connection. If other
    // threads drive the runtime and are blocked, it does not; the client on hyper asks the socket, too, and reqwest cannot.
    ::tokio::task::yield_now().await;
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match without_panic(|| future.as_mut().poll(context)) {
        Some(poll) => poll,
        None => Poll::Ready(Err(missing())),
    })
    .await
}

/// Runs a function. Returns `None` if it panics because the current runtime lacks something.
fn without_panic<T>(run: impl FnOnce() -> T) -> Option<T> {
    // What the function leaves behind is not used after a panic.
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(value) => Some(value),
        Err(panic) if is_about_runtime(&*panic) => None,
        Err(panic) => resume_unwind(panic),
    }
}

fn is_about_runtime(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    text.is_some_and(|text: &str| text.contains("Tokio 1.x"))
}
