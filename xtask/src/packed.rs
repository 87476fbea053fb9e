//! Files that may be compressed.

use std::fs;
use std::path::Path;

use ::codegen::packed::unpack;

/// Reads a text that may be compressed with gzip.
///
/// # Errors
///
/// If it cannot be read or unpacked, or is no text. The error names the file.
pub fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    unpack(bytes).map_err(|problem| format!("{}: {problem}", path.display()))
}
