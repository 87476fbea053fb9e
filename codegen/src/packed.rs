//! Decompresses files, because AWS publishes some models as gzip files.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

/// The first bytes of a gzip file (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Largest size of a decompressed file, which is far more than any model of AWS has. It stops a file that is a
/// decompression bomb.
const LIMIT: u64 = 512 * 1024 * 1024;

/// Returns the text of a file, which is decompressed if its first bytes are those of a gzip file.
///
/// # Errors
///
/// The file cannot be decompressed, is larger than 512 MiB, or is not UTF-8.
pub fn unpack(bytes: Vec<u8>) -> Result<String, String> {
    let plain = if bytes.starts_with(&GZIP) { gunzip(&bytes)? } else { bytes };
    if u64::try_from(plain.len()).is_ok_and(|length| length > LIMIT) {
        return Err("the content is larger than 512 MiB".to_owned());
    }
    String::from_utf8(plain).map_err(|error| format!("invalid UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let mut unpacked = MultiGzDecoder::new(bytes).take(LIMIT + 1);
    unpacked.read_to_end(&mut plain).map_err(|error| format!("invalid gzip data: {error}; is the file complete?"))?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_files_and_gzip_files_of_several_members_are_read() {
        assert_eq!(unpack(b"plain".to_vec()), Ok("plain".to_owned()));
        assert_eq!(unpack([pack(b"one "), pack(b"two")].concat()), Ok("one two".to_owned()));
    }

    #[test]
    fn truncated_files_and_files_that_are_not_text_are_refused() {
        let packed = pack(b"a text");
        assert!(unpack(packed[..packed.len() - 1].to_vec()).unwrap_err().starts_with("invalid gzip data: "));
        assert_eq!(unpack(pack(b"ab\xff")), Err("invalid UTF-8 at byte 2".to_owned()));
    }
}
