//! The judges: one for each kind of case.

mod answer;
mod error;
mod limit;
mod request;

use bytes::Bytes;
use codegen::model::Model;
use http::Response;
use serde_json::Value;

use crate::case::Case;
use crate::{Bridge, shapes};

/// What judges need besides the case.
pub struct Context {
    operations: &'static [&'static dyn Bridge],
    model: Model,
}

impl Context {
    /// The operations of a crate, and the model that it was generated from.
    pub fn new(operations: &'static [&'static dyn Bridge], model: Model) -> Self {
        Self { operations, model }
    }

    /// Judges a case.
    ///
    /// # Errors
    ///
    /// What was expected and what was found; a kind that is not known.
    pub fn judge(&self, case: &Case) -> Result<(), String> {
        let bridge = self.operation(case.text("operation")?)?;
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

    /// An operation by its name.
    ///
    /// # Errors
    ///
    /// If the crate has none of this name.
    pub fn operation(&self, name: &str) -> Result<&'static dyn Bridge, String> {
        let found = self.operations.iter().find(|bridge| bridge.operation().name == name);
        found.copied().ok_or_else(|| format!("the crate has no operation {name}"))
    }

    /// Some input, to have something to send.
    fn input(&self, bridge: &dyn Bridge) -> Result<Value, String> {
        let operation = shapes::operation(&self.model, bridge.operation().name)?;
        Ok(shapes::least(&self.model, operation))
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
