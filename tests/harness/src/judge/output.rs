//! Judges the output that a client decodes from a successful response.

use serde_json::Value;

use super::{Context, response};
use crate::case::Case;
use crate::shapes;
use crate::{Bridge, compare};

/// Judges an `output` case: the client decodes the output, and decodes it again from the response that a server writes.
pub(super) fn output(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let input = context.input(bridge)?;
    let decoded = bridge.call(&input, Some(response(case)?))?.result.map_err(|error| format!("{error:?}"))?;
    let expected = case.field("output")?;
    match &shapes::operation(&context.model, bridge.operation().name)?.output {
        Some(name) => compare::values(&context.model, name, expected, &decoded.output, "output")?,
        None if *expected == decoded.output => {}
        None => return Err(format!("expected {expected}, found {}", decoded.output)),
    }
    let (expected, found) = (case.field("request_id")?.as_str(), decoded.request_id.as_deref());
    if expected != found {
        return Err(format!("expected the request ID {expected:?}, found {found:?}"));
    }
    bridge.echoes(&input, response(case)?).map_err(|problem| format!("the server half: {problem}"))
}

/// Returns `true` if no member of an output is set.
pub(super) fn is_empty(output: &Value) -> bool {
    output.as_object().is_some_and(serde_json::Map::is_empty)
}
