//! The commands of this project, callable from tests.

pub mod acceptance;
pub mod bench;
pub mod codegen;
pub mod command;
pub mod conformance;
pub mod crates;
pub mod dependencies;
pub mod fuzz;
pub mod interleavings;
pub mod interop;
pub mod model;
pub mod semver;
pub mod soak;
pub mod style;
pub mod tool;

use std::path::PathBuf;

/// What a command ends with: a report for the user, or what went wrong.
pub type Outcome = Result<String, Box<dyn std::error::Error>>;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// The folder that Cargo builds in.
pub fn builds() -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// A folder for what commands leave behind, beside what Cargo builds.
pub fn target() -> PathBuf {
    builds().join("xtask")
}
