//! The state of refreshing credentials behind its lock, with clocks and jitter.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use awsquery::Credentials;
use awsquery::layer::{jitter, lock};
use awsquery::platform::Now;

use super::cell::{Cell, Completion};
use super::error::RefreshError;
use crate::client_state::ClientState;
use crate::connection::Connection;
use crate::kind::Kind;
use crate::session::caller::CallingSession;
use crate::session::validate::SessionInfo;

/// Cached credentials. `F` is the handle by which callers await a refresh.
pub(super) struct Cache<F, K: Kind> {
    /// The client that requests the credentials.
    pub(super) requests: ClientState<K>,
    /// The session that the credentials belong to, and what is known of it.
    pub(super) session: CallingSession,
    /// Identifies the clients that call with these credentials.
    identity: Arc<()>,
    cell: Mutex<Cell<F>>,
}

impl<F: Clone, K: Kind> Cache<F, K> {
    pub(super) fn new(requests: ClientState<K>, session: CallingSession) -> Self {
        Self { requests, session, identity: Arc::default(), cell: Mutex::new(Cell::new()) }
    }

    pub(super) fn now(&self) -> Now {
        Now::of(self.requests.clock())
    }

    /// Locks the cell. The lock is held for a few comparisons, never while a future is polled or a call is made. Nothing panics
    /// under it, so a poisoned lock still guards consistent state.
    pub(super) fn cell(&self) -> MutexGuard<'_, Cell<F>> {
        lock(&self.cell)
    }

    /// Returns the cached credentials if they are still valid.
    pub(super) fn valid(&self) -> Option<Credentials> {
        let now = self.now();
        self.cell().valid(now)
    }

    /// Records the result of a refresh.
    pub(super) fn complete(&self, number: u64, result: Result<SessionInfo, RefreshError>) -> Completion {
        let now = self.now();
        let jitter = jitter(&self.requests.config().random());
        self.cell().complete(number, result, now, jitter)
    }

    /// Returns the state of a client that calls with these credentials, which the generated client has already.
    pub(super) fn client_state(&self, client: K::Client, renewal: K::Renewal) -> ClientState<K> {
        ClientState {
            connection: Connection { client, ..self.requests.connection.clone() },
            session: self.session.clone(),
            identity: self.identity.clone(),
            renewal: Some(renewal),
        }
    }

    pub(super) fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshingCredentials")
            .field("cached", &self.valid())
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
