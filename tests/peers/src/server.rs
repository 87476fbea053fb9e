//! The embedded STS with which clients are tested.

use sts::platform::{Clock as _, SystemClock};
use sts_local::{LocalClock, LocalSts, LocalStsBuilder};

use crate::Outcome;
use crate::call::Target;

/// Starts an embedded STS whose clock stands still, so that all clients get the same times.
pub async fn start(server: LocalStsBuilder) -> Outcome<(LocalSts, Target)> {
    let local = server.clock(LocalClock::at(SystemClock::new().wall())).start().await?;
    let target = Target { endpoint: local.endpoint(), credentials: local.credentials() };
    Ok((local, target))
}
