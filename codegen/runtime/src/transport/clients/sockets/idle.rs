//! Connections that are kept for other requests.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::Scheme;

use super::response::IncomingBytes;
use crate::endpoint::url::host_and_port;
use crate::platform::lock::lock;

/// The time after which an unused connection is closed, as with the other clients. It is closed at the next request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// The maximum number of connections that are kept.
const MAX_IDLE: usize = 32;

/// The server that a connection leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    is_plain: bool,
    host: String,
    is_through_proxy: bool,
}

impl Destination {
    pub(super) fn new(uri: &Uri, is_through_proxy: bool) -> Self {
        Self { is_plain: uri.scheme() == Some(&Scheme::HTTP), host: host_and_port(uri), is_through_proxy }
    }
}

struct IdleConnection {
    destination: Destination,
    since: Instant,
    input: IncomingBytes,
}

/// The connections without a request, the newest last.
#[derive(Default)]
pub(super) struct IdleConnections(Mutex<Vec<IdleConnection>>);

impl IdleConnections {
    /// Takes the newest connection to a destination, if there is one that was not closed.
    pub(super) fn take(&self, destination: &Destination) -> Option<IncomingBytes> {
        loop {
            let mut idle = lock(&self.0);
            idle.retain(|kept| kept.since.elapsed() < IDLE_TIMEOUT);
            let position = idle.iter().rposition(|kept| kept.destination == *destination)?;
            let mut input = idle.remove(position).input;
            drop(idle);
            if input.channel().is_quiet() {
                return Some(input);
            }
        }
    }

    /// Closes the connections to a destination, because one of them failed: the others have probably been lost too, and each
    /// would cost an attempt.
    pub(super) fn close(&self, destination: &Destination) {
        lock(&self.0).retain(|kept| kept.destination != *destination);
    }

    /// Keeps a connection.
    pub(super) fn keep(&self, destination: Destination, input: IncomingBytes) {
        let mut idle = lock(&self.0);
        if idle.len() >= MAX_IDLE {
            idle.remove(0);
        }
        idle.push(IdleConnection { destination, since: Instant::now(), input });
    }
}

impl fmt::Debug for IdleConnections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} idle", lock(&self.0).len())
    }
}
