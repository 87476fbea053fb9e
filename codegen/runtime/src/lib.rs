//! What clients and servers generated from AWS Query models stand on.

mod blob;
mod secret;
#[cfg(feature = "serde")]
mod serde_text;
mod timestamp;
pub mod xml;

pub use blob::{Blob, InvalidBase64};
pub use secret::Secret;
pub use timestamp::{InvalidTimestamp, Timestamp, TimestampFormat};
