//! Reading of files that a variable or a user names.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

/// Reads a regular file of at most `max` bytes. The buffer is zeroed when it is dropped, because the file may hold a secret.
///
/// Checks the type of the file before opening it: opening a FIFO would block until a writer opens it too, and a device may
/// never end.
///
/// # Errors
///
/// Returns the reason in a clause that follows the path, such as `is not a regular file`.
pub fn read_regular_file(path: &Path, max: usize) -> Result<Zeroizing<Vec<u8>>, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let found = std::fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let too_large = || format!("is larger than {max} bytes");
    let size = usize::try_from(found.len()).ok().filter(|size| *size <= max).ok_or_else(too_large)?;
    // One byte more than needed, so that the buffer is not reallocated to find the end.
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).map_err(unreadable)?.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > max { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regular_file_is_read_up_to_its_limit() {
        let path = std::env::temp_dir().join(format!("awsquery-file-{}", std::process::id()));
        std::fs::write(&path, "12345").unwrap();
        let read = |max| read_regular_file(&path, max).map(|bytes| bytes.len());
        let found = (read(5), read(4), read(0));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(found.0, Ok(5));
        assert_eq!(found.1.unwrap_err(), "is larger than 4 bytes");
        assert_eq!(found.2.unwrap_err(), "is larger than 0 bytes");
        assert!(read(5).unwrap_err().starts_with("cannot be read: "));
    }

    #[test]
    fn what_is_not_a_regular_file_is_refused_without_opening_it() {
        let folder = std::env::temp_dir();
        assert_eq!(read_regular_file(&folder, 9).unwrap_err(), "is not a regular file");
        #[cfg(unix)]
        for device in ["/dev/zero", "/dev/null", "/dev/stdin"] {
            let path = Path::new(device);
            if path.exists() && !path.is_file() {
                assert_eq!(read_regular_file(path, 9).unwrap_err(), "is not a regular file", "{device}");
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_fifo_does_not_block() {
        let path = std::env::temp_dir().join(format!("awsquery-fifo-{}", std::process::id()));
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        let read = read_regular_file(&path, 9);
        std::fs::remove_file(&path).unwrap();
        assert!(made.success());
        assert_eq!(read.unwrap_err(), "is not a regular file");
    }
}
