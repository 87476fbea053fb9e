//! Values of members: text that must stay secret, bytes, moments and numbers.

pub(crate) mod blob;
#[cfg(feature = "serde")]
pub(crate) mod deserialize;
#[cfg(any(feature = "serde", feature = "server"))]
pub(crate) mod dynamic;
#[cfg(feature = "serde")]
pub(crate) mod exposed;
pub(crate) mod number;
pub(crate) mod percent;
pub(crate) mod redacted;
pub(crate) mod seconds;
pub(crate) mod secret;
#[cfg(feature = "serde")]
pub(crate) mod serde_text;
#[cfg(any(feature = "serde", feature = "server"))]
pub(crate) mod shape;
pub(crate) mod timestamp;

pub use blob::{Blob, InvalidBase64};
#[cfg(feature = "serde")]
pub use exposed::{Expose, Exposed};
pub use secret::Secret;
pub use timestamp::{InvalidTimestamp, Timestamp, TimestampFormat};
