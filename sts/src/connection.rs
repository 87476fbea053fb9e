//! The connection to the service, which clients with different credentials share.

use std::fmt;
use std::sync::Arc;

use awsquery::{Clock, Config, ProvideCredentials};

use crate::api::Client;

/// A generated client, its clock and its settings.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The clock, corrected by the time of the service.
    pub(crate) clock: Arc<dyn Clock>,
    /// The settings that the first client was created with. Its credentials may be others than those of `client`.
    pub(crate) config: Arc<Config>,
}

impl Connection {
    pub(crate) fn new(client: Client, config: Config) -> Self {
        Self { clock: client.clock(), client, config: Arc::new(config) }
    }

    /// Returns the same connection with other credentials.
    pub(crate) fn with_credentials(&self, credentials: impl ProvideCredentials + 'static) -> Self {
        Self { client: self.client.with_credentials(credentials), ..self.clone() }
    }
}

/// Does not show the settings, because every session has a connection.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// Connections are equal if they share their settings.
impl PartialEq for Connection {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
    }
}
