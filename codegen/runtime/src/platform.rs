//! The inputs from outside, which tests can replace: clock, timer, randomness, environment variables and credentials.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod clock;
pub(crate) mod config_error;
pub(crate) mod credentials;
pub(crate) mod environment;
mod host;
pub(crate) mod idempotency;
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub(crate) mod js;
pub(crate) mod lock;
pub(crate) mod random;
pub(crate) mod regular_file;
#[cfg(feature = "tokio")]
pub(crate) mod tokio;

#[cfg(feature = "tokio")]
pub use self::tokio::TokioSleep;
#[cfg(feature = "blocking")]
pub use blocking::{BlockingProvideCredentials, BlockingSleep, ThreadSleep};
pub use clock::{BoxFuture, Clock, Now, Sleep, SystemClock};
pub use credentials::Credentials;
pub use credentials::environment::{EnvironmentCredentials, UnreadVariables};
pub use environment::Environment;
pub use idempotency::IdempotencyTokens;
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub use js::JsSleep;
pub use random::{Random, SystemRandom};
