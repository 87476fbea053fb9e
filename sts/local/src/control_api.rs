//! The control API: everything that tests in Rust can do with a server, for tests in other languages.
//!
//! The API is HTTP with JSON. `sts/local/openapi.json` describes it; the server publishes that document at `/openapi.json`, and
//! tests check it against the server. The program `sts-local` serves the API by default, and the library on request:
//!
//! ```
//! use sts_local::LocalSts;
//!
//! # rustls::crypto::ring::default_provider().install_default().unwrap();
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let local = LocalSts::default_account().control_port(0).start().await?;
//! let control = local.control().ok_or("it is on")?;
//! let clock = reqwest::Client::new()
//!     .get(format!("{}/v1/clock", control.url()))
//!     .bearer_auth(control.token().expose())
//!     .send()
//!     .await?
//!     .text()
//!     .await?;
//! assert!(clock.starts_with("{\"time\":\""), "{clock}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # Operations
//!
//! | path below `/v1` | what it does | in Rust |
//! |---|---|---|
//! | `health`, `ready`, `server`, `credentials` | reports that the server runs, its URLs, and its first access key | [`LocalSts`](crate::LocalSts) |
//! | `reset`, `shutdown` | returns to the state at the start; stops the server | [`reset`](crate::LocalSts::reset), [`stop`](crate::LocalSts::stop) |
//! | `clock`, `clock/advance`, `clock/freeze`, `clock/resume` | reads and moves the clock | [`LocalClock`](crate::LocalClock) |
//! | `accounts` and everything below it | adds, changes and removes accounts, users, access keys, MFA devices, roles, managed policies and identity providers | [`LocalAccounts`](crate::LocalAccounts) |
//! | `script` | prescribes responses: errors, throttling, silence, cut bodies, skewed dates | [`ScriptRule`](crate::ScriptRule) |
//! | `calls`, `calls/{id}`, `calls/summary` | returns the record, with the reasons of decisions | [`RecordedCall`](crate::RecordedCall), [`CallSummary`](crate::CallSummary) |
//! | `calls/wait` | waits until a call like this was made | [`CallFilter`](crate::CallFilter) |
//! | `tokens/web-identity`, `tokens/saml`, `tokens/trade-in` | signs tokens for tests | [`TestIssuer`](crate::TestIssuer), `TestSamlIssuer`, [`trade_in_token`](crate::LocalSts::trade_in_token) |
//!
//! Accounts, users, roles and providers are written with the keys of the configuration file
//! ([`from_toml`](crate::LocalStsBuilder::from_toml)), and are checked by the same rules. A policy may be an object or text.
//! Names are percent-encoded in paths: `users/engineering%2FAnn`.
//!
//! Every refusal has the same form: `code`, `message` in one line, and `violations` with the path and the message of every
//! value that is not allowed. All of them are reported at once.
//!
//! # The record
//!
//! Calls have IDs that count from 1. A reader passes the `next_after` of one page as `after` of the next, and `wait_seconds` to
//! wait for more. The record keeps the latest calls, 10,000 or 32 MiB of content at most, so a reader may come too late:
//! `missed` counts the calls between two pages that were dropped, and `dropped` all of them. A reader that is slow or has gone
//! away costs one page of about 256 KiB until its connection ends, and nothing if it waits.
//!
//! Each call has the decisions of policies about it. A decision names the policies that were asked, and for each statement
//! whether it applies, with a JSON Pointer to the element that does not match.
//!
//! # The page for people
//!
//! The root of the port is a page for a browser: calls as they come, each with the statement and the condition that decided,
//! accounts and roles, and the clock with buttons. The program prints its address
//! ([`page_url`](crate::ControlAccess::page_url)). The page keeps at most 1,000 calls, asks for nothing while it is hidden, and
//! loads nothing from elsewhere: its content security policy allows its own script and style, by their hashes, and requests to
//! this server. It holds no secret but the token, which it takes out of the address and keeps for its tab.
//!
//! # Security
//!
//! - The API listens on 127.0.0.1 only, whatever the address of the STS is.
//! - Each request needs the token, which is random for each server and compared in constant time. Only the page, the document,
//!   `health` and `ready` do not.
//! - Requests with the `Origin` of another server, and those for a `Host` that is not of this machine, are refused, as on the
//!   port of the STS. So no web page can use the API, even if it knows the token.
//! - Session tokens, signatures, MFA codes and secret keys are never part of the record. Lists of accounts show neither
//!   secret access keys nor seeds of MFA devices. Three operations return an access key with its secret, because a test cannot
//!   sign without it: `credentials`, and the ones that read and create a key. These keys give access to this server only.
//! - A body has at most 1 MiB, and has to arrive within 10 seconds.
