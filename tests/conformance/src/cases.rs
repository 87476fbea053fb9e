//! Reads the case files and models of this package.

use std::path::PathBuf;

use codegen::model::Model;
use codegen::packed::unpack;
use codegen::read::{Strictness, read};
use harness::Case;
use serde_json::Value;

/// Reads the cases of a file such as `sts.invalid`, in order.
///
/// # Errors
///
/// The file cannot be read.
pub fn cases(file: &str) -> Result<Vec<Case>, String> {
    harness::cases(&text(&format!("cases/{file}.jsonl.gz"))?).map_err(|error| format!("{file}: {error}"))
}

/// Reads the model of a service.
///
/// # Errors
///
/// The model cannot be read.
pub fn model(service: &str) -> Result<Model, String> {
    let text = match service {
        "sts" => text("../../model/sts.json")?,
        "query" => include_str!(concat!(env!("OUT_DIR"), "/query.json")).to_owned(),
        "ec2query" => include_str!(concat!(env!("OUT_DIR"), "/ec2query.json")).to_owned(),
        other => text(&format!("models/{other}.json.gz"))?,
    };
    Ok(read(&text, Strictness::Strict).map_err(|error| error.to_string())?.model)
}

/// Reads the suites of AWS's tests of a protocol: for requests if `file` is `query.input`, and for responses if it is
/// `query.output`.
///
/// # Errors
///
/// The file cannot be read.
pub fn protocol_tests(file: &str) -> Result<Vec<Value>, String> {
    serde_json::from_str(&text(&format!("protocol/{file}.json.gz"))?).map_err(|error| format!("{file}: {error}"))
}

fn text(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path));
    bytes
        .map_err(|error| error.to_string())
        .and_then(unpack)
        .map_err(|problem| format!("cannot read {path}: {problem}"))
}
