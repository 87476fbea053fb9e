//! A client that blocks the thread, for programs without an async runtime.
//!
//! Needs the feature `blocking`.
//!
//! It is the async client with the same rules, errors, warnings and limits; only waiting differs. No async runtime is started,
//! and none is needed. Inside of one, a call blocks the thread of the runtime for as long as it takes, so use a thread for
//! blocking work there.
//!
//! | async | blocking |
//! |---|---|
//! | [`sts::Sts`](crate::Sts) | [`Sts`]; `send()` instead of `.await` |
//! | [`sts::RefreshingCredentials`](crate::RefreshingCredentials) | [`RefreshingCredentials`]: one thread refreshes, others wait |
//! | [`sts::SessionPool`](crate::SessionPool) | [`SessionPool`] |
//! | [`sts::WebIdentityToken`](crate::WebIdentityToken) | [`WebIdentityToken`] |
//! | [`ProvideCredentials`](crate::ProvideCredentials) | [`BlockingProvideCredentials`](crate::platform::BlockingProvideCredentials) |
//! | [`Renew`](crate::refresh::Renew) | [`BlockingRenew`](crate::refresh::BlockingRenew) |
//! | [`Transport`](crate::transport::Transport), [`Sleep`](crate::platform::Sleep) | [`BlockingTransport`](crate::transport::BlockingTransport), [`BlockingSleep`](crate::platform::BlockingSleep) |
//! | [`api::Client`](crate::api::Client) | [`api::blocking::Client`](crate::api::blocking::Client) |
//!
//! [`Credentials`](crate::Credentials) and [`Config`](crate::Config) serve both. Calls and their results are the same types with
//! [`Blocking`](crate::calls::Blocking) as their kind.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use sts::blocking::Sts;
//! use sts::{Credentials, Policy};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let sts = Sts::builder()
//!         .credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
//!         .region("eu-west-1")
//!         .build()?;
//!     let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").send()?;
//!     let read_only = Policy::new().allow(["s3:Get*"], ["*"]);
//!     let plugin = role.scope_down(read_only).duration(Duration::from_secs(900)).send()?;
//!     println!("{} until {}", plugin.credentials().access_key_id(), plugin.expires_at());
//!     Ok(())
//! }
//! ```

pub use crate::client::blocking::Sts;
pub use crate::refresh::blocking::{RefreshingCredentials, SessionPool};
pub use crate::web_identity::blocking::WebIdentityToken;
