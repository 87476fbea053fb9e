//! Idempotency tokens, which make a request safe to repeat.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// A source of idempotency tokens: by default random UUIDs of version 4.
///
/// A client puts a token into each request that has a member for one and does not set it. The service performs only one
/// of several requests with the same token.
///
/// ```
/// use awsquery::Config;
/// use awsquery::platform::IdempotencyTokens;
///
/// let config = Config::new().with_idempotency_tokens(IdempotencyTokens::from_fn(|| "token-for-tests".to_owned()));
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct IdempotencyTokens(Arc<dyn Fn() -> String + Send + Sync>);

impl IdempotencyTokens {
    /// Creates a source that calls a function for each token.
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

/// Returns a random UUID of version 4. The standard library's hasher, which the operating system seeds, is random enough
/// for ids that must be unique but need not be secret.
pub(crate) fn random_uuid() -> String {
    let random = || RandomState::new().hash_one(0_u64);
    // RFC 9562, section 5.4: four bits are the version 4, and two bits are the variant 0b10.
    let high = random() & !(0xF << 12) | 0x4 << 12;
    let low = random() & !(0b11 << 62) | 0b10 << 62;
    let mut digits = [0; 32];
    // Neither call can fail: the buffer has the length of the result, and hex digits are ASCII.
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
        let one = random_uuid();
        assert_ne!(one, random_uuid());
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
