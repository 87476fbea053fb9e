//! Case files and models, as this package keeps them.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use codegen::model::Model;
use codegen::read::{Strictness, read};
use harness::Case;
use serde_json::Value;

/// The cases of a file, `sts.invalid`, in order.
///
/// # Errors
///
/// If it cannot be read.
pub fn cases(file: &str) -> Result<Vec<Case>, String> {
    harness::cases(&unzip(&format!("cases/{file}.jsonl.gz"))?).map_err(|error| format!("{file}: {error}"))
}

/// The model of a service.
///
/// # Errors
///
/// If it cannot be read.
pub fn model(service: &str) -> Result<Model, String> {
    let text = match service {
        "sts" => std::fs::read_to_string(here("../model/sts.json")).map_err(|error| error.to_string())?,
        "protocol" => include_str!(concat!(env!("OUT_DIR"), "/protocol.json")).to_owned(),
        other => unzip(&format!("models/{other}.json.gz"))?,
    };
    Ok(read(&text, Strictness::Strict).map_err(|error| error.to_string())?.model)
}

/// The suites of AWS's protocol tests: of requests if `file` is `input`, of answers if it is `output`.
///
/// # Errors
///
/// If the file cannot be read.
pub fn protocol_tests(file: &str) -> Result<Vec<Value>, String> {
    serde_json::from_str(&unzip(&format!("protocol/{file}.json.gz"))?).map_err(|error| format!("{file}: {error}"))
}

fn unzip(path: &str) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("cannot read {path}: {error}");
    let mut text = String::new();
    let file = File::open(here(path)).map_err(cannot)?;
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).map_err(cannot)?;
    Ok(text)
}

fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
