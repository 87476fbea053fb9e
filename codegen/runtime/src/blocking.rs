//! Clients that block the thread, for programs without an async runtime.
//!
//! Needs the feature `blocking`.
//!
//! They do the same as the async ones with the same settings: [`Config`](crate::Config) serves both. No async runtime is started,
//! and none is needed; inside of one, a call blocks the thread of the runtime for as long as it takes.
//!
//! | async | blocking |
//! |---|---|
//! | [`Client`](crate::Client) | [`Client`] |
//! | [`Pages`](crate::Pages), [`Items`](crate::Items) | [`Pages`], [`Items`]: iterators |
//! | [`Transport`](crate::Transport) | [`BlockingTransport`](crate::transport::BlockingTransport) |
//! | [`Sleep`](crate::Sleep) | [`BlockingSleep`](crate::platform::BlockingSleep) |
//! | [`ProvideCredentials`](crate::ProvideCredentials) | [`BlockingProvideCredentials`](crate::platform::BlockingProvideCredentials) |
//!
//! ```
//! use awsquery::blocking::Client;
//! use awsquery::{Error, Request};
//!
//! fn call<R: Request>(client: &Client, request: &R) -> Result<R::Output, Error> {
//!     let response = client.send(request)?;
//!     println!("{}: {:?}", R::OPERATION.name, response.request_id);
//!     Ok(response.output)
//! }
//! ```

mod client;
mod generated;
mod pages;
mod wait;

pub use self::client::Client;
pub use self::pages::{Items, Pages};

#[cfg(test)]
mod tests;
