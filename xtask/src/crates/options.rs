//! What a crate is made from, and what of it.

use std::path::{Path, PathBuf};

use ::codegen::plan::ir::Crate;

use crate::root;

/// What a stand-alone crate is made from. [`new`](Self::new) gives the defaults.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CrateOptions {
    /// The model: API-2 or Smithy AST, plain or gzipped.
    pub model: PathBuf,
    /// The folder of the crate.
    pub out: PathBuf,
    /// The operations to keep; `None` for all.
    pub operations: Option<Vec<String>>,
    /// The name of the package; `None` for the service's own, such as `auto-scaling`.
    pub name: Option<String>,
    /// The endpoint rule set, for models that have none of their own.
    pub endpoint_rules: Option<PathBuf>,
    /// AWS's partitions, for a table in the crate; `None` for the runtime's table.
    pub partitions: Option<PathBuf>,
    /// Paginators, for models that have none of their own: botocore's `paginators-1.json`.
    pub paginators: Option<PathBuf>,
    /// Waiters, for models that have none of their own: botocore's `waiters-2.json`.
    pub waiters: Option<PathBuf>,
    /// Corrections of the model, in the form of `model/sts.corrections.json`.
    pub corrections: Option<PathBuf>,
    /// Where documentation comes from.
    pub docs: Docs,
    /// The runtime that the crate depends on.
    pub runtime: Runtime,
    /// True if an unknown trait or key is an error, and no warning.
    pub strict: bool,
}

/// Where the documentation of a crate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Docs {
    /// It words the facts of the model.
    Facts,
    /// It is the model's own prose, whose publisher owns it, as Markdown.
    Model,
}

/// Where a crate finds the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In a folder.
    Path(PathBuf),
    /// Published, in this version.
    Version(String),
}

impl CrateOptions {
    /// A crate for the whole model, on the runtime of this checkout.
    pub fn new(model: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Self {
            model: model.into(),
            out: out.into(),
            operations: None,
            name: None,
            endpoint_rules: None,
            partitions: None,
            paginators: None,
            waiters: None,
            corrections: None,
            docs: Docs::Facts,
            runtime: Runtime::Path(root().join("codegen/runtime")),
            strict: false,
        }
    }

    /// The name of the package, checked.
    pub(super) fn package_name(&self, plan: &Crate) -> Result<String, String> {
        match &self.name {
            Some(name) if is_package_name(name) => Ok(name.clone()),
            Some(name) => {
                Err(format!("{name:?} is no name of a package: lower-case letters, digits, - and _, a letter first"))
            }
            None => {
                let words: Vec<String> =
                    plan.service.name.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
                let name = words.join("-");
                if is_package_name(&name) {
                    return Ok(name);
                }
                Err(format!("{:?} gives no name for a package: give one with --name", plan.service.name))
            }
        }
    }
}

/// What Cargo and Rust both take as a name, in the usual spelling; `awsquery` is the runtime's.
fn is_package_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(plain)
        && ::codegen::plan::names::member(name) == name.replace('-', "_")
        && !["awsquery", "std", "core", "alloc", "test"].contains(&name)
}

impl Runtime {
    /// A version such as `0.1`, or else the path of a folder.
    ///
    /// # Errors
    ///
    /// If the folder does not hold the runtime.
    pub fn parse(text: &str) -> Result<Self, String> {
        let version = text.trim_start_matches(['=', '^', '~']);
        if version.starts_with(|first: char| first.is_ascii_digit()) && !Path::new(text).exists() {
            return Ok(Self::Version(text.to_owned()));
        }
        let folder = std::path::absolute(text).map_err(|error| format!("cannot find {text}: {error}"))?;
        let manifest = folder.join("Cargo.toml");
        let is_runtime = std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains("name = \"awsquery\""));
        if is_runtime {
            Ok(Self::Path(folder))
        } else {
            Err(format!("{text} is no version, and no folder of awsquery"))
        }
    }
}
