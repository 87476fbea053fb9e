//! The scalar values of the protocol.

pub(crate) mod blob;
pub(crate) mod number;
pub(crate) mod secret;
#[cfg(feature = "serde")]
pub(crate) mod serde_support;
#[cfg(feature = "serde")]
pub(crate) mod serde_text;
pub(crate) mod timestamp;
