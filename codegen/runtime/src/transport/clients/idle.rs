//! Connections that are kept for other requests.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::Scheme;

use crate::endpoint::url::host_and_port;
use crate::platform::lock::lock;

/// The time after which an unused connection is closed, as in reqwest. It is closed at the next request, and not before.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// The maximum number of connections that are kept. Few programs use more at once, and each one that is not kept costs a
/// handshake.
const MAX_IDLE: usize = 1024;

/// The server that a connection leads to.
#[derive(Debug, PartialEq, Eq)]
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

/// A connection that can be kept.
pub(super) trait KeptConnection {
    /// Returns `true` if the connection is known to be closed, without asking the operating system.
    fn is_closed(&self) -> bool;

    /// Returns `true` if the connection is ready for a request: the other side has neither closed it nor sent anything unasked.
    fn is_ready(&self) -> bool;
}

struct IdleConnection<K, C> {
    key: K,
    since: Instant,
    connection: C,
}

/// The connections without a request, the newest last. Connections with one key are interchangeable.
pub(super) struct IdleConnections<K, C>(Mutex<Vec<IdleConnection<K, C>>>);

impl<K: PartialEq, C: KeptConnection> IdleConnections<K, C> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Starts a request over a connection with this key.
    pub(super) fn checkout(&self, key: K) -> Checkout<'_, K, C> {
        Checkout { idle: self, key: Some(key) }
    }
}

/// A request that uses connections with one key.
///
/// If it is dropped without [`finish`](Self::finish), the request has failed, or the caller has given up. The unused connections
/// with its key are closed then: they have probably been lost too, and each would cost an attempt.
pub(super) struct Checkout<'a, K: PartialEq, C> {
    idle: &'a IdleConnections<K, C>,
    /// `None` after the request.
    key: Option<K>,
}

impl<K: PartialEq, C: KeptConnection> Checkout<'_, K, C> {
    /// Takes the newest connection, if there is one that can be used.
    pub(super) fn take(&self) -> Option<C> {
        let now = Instant::now();
        let is_over =
            |kept: &IdleConnection<K, C>| kept.connection.is_closed() || now.duration_since(kept.since) >= IDLE_TIMEOUT;
        lock(&self.idle.0).retain(|kept| !is_over(kept));
        std::iter::from_fn(|| self.newest()).find(C::is_ready)
    }

    fn newest(&self) -> Option<C> {
        let mut idle = lock(&self.idle.0);
        let position = idle.iter().rposition(|kept| Some(&kept.key) == self.key.as_ref())?;
        Some(idle.remove(position).connection)
    }

    /// Ends a request that has got its response, and keeps its connection if that can be used again.
    pub(super) fn finish(mut self, connection: Option<C>) {
        if let Some((key, connection)) = self.key.take().zip(connection) {
            let mut idle = lock(&self.idle.0);
            if idle.len() >= MAX_IDLE {
                idle.remove(0);
            }
            idle.push(IdleConnection { key, since: Instant::now(), connection });
        }
    }
}

impl<K: PartialEq, C> Drop for Checkout<'_, K, C> {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            lock(&self.idle.0).retain(|kept| kept.key != *key);
        }
    }
}

impl<K, C> fmt::Debug for IdleConnections<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} idle", lock(&self.0).len())
    }
}
