//! Models that AWS publishes: on their own, and with everything that belongs to them in the source package of botocore.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::model::{Model, Provenance};
use ::codegen::tables::partitions;
use ::codegen::{Documentation, Generator, disk};
use sha2::{Digest, Sha256};

use crate::arguments::PackageArguments;
use crate::command;
use crate::workspace::target;

/// The folders of STS in the package; a model may be compressed.
const DATA: &str = "botocore/data/sts/2011-06-15";
const ENDPOINT_TESTS: &str = "tests/functional/endpoint-rules/sts/endpoint-tests-1.json";
const PARTITIONS: &str = "botocore/data/partitions.json";
const PIP: &str = "It needs Python 3 with pip, and the network.";

/// Returns the facts of a model that AWS published, with where they came from.
pub(super) fn facts(generator: &Generator, file: &Path, version: &str) -> Result<Model, Box<dyn Error>> {
    let mut model = generator.load()?.model;
    model.provenance = Some(Provenance {
        publisher: "AWS".to_owned(),
        version: version.to_owned(),
        sha256: hex::encode(Sha256::digest(disk::read(file)?.as_bytes())),
    });
    Ok(model)
}

/// The source package of botocore, unpacked.
pub(super) struct Published {
    version: String,
    folder: PathBuf,
}

impl Published {
    /// Opens the package in a folder, or fetches the one that is asked for.
    pub(super) fn open(package: &PackageArguments) -> Result<Self, String> {
        match &package.from {
            Some(folder) => Self::in_folder(folder),
            None => Self::fetch(package.version.as_deref()),
        }
    }

    /// Opens a package that is unpacked already, in a folder like `botocore-1.44.8`.
    fn in_folder(folder: &Path) -> Result<Self, String> {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match name.strip_prefix("botocore-") {
            Some(version) => Ok(Self { version: version.to_owned(), folder: folder.to_owned() }),
            None => {
                Err(format!("{} is not a source package of botocore: must be named botocore-VERSION", folder.display()))
            }
        }
    }

    /// Returns the version of botocore.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Fetches a version of the package, or the newest, with pip. It needs Python 3, pip and tar.
    ///
    /// The package for installing has neither the endpoint tests nor the models as they are published.
    pub(super) fn fetch(version: Option<&str>) -> Result<Self, String> {
        let folder = target().join("botocore");
        let cannot = |error: std::io::Error| format!("cannot empty {}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(cannot)?;
        }
        fs::create_dir_all(&folder).map_err(cannot)?;
        let package = version.map_or_else(|| "botocore".to_owned(), |version| format!("botocore=={version}"));
        let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let source = ["--no-binary", ":all:", "--dest", "."];
        let mut python = Command::new("python3");
        command::output(python.args(pip).args(source).arg(&package).current_dir(&folder), PIP)?;
        let archive = archive(&folder)?;
        let name = archive.strip_suffix(".tar.gz").unwrap_or(&archive);
        let version = name.strip_prefix("botocore-").unwrap_or(name).to_owned();
        let mut tar = Command::new("tar");
        tar.args(["--extract", "--gzip", "--file", &archive]).current_dir(&folder);
        command::output(&mut tar, "Install tar if it is missing.")?;
        Ok(Self { version, folder: folder.join(name) })
    }

    /// The model of STS, with its endpoint rules and tests.
    pub(super) fn model(&self) -> Result<Model, Box<dyn Error>> {
        let file = self.file(&format!("{DATA}/service-2.json"));
        let generator = Generator::new(&file)
            .endpoint_rules(self.file(&format!("{DATA}/endpoint-rule-set-1.json")))
            .endpoint_tests(self.file(ENDPOINT_TESTS));
        facts(&generator, &file, &format!("botocore {}", self.version))
    }

    /// Returns AWS's descriptions of operations, types and members, by the names of our entries, as Markdown.
    pub(super) fn descriptions(&self, names: &[String]) -> Result<String, Box<dyn Error>> {
        let file = self.file(&format!("{DATA}/service-2.json"));
        let model = Generator::new(file).documentation(Documentation::Published).load()?.model;
        let mut text = String::new();
        for name in names {
            let found = match name.split_once('$') {
                None => {
                    let operation = model.operations.iter().find(|operation| operation.name == *name);
                    let shape = model.shapes.get(name).and_then(|shape| shape.documentation.as_ref());
                    operation.and_then(|operation| operation.documentation.as_ref()).or(shape)
                }
                Some((shape, member)) => {
                    let members = model.shapes.get(shape).map(|shape| shape.members()).unwrap_or_default();
                    members
                        .into_iter()
                        .find(|other| other.name == member)
                        .and_then(|found| found.documentation.as_ref())
                }
            };
            text.push_str(&format!("# {name}\n\n{}\n\n", found.map_or("(nothing)", String::as_str)));
        }
        Ok(text)
    }

    /// The partitions, as this project keeps them.
    pub(super) fn partitions(&self) -> Result<String, Box<dyn Error>> {
        Ok(partitions::import(&disk::read(&self.file(PARTITIONS))?)?)
    }

    /// A file of the package, compressed or not.
    fn file(&self, path: &str) -> PathBuf {
        let plain = self.folder.join(path);
        if plain.exists() { plain } else { self.folder.join(format!("{path}.gz")) }
    }
}

/// The one package that pip left.
fn archive(folder: &Path) -> Result<String, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let found = names.into_iter().find(|name| name.ends_with(".tar.gz"));
    found.ok_or_else(|| format!("pip left no source package in {}", folder.display()))
}
