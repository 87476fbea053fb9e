//! The embedded STS that clients are held against.

use std::time::Duration;

use sts::local::LocalSts;
use sts::{Clock, SystemClock, Timestamp};

use crate::Outcome;
use crate::call::Target;

/// Starts an embedded STS whose clock stands still, so that all clients get the same times.
pub async fn start() -> Outcome<(LocalSts, Target)> {
    let local = LocalSts::builder()
        .user("Alice", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        .role("demo")
        .clock(Still(SystemClock::new().wall()))
        .start()
        .await?;
    let target = Target { endpoint: local.endpoint(), credentials: local.credentials() };
    Ok((local, target))
}

/// A clock that stands still.
#[derive(Debug)]
struct Still(Timestamp);

impl Clock for Still {
    fn wall(&self) -> Timestamp {
        self.0
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}
