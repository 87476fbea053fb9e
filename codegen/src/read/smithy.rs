//! Reads the Smithy 2.0 JSON AST.

mod service;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{Model, Provenance};

use super::fields::{FieldReader, error};
use super::known::KeyPlace;
use super::normalize::{PRELUDE, prelude_kind};
use super::report::ReadReport;

const UNIT: &str = "smithy.api#Unit";

/// Reads a model whose root has the key `smithy`.
pub(super) fn read(root: &JsonValue, report: &mut ReadReport) -> Result<Model, Error> {
    let mut top = FieldReader::of("model", root)?;
    let version = top.need_text("smithy")?;
    if version != "2" && !version.starts_with("2.") {
        return Err(error("smithy", format!("Smithy version {version} is not supported"))
            .with_remedy("convert the model to version 2.0"));
    }
    let provenance = read_metadata(top.object_or_empty("metadata")?.moved_to("metadata"), report)?;
    let index = SmithyIndex::of(top.entries("shapes")?)?;
    top.finish(KeyPlace::Ast, report)?;

    let (service, operations) = service::read(&index, report)?;
    let mut shapes = BTreeMap::new();
    for (id, json) in &index.types {
        shapes.insert(local(id).to_owned(), shape::read(&index, id, json, report)?);
    }
    Ok(Model { service, operations, shapes, provenance })
}

fn read_metadata(mut metadata: FieldReader<'_>, report: &mut ReadReport) -> Result<Option<Provenance>, Error> {
    let provenance = match metadata.object("provenance")? {
        None => None,
        Some(mut fields) => {
            let provenance = Provenance {
                publisher: fields.need_text("publisher")?.to_owned(),
                version: fields.need_text("version")?.to_owned(),
                sha256: fields.need_text("sha256")?.to_owned(),
            };
            fields.finish(KeyPlace::TraitValue, report)?;
            Some(provenance)
        }
    };
    metadata.finish(KeyPlace::AstMetadata, report)?;
    Ok(provenance)
}

/// The shapes of a model, separated by their use. `types` contains all others.
struct SmithyIndex<'a> {
    service: (&'a str, &'a JsonValue),
    operations: BTreeMap<&'a str, &'a JsonValue>,
    resources: BTreeMap<&'a str, &'a JsonValue>,
    types: BTreeMap<&'a str, &'a JsonValue>,
}

impl<'a> SmithyIndex<'a> {
    fn of(shapes: &'a [(String, JsonValue)]) -> Result<Self, Error> {
        let mut operations = BTreeMap::new();
        let mut resources = BTreeMap::new();
        let mut types = BTreeMap::new();
        let mut services = Vec::new();
        let mut names = BTreeSet::new();
        for (id, json) in shapes {
            if !id.contains('#') || id.contains('$') {
                return Err(error("shapes", format!("a shape ID must have the form namespace#Name; found {id:?}")));
            }
            if !names.insert(local(id)) {
                return Err(error(id, format!("another namespace has a shape {} as well", local(id))));
            }
            match json.get("type").and_then(JsonValue::as_str) {
                None => return Err(error(id, "the string \"type\" is missing")),
                Some("service") => services.push((id.as_str(), json)),
                Some("operation") => drop(operations.insert(id.as_str(), json)),
                Some("resource") => drop(resources.insert(id.as_str(), json)),
                Some(_) => drop(types.insert(id.as_str(), json)),
            }
        }
        match services.as_slice() {
            [service] => Ok(Self { service: *service, operations, resources, types }),
            [] => Err(error("shapes", "the model has no service")),
            [(one, _), (other, _), ..] => {
                Err(error(*other, format!("a model must have exactly one service; it also has {one}")))
            }
        }
    }

    /// Returns the name of the type that a member refers to.
    fn target(&self, at: &str, id: &str) -> Result<String, Error> {
        if let Some(name) = id.strip_prefix(PRELUDE) {
            let name = name.strip_prefix("Primitive").unwrap_or(name);
            return match prelude_kind(name) {
                Some(_) => Ok(format!("{PRELUDE}{name}")),
                None => Err(error(at, format!("the type {id} is not supported"))),
            };
        }
        self.local_type(at, id)
    }

    /// Returns the name of a type that the model defines.
    fn local_type(&self, at: &str, id: &str) -> Result<String, Error> {
        if self.types.contains_key(id) {
            Ok(local(id).to_owned())
        } else {
            Err(error(at, format!("refers to {id}, which is not a type of the model")))
        }
    }
}

/// Returns the name of a shape without its namespace.
fn local(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

/// Reads a list of references, `{"target": id}`, and returns their IDs.
fn targets<'a>(at: &str, references: &'a [JsonValue]) -> Result<Vec<&'a str>, Error> {
    references.iter().map(|reference| target_id(at, reference)).collect()
}

fn target_id<'a>(at: &str, reference: &'a JsonValue) -> Result<&'a str, Error> {
    FieldReader::of(at, reference)?.need_text("target")
}
