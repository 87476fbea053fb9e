//! Case files and models, as this package keeps them.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use codegen::model::Model;
use codegen::read::{Strictness, read};
use serde_json::Value;

/// One line of a case file.
#[derive(Debug)]
pub struct Case(Value);

impl From<Value> for Case {
    fn from(fields: Value) -> Self {
        Self(fields)
    }
}

impl Case {
    /// All fields.
    pub fn fields(&self) -> &Value {
        &self.0
    }

    /// Which case it is, for people.
    pub fn id(&self) -> String {
        match self.get("id") {
            Some(id) => id.as_str().unwrap_or_default().to_owned(),
            None => self.0.to_string(),
        }
    }

    /// A field, if it is there.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// A field that must be there.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn field(&self, key: &str) -> Result<&Value, String> {
        self.get(key).ok_or_else(|| format!("the case has no {key}"))
    }

    /// A text that must be there.
    ///
    /// # Errors
    ///
    /// If it is not, or is no text.
    pub fn text(&self, key: &str) -> Result<&str, String> {
        self.field(key)?.as_str().ok_or_else(|| format!("{key} is no text"))
    }
}

/// The cases of a file, `sts.invalid`, in order.
///
/// # Errors
///
/// If it cannot be read.
pub fn cases(file: &str) -> Result<Vec<Case>, String> {
    let text = unzip(&format!("cases/{file}.jsonl.gz"))?;
    let case = |line: &str| serde_json::from_str(line).map(Case);
    text.lines().map(case).collect::<Result<_, _>>().map_err(|error| format!("{file}: {error}"))
}

/// The model of a service.
///
/// # Errors
///
/// If it cannot be read.
pub fn model(service: &str) -> Result<Model, String> {
    let text = match service {
        "sts" => std::fs::read_to_string(here("../model/sts.json")).map_err(|error| error.to_string())?,
        other => unzip(&format!("models/{other}.json.gz"))?,
    };
    Ok(read(&text, Strictness::Strict).map_err(|error| error.to_string())?.model)
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
