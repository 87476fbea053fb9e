//! Files that may be compressed.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// What a gzip file begins with (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Far more than any model of AWS; what unpacks to more is no model.
const LIMIT: u64 = 512 * 1024 * 1024;

/// Reads a text that may be compressed with gzip, which its first bytes tell.
///
/// # Errors
///
/// If it cannot be read or unpacked, is larger than 512 MiB, or is no UTF-8. The error names the file.
pub fn read(path: &Path) -> Result<String, String> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let bytes = if bytes.starts_with(&GZIP) {
        let mut plain = Vec::new();
        let mut unpacked = MultiGzDecoder::new(bytes.as_slice()).take(LIMIT + 1);
        unpacked
            .read_to_end(&mut plain)
            .map_err(|error| format!("cannot unpack {name}: {error}; is the file whole?"))?;
        plain
    } else {
        bytes
    };
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(format!("{name} is larger than 512 MiB: no model is"));
    }
    String::from_utf8(bytes).map_err(|error| format!("{name} is no UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}
