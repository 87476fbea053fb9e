//! AWS STS: temporary credentials for yourself and for others.
//!
//! Every type, limit and operation comes from AWS's service model; on top of it stand sessions written by hand. A
//! request that breaks the model is refused before it is sent, with everything that is wrong with it; an answer that is
//! not what it should be is an error and never a half-filled credential; secrets are redacted and zeroed.
//!
//! ```no_run
//! use std::time::Duration;
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
//! // Temporary credentials for somebody else, with fewer permissions.
//! let policy = Policy::new().allow(["s3:Get*"], ["*"]);
//! let federated = sts.new_federated_session("Bob").policy(policy).tag("team", "red").await?;
//! println!("{:?}", federated.user_arn());
//! # Ok(())
//! # }
//! ```
//!
//! | part | what for |
//! |---|---|
//! | [`Sts`] | the starting point: sessions, federated sessions, roles, tokens |
//! | [`RefreshingCredentials`] | credentials that stay fresh; [`SessionPool`] holds those of many |
//! | [`Policy`] | what a session may do: built, read, checked and measured; its parts are in [`policy`] |
//! | [`sanitize`] | names of sessions and users, made from any text |
//! | [`Error`] | what went wrong; [`Help`] says what to do |
//! | [`api`] | the generated layer: all operations and types of the service model |
//! | [`tour`] | whole tasks: a web service, a command line, tests, moving from Ruby |
//!
//! The package `sts-local` is an embedded STS, so that programs and tests run without an AWS account.
//!
//! ## Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `rustls` | yes | the default transport with TLS: rustls with ring |
//! | `reqwest` | | the default transport for plain http to loopback; part of `rustls` |
//! | `serde` | | `Serialize` and `Deserialize` for [`Policy`] and the types of [`api`] |
//! | `server` | | the generated other half of the protocol |

pub mod arn;
pub mod calls;
mod claims;
mod client;
mod denial;
mod help;
mod json;
mod message;
pub mod policy;
mod refresh;
pub mod sanitize;
pub mod session;
mod token;
pub mod tour;

#[rustfmt::skip]
#[cfg_attr(
    feature = "serde",
    expect(unused_qualifications, reason = "generated code takes serde from the runtime, whatever this crate depends \
                                            on")
)]
pub mod api;

pub use api::{Error, ErrorCode};
pub use awsquery::platform::{BoxFuture, EnvironmentCredentials, Random, SystemClock, SystemRandom};
pub use awsquery::protocol::ModelledError;
pub use awsquery::retry::{Attempt, RetriesEnded, RetryQuota};
pub use awsquery::rule::violation;
pub use awsquery::transport::TransportLimits;
#[cfg(feature = "serde")]
pub use awsquery::value::Exposed;
pub use awsquery::{
    Answer, Clock, Config, ConfigError, Credentials, Environment, ErrorKind, InvalidRequest, ProvideCredentials,
    Request, Secret, SignedUrl, Sleep, Timestamp, Transport, TransportError, TransportErrorKind,
};
pub use calls::{
    AssumeRole, AssumeRoleWithWebIdentity, NewFederatedSession, NewSession, WebIdentityToken, new_external_id,
};
pub use client::{Renew, Sts, StsBuilder};
pub use denial::{Denial, EncodedMessage, MatchedStatement};
pub use help::Help;
pub use policy::Policy;
pub use refresh::{PoolCall, RefreshError, RefreshingCredentials, SessionPool};
pub use session::{AssumedRole, FederatedSession, Session, Share, SizeReport, Warning, WebIdentityRole};
pub use token::{EksToken, EksVerifier, ExecCredentialVersion, TokenError, TokenIdentity, TokenProblem, VaultLogin};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
