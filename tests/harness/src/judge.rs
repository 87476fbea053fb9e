//! Judges the cases: there is one judge for each kind.

mod error;
mod limit;
mod output;
mod request;

use bytes::Bytes;
use codegen::model::{Model, Protocol};
use http::Response;
use serde_json::Value;

use crate::case::Case;
use crate::{Bridge, shapes};

/// The crate and the model that a case is judged by.
pub struct Context {
    operations: &'static [&'static dyn Bridge],
    model: Model,
}

impl Context {
    /// Creates a context from the operations of a crate and the model that it was generated from.
    pub fn new(operations: &'static [&'static dyn Bridge], model: Model) -> Self {
        Self { operations, model }
    }

    /// Judges a case.
    ///
    /// # Errors
    ///
    /// The case fails, or its kind is unknown. The error says what was expected and what was found.
    pub fn judge(&self, case: &Case) -> Result<(), String> {
        let bridge = self.operation(case.text("operation")?)?;
        match case.text("kind")? {
            "input" => request::input(self, bridge, case),
            "output" => output::output(self, bridge, case),
            "error" => error::error(self, bridge, case),
            "invalid" => limit::invalid(self, bridge, case),
            "boundary" => limit::boundary(self, bridge, case),
            "ambiguous" | "agreed" => limit::ambiguous(bridge, case),
            other => Err(format!("unknown kind of case: {other}")),
        }
    }

    /// Looks up an operation by its name.
    ///
    /// # Errors
    ///
    /// The crate has no operation of this name.
    pub fn operation(&self, name: &str) -> Result<&'static dyn Bridge, String> {
        let found = self.operations.iter().find(|bridge| bridge.operation().name == name);
        found.copied().ok_or_else(|| format!("the crate has no operation {name}"))
    }

    /// Returns the protocol of the service.
    fn protocol(&self) -> Protocol {
        self.model.service.protocol
    }

    /// Returns a minimal input, for cases that are about the response.
    fn input(&self, bridge: &dyn Bridge) -> Result<Value, String> {
        let operation = shapes::operation(&self.model, bridge.operation().name)?;
        Ok(shapes::least(&self.model, operation))
    }
}

/// Builds the response of a case.
fn response(case: &Case) -> Result<Response<Bytes>, String> {
    let status = case.field("status")?.as_u64().and_then(|status| u16::try_from(status).ok());
    let mut response = Response::builder().status(status.ok_or("the status is not a number")?);
    for (name, value) in case.field("headers")?.as_object().ok_or("the headers are not an object")? {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    let body = Bytes::from(case.text("response_xml")?.to_owned());
    response.body(body).map_err(|error| error.to_string())
}
