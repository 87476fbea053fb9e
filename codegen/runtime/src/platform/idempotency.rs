//! Idempotency tokens, which make a request safe to repeat.

use std::fmt;
use std::sync::Arc;

use crate::platform::random::{Random, SystemRandom, random_bits};

/// A source of idempotency tokens: by default random UUIDs of version 4.
///
/// A client puts a token into each request that has a member for one and does not set it. The service performs only one
/// of several requests with the same token. That holds for members that the service requires, too: a caller may leave
/// them out, and the server half of the protocol refuses a request that arrives without one.
///
/// ```
/// use awsquery::Config;
/// use awsquery::platform::IdempotencyTokens;
///
/// let config = Config::new().with_idempotency_tokens(IdempotencyTokens::from_fn(|| "token-for-tests".to_owned()));
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct IdempotencyTokens(IdempotencyTokenSource);

#[derive(Clone)]
enum IdempotencyTokenSource {
    /// Random UUIDs, from this source where the platform has no random numbers.
    Uuids(Arc<dyn Random>),
    Function(Arc<dyn Fn() -> String + Send + Sync>),
}

impl IdempotencyTokens {
    /// Creates a source that calls a function for each token.
    pub fn from_fn(make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(IdempotencyTokenSource::Function(Arc::new(make)))
    }

    /// Returns the same source, with another one of random numbers.
    pub(crate) fn with_random(&self, random: &Arc<dyn Random>) -> Self {
        Self(match &self.0 {
            IdempotencyTokenSource::Uuids(_) => IdempotencyTokenSource::Uuids(random.clone()),
            IdempotencyTokenSource::Function(make) => IdempotencyTokenSource::Function(make.clone()),
        })
    }

    pub(crate) fn make(&self) -> String {
        match &self.0 {
            IdempotencyTokenSource::Uuids(random) => random_uuid(&**random).as_str().to_owned(),
            IdempotencyTokenSource::Function(make) => make(),
        }
    }
}

impl Default for IdempotencyTokens {
    fn default() -> Self {
        Self(IdempotencyTokenSource::Uuids(Arc::new(SystemRandom)))
    }
}

impl fmt::Debug for IdempotencyTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyTokens")
    }
}

/// A UUID as text: `f81d4fae-7dec-41d0-a765-00a0c91e6bf6`.
pub(crate) struct Uuid([u8; 36]);

impl Uuid {
    pub(crate) fn as_str(&self) -> &str {
        // Cannot fail: hex digits and hyphens are ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Returns a random UUID of version 4, from the random numbers of the platform, or else from `random`. The standard library's
/// hasher, which the operating system seeds, is random enough for ids that must be unique but need not be secret.
pub(crate) fn random_uuid(random: &dyn Random) -> Uuid {
    // RFC 9562, section 5.4: four bits are the version 4, and two bits are the variant 0b10.
    let high = random_bits(random) & !(0xF << 12) | 0x4 << 12;
    let low = random_bits(random) & !(0b11 << 62) | 0b10 << 62;
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    let mut text = [b'-'; 36];
    for (part, digits) in [(0..4, 0..8), (4..6, 9..13), (6..8, 14..18), (8..10, 19..23), (10..16, 24..36)] {
        if let (Some(part), Some(digits)) = (bytes.get(part), text.get_mut(digits)) {
            // Cannot fail: there are two digits for each byte.
            let _ = hex::encode_to_slice(part, digits);
        }
    }
    Uuid(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_a_random_uuid_of_version_4() {
        let Uuid(one) = random_uuid(&SystemRandom);
        assert_ne!(one, random_uuid(&SystemRandom).0);
        for (place, byte) in one.into_iter().enumerate() {
            let is_right = match place {
                8 | 13 | 18 | 23 => byte == b'-',
                14 => byte == b'4',
                19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                _ => byte.is_ascii_hexdigit(),
            };
            assert!(is_right, "{}", Uuid(one).as_str());
        }
    }
}
