//! The body of a response: at most so large, and zeroed when it is dropped.

use bytes::Bytes;
use zeroize::Zeroizing;

use super::{TransportError, TransportErrorKind};

/// The capacity for a body of unknown size, in bytes. Few responses are larger.
const DEFAULT_CAPACITY: usize = 16 * 1024;

/// A body that is being received.
pub(super) struct CappedBody {
    bytes: Zeroizing<Vec<u8>>,
    cap: usize,
}

impl CappedBody {
    /// Starts a body of at most `cap` bytes, of which the response has announced `announced`.
    ///
    /// # Errors
    ///
    /// Fails if the announced size is too large.
    pub(super) fn new(announced: Option<usize>, cap: usize) -> Result<Self, TransportError> {
        if announced.is_some_and(|length| length > cap) {
            return Err(TransportError::from_kind(TransportErrorKind::TooLarge));
        }
        let capacity = announced.unwrap_or(DEFAULT_CAPACITY);
        Ok(Self { bytes: Zeroizing::new(Vec::with_capacity(capacity)), cap })
    }

    /// Adds the next part.
    ///
    /// # Errors
    ///
    /// Fails if the body becomes too large.
    pub(super) fn push(&mut self, part: &[u8]) -> Result<(), TransportError> {
        let length = self.bytes.len() + part.len();
        if length > self.cap {
            return Err(TransportError::from_kind(TransportErrorKind::TooLarge));
        }
        if length > self.bytes.capacity() {
            // Copied once into a buffer of the maximum size: a `Vec` that grows frees its old buffer without zeroing it.
            let larger = Zeroizing::new(Vec::with_capacity(self.cap));
            let outgrown = std::mem::replace(&mut self.bytes, larger);
            self.bytes.extend_from_slice(&outgrown);
        }
        self.bytes.extend_from_slice(part);
        Ok(())
    }

    /// Returns the whole body.
    pub(super) fn finish(self) -> Bytes {
        Bytes::from_owner(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(announced: Option<usize>, parts: &[&[u8]]) -> Result<Bytes, TransportErrorKind> {
        let mut body = CappedBody::new(announced, 20_000).map_err(|error| error.kind())?;
        parts.iter().try_for_each(|part| body.push(part)).map_err(|error| error.kind())?;
        Ok(body.finish())
    }

    #[test]
    fn a_body_is_put_together_from_its_parts() {
        assert_eq!(body(Some(4), &[b"ab", b"cd"]).unwrap(), "abcd");
        let (first, second) = (vec![1; 10_000], vec![2; 10_000]);
        let whole = body(None, &[&first, &second]).unwrap();
        assert_eq!(whole, [first, second].concat(), "larger than the first buffer");
    }

    #[test]
    fn a_body_that_is_too_large_is_refused_announced_or_not() {
        assert_eq!(body(Some(20_001), &[]), Err(TransportErrorKind::TooLarge));
        assert_eq!(body(None, &[&[0; 20_000], b"x"]), Err(TransportErrorKind::TooLarge));
        assert_eq!(body(Some(1), &[&[0; 20_001]]), Err(TransportErrorKind::TooLarge));
    }
}
