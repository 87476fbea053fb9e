//! The secrets of a request.

use bytes::Bytes;
use zeroize::Zeroizing;

use super::index::{BlockPlace, Index, SecretBlock};
use super::view::TextView;

/// The length in bytes below which a secret is not masked. It would reveal little, and masking it could hide most of a
/// message.
pub(super) const MIN_SECRET: usize = 4;

/// The length in bytes from which a part of a secret is masked.
pub(super) const MIN_PART: usize = 16;

/// The secrets of a request, prepared for searching texts.
pub(crate) struct Secrets {
    /// The body of the request.
    pub(super) request: Bytes,
    /// The secrets, as they are and without what looks like escapes.
    secrets: Vec<Zeroizing<Vec<u8>>>,
    index: Index,
}

impl Secrets {
    /// Prepares the secrets of a request.
    pub(super) fn new(request: Bytes, found: Vec<Zeroizing<Vec<u8>>>) -> Self {
        let mut secrets = Vec::with_capacity(2 * found.len());
        let mut add = |secret: Zeroizing<Vec<u8>>| {
            if secret.len() >= MIN_SECRET && !secrets.contains(&secret) {
                secrets.push(secret);
            }
        };
        for secret in found {
            let plain = TextView::of(&secret).unescaped();
            add(secret);
            if let Some(plain) = plain {
                add(plain.bytes);
            }
        }
        Self { request, index: Index::of(&secrets), secrets }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Returns places of a block in the secrets, and perhaps those of a few other blocks.
    pub(super) fn places(&self, block: SecretBlock) -> impl Iterator<Item = BlockPlace> {
        self.index.places(block)
    }

    /// Returns a secret by its number.
    pub(super) fn get(&self, number: usize) -> &[u8] {
        self.secrets.get(number).map(|secret| secret.as_slice()).unwrap_or_default()
    }
}
