//! The runtime of clients and servers that are generated from models of AWS Query and EC2 Query services. It checks,
//! encodes, signs and sends requests, and reads responses.
//!
//! Generated code is data, with one line per member. All logic is in this crate, and does not depend on the service. Most
//! programs use this crate through a generated one. The most common types are in the root:
//!
//! - [`Config`] and [`Client`]: settings, and calls of operations.
//! - [`Error`]: the error of a call, with predicates that programs branch on.
//! - [`Credentials`]: the keys that sign requests. Any [`ProvideCredentials`] can provide them.
//! - [`Timestamp`], [`Blob`] and [`Secret`]: values of members.
//! - [`InvalidRequest`]: all violations of a request, as data.
//!
//! The rest is in modules:
//!
//! | module | contents |
//! |---|---|
//! | [`platform`] | clock, timer, randomness, environment variables, sources of credentials |
//! | [`transport`] | the HTTP client: the default one, and the trait for others |
//! | [`retry`] | attempts, and the retry quota |
//! | [`paginate`] | responses in pages |
//! | `blocking` | clients that block the thread, with the feature `blocking` |
//! | [`rule`] | limits of the service model, and [violations](rule::violation) of them |
//! | [`endpoint`] | endpoints, regions and partitions |
//! | [`sign`] | signature version 4 |
//! | [`protocol`] | operations as data, requests as forms, responses as XML |
//! | `server` | the server half of the protocol, with the feature `server` |
//! | [`layer`] | for hand-written layers above a generated client |
//!
//! # WebAssembly
//!
//! The target wasm32-unknown-unknown has no operating system. There, turn the default features off, because `reqwest`,
//! `hyper`, `tls`, `tokio` and `blocking` do not work on it. One of two things replaces them:
//!
//! - The feature `js`, where JavaScript runs the program: in a browser, a worker or Node.js. It provides the clock
//!   (`Date.now()`, `performance.now()`), the timer (`setTimeout`, as `JsSleep`), random numbers
//!   (`crypto.getRandomValues()`) and an HTTP client (`fetch`, as `FetchTransport`). On other targets the feature is empty.
//! - Implementations of [`Clock`], [`Sleep`], [`platform::Random`] and [`Transport`] in the [`Config`], in any other host. If
//!   one is missing, the first call fails with a [`ConfigError`] that names it.
//!
//! Neither form reads environment variables: set region and credentials in code, or pass an [`Environment`]. The features
//! `regex`, `unicode-regex`, `fancy-regex`, `gzip` and `serde` work as elsewhere, and `server` together with `js`.
//! WASI has an operating system and needs none of this, but has no HTTP client here.

#[cfg(all(
    target_family = "wasm",
    target_os = "unknown",
    any(feature = "reqwest", feature = "hyper", feature = "tls", feature = "tokio", feature = "blocking")
))]
compile_error!(
    "the features `reqwest`, `hyper`, `tls`, `tokio` and `blocking` do not work on wasm32-unknown-unknown: set \
     `default-features = false`, and enable `js` if JavaScript runs the program"
);

#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "server", not(feature = "js")))]
compile_error!("the feature `server` needs random ids: on wasm32-unknown-unknown, enable the feature `js` too");

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod config;
mod dry_run;
pub mod endpoint;
mod error;
pub mod layer;
pub mod paginate;
pub mod platform;
pub mod protocol;
pub mod retry;
#[doc(hidden)]
pub mod rt;
pub mod rule;
#[cfg(feature = "server")]
pub mod server;
pub mod sign;
#[cfg(test)]
mod testing;
pub mod transport;
pub mod value;
mod wait;

pub use call::client::Client;
pub use call::response::Response;
pub use config::Config;
pub use config::limits::CallLimits;
pub use dry_run::{DryRun, Permitted};
pub use error::{Error, ErrorKind};
pub use paginate::{Items, Pages};
pub use platform::clock::{Clock, Sleep};
pub use platform::config_error::ConfigError;
pub use platform::credentials::Credentials;
pub use platform::environment::Environment;
pub use protocol::operation::Request;
pub use rule::violation::InvalidRequest;
pub use sign::presign::SignedUrl;
pub use transport::{Transport, TransportError, TransportErrorKind};
pub use value::blob::Blob;
pub use value::secret::Secret;
pub use value::timestamp::{Timestamp, TimestampFormat};
pub use wait::{WaitError, Waiter};

pub use aws_credential_types::provider::ProvideCredentials;
