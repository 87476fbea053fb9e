//! What clients and servers generated from AWS Query models stand on: encoding, signing, sending, reading, checking.
//!
//! Generated code is data and one line a member; everything that is logic is here, once, and names no service. Most
//! users meet this crate through a generated one. Its own parts:
//!
//! - [`Config`] and [`Client`]: settings, and the driver of calls.
//! - [`Error`]: what can go wrong, with questions that programs branch on.
//! - [`Credentials`]: what requests are signed with; anything that implements `ProvideCredentials` will do.
//! - [`Timestamp`], [`Blob`], [`Secret`]: the scalars of the wire.
//! - [`violation`]: what is wrong with a request, as data.
//! - [`Transport`], [`Clock`], [`Sleep`], [`Environment`]: what comes in from outside, for tests and other stacks.

mod answer;
mod blob;
mod call;
pub mod charset;
mod check;
mod client;
mod clock;
mod compress;
mod config;
mod config_error;
mod credentials;
mod decode;
pub mod endpoint;
mod environment;
mod error;
mod error_document;
mod form;
mod host_prefix;
mod number;
mod operation;
mod paginate;
pub mod partition;
#[rustfmt::skip]
mod partitions_table;
mod random;
mod resolve;
mod retry;
#[doc(hidden)]
pub mod rt;
mod rule;
mod secret;
mod sent;
#[cfg(feature = "serde")]
mod serde_support;
#[cfg(feature = "serde")]
mod serde_text;
#[cfg(feature = "server")]
pub mod server;
pub mod sign;
#[cfg(test)]
mod testing;
mod timestamp;
mod token;
mod trace;
mod transport;
#[rustfmt::skip]
pub mod unicode;
mod url;
pub mod violation;
mod wait;
pub mod xml;

pub use answer::Answer;
pub use blob::{Blob, InvalidBase64};
pub use client::Client;
#[cfg(feature = "reqwest")]
pub use clock::TokioSleep;
pub use clock::{BoxFuture, Clock, Sleep, SystemClock};
pub use config::Config;
pub use config_error::ConfigError;
pub use credentials::{Credentials, EnvironmentCredentials};
pub use environment::Environment;
pub use error::{Advice, Error, ErrorKind};
pub use operation::{ErrorShape, FlagVariable, ModelledError, Operation, Request, Service, TransientError};
pub use paginate::{Items, Pages, Paginate, PaginateItems};
pub use random::{Random, SystemRandom};
pub use resolve::{Endpoint, EndpointInputs, EndpointRules};
pub use retry::{Attempt, RetriesEnded, RetryQuota};
pub use rule::Limits;
pub use secret::Secret;
#[cfg(feature = "serde")]
pub use serde_support::{Expose, Exposed};
pub use sign::SignedUrl;
pub use timestamp::{InvalidTimestamp, Timestamp, TimestampFormat};
pub use token::IdempotencyTokens;
#[cfg(feature = "reqwest")]
pub use transport::ReqwestTransport;
pub use transport::{Limits as TransportLimits, Transport, TransportError, TransportErrorKind};
pub use violation::InvalidRequest;
pub use wait::{WaitError, Waiter};

pub use aws_credential_types::provider::ProvideCredentials;
