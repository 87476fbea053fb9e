//! Programs of this project that the benchmark needs.

use std::error::Error;
use std::path::PathBuf;

use crate::command;
use crate::workspace::{root, target};

/// The remedy if a package of the benchmark cannot be built.
pub const REMEDY: &str = "The programs are in tests/bench/, with a Cargo.lock of their own.";

/// A workspace with programs.
#[derive(Clone, Copy, Debug)]
pub enum Workspace {
    /// The whole project.
    Project,
    /// The programs of the benchmark.
    Bench,
}

/// Returns the target folder in which the benchmark builds.
pub fn folder() -> PathBuf {
    target().join("bench").join("build")
}

/// Builds a program for release, unless it is built already, and returns the path of the executable.
///
/// # Errors
///
/// Fails if Cargo fails.
pub fn program(workspace: Workspace, package: &str) -> Result<PathBuf, Box<dyn Error>> {
    let manifest = match workspace {
        Workspace::Project => "Cargo.toml",
        Workspace::Bench => "tests/bench/Cargo.toml",
    };
    let mut cargo = command::cargo();
    cargo.args(["build", "--release", "--quiet", "--locked", "--package", package]);
    cargo.arg("--manifest-path").arg(root().join(manifest)).arg("--target-dir").arg(folder());
    command::output(&mut cargo, REMEDY)?;
    Ok(folder().join("release").join(package))
}
