//! A client for AWS STS: temporary credentials for your own user, for federated users and for roles.
//!
//! Types, limits and operations are generated from AWS's service model; sessions, refreshing and policies are written by
//! hand. A request that violates a limit is not sent, and the error lists all violations. A response without usable
//! credentials is an error. Secrets are redacted in debug output and zeroed when dropped.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use sts::{Credentials, Policy, Sts};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sts = Sts::builder()
//!     .credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
//!     .region("eu-west-1")
//!     .build()?;
//!
//! // Temporary credentials for this user.
//! let session = sts.new_session().duration(Duration::from_secs(3600)).await?;
//! println!("{} until {}", session.credentials().access_key_id(), session.expires_at());
//!
//! // Temporary credentials for a federated user, with fewer permissions.
//! let policy = Policy::new().allow(["s3:Get*"], ["*"]);
//! let federated = sts.new_federated_session("Bob").policy(policy).tag("team", "red").await?;
//! println!("{:?}", federated.user_arn());
//! # Ok(())
//! # }
//! ```
//!
//! # Where to find what
//!
//! New here? [A quick tour](tour::sessions) shows everything once, in programs that run without an AWS account. The
//! other pages of the [`tour`] cover one task each, such as [a web service](tour::web_service) or
//! [testing](tour::testing).
//!
//! | task | start here |
//! |---|---|
//! | make a client | [`Sts::from_environment`], [`Sts::builder`] |
//! | credentials for yourself, also with MFA | [`Sts::new_session`] |
//! | credentials for a user without an AWS identity | [`Sts::new_federated_session`] |
//! | assume a role | [`Sts::assume_role`], [`Sts::assume_role_with_web_identity`] |
//! | fewer permissions or a shorter time | [`scope_down`](session::IssuedSession::scope_down), [`Sts::new_scoped_session`] |
//! | credentials that are refreshed before they expire | [`refreshing`](calls::SessionCall::refreshing), [`RefreshingCredentials`] |
//! | sessions of many tenants | [`SessionPool`] |
//! | permissions: write, check, measure and evaluate them | [`Policy`], [`policy::PolicySet`] |
//! | who am I? | [`Sts::caller_identity`] |
//! | prove your identity to EKS, Vault or your own server | [`token`] |
//! | explain an error, or a denial | [`Error`], [`Error::help`], [`Sts::explain_denial`] |
//! | pass credentials to another program | [`export`] |
//! | call any operation, with AWS's own names | [`api::Client`], from [`Sts::client`] |
//! | without an async runtime | `blocking`, with the feature `blocking` |
//! | timeouts, proxies, clocks, another HTTP client | [`Config`], [`CallLimits`], [`transport`], [`platform`] |
//!
//! | module | what it has |
//! |---|---|
//! | [`calls`], [`session`] | the calls that create sessions, and their results |
//! | [`refresh`] | refreshing credentials and pools of sessions |
//! | [`policy`] | the parts of a policy, and its evaluation |
//! | [`token`] | identity tokens for EKS and Vault, and a verifier |
//! | [`export`] | credentials for `credential_process` and for a shell |
//! | [`denial`] | decoded authorization messages |
//! | [`error`] | errors, violations and help |
//! | [`sanitize`], [`arn`], [`tag_key`] | valid names from any text; ARNs; keys of session tags |
//! | [`api`] | the generated client: all operations and types of the service model |
//! | [`platform`], [`retry`], [`transport`], [`value`] | the parts of the runtime that a configuration or a test uses |
//! | [`awsquery`] | the runtime itself, for what is not re-exported here |
//! | [`tour`] | whole tasks, from the first line to the last |
//!
//! The package `sts-local` is an embedded STS, with which programs and tests run without an AWS account.
//!
//! # Features
//!
//! The documentation of an item says which feature it needs, if it needs one.
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `reqwest` | yes | the default transport: plain http, which is allowed on loopback, and, with `tls`, https |
//! | `hyper` | | a lean transport, which is the default one without `reqwest` |
//! | `blocking` | | clients that block the thread, with a transport of their own |
//! | `js` | | for WebAssembly (wasm32-unknown-unknown): clock, timer, random numbers and a transport on `fetch`, from JavaScript; empty on other targets |
//! | `tls` | yes | TLS for the transports: rustls with ring, and the platform's certificates |
//! | `serde` | | `Serialize` and `Deserialize` for [`Policy`] and the types of [`api`] |
//! | `server` | | the server half of the protocol, generated |
//!
//! If your program uses reqwest itself, give it a TLS feature of its own, such as `rustls`. With `reqwest` and `tls`, this crate
//! turns on reqwest's feature `rustls-no-provider`, and Cargo combines the features of all users of a crate. Without another
//! TLS feature, `reqwest::Client::new()` then panics, because it has no cryptography. The transport here brings its own.
//!
//! On wasm32-unknown-unknown, `js`, `serde` and, together with `js`, `server` work, with `default-features = false`. What
//! that target needs is in the documentation of [`awsquery`](awsquery#webassembly).

pub mod arn;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod calls;
mod claims;
mod client;
mod client_state;
mod connection;
pub mod denial;
mod environment;
pub mod error;
pub mod export;
mod global_endpoint;
mod help;
mod json;
mod kind;
mod message;
pub mod policy;
pub mod refresh;
mod renew;
pub mod sanitize;
pub mod session;
pub mod tag_key;
pub mod token;
pub mod tour;
mod web_identity;

#[rustfmt::skip]
#[cfg_attr(
    feature = "serde",
    expect(unused_qualifications, reason = "generated code takes serde from the runtime, whatever this crate depends \
                                            on")
)]
pub mod api;

pub use api::{Error, ErrorCode};
pub use awsquery;
pub use awsquery::{CallLimits, Config, Credentials, ErrorKind, ProvideCredentials, Secret, Timestamp};
pub use awsquery::{platform, retry, transport, value};
pub use calls::{
    AssumeRole, AssumeRoleWithWebIdentity, NewFederatedSession, NewScopedSession, NewSession, WebIdentityToken,
};
pub use client::{Sts, StsBuilder};
pub use policy::Policy;
pub use refresh::{RefreshingCredentials, SessionPool};
pub use session::{AssumedRole, FederatedSession, ScopedSession, Session, Warning, WebIdentityRole};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct PackageReadme;
