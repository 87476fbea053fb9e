//! Everything that comes in from outside: time, randomness, environment variables, credentials.

pub(crate) mod clock;
pub(crate) mod config_error;
pub(crate) mod credentials;
pub(crate) mod environment;
pub(crate) mod random;
pub(crate) mod token;
