//! The end of a server on request.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;

/// A request to stop the server, which stays true once it is made.
#[derive(Debug, Default)]
pub(crate) struct ShutdownRequest(watch::Sender<bool>);

impl ShutdownRequest {
    pub(crate) fn make(&self) {
        self.0.send_replace(true);
    }

    /// Waits for the request.
    pub(crate) async fn wait(&self) {
        let mut requested = self.0.subscribe();
        // The sender is part of this value, so waiting ends with the request only.
        let _ = requested.wait_for(|requested| *requested).await;
    }

    /// Drives a future until it ends or the request is made.
    pub(crate) async fn interrupt(&self, future: impl Future<Output = ()>) {
        let mut requested = pin!(self.wait());
        let mut future = pin!(future);
        poll_fn(|context| {
            if requested.as_mut().poll(context).is_ready() { Poll::Ready(()) } else { future.as_mut().poll(context) }
        })
        .await;
    }
}
