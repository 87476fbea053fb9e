//! What AWS publishes: models on their own, and with everything that belongs to them in the source package of botocore.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::correct::fill_gaps;
use ::codegen::model::{Model, Provenance};
use ::codegen::read::{Strictness, attach_endpoint_rules, attach_endpoint_tests, read};
use ::codegen::tables::partitions;
use sha2::{Digest, Sha256};

use crate::{command, packed, target};

/// The folders of STS in the package; a model may be compressed.
const DATA: &str = "botocore/data/sts/2011-06-15";
const ENDPOINT_TESTS: &str = "tests/functional/endpoint-rules/sts/endpoint-tests-1.json";
const PARTITIONS: &str = "botocore/data/partitions.json";
const PIP: &str = "It needs Python 3 with pip, and the network.";

/// A model and the files beside it.
pub(super) struct Files {
    pub(super) model: String,
    pub(super) endpoint_rules: Option<String>,
    pub(super) endpoint_tests: Option<String>,
}

impl Files {
    /// The facts, with what they came from.
    pub(super) fn model(&self, version: &str) -> Result<Model, Box<dyn std::error::Error>> {
        let mut model = fill_gaps(read(&self.model, Strictness::Strict)?.model)?;
        if let Some(text) = &self.endpoint_rules {
            attach_endpoint_rules(&mut model, text)?;
        }
        if let Some(text) = &self.endpoint_tests {
            attach_endpoint_tests(&mut model, text)?;
        }
        let mut model = model.without_documentation();
        model.provenance = Some(Provenance {
            publisher: "AWS".to_owned(),
            version: version.to_owned(),
            sha256: hex::encode(Sha256::digest(self.model.as_bytes())),
        });
        Ok(model)
    }
}

/// The source package of botocore, unpacked.
pub(super) struct Published {
    version: String,
    folder: PathBuf,
}

impl Published {
    /// Fetches a version of the package, or the newest, with pip. It needs Python 3, pip and tar.
    ///
    /// The package for installing has neither the endpoint tests nor the models as they are published.
    pub(super) fn fetch(version: Option<&str>) -> Result<Self, String> {
        let folder = target().join("botocore");
        let cannot = |error: std::io::Error| format!("cannot make {} anew: {error}", folder.display());
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
        command::output(&mut tar, "Install tar, if it is not there.")?;
        Ok(Self { version, folder: folder.join(name) })
    }

    /// The model of STS, with its endpoint rules and tests.
    pub(super) fn model(&self) -> Result<Model, Box<dyn std::error::Error>> {
        let files = Files {
            model: self.text(&format!("{DATA}/service-2.json"))?,
            endpoint_rules: Some(self.text(&format!("{DATA}/endpoint-rule-set-1.json"))?),
            endpoint_tests: Some(self.text(ENDPOINT_TESTS)?),
        };
        files.model(&format!("botocore {}", self.version))
    }

    /// The partitions, as this project keeps them.
    pub(super) fn partitions(&self) -> Result<String, Box<dyn std::error::Error>> {
        Ok(partitions::import(&self.text(PARTITIONS)?)?)
    }

    /// A file of the package, compressed or not.
    fn text(&self, path: &str) -> Result<String, String> {
        let plain = self.folder.join(path);
        packed::read(&if plain.exists() { plain } else { self.folder.join(format!("{path}.gz")) })
    }
}

/// The one package that pip left.
fn archive(folder: &Path) -> Result<String, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let found = names.into_iter().find(|name| name.ends_with(".tar.gz"));
    found.ok_or_else(|| format!("pip left no source package in {}", folder.display()))
}
