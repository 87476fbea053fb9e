//! Packages of botocore, AWS's SDK for Python, in which AWS publishes its service models.

mod archive;
mod fetch;
pub(crate) mod service;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ::codegen::model::Provenance;
use ::codegen::{Error, Generator, disk};
use sha2::{Digest, Sha256};

use crate::arguments::PackageSource;
use crate::workspace::{root, target};

/// The file that says which version this project's own facts are from.
const FACTS: &str = "model/sts.json";

/// The end of the name of the folder in which a source package is kept.
const SOURCE: &str = "-source";

/// The kind of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackageKind {
    /// The package that is installed. It has the models, and what belongs to them.
    Wheel,
    /// The source package, which also has the endpoint tests.
    Source,
}

/// A package of botocore, unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    version: String,
    folder: PathBuf,
}

impl Package {
    /// Opens a package. One that has to be fetched or unpacked is kept in the target folder. `kind` is what a version is
    /// fetched as.
    ///
    /// # Errors
    ///
    /// The package cannot be fetched or unpacked, or is not one of botocore. The error is one line, and says what to do.
    pub(crate) fn open(source: &PackageSource, kind: PackageKind) -> Result<Self, String> {
        match source {
            PackageSource::Folder(folder) => Self::in_folder(folder),
            PackageSource::File(file) => Self::in_file(file),
            PackageSource::Newest => Self::fetched(None, kind),
            PackageSource::Version(version) => Self::fetched(Some(version), kind),
        }
    }

    /// Returns the version of botocore.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Returns the path of a file of the package, compressed or not.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        let plain = self.folder.join(path);
        if plain.exists() { plain } else { self.folder.join(format!("{path}.gz")) }
    }

    /// Returns the folder with a folder for each service.
    fn data(&self) -> PathBuf {
        self.folder.join("botocore/data")
    }

    /// Opens a package that is unpacked already, in a folder like `botocore-1.44.8`.
    fn in_folder(folder: &Path) -> Result<Self, String> {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let package = match name.strip_prefix("botocore-") {
            Some(version) => Self { version: version.to_owned(), folder: folder.to_owned() },
            None => {
                return Err(format!(
                    "{} is not a package of botocore: must be named botocore-VERSION",
                    folder.display()
                ));
            }
        };
        if package.data().is_dir() {
            return Ok(package);
        }
        Err(format!("{} is not a package of botocore: it has no folder botocore/data", folder.display()))
    }

    /// Opens a package in a file.
    fn in_file(file: &Path) -> Result<Self, String> {
        let version = archive::version(file)?;
        let bytes = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let hash = hex::encode(Sha256::digest(&bytes));
        Self::unpacked(version, file, kept().join(format!("file-{hash:.12}")))
    }

    /// Opens a package in its place, where a file is unpacked first if necessary.
    fn unpacked(version: String, file: &Path, place: PathBuf) -> Result<Self, String> {
        if !place.is_dir() {
            let unpacked = Scratch::create()?;
            archive::unpack(file, unpacked.folder())?;
            unpacked.keep(&place)?;
        }
        Ok(Self { version, folder: place })
    }

    /// Opens a version that was fetched earlier, or fetches it. Only the index knows which version is the newest.
    fn fetched(version: Option<&str>, kind: PackageKind) -> Result<Self, String> {
        if let Some(version) = version
            && let Some(folder) = kind.places(version).into_iter().find(|place| place.is_dir())
        {
            return Ok(Self { version: version.to_owned(), folder });
        }
        let download = Scratch::create()?;
        let file =
            fetch::fetch(version, kind, download.folder()).map_err(|error| match kind.versions().join(", ") {
                kept if kept.is_empty() => error,
                kept => format!("{error}; fetched earlier: {kept}"),
            })?;
        let version = archive::version(&file)?;
        let place = kind.place(&version);
        Self::unpacked(version, &file, place)
    }
}

impl PackageKind {
    /// Returns the folder in which a version of this kind is kept.
    fn place(self, version: &str) -> PathBuf {
        match self {
            Self::Wheel => kept().join(version),
            Self::Source => kept().join(format!("{version}{SOURCE}")),
        }
    }

    /// Returns the versions that are kept.
    fn versions(self) -> Vec<String> {
        let names =
            fs::read_dir(kept()).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let is_version = |name: &String| name.starts_with(|first: char| first.is_ascii_digit());
        let versions: BTreeSet<String> =
            names.filter(is_version).map(|name| name.trim_end_matches(SOURCE).to_owned()).collect();
        versions.into_iter().filter(|version| self.places(version).iter().any(|place| place.is_dir())).collect()
    }

    /// Returns the folders in which a version may be kept that has everything this kind has.
    fn places(self, version: &str) -> Vec<PathBuf> {
        match self {
            Self::Wheel => vec![self.place(version), Self::Source.place(version)],
            Self::Source => vec![self.place(version)],
        }
    }
}

/// Returns the version that this project's own facts are from: so everyone who has this checkout generates the same. If the
/// facts are from somewhere else, it is the newest version.
///
/// # Errors
///
/// The facts cannot be read.
pub(crate) fn default_source() -> Result<PackageSource, String> {
    let loaded = Generator::new(root().join(FACTS)).load().map_err(|error| error.to_string())?;
    let origin = loaded.model.provenance.map(|provenance| provenance.version).unwrap_or_default();
    Ok(match origin.strip_prefix("botocore ") {
        Some(version) => PackageSource::Version(version.to_owned()),
        None => PackageSource::Newest,
    })
}

/// Lets a generator note in its model which version, and which file of it, the facts are from.
///
/// # Errors
///
/// The file cannot be read.
pub(crate) fn with_provenance(generator: Generator, file: &Path, version: &str) -> Result<Generator, Error> {
    let provenance = Provenance {
        publisher: "AWS".to_owned(),
        version: version.to_owned(),
        sha256: hex::encode(Sha256::digest(disk::read(file)?.as_bytes())),
    };
    Ok(generator.map_model(move |model| model.provenance = Some(provenance.clone())))
}

/// The folder with the packages that were unpacked.
fn kept() -> PathBuf {
    target().join("botocore")
}

/// A new folder for work that is not complete yet. It is removed if it is not kept.
struct Scratch(PathBuf);

impl Scratch {
    fn create() -> Result<Self, String> {
        let mut number = 0;
        loop {
            let folder = kept().join(format!(".work-{}-{number}", std::process::id()));
            let created = fs::create_dir_all(kept()).and_then(|()| fs::create_dir(&folder));
            match created {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(format!("cannot create {}: {error}", folder.display())),
            }
        }
    }

    fn folder(&self) -> &Path {
        &self.0
    }

    /// Moves the folder to its place in one step, so that no one ever finds half of it. If another process was quicker, its
    /// folder stays.
    fn keep(self, place: &Path) -> Result<(), String> {
        match fs::rename(&self.0, place) {
            Err(error) if !place.is_dir() => Err(format!("cannot create {}: {error}", place.display())),
            _ => Ok(()),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is in the target folder, and in no one's way.
        let _ = fs::remove_dir_all(&self.0);
    }
}
