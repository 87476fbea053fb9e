//! The argument `--from`, which names a package of botocore.

use std::fmt;
use std::path::{Path, PathBuf};

/// A package of botocore, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageSource {
    /// The newest version in the package index.
    Newest,
    /// A version in the package index, or fetched earlier.
    Version(String),
    /// A wheel or a source package.
    File(PathBuf),
    /// The folder of an unpacked package, such as `botocore-1.44.8`.
    Folder(PathBuf),
}

impl PackageSource {
    /// Reads what a user wrote. Something with a `/` is a path, and so is every name of a file or folder that exists.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let path = Path::new(text);
        if text == "newest" {
            Ok(Self::Newest)
        } else if is_version(text) {
            Ok(Self::Version(text.to_owned()))
        } else if path.is_dir() {
            Ok(Self::Folder(path.to_owned()))
        } else if path.is_file() {
            Ok(Self::File(path.to_owned()))
        } else if path.components().count() > 1 {
            Err("the file or folder does not exist".to_owned())
        } else {
            Err("not a file, a folder, a version such as 1.44.8, or `newest`".to_owned())
        }
    }
}

/// Returns true for numbers with dots between them.
fn is_version(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Writes what `--from` accepts.
impl fmt::Display for PackageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest => f.write_str("newest"),
            Self::Version(version) => f.write_str(version),
            Self::File(path) | Self::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_a_version_a_file_or_a_folder() {
        let here = env!("CARGO_MANIFEST_DIR");
        let manifest = format!("{here}/Cargo.toml");
        for (text, expected) in [
            ("newest", PackageSource::Newest),
            ("1.44.8", PackageSource::Version("1.44.8".to_owned())),
            (here, PackageSource::Folder(here.into())),
            (&manifest, PackageSource::File(manifest.clone().into())),
        ] {
            assert_eq!(PackageSource::parse(text), Ok(expected));
        }
        for text in ["", "1", "1.", "1..2", "1.a", "newer", "--help"] {
            assert!(PackageSource::parse(text).unwrap_err().starts_with("not a file, a folder, a version"), "{text}");
        }
        assert_eq!(PackageSource::parse("absent/file.whl"), Err("the file or folder does not exist".to_owned()));
    }
}
