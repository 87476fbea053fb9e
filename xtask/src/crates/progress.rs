//! Progress, reported once a second from the second second on.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ::codegen::Stage;

/// Tells once a second what is being done, from the second second on, until it is dropped.
pub(super) struct Progress(Sender<&'static str>);

impl Progress {
    pub(super) fn start() -> Self {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let start = Instant::now();
            let pause = Duration::from_secs(1);
            let mut doing = "starting";
            let mut next = pause;
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

    /// Notes the stage that starts now.
    pub(super) fn at(&self, stage: Stage) {
        let doing = match stage {
            Stage::Read => "reading the model",
            Stage::Correct => "correcting the model",
            Stage::Plan => "planning types",
            Stage::Render => "writing Rust",
            _ => "generating",
        };
        // The thread listens until this is dropped; if it could not be started, the work goes on all the same.
        let _ = self.0.send(doing);
    }
}
