//! Bodies of requests and responses. Those of responses are limited in size, and zeroed when they are dropped.

use bytes::Bytes;
use http::HeaderMap;
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
use http::Method;
use http::header::CONTENT_LENGTH;
#[cfg(any(feature = "reqwest", feature = "hyper"))]
use http::{HeaderValue, Request};
use zeroize::Zeroizing;

use crate::transport::TransportError;

/// The capacity for a body of unknown size, in bytes. Few responses are larger.
const DEFAULT_CAPACITY: usize = 16 * 1024;

/// The maximum size in bytes for which memory is reserved because it was announced. The rest has to arrive first.
const MAX_RESERVED: usize = 1024 * 1024;

/// A body that is being received.
pub(super) struct CappedBody {
    bytes: Zeroizing<Vec<u8>>,
    cap: usize,
}

impl CappedBody {
    /// Starts the body of a response with these headers.
    ///
    /// # Errors
    ///
    /// Fails if the size in `Content-Length` is too large.
    pub(super) fn after(headers: &HeaderMap, cap: usize) -> Result<Self, TransportError> {
        let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        Self::new(announced, cap)
    }

    /// Starts a body of at most `cap` bytes, of which the response has announced `announced`.
    ///
    /// # Errors
    ///
    /// Fails if the announced size is too large.
    fn new(announced: Option<usize>, cap: usize) -> Result<Self, TransportError> {
        if let Some(length) = announced
            && length > cap
        {
            return Err(TransportError::too_large(&format!("{length} bytes were announced"), cap));
        }
        let capacity = announced.unwrap_or(DEFAULT_CAPACITY).min(MAX_RESERVED);
        Ok(Self { bytes: Zeroizing::new(Vec::with_capacity(capacity)), cap })
    }

    /// Adds the next part.
    ///
    /// # Errors
    ///
    /// Fails if the body becomes too large.
    pub(super) fn push(&mut self, part: &[u8]) -> Result<(), TransportError> {
        let length = self.bytes.len().saturating_add(part.len());
        if length > self.cap {
            return Err(TransportError::too_large(
                &format!("{length} bytes were received and more may follow"),
                self.cap,
            ));
        }
        if length > self.bytes.capacity() {
            // Copied here, because a `Vec` that grows frees its old buffer without zeroing it.
            let capacity = self.bytes.capacity().saturating_mul(2).clamp(length, self.cap);
            let larger = Zeroizing::new(Vec::with_capacity(capacity));
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

/// Returns `true` if a request with this method usually has a body. If it has none, it says so in `Content-Length`
/// ([RFC 9110, 8.6](https://www.rfc-editor.org/rfc/rfc9110#section-8.6)).
#[cfg(any(feature = "reqwest", feature = "hyper", feature = "blocking"))]
pub(super) fn usually_has_body(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}

/// Adds `Content-Length` to a request without a body, if its method usually has one. hyper does not.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
pub(super) fn announce_empty_body(request: &mut Request<Bytes>) {
    let is_silent = request.body().is_empty() && !request.headers().contains_key(CONTENT_LENGTH);
    if is_silent && usually_has_body(request.method()) {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(announced: Option<usize>, parts: &[&[u8]]) -> Result<Bytes, String> {
        let shown = |error: TransportError| std::error::Error::source(&error).unwrap().to_string();
        let mut body = CappedBody::new(announced, 20_000).map_err(shown)?;
        parts.iter().try_for_each(|part| body.push(part)).map_err(shown)?;
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
    fn a_body_of_unknown_size_takes_at_most_twice_its_memory() {
        let mut body = CappedBody::new(None, 64 * 1024 * 1024).unwrap();
        for _ in 0..30 {
            body.push(&[0; 10_000]).unwrap();
        }
        assert!(body.bytes.capacity() <= 600_000, "{}", body.bytes.capacity());
        let announced = CappedBody::new(Some(64 * 1024 * 1024), usize::MAX).unwrap();
        assert_eq!(announced.bytes.capacity(), MAX_RESERVED);
    }

    #[test]
    fn ht08_a_body_that_is_too_large_is_refused_with_its_size_the_limit_and_the_setting() {
        let announced = "20001 bytes were announced, but at most 20000 bytes are allowed; `with_max_response_bytes` \
                         raises the limit";
        assert_eq!(body(Some(20_001), &[]).unwrap_err(), announced);
        assert!(body(None, &[&[0; 20_000], b"x"]).unwrap_err().starts_with("20001 bytes were received"));
        assert!(body(Some(1), &[&[0; 20_001]]).unwrap_err().starts_with("20001 bytes were received"));
        assert_eq!(body(None, &[&[0; 20_000]]).unwrap().len(), 20_000);
    }
}
