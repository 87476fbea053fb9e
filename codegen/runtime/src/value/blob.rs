//! Bytes.

use std::error::Error;
use std::fmt;
use std::mem;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::{Zeroize, Zeroizing};

/// Bytes, sent and received as base64.
///
/// `Debug` shows only the length, because the bytes may be key material. Use `Secret<Blob>` for bytes that must also be
/// zeroed when they are dropped.
///
/// ```
/// use awsquery::Blob;
///
/// let blob = Blob::new(*b"\x00\x01\xFE");
/// assert_eq!(blob.to_base64(), "AAH+");
/// assert_eq!(Blob::from_base64("AAH+")?, blob);
/// assert_eq!(format!("{blob:?}"), "Blob(3 bytes)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Blob(Vec<u8>);

impl Blob {
    /// Wraps bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes.
    #[inline]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }

    /// Encodes the bytes as they are sent: in the standard alphabet of RFC 4648, with padding.
    #[inline]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// Decodes base64, as written by [`to_base64`](Self::to_base64). ASCII white space is ignored, because a service may
    /// indent its XML.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidBase64`] if the text is not base64 in the standard alphabet, or lacks its padding.
    #[inline]
    pub fn from_base64(text: &str) -> Result<Self, InvalidBase64> {
        if text.bytes().any(|b| b.is_ascii_whitespace()) {
            let dense: Zeroizing<Vec<u8>> = Zeroizing::new(text.bytes().filter(|b| !b.is_ascii_whitespace()).collect());
            return decode(&dense);
        }
        decode(text.as_bytes())
    }
}

#[inline]
fn decode(dense: &[u8]) -> Result<Blob, InvalidBase64> {
    // The capacity suffices, so no partial copy is left behind by growing. If the text turns out to be invalid, what
    // was decoded so far is zeroed: it may be half a secret.
    let mut bytes = Zeroizing::new(Vec::with_capacity(dense.len().div_ceil(4) * 3));
    STANDARD.decode_vec(dense, &mut bytes).map_err(|_| InvalidBase64)?;
    Ok(Blob(mem::take(&mut *bytes)))
}

impl From<Vec<u8>> for Blob {
    #[inline]
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Blob {
    #[inline]
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl AsRef<[u8]> for Blob {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Zeroize for Blob {
    #[inline]
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Blob {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

/// Serializes as a base64 string.
#[cfg(feature = "serde")]
impl serde::Serialize for Blob {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(self.to_base64()))
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Blob {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::value::serde_text::deserialize(deserializer, "base64", |text| Self::from_base64(text).ok())
    }
}

/// The error for text that is not base64. It does not quote the text, which may be a secret. Returned by
/// [`Blob::from_base64`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidBase64;

impl fmt::Display for InvalidBase64 {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not base64 in the standard alphabet with padding")
    }
}

impl Error for InvalidBase64 {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::secret::Secret;

    #[test]
    fn base64_has_the_standard_alphabet_and_padding() {
        assert_eq!(Blob::new([0xFB, 0xFF, 0xFE, 0x00]).to_base64(), "+//+AA==");
        assert_eq!(Blob::from_base64("+//+AA==").unwrap().as_ref(), [0xFB, 0xFF, 0xFE, 0x00]);
        assert_eq!(Blob::default().to_base64(), "");
        assert_eq!(Blob::from_base64(""), Ok(Blob::default()));
        for text in ["-__-AA==", "+//+AA", "+//+AA=", "+//+AA===", "+//+AB==", "A", "=", "AA=A", "é"] {
            assert_eq!(Blob::from_base64(text), Err(InvalidBase64), "{text}");
        }
    }

    #[test]
    fn white_space_in_base64_is_ignored() {
        for text in [" +//+AA==", "+//+\r\n\tAA==\n", "+ / / + A A = =", "\x0C+//+AA=="] {
            assert_eq!(Blob::from_base64(text).unwrap().to_base64(), "+//+AA==", "{text:?}");
        }
        assert_eq!(Blob::from_base64(" \n "), Ok(Blob::default()));
        Blob::from_base64("+//+\u{A0}AA==").unwrap_err();
    }

    #[test]
    fn debug_shows_only_the_length() {
        assert_eq!(format!("{:?}", Blob::new(*b"SENTINEL")), "Blob(8 bytes)");
        assert_eq!(format!("{:#?}", Blob::new(*b"SENTINEL")), "Blob(8 bytes)");
    }

    #[test]
    fn conversions_keep_the_bytes() {
        let bytes: &[u8] = b"bytes";
        assert_eq!(Blob::from(bytes), Blob::from(bytes.to_vec()));
        assert_eq!(Blob::new(bytes).into_vec(), bytes);
    }

    #[test]
    fn zeroing_empties_a_blob_and_a_secret_can_hold_one() {
        let mut blob = Blob::new(*b"key");
        blob.zeroize();
        assert_eq!(blob, Blob::default());
        let secret: Secret<Blob> = Secret::new(b"key".as_slice());
        assert_eq!(secret.expose().as_ref(), b"key");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_writes_and_reads_base64() {
        let blob = Blob::new(*b"blob");
        assert_eq!(serde_json::to_string(&blob).unwrap(), "\"YmxvYg==\"");
        assert_eq!(serde_json::from_str::<Blob>("\"YmxvYg==\"").unwrap(), blob);
        let error = serde_json::from_str::<Blob>("\"SENTINEL!\"").unwrap_err();
        assert!(error.to_string().starts_with("not base64") && !error.to_string().contains("SENTINEL"));
    }

    proptest! {
        #[test]
        fn any_bytes_survive_encoding_and_decoding(bytes: Vec<u8>) {
            let blob = Blob::new(bytes);
            prop_assert_eq!(Blob::from_base64(&blob.to_base64()), Ok(blob));
        }

        #[test]
        fn only_canonical_base64_is_accepted(text in "[A-Za-z0-9+/= \n]{0,20}") {
            if let Ok(blob) = Blob::from_base64(&text) {
                prop_assert_eq!(blob.to_base64(), text.replace([' ', '\n'], ""));
            }
        }
    }
}
