//! The commands of this project, callable from tests.

pub mod codegen;
pub mod crates;
pub mod files;
pub mod model;
pub mod packed;
pub mod partitions;
pub mod unicode;

use std::path::PathBuf;

/// What a command ends with: a report for the user, or what went wrong.
pub type Outcome = Result<String, Box<dyn std::error::Error>>;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
