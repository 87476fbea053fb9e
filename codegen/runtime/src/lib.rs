//! What clients and servers generated from AWS Query models stand on: encoding, signing, sending, reading, checking.
//!
//! Generated code is data and one line a member; everything that is logic is here, once, and names no service. Most
//! users meet this crate through a generated one. Its own parts:
//!
//! - [`Config`] and [`Client`]: settings, and the driver of calls.
//! - [`Error`]: what can go wrong, with questions that programs branch on.
//! - [`Credentials`]: what requests are signed with; anything that implements `ProvideCredentials` will do.
//! - [`Timestamp`], [`Blob`], [`Secret`]: the scalars of the wire.
//! - [`violation`](rule::violation): what is wrong with a request, as data.
//! - [`Transport`], [`Clock`], [`Sleep`], [`Environment`]: what comes in from outside, for tests and other stacks.

mod call;
mod config;
pub mod endpoint;
mod error;
mod paginate;
mod platform;
pub mod protocol;
mod retry;
#[doc(hidden)]
pub mod rt;
pub mod rule;
#[cfg(feature = "server")]
pub mod server;
pub mod sign;
#[cfg(test)]
mod testing;
mod transport;
mod value;
mod wait;

pub use call::client::Client;
pub use call::response::Answer;
pub use config::Config;
pub use endpoint::{Endpoint, EndpointInputs, EndpointRules};
pub use error::{Advice, Error, ErrorKind};
pub use paginate::{Items, Pages, Paginate, PaginateItems};
#[cfg(feature = "reqwest")]
pub use platform::clock::TokioSleep;
pub use platform::clock::{BoxFuture, Clock, Sleep, SystemClock};
pub use platform::config_error::ConfigError;
pub use platform::credentials::{Credentials, EnvironmentCredentials};
pub use platform::environment::Environment;
pub use platform::random::{Random, SystemRandom};
pub use platform::token::IdempotencyTokens;
pub use protocol::operation::{ErrorShape, FlagVariable, ModelledError, Operation, Request, Service, TransientError};
pub use retry::{Attempt, RetriesEnded, RetryQuota};
pub use rule::Limits;
pub use rule::violation::InvalidRequest;
pub use sign::SignedUrl;
#[cfg(feature = "reqwest")]
pub use transport::ReqwestTransport;
pub use transport::{Limits as TransportLimits, Transport, TransportError, TransportErrorKind};
pub use value::blob::{Blob, InvalidBase64};
pub use value::secret::Secret;
#[cfg(feature = "serde")]
pub use value::serde_support::{Expose, Exposed};
pub use value::timestamp::{InvalidTimestamp, Timestamp, TimestampFormat};
pub use wait::{WaitError, Waiter};

pub use aws_credential_types::provider::ProvideCredentials;
