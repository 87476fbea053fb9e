//! What clients and servers generated from AWS Query models stand on.

mod blob;
pub mod charset;
pub mod endpoint;
pub mod partition;
#[rustfmt::skip]
mod partitions_table;
mod secret;
#[cfg(feature = "serde")]
mod serde_text;
mod timestamp;
#[rustfmt::skip]
pub mod unicode;
pub mod xml;

pub use blob::{Blob, InvalidBase64};
pub use secret::Secret;
pub use timestamp::{InvalidTimestamp, Timestamp, TimestampFormat};
