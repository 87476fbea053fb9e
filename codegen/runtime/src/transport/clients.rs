//! The HTTP clients, one file each, and the parts that they share.
//!
//! | module | responsibility |
//! |---|---|
//! | `reqwest` | the client on reqwest |
//! | `hyper` | the lean client on hyper |
//! | `sockets` | the client that blocks the thread |
//! | `fetch`, `codes` | the client on `fetch` of JavaScript, and the codes of its errors |
//! | `settings` | the settings that the clients of operating systems have in common |
//! | `names` | name resolution that knows this machine |
//! | `tls` | TLS settings, and the certificates that they trust |
//! | `idle` | the connections that a client without a pool of its own keeps |
//! | `body` | bodies: that of a response is limited in size, and zeroed |
//! | `failure`, `diagnosis`, `stage` | the error of a request without a response, its cause, and the stage that failed |

mod body;
#[cfg(any(test, all(target_family = "wasm", target_os = "unknown", feature = "js")))]
mod codes;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
mod diagnosis;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
mod failure;
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
mod fetch;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod idle;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
mod names;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
mod settings;
#[cfg(feature = "blocking")]
mod sockets;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod stage;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
pub(super) mod tls;

#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub use self::fetch::FetchTransport;
#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

#[cfg(feature = "blocking")]
pub use self::sockets::SocketTransport;

#[cfg(test)]
mod tests;
