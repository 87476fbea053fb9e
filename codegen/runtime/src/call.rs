//! Calls of operations: the client, the state machine of a call, and the response.

pub(crate) mod client;
mod compress;
pub(crate) mod core;
mod credentials;
mod host_prefix;
pub(crate) mod machine;
mod presign;
mod recent;
pub(crate) mod response;
pub(crate) mod trace;
