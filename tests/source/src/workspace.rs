//! The packages of the workspace and their files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A package of the workspace.
#[derive(Clone, Debug)]
pub struct WorkspacePackage {
    /// The name.
    pub name: String,
    /// The folder, below the root of the workspace.
    pub folder: PathBuf,
    /// The root files of its library, programs, examples and build script, below the root of the workspace. Integration
    /// tests and benchmarks are left out.
    pub crates: Vec<PathBuf>,
}

/// The root of the workspace that the running test belongs to.
///
/// # Panics
///
/// Without the variable that Cargo sets for tests.
#[expect(clippy::expect_used, reason = "only tests ask, and Cargo sets the variable for them")]
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets CARGO_MANIFEST_DIR for tests");
    let here = PathBuf::from(here);
    here.ancestors().nth(2).map(Path::to_owned).unwrap_or(here)
}

/// All packages, in the order of `cargo metadata`.
///
/// # Errors
///
/// If Cargo cannot be run, or prints anything but metadata.
pub fn packages() -> Result<Vec<WorkspacePackage>, String> {
    let root = root();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--offline", "--no-deps", "--format-version=1"]).current_dir(&root);
    let output = cargo.output().map_err(|error| format!("cannot run Cargo: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("metadata: {error}"))?;
    let packages = metadata.get("packages").and_then(Value::as_array).ok_or("metadata without packages")?;
    packages.iter().map(|package| read_package(package, &root).ok_or("unusual metadata".to_owned())).collect()
}

/// All Rust files below a folder but those of unit tests: `tests.rs`, and those in a folder `tests`.
///
/// # Errors
///
/// A folder that cannot be read.
pub fn library_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            found.extend(library_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_package(package: &Value, root: &Path) -> Option<WorkspacePackage> {
    let below = |path: &str| Path::new(path).strip_prefix(root).ok().map(Path::to_owned);
    let manifest = below(package.get("manifest_path")?.as_str()?)?;
    let mut crates = Vec::new();
    for target in package.get("targets")?.as_array()? {
        let kinds = target.get("kind")?.as_array()?;
        if !kinds.iter().any(|kind| kind == "test" || kind == "bench") {
            crates.push(below(target.get("src_path")?.as_str()?)?);
        }
    }
    let name = package.get("name")?.as_str()?.to_owned();
    Some(WorkspacePackage { name, folder: manifest.parent()?.to_owned(), crates })
}
