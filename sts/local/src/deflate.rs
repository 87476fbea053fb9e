//! DEFLATE (RFC 1951), for large session tokens.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The largest result of decompression, in bytes. The policies and tags of a session are far smaller.
const MAX_DECOMPRESSED: u64 = 256 * 1024;

pub(crate) fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

pub(crate) fn decompress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut decompressed = Vec::new();
    DeflateDecoder::new(bytes).take(MAX_DECOMPRESSED).read_to_end(&mut decompressed)?;
    Ok(decompressed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn compressed_bytes_can_be_decompressed(bytes: Vec<u8>) {
            prop_assert_eq!(decompress(&compress(&bytes).unwrap()).unwrap(), bytes);
        }
    }
}
