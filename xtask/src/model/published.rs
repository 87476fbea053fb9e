//! Models that AWS publishes: on their own, and with everything that belongs to them in a package of botocore.

use std::error::Error;
use std::path::PathBuf;

use ::codegen::model::Model;
use ::codegen::tables::partitions;
use ::codegen::{Documentation, Generator, disk};

use crate::arguments::PackageSource;
use crate::botocore::{Package, PackageKind, with_provenance};

/// The files of STS in a package, which may be compressed.
const DATA: &str = "botocore/data/sts/2011-06-15";
const ENDPOINT_TESTS: &str = "tests/functional/endpoint-rules/sts/endpoint-tests-1.json";
const PARTITIONS: &str = "botocore/data/partitions.json";

/// The facts of STS in a package of botocore.
pub(super) struct Published(Package);

impl Published {
    /// Opens a package. A version is fetched as a source package, because the others lack the endpoint tests.
    pub(super) fn open(source: &PackageSource) -> Result<Self, String> {
        let package = Package::open(source, PackageKind::Source)?;
        let tests = package.file(ENDPOINT_TESTS);
        if tests.is_file() {
            return Ok(Self(package));
        }
        Err(format!(
            "{} is missing: the package has no endpoint tests; give a source package (botocore-VERSION.tar.gz) or a version",
            tests.display()
        ))
    }

    /// Returns the version of botocore.
    pub(super) fn version(&self) -> &str {
        self.0.version()
    }

    /// The model of STS, with its endpoint rules and tests.
    pub(super) fn model(&self) -> Result<Model, Box<dyn Error>> {
        let file = self.file(&format!("{DATA}/service-2.json"));
        let generator = Generator::new(&file)
            .endpoint_rules(self.file(&format!("{DATA}/endpoint-rule-set-1.json")))
            .endpoint_tests(self.file(ENDPOINT_TESTS));
        Ok(with_provenance(generator, &file, &format!("botocore {}", self.version()))?.load()?.model)
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

    fn file(&self, path: &str) -> PathBuf {
        self.0.file(path)
    }
}
