//! The timer of JavaScript, and futures of promises in a form that may be sent between threads.
//!
//! Everything in the global scope is looked up by name: calling a function that a platform lacks would end the program.

use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_channel::oneshot::{Sender, channel};
use js_sys::{Function, Promise, Reflect, global};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::platform::clock::{BoxFuture, Sleep};
use crate::platform::config_error::ConfigError;

/// The longest time that `setTimeout` can wait, in milliseconds. It does not wait at all if the time is longer.
const MAX_TIMEOUT: u128 = i32::MAX as u128;

/// The timer of JavaScript: `setTimeout`. It works in browsers, in workers and in Node.js. The default of
/// [`Config::with_sleep`](crate::Config::with_sleep) on wasm32-unknown-unknown.
///
/// Needs the feature `js`.
///
/// A future of it that is dropped clears its timeout, so that it does not keep a process of Node.js running.
#[derive(Debug)]
pub struct JsSleep;

impl Sleep for JsSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            if on_event_loop(move || wait(duration)).await.is_none() {
                pending().await
            }
        })
    }

    fn unavailable(&self) -> Option<ConfigError> {
        function("setTimeout").is_none().then(|| {
            ConfigError::new("no timer: the global scope has no function `setTimeout`; pass a timer to `with_sleep`")
        })
    }
}

/// Returns a function of the global scope.
pub(crate) fn function(name: &str) -> Option<Function> {
    Reflect::get(&global(), &name.into()).ok()?.dyn_into().ok()
}

/// Runs a future on the event loop of JavaScript, and returns its output. If the returned future is dropped, the other one is
/// dropped too. Returns `None` if the event loop has dropped it.
///
/// Promises belong to one thread. Only the output of the future crosses from there, so the returned future is `Send`.
pub(crate) async fn on_event_loop<T: Send + 'static, F: Future<Output = T> + 'static>(
    start: impl FnOnce() -> F + Send,
) -> Option<T> {
    let receiver = {
        let (sender, receiver) = channel();
        spawn_local(run(start(), sender));
        receiver
    };
    receiver.await.ok()
}

async fn run<T>(future: impl Future<Output = T>, mut sender: Sender<T>) {
    let mut future = pin!(future);
    let output = poll_fn(|context| {
        if sender.poll_canceled(context).is_ready() {
            return Poll::Ready(None);
        }
        future.as_mut().poll(context).map(Some)
    })
    .await;
    if let Some(output) = output {
        // Fails if no one waits for the output any more.
        let _ = sender.send(output);
    }
}

async fn wait(duration: Duration) {
    let mut left = duration.as_nanos().div_ceil(1_000_000);
    while left > 0 {
        let part = left.min(MAX_TIMEOUT);
        match Timeout::start(part) {
            Some((_clears, promise)) => drop(JsFuture::from(promise).await),
            // Reported before, by `unavailable`.
            None => pending().await,
        }
        left -= part;
    }
}

/// A timeout, which is cleared when it is dropped.
struct Timeout(JsValue);

impl Timeout {
    /// Starts a timeout, and returns a promise that is fulfilled when it is over.
    fn start(milliseconds: u128) -> Option<(Self, Promise)> {
        let set_timeout = function("setTimeout")?;
        let mut id = None;
        // Cannot fail: a timeout has at most 31 bits.
        let milliseconds = JsValue::from_f64(milliseconds as f64);
        let promise = Promise::new(&mut |resolve, _| id = set_timeout.call2(&global(), &resolve, &milliseconds).ok());
        Some((Self(id?), promise))
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(clear) = function("clearTimeout") {
            // Clearing a timeout that is over has no effect.
            let _ = clear.call1(&global(), &self.0);
        }
    }
}
