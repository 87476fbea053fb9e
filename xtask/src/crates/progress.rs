//! What is being done, told to whoever waits for more than a second.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Tells once a second what is being done, from the second second on, until it is dropped.
pub(super) struct Progress(Sender<&'static str>);

impl Progress {
    pub(super) fn start() -> Self {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let (start, pause) = (Instant::now(), Duration::from_secs(1));
            let (mut doing, mut next) = ("starting", pause);
            loop {
                match receiver.recv_timeout(next.saturating_sub(start.elapsed())) {
                    Ok(what) => doing = what,
                    Err(RecvTimeoutError::Timeout) => {
                        eprintln!("{doing} ({} s)", next.as_secs());
                        next += pause;
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        });
        Self(sender)
    }

    /// Says what is being done from now on.
    pub(super) fn at(&self, what: &'static str) {
        // Whoever listens has gone only if the thread could not be had; work goes on all the same.
        let _ = self.0.send(what);
    }
}
