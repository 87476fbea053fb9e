//! Errors in configurations.

use std::fmt;

/// The error for a configuration with which a client cannot work. Returned by
/// [`Client::prepare`](crate::Client::prepare), and the cause of an [`Error`](crate::Error) of the kind
/// [`Configuration`](crate::ErrorKind::Configuration).
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    /// Creates an error. The message says what is wrong, where the setting comes from and what is allowed.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConfigError({:?})", self.0)
    }
}

impl std::error::Error for ConfigError {}
