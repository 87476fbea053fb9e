//! The connection to the service, which clients with different credentials share.

use std::fmt;
use std::sync::Arc;

use awsquery::layer::Summarize;
use awsquery::{Clock, Config, Credentials};

use crate::kind::Kind;

/// A generated client, its clock and its settings. Clients with different credentials share it.
#[derive(Clone)]
pub(crate) struct Connection<K: Kind> {
    pub(crate) client: K::Client,
    /// The clock, corrected by the time of the service.
    pub(crate) clock: Arc<dyn Clock>,
    /// The settings that the first client was created with. Its credentials may be others than those of `client`.
    pub(crate) config: Arc<Config>,
}

impl<K: Kind> Connection<K> {
    pub(crate) fn new(config: Config, summarize: Summarize) -> Self {
        let client = K::client(config.clone(), summarize);
        Self { clock: K::clock(&client), client, config: Arc::new(config) }
    }

    /// Returns the same connection with other credentials.
    pub(crate) fn with_credentials(&self, credentials: Credentials) -> Self {
        Self { client: K::with_credentials(&self.client, credentials), ..self.clone() }
    }
}

/// Does not show the settings, because every session has a connection.
impl<K: Kind> fmt::Debug for Connection<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// Connections are equal if they share their settings.
impl<K: Kind> PartialEq for Connection<K> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
    }
}
