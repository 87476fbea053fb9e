//! Refreshing credentials in a simulated world: the test controls time, randomness and the service.

mod chains;
mod failures;
mod flights;
mod mfa;
mod pool;
#[cfg(feature = "reqwest")]
mod runtimes;
mod scoped;
mod time;
mod tokens;
mod up_to;
mod web_identity;

use std::time::Duration;

use awsquery::retry::{Attempt, Resend};
use sts::{Credentials, RefreshingCredentials};

use testkit::world::{ROLE, World};

/// Returns credentials of a role that live for this many seconds.
fn role(world: &World, seconds: u64) -> RefreshingCredentials {
    world.sts().assume_role(ROLE, "test").duration(Duration::from_secs(seconds)).refreshing()
}

/// Returns why the request was sent again after each attempt.
fn reasons(attempts: &[Attempt]) -> Vec<Option<Resend>> {
    attempts.iter().map(|attempt| attempt.resend).collect()
}

/// Gets credentials and expects success.
fn use_once(world: &World, credentials: &RefreshingCredentials) -> Credentials {
    world.run(credentials.credentials()).unwrap()
}
