//! The part of a client without I/O: its connection to the service, and whom it calls as.

use std::sync::Arc;

use awsquery::layer::Summarize;
use awsquery::{CallLimits, Clock, Config, Credentials, Timestamp};

use crate::api::{Error, ErrorCode};
use crate::connection::Connection;
use crate::kind::Kind;
use crate::session::caller::{Caller, CallingSession};
use crate::session::request::SessionRequest;
use crate::session::warning::{self, Warning};

/// A connection, and the session whose credentials it has.
#[derive(Clone, Debug)]
pub struct ClientState<K: Kind> {
    pub(crate) connection: Connection<K>,
    pub(crate) session: CallingSession,
    /// Clones of a client share it, and so do all clients of one session or of one provider.
    pub(crate) identity: Arc<()>,
    /// Gets new credentials if AWS reports that those of this client have expired.
    pub(crate) renewal: Option<K::Renewal>,
}

impl<K: Kind> ClientState<K> {
    pub(crate) fn new(config: Config, summarize: Summarize) -> Self {
        Self {
            connection: Connection::new(config, summarize),
            session: CallingSession::default(),
            identity: Arc::default(),
            renewal: None,
        }
    }

    pub(crate) fn with_limits(&self, limits: CallLimits) -> Self {
        let client = K::with_limits(&self.connection.client, limits);
        let connection = Connection { client, ..self.connection.clone() };
        Self { connection, ..self.clone() }
    }

    /// Returns the same client with the credentials of a session.
    pub(crate) fn with_session(&self, credentials: Credentials, session: CallingSession) -> Self {
        Self {
            connection: self.connection.with_credentials(credentials),
            session,
            identity: Arc::default(),
            renewal: None,
        }
    }

    /// Returns the same client with the credentials of a role, or of its session, with this ARN.
    pub(crate) fn with_role(&self, credentials: Credentials, arn: Option<&str>) -> Self {
        self.with_session(credentials, CallingSession::not_scoped_down(Caller::role(arn)))
    }

    /// Returns the same client, whose principal has this ARN.
    pub(crate) fn with_caller_arn(&self, arn: Option<&str>) -> Self {
        let caller = arn.map_or_else(|| self.caller().clone(), Caller::of_arn);
        Self { session: CallingSession { caller, ..self.session.clone() }, ..self.clone() }
    }

    /// Invalidates the credentials if AWS reports that they have expired. Returns whether the next use gets new ones.
    pub(crate) fn invalidate_if_expired(&self, error: &Error) -> bool {
        match (&self.renewal, error.access_key_id()) {
            (Some(renewal), Some(key)) if error.code() == Some(ErrorCode::ExpiredToken) => {
                K::invalidate(renewal, key);
                true
            }
            _ => false,
        }
    }

    /// Returns the warnings about a request.
    pub(crate) fn warnings<R: SessionRequest>(&self, request: &R) -> Vec<Warning> {
        warning::of_request(R::OPERATION, &request.parameters(), self.caller())
    }

    /// Returns what is known about the principal of the credentials.
    pub(crate) fn caller(&self) -> &Caller {
        &self.session.caller
    }

    /// Returns the clock, corrected by the time of the service. Expiry is judged by it.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.connection.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().wall()
    }

    /// Returns a number that clones of this client share, and all clients of the same session or provider. No other client has
    /// it while one of them exists.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.identity).addr()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.connection.config
    }
}
