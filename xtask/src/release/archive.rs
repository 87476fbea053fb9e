//! A package as the registry would receive it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::disk;
use sha2::{Digest, Sha256};

use crate::command;

/// A package, unpacked.
pub(super) struct Archive {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// The contents of its files, by their paths in the package, with `/`.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The manifest as Cargo has written it for the registry.
    pub(super) manifest: toml::Table,
    /// The size of the packed file, in bytes.
    pub(super) packed: usize,
    /// The SHA-256 of the packed file, by which lock files know the package.
    pub(super) checksum: String,
}

impl Archive {
    /// Unpacks the package of this name, which is in the folder `packed`, in `folder`.
    pub(super) fn open(packed: &Path, name: &str, folder: &Path) -> Result<Self, String> {
        let file = packed_file(packed, name)?;
        fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        let packed = fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let mut tar = Command::new("tar");
        // Cargo gives all files in all packages one old date. It would take them for files that it has compiled before.
        tar.args(["--extract", "--touch", "--gzip", "--file"]).arg(&file).arg("--directory").arg(folder);
        command::output(&mut tar, "Packages are unpacked with tar: install it.")?;
        let folder = folder.join(file.file_stem().unwrap_or_default());
        let files =
            read_files(&folder).map_err(|error| format!("cannot read the files of {}: {error}", folder.display()))?;
        let manifest = files.get("Cargo.toml").map(|text| String::from_utf8_lossy(text)).unwrap_or_default();
        let manifest = toml::from_str(&manifest).map_err(|error| format!("{name}, Cargo.toml: {}", error.message()))?;
        let checksum = hex::encode(Sha256::digest(&packed));
        Ok(Self { name: name.to_owned(), folder, files, manifest, packed: packed.len(), checksum })
    }

    /// Returns a key of the table `[package]`.
    pub(super) fn package_key(&self, key: &str) -> Option<&toml::Value> {
        self.manifest.get("package")?.get(key)
    }

    pub(super) fn version(&self) -> &str {
        self.package_key("version").and_then(toml::Value::as_str).unwrap_or("no version")
    }

    /// Returns the text of a file, if it is text.
    pub(super) fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Describes the package in one line.
    pub(super) fn summary(&self) -> String {
        format!("{} {}: {} files, {} KiB", self.name, self.version(), self.files.len(), self.packed.div_ceil(1024))
    }
}

/// Finds `NAME-VERSION.crate`, whichever version it is.
fn packed_file(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let cannot = |error| format!("cannot list {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let stem = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".crate"));
        let version = stem.and_then(|stem| stem.strip_prefix(name)).and_then(|rest| rest.strip_prefix('-'));
        if version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit())) {
            return Ok(path);
        }
    }
    Err(format!("Cargo has not made a package of {name} in {}", folder.display()))
}

fn read_files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for path in disk::files_below(folder)? {
        let name = path.strip_prefix(folder)?.components();
        let name: Vec<_> = name.map(|part| part.as_os_str().to_string_lossy()).collect();
        files.insert(name.join("/"), fs::read(&path)?);
    }
    Ok(files)
}

/// A package in memory, for tests of the checks.
#[cfg(test)]
pub(super) mod sample {
    use super::*;

    /// Returns a package `sts` in which nothing is missing.
    pub(in crate::release) fn archive() -> Archive {
        let manifest = "[package]\nname = \"sts\"\nversion = \"0.2.0\"\ndescription = \"A client\"\nlicense = \"MIT OR Apache-2.0\"\n\
                        readme = \"README.md\"\nrust-version = \"1.94.1\"\nkeywords = [\"aws\"]\n\
                        categories = [\"authentication\"]\n[dependencies.awsquery]\nversion = \"0.2.0\"\n";
        let files = [
            ("Cargo.lock", ""),
            ("Cargo.toml", manifest),
            ("Cargo.toml.orig", ""),
            ("LICENSE-APACHE", "apache"),
            ("LICENSE-MIT", "mit"),
            ("NOTICE", "notice"),
            ("README.md", "# sts\n"),
            ("src/lib.rs", "//! A client.\n"),
        ];
        Archive {
            name: "sts".to_owned(),
            folder: PathBuf::from("/packages/sts-0.2.0"),
            files: files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into(),
            manifest: toml::from_str(manifest).unwrap(),
            packed: 1024,
            checksum: "aa".to_owned(),
        }
    }

    /// Returns the same package with another manifest: `from` is replaced by `to`.
    pub(in crate::release) fn with_manifest(from: &str, to: &str) -> Archive {
        let mut archive = archive();
        let text = archive.text("Cargo.toml").unwrap();
        assert!(text.contains(from), "{text}");
        archive.manifest = toml::from_str(&text.replace(from, to)).unwrap();
        archive
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    /// Packs a package `sts` and one whose name begins in the same way, with files as old as Cargo makes them.
    fn packed(folder: &Path) {
        for name in ["sts-0.2.0", "sts-local-0.2.0"] {
            let source = folder.join(name).join("src");
            fs::create_dir_all(&source).unwrap();
            fs::write(folder.join(name).join("Cargo.toml"), "[package]\nversion = \"0.2.0\"\n").unwrap();
            let lib = source.join("lib.rs");
            fs::write(&lib, name).unwrap();
            fs::File::options().write(true).open(lib).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
            let mut tar = Command::new("tar");
            tar.current_dir(folder).args(["--create", "--gzip", "--file", &format!("{name}.crate"), name]);
            command::output(&mut tar, "").unwrap();
        }
    }

    #[test]
    fn an_unpacked_package_has_all_files_and_is_new_to_cargo() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        packed(folder);
        let archive = Archive::open(folder, "sts", &folder.join("unpacked")).unwrap();
        assert_eq!(archive.summary(), "sts 0.2.0: 2 files, 1 KiB");
        assert_eq!(archive.text("src/lib.rs"), Some("sts-0.2.0"));
        let modified = fs::metadata(archive.folder.join("src/lib.rs")).unwrap().modified().unwrap();
        assert!(
            modified.elapsed().unwrap() < Duration::from_secs(600),
            "Cargo would not compile it again: {modified:?}"
        );
        assert!(
            Archive::open(folder, "awsquery", folder).err().unwrap().contains("has not made a package of awsquery")
        );
    }
}
