//! Tokens that make a request safe to repeat.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// Where idempotency tokens come from: a random UUID (version 4) unless a test says otherwise.
#[derive(Clone)]
pub struct IdempotencyTokens(Arc<dyn Fn() -> String + Send + Sync>);

impl IdempotencyTokens {
    /// Tokens that a function makes.
    pub fn from_fn(make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    pub(crate) fn make(&self) -> String {
        (self.0)()
    }
}

impl Default for IdempotencyTokens {
    fn default() -> Self {
        Self::from_fn(random_uuid)
    }
}

impl fmt::Debug for IdempotencyTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyTokens")
    }
}

/// A UUID from the keys of the standard library's hasher, which the system seeds: unique, and not meant to be secret.
pub(crate) fn random_uuid() -> String {
    let half = |salt: u64| RandomState::new().hash_one(salt);
    let (high, low) = (half(1) & !(0xF << 12) | 0x4 << 12, half(2) & !(0b11 << 62) | 0b10 << 62);
    let mut digits = [0; 32];
    // There is room for them, and they are ASCII.
    let _ = hex::encode_to_slice((u128::from(high) << 64 | u128::from(low)).to_be_bytes(), &mut digits);
    let digits = str::from_utf8(&digits).unwrap_or_default();
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_a_random_uuid_of_version_4() {
        let (one, other) = (random_uuid(), random_uuid());
        assert_ne!(one, other);
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
