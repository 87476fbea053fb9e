//! The services of a package that can be generated.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use ::codegen::similar::similar;
use ::codegen::{Error, Generator, disk};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};

use super::{Package, PackageKind, default_source, with_provenance};
use crate::arguments::PackageSource;

/// The protocols that the generator knows, as API-2 calls them, the preferred one first.
const PROTOCOLS: [&str; 2] = ["query", "ec2"];
/// The file with the model, in the folder of a version of a service.
const MODEL: &str = "service-2.json";

/// A service of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishedService {
    /// The name of its folder: `elbv2`.
    pub(crate) name: String,
    /// The file with the model of its newest version.
    pub(crate) model: PathBuf,
    /// Facts about it.
    pub(crate) metadata: Metadata,
}

/// Facts about a service in its model. Only the names are always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    service_id: Option<String>,
    service_full_name: Option<String>,
    protocol: Option<String>,
    #[serde(default)]
    protocols: Vec<String>,
}

impl PublishedService {
    /// Returns the full title.
    pub(crate) fn title(&self) -> &str {
        self.metadata.service_full_name.as_deref().or(self.short_title()).unwrap_or(&self.name)
    }

    /// Returns the id: `Auto Scaling`.
    pub(crate) fn id(&self) -> &str {
        self.short_title().unwrap_or(&self.name)
    }

    fn short_title(&self) -> Option<&str> {
        self.metadata.service_id.as_deref()
    }

    /// Returns the protocol that a client is generated for: one of those that the service has, and the generator knows.
    pub(crate) fn protocol(&self) -> Option<&'static str> {
        let protocols = self.protocols();
        PROTOCOLS.into_iter().find(|known| protocols.contains(known))
    }

    fn protocols(&self) -> Vec<&str> {
        let first = self.metadata.protocol.as_deref().into_iter();
        let mut protocols: Vec<&str> = first.collect();
        for other in &self.metadata.protocols {
            if !protocols.contains(&other.as_str()) {
                protocols.push(other);
            }
        }
        protocols
    }

    /// Reads the names of the operations, and the size of the model in bytes.
    ///
    /// # Errors
    ///
    /// The model cannot be read.
    pub(crate) fn operations(&self) -> Result<(Vec<String>, usize), String> {
        #[derive(Deserialize)]
        struct Operations {
            operations: BTreeMap<String, IgnoredAny>,
        }
        let text = disk::read(&self.model).map_err(|error| error.to_string())?;
        let model: Operations = serde_json::from_str(&text)
            .map_err(|error| format!("{} is not an API-2 model: {error}", self.model.display()))?;
        Ok((model.operations.into_keys().collect(), text.len()))
    }
}

/// Opens a package, by default [that of this project](default_source), and finds a service in it.
///
/// # Errors
///
/// As [`Package::open`] and [`find`].
pub(crate) fn open(name: &str, from: Option<&PackageSource>) -> Result<(Package, PublishedService), String> {
    let source = from.cloned().map_or_else(default_source, Ok)?;
    let package = Package::open(&source, PackageKind::Wheel)?;
    let service = find(&package, name)?;
    Ok((package, service))
}

/// Returns a generator for the model of a service, with the files that are published beside it. The model says where it is
/// from.
///
/// # Errors
///
/// The model cannot be read.
pub(crate) fn generator(package: &Package, service: &PublishedService) -> Result<Generator, Error> {
    let generator = Generator::new(&service.model).companions();
    with_provenance(generator, &service.model, &format!("botocore {}", package.version))
}

/// Returns the services of a package that can be generated, sorted by name.
///
/// # Errors
///
/// The package cannot be read, or has no such service.
pub(crate) fn all(package: &Package) -> Result<Vec<PublishedService>, String> {
    let mut services = Vec::new();
    for name in folders(&package.data())? {
        services.extend(read(package, &name)?.filter(|service| service.protocol().is_some()));
    }
    if services.is_empty() {
        return Err(format!(
            "botocore {} has no service with the protocol {}",
            package.version,
            PROTOCOLS.join(" or ")
        ));
    }
    Ok(services)
}

/// Returns the service with a name.
///
/// # Errors
///
/// The package has no such service, or the service has another protocol. The error is one line, with similar names and with
/// what is allowed.
pub(crate) fn find(package: &Package, name: &str) -> Result<PublishedService, String> {
    // Only names of folders are names of services; `..` and paths are not.
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let found = if is_name { read(package, name)? } else { None };
    let problem = match found {
        Some(service) if service.protocol().is_some() => return Ok(service),
        Some(service) => format!(
            "{name} has the protocol {}, and only services with {} can be generated",
            service.protocols().join(", "),
            PROTOCOLS.join(" or ")
        ),
        None => format!("botocore {} has no service {name:?}", package.version),
    };
    let services = all(package)?;
    let near = nearest(&services, name);
    let meant = if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(" or ")) };
    let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
    Err(format!("{problem}; {meant}allowed are {}", names.join(", ")))
}

/// Returns the names of services whose name or title is similar.
fn nearest<'s>(services: &'s [PublishedService], name: &str) -> Vec<&'s str> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for service in services {
        let titles = [service.title(), service.short_title().unwrap_or_default()];
        for known in titles.map(without_spaces).into_iter().chain([service.name.clone()]) {
            names.entry(known).or_insert(&service.name);
        }
    }
    let mut near: Vec<&str> = Vec::new();
    for known in similar(&without_spaces(name), names.keys().map(String::as_str)) {
        if let Some(name) = names.get(known)
            && !near.contains(name)
        {
            near.push(name);
        }
    }
    near
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().concat().to_lowercase()
}

/// Reads the facts about the newest version of a service, if the package has the service.
fn read(package: &Package, name: &str) -> Result<Option<PublishedService>, String> {
    let folder = package.data().join(name);
    if !folder.is_dir() {
        return Ok(None);
    }
    // Versions are dates. Some services have no model of this form, and some versions neither.
    for version in folders(&folder)?.into_iter().rev() {
        let model = package.file(&format!("botocore/data/{name}/{version}/{MODEL}"));
        if model.is_file() {
            let metadata = metadata(&model).map_err(|problem| format!("cannot read {}: {problem}", model.display()))?;
            return Ok(Some(PublishedService { name: name.to_owned(), model, metadata }));
        }
    }
    Ok(None)
}

/// Returns the names of the folders in a folder, sorted.
fn folders(folder: &Path) -> Result<Vec<String>, String> {
    let cannot = |error: std::io::Error| format!("cannot list {}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort();
    Ok(names)
}

/// Reads the facts at the beginning of a model, and nothing behind them: a package has hundreds of models, some of megabytes.
fn metadata(model: &Path) -> Result<Metadata, String> {
    let file = File::open(model).map_err(|error| error.to_string())?;
    let is_packed = model.extension().is_some_and(|extension| extension == "gz");
    let text: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut found = None;
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(text));
    let stopped = MetadataReader(&mut found).deserialize(&mut json).err();
    found.ok_or_else(|| {
        stopped.map_or_else(|| "the object \"metadata\" is missing".to_owned(), |error| format!("not JSON: {error}"))
    })
}

/// Reads the value of the key `metadata` of an object, then stops with an error.
struct MetadataReader<'a>(&'a mut Option<Metadata>);

impl<'de> DeserializeSeed<'de> for MetadataReader<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for MetadataReader<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a service model")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(key) = access.next_key::<String>()? {
            if key == "metadata" {
                *self.0 = Some(access.next_value()?);
                return Err(serde::de::Error::custom("the rest is not read"));
            }
            access.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
