//! Reads API-2 JSON, the older form. It has no specification; the behavior of AWS's tools defines it.

mod extras;
mod service;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::Model;

use super::fields::{FieldReader, error};
use super::known::KeyPlace;
use super::names;
use super::report::ReadReport;

pub(super) use extras::{attach_paginators, attach_waiters};

/// Reads a model whose root has the keys `metadata` and `operations`.
pub(super) fn read(root: &JsonValue, report: &mut ReadReport) -> Result<Model, Error> {
    let mut top = FieldReader::of("model", root)?;
    let documentation = top.text("documentation")?;
    let service = service::read(top.object_or_empty("metadata")?, documentation, report)?;
    let operations = top.entries("operations")?;
    let index = Api2Index::of(operations, top.entries("shapes")?)?;
    top.finish(KeyPlace::Api2, report)?;

    let operations = operations
        .iter()
        .map(|(name, json)| service::read_operation(&index, name, json, report))
        .collect::<Result<_, _>>()?;
    let mut shapes = BTreeMap::new();
    for (name, json) in &index.shapes {
        shapes.insert(index.name(name), shape::read(&index, name, json, report)?);
    }
    Ok(Model { service, operations, shapes, provenance: None })
}

/// The shapes of a model by name, and the facts about all of them that are needed to read any of them.
struct Api2Index<'a> {
    shapes: BTreeMap<&'a str, &'a JsonValue>,
    renamed: BTreeMap<&'a str, String>,
    /// Shapes that an operation lists as errors. Not every error shape is marked as one.
    errors: BTreeSet<&'a str>,
}

impl<'a> Api2Index<'a> {
    fn of(operations: &'a [(String, JsonValue)], shapes: &'a [(String, JsonValue)]) -> Result<Self, Error> {
        let renamed = names::renamed(
            operations.iter().map(|(name, _)| name.as_str()),
            shapes.iter().map(|(name, _)| name.as_str()),
        )?;
        let errors = operations
            .iter()
            .filter_map(|(_, operation)| operation.get("errors")?.as_array())
            .flatten()
            .filter_map(|reference| reference.get("shape")?.as_str())
            .collect();
        Ok(Self { shapes: shapes.iter().map(|(name, json)| (name.as_str(), json)).collect(), renamed, errors })
    }

    /// Returns the name of a shape in the [`Model`].
    fn name(&self, shape: &str) -> String {
        self.renamed.get(shape).cloned().unwrap_or_else(|| shape.to_owned())
    }

    /// Looks up the target of a reference.
    fn target(&self, at: &str, shape: &str) -> Result<&'a JsonValue, Error> {
        match self.shapes.get(shape) {
            Some(json) => Ok(json),
            None => Err(error(at, format!("refers to {shape}, which is not a shape of the model"))),
        }
    }
}
