//! Reads a service model in either of the two forms that AWS publishes.
//!
//! The Smithy 2.0 JSON AST and the older API-2 JSON give the same [`Model`] if they state the same facts. The rules of a
//! form (for wire names, flattening, anchors of patterns, and names that differ only in case) are applied while reading,
//! so no later stage needs to know the form.

mod api2;
mod common;
mod fields;
pub mod known;
mod names;
mod normalize;
mod pattern;
mod report;
mod smithy;
mod texts;
mod validity;
pub(crate) mod wire_names;

use crate::error::{Error, Stage};
use crate::json::JsonValue;
use crate::model::Model;

use report::ReadReport;

pub(crate) use texts::check_json as check_json_texts;

/// The treatment of traits and keys that the generator does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// An unknown trait or key is an error, because it may change the bytes on the wire.
    Strict,
    /// An unknown trait or key is a warning.
    Lenient,
}

/// A model that was read, and the warnings about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelReading {
    /// The model.
    pub model: Model,
    /// Parts of the file that were left out, each with its place.
    pub warnings: Vec<String>,
}

/// The remedy of errors that have none of their own: the file is damaged, or uses a feature that is not supported yet.
const REMEDY: &str = "check that the file is complete and as AWS publishes it; if it is, extend codegen/src/read";

/// Reads a model, whose content determines its form.
///
/// # Errors
///
/// The text is not JSON or not a service model, the service has neither of the Query protocols, a reference has no
/// target, the model uses a feature that the generator does not support, or a text other than a description or a pattern
/// contains control characters. The error names the place in the model.
pub fn read(text: &str, strictness: Strictness) -> Result<ModelReading, Error> {
    read_form(text, strictness).map_err(|error| error.or_remedy(REMEDY))
}

fn read_form(text: &str, strictness: Strictness) -> Result<ModelReading, Error> {
    let root = parse(text)?;
    let mut report = ReadReport::new(strictness);
    let model = if root.get("smithy").is_some() {
        smithy::read(&root, &mut report)?
    } else if root.get("metadata").is_some() && root.get("operations").is_some() {
        api2::read(&root, &mut report)?
    } else {
        return Err(Error::new(Stage::Read, "", "neither a Smithy AST nor an API-2 model").with_remedy(
            "an AST has the key \"smithy\", and an API-2 model the keys \"metadata\" and \"operations\"",
        ));
    };
    texts::check(&model)?;
    let model = normalize::normalize(model)?;
    validity::check(&model)?;
    Ok(ModelReading { model, warnings: report.into_warnings() })
}

/// Checks a model that was changed after it was read.
///
/// # Errors
///
/// A text has characters that are not allowed, or a trait does not fit its target.
pub(crate) fn check(model: &Model) -> Result<(), Error> {
    texts::check(model)?;
    validity::check(model)
}

/// Adds an endpoint rule set from a separate file, where API-2 keeps it.
///
/// # Errors
///
/// The text is not a rule set, or the model has one already.
pub fn attach_endpoint_rules(model: &mut Model, text: &str) -> Result<(), Error> {
    attach(&mut model.service.endpoint_rules, text, "endpoint rules", "rules")
}

/// Adds endpoint tests from a separate file, where API-2 keeps them.
///
/// # Errors
///
/// The text does not contain endpoint tests, or the model has some already.
pub fn attach_endpoint_tests(model: &mut Model, text: &str) -> Result<(), Error> {
    attach(&mut model.service.endpoint_tests, text, "endpoint tests", "testCases")
}

/// Adds paginators from a separate file, where API-2 keeps them (`paginators-1.json` of botocore).
///
/// # Errors
///
/// The text does not contain paginators, names an unknown operation, or an operation has a paginator already.
pub fn attach_paginators(model: &mut Model, text: &str) -> Result<(), Error> {
    attach_checked(text, "paginators", |json| api2::attach_paginators(model, json))
}

/// Adds waiters from a separate file, where API-2 keeps them (`waiters-2.json` of botocore).
///
/// # Errors
///
/// The text does not contain waiters, names an unknown operation, or an operation has a waiter of the same name already.
pub fn attach_waiters(model: &mut Model, text: &str) -> Result<(), Error> {
    attach_checked(text, "waiters", |json| api2::attach_waiters(model, json))
}

/// Attaches a file after a check of its texts.
fn attach_checked(text: &str, what: &str, attach: impl FnOnce(&JsonValue) -> Result<(), Error>) -> Result<(), Error> {
    let json = parse(text).and_then(|json| texts::check_json(what, &json).map(|()| json));
    json.and_then(|json| attach(&json)).map_err(|error| error.or_remedy(REMEDY))
}

fn attach(place: &mut Option<JsonValue>, text: &str, what: &str, key: &str) -> Result<(), Error> {
    let json = parse(text).map_err(|error| error.or_remedy(REMEDY))?;
    if json.get(key).and_then(JsonValue::as_array).is_none() {
        let missing = Error::new(Stage::Read, what, format!("the list \"{key}\" is missing"));
        return Err(missing.with_remedy("use the file that AWS publishes with the model"));
    }
    if place.is_some() {
        return Err(Error::new(Stage::Read, what, "the model contains them already").with_remedy("leave the file out"));
    }
    texts::check_json(what, &json)?;
    *place = Some(json);
    Ok(())
}

fn parse(text: &str) -> Result<JsonValue, Error> {
    JsonValue::parse(text).map_err(|error| Error::new(Stage::Read, "", format!("not JSON: {error}")))
}

#[cfg(test)]
pub(crate) mod tests;
