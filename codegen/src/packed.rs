//! Texts that may be compressed, as AWS publishes models.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

/// What a gzip file begins with (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Far more than any model of AWS; what unpacks to more is no model.
const LIMIT: u64 = 512 * 1024 * 1024;

/// The text of a file that may be compressed with gzip, which its first bytes tell.
///
/// # Errors
///
/// If it cannot be unpacked, is larger than 512 MiB, or is no UTF-8.
pub fn unpack(bytes: Vec<u8>) -> Result<String, String> {
    let plain = if bytes.starts_with(&GZIP) { gunzip(&bytes)? } else { bytes };
    if u64::try_from(plain.len()).is_ok_and(|length| length > LIMIT) {
        return Err("it is larger than 512 MiB: no model is".to_owned());
    }
    String::from_utf8(plain).map_err(|error| format!("it is no UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let mut unpacked = MultiGzDecoder::new(bytes).take(LIMIT + 1);
    unpacked.read_to_end(&mut plain).map_err(|error| format!("it cannot be unpacked: {error}; is the file whole?"))?;
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
    fn a_text_is_read_packed_in_parts_or_plain() {
        assert_eq!(unpack(b"plain".to_vec()), Ok("plain".to_owned()));
        assert_eq!(unpack([pack(b"one "), pack(b"two")].concat()), Ok("one two".to_owned()));
    }

    #[test]
    fn what_is_cut_or_no_text_is_refused() {
        let packed = pack(b"a text");
        assert!(unpack(packed[..packed.len() - 1].to_vec()).unwrap_err().starts_with("it cannot be unpacked: "));
        assert_eq!(unpack(pack(b"ab\xff")), Err("it is no UTF-8 at byte 2".to_owned()));
    }
}
