//! Reading a service model, in either of the two forms that AWS publishes.
//!
//! The Smithy 2.0 JSON AST and the older API-2 JSON give the same [`Model`] as far as they say the same. What a form
//! leaves to rules (wire names, flattening, anchors of patterns, names that differ in case) is settled while reading.

mod api2;
mod fields;
pub mod known;
mod names;
mod pattern;
mod report;
mod settle;
mod smithy;
mod words;

use crate::error::{Error, Stage};
use crate::json::Json;
use crate::model::Model;

use report::Report;

/// What happens at a trait or key that this generator does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// It is an error: it may change what goes over the wire.
    Strict,
    /// It is a warning.
    Lenient,
}

/// A model that was read, with what its reader should hear about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The model.
    pub model: Model,
    /// What was left out, each with its place.
    pub warnings: Vec<String>,
}

/// What can be done about a file that breaks its own form, or goes beyond what is read here.
const REMEDY: &str = "is the file whole, and as AWS publishes it? then teach codegen/src/read, else take it anew";

/// Reads a model; its content tells which form it has.
///
/// # Errors
///
/// The text is no JSON or no service model, its protocol is not AWS Query, something it refers to is missing, or it
/// says what this generator does not understand. The error names the place in the model.
pub fn read(text: &str, strictness: Strictness) -> Result<Reading, Error> {
    read_form(text, strictness).map_err(|error| error.or_remedy(REMEDY))
}

fn read_form(text: &str, strictness: Strictness) -> Result<Reading, Error> {
    let root = parse(text)?;
    let mut report = Report::new(strictness);
    let model = if root.get("smithy").is_some() {
        smithy::read(&root, &mut report)?
    } else if root.get("metadata").is_some() && root.get("operations").is_some() {
        api2::read(&root, &mut report)?
    } else {
        return Err(Error::new(Stage::Read, "", "neither a Smithy AST nor an API-2 model")
            .with_remedy("an AST has the key \"smithy\", an API-2 model the keys \"metadata\" and \"operations\""));
    };
    Ok(Reading { model: settle::settle(model)?, warnings: report.into_warnings() })
}

/// Adds an endpoint rule set from a file of its own, as API-2 models have it.
///
/// # Errors
///
/// The text is no rule set, or the model has one already.
pub fn attach_endpoint_rules(model: &mut Model, text: &str) -> Result<(), Error> {
    attach(&mut model.service.endpoint_rules, text, "endpoint rules", "rules")
}

/// Adds endpoint tests from a file of their own, as API-2 models have them.
///
/// # Errors
///
/// The text holds no endpoint tests, or the model has some already.
pub fn attach_endpoint_tests(model: &mut Model, text: &str) -> Result<(), Error> {
    attach(&mut model.service.endpoint_tests, text, "endpoint tests", "testCases")
}

/// Adds paginators from a file of their own, as API-2 models have them (botocore's `paginators-1.json`).
///
/// # Errors
///
/// The text holds no paginators, names an operation that the model has not, or the model has its own.
pub fn attach_paginators(model: &mut Model, text: &str) -> Result<(), Error> {
    parse(text).and_then(|json| api2::attach_paginators(model, &json)).map_err(|error| error.or_remedy(REMEDY))
}

/// Adds waiters from a file of their own, as API-2 models have them (botocore's `waiters-2.json`).
///
/// # Errors
///
/// As [`attach_paginators`].
pub fn attach_waiters(model: &mut Model, text: &str) -> Result<(), Error> {
    parse(text).and_then(|json| api2::attach_waiters(model, &json)).map_err(|error| error.or_remedy(REMEDY))
}

fn attach(place: &mut Option<Json>, text: &str, what: &str, key: &str) -> Result<(), Error> {
    let json = parse(text).map_err(|error| error.or_remedy(REMEDY))?;
    if json.get(key).and_then(Json::as_array).is_none() {
        let missing = Error::new(Stage::Read, what, format!("the list \"{key}\" is missing"));
        return Err(missing.with_remedy("give the file that belongs to the model"));
    }
    if place.is_some() {
        return Err(Error::new(Stage::Read, what, "the model has its own").with_remedy("leave the file out"));
    }
    *place = Some(json);
    Ok(())
}

fn parse(text: &str) -> Result<Json, Error> {
    Json::parse(text).map_err(|error| Error::new(Stage::Read, "", format!("not JSON: {error}")))
}

#[cfg(test)]
pub(crate) mod tests;
