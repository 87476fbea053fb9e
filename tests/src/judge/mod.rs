//! The judges: one for each kind of case.

mod answer;
mod error;
mod limit;
mod request;

use std::collections::BTreeMap;

use bytes::Bytes;
use codegen::model::Model;
use http::Response;
use serde_json::Value;

use crate::Bridge;
use crate::cases::{Case, cases, model};
use crate::services::operation;

/// What judges need besides the case.
#[derive(Debug)]
pub struct Context {
    service: String,
    model: Model,
    /// A valid input for each operation, to have something to send.
    inputs: BTreeMap<String, Value>,
}

impl Context {
    /// Everything about a service.
    ///
    /// # Errors
    ///
    /// If its model or its cases cannot be read.
    pub fn new(service: &str) -> Result<Self, String> {
        let mut inputs = BTreeMap::new();
        for case in cases(service)?.iter().filter(|case| case.text("kind") == Ok("input")) {
            inputs
                .entry(case.text("operation")?.to_owned())
                .or_insert_with(|| case.get("input").cloned().unwrap_or_default());
        }
        Ok(Self { service: service.to_owned(), model: model(service)?, inputs })
    }

    /// Judges a case.
    ///
    /// # Errors
    ///
    /// What was expected and what was found; a kind that is not known.
    pub fn judge(&self, case: &Case) -> Result<(), String> {
        let bridge = operation(&self.service, case.text("operation")?)?;
        match case.text("kind")? {
            "input" => request::input(self, bridge, case),
            "output" => answer::output(self, bridge, case),
            "error" => error::error(self, bridge, case),
            "invalid" => limit::invalid(self, bridge, case),
            "boundary" => limit::boundary(self, bridge, case),
            "ambiguous" | "agreed" => limit::ambiguous(bridge, case),
            other => Err(format!("no judge for the kind {other}")),
        }
    }

    /// Some valid input.
    fn input(&self, bridge: &dyn Bridge) -> Result<&Value, String> {
        let name = bridge.operation().name;
        self.inputs.get(name).ok_or_else(|| format!("no input for {name}"))
    }
}

/// The answer of a case.
fn answer(case: &Case) -> Result<Response<Bytes>, String> {
    let status = case.field("status")?.as_u64().and_then(|status| u16::try_from(status).ok());
    let mut response = Response::builder().status(status.ok_or("the status is no number")?);
    for (name, value) in case.field("headers")?.as_object().ok_or("the headers are no object")? {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    let body = Bytes::from(case.text("response_xml")?.to_owned());
    response.body(body).map_err(|error| error.to_string())
}
