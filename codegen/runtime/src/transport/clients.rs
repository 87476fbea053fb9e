//! The HTTP clients, one file each, and the parts that they share.
//!
//! | module | responsibility |
//! |---|---|
//! | `reqwest` | the client on reqwest |
//! | `hyper` | the lean client on hyper |
//! | `sockets` | the client that blocks the thread |
//! | `names` | name resolution that knows this machine |
//! | `tls` | TLS settings, and the certificates that they trust |
//! | `body` | the body of a response: limited in size, and zeroed |
//! | `failure`, `diagnosis` | the error of a request without a response, and its cause |

mod body;
mod diagnosis;
mod failure;
#[cfg(feature = "hyper")]
mod hyper;
mod names;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "blocking")]
mod sockets;
pub(super) mod tls;

#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

#[cfg(feature = "blocking")]
pub use self::sockets::SocketTransport;

#[cfg(test)]
mod tests;
