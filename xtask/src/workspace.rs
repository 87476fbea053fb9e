//! The folders that commands work in, found at run time.
//!
//! Cargo compiles this program once for all checkouts that share a target folder. A path that is compiled in would then
//! belong to the checkout that happened to compile it.

use std::env;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The file that a folder has if it is the root of this workspace.
const MARK: &str = "xtask/Cargo.toml";

/// Finds the root of the workspace: above the package that Cargo runs, or else above the current folder.
///
/// # Errors
///
/// Neither is inside a checkout of this project.
pub fn find() -> Result<PathBuf, String> {
    let current = env::current_dir().map_err(|error| format!("cannot find the current folder: {error}"))?;
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let starts = package.iter().chain([&current]);
    starts
        .flat_map(|start| start.ancestors())
        .find(|folder| folder.join(MARK).is_file())
        .map(Path::to_owned)
        .ok_or_else(|| {
            format!("{} is not inside a checkout of this project; run `cargo xtask` in one", current.display())
        })
}

/// Returns the root of the workspace, or the current folder outside of any workspace: [`find`] has refused that before.
pub fn root() -> PathBuf {
    find().unwrap_or_default()
}

/// Returns the folder that Cargo builds in.
pub fn builds() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| folder.into()),
        None => root().join("target"),
    }
}

/// Returns the folder for what commands leave behind. If checkouts share a folder for builds, each has its own.
pub fn target() -> PathBuf {
    let root = root();
    let builds = builds();
    if builds.starts_with(&root) {
        return builds.join("xtask");
    }
    let hash = hex::encode(Sha256::digest(root.as_os_str().as_encoded_bytes()));
    builds.join(format!("xtask-{hash:.12}"))
}
