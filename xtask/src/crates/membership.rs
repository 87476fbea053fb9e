//! The workspace around a generated crate that is a member of it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use ::codegen::Runtime;

use crate::command;

/// The message of Cargo about a package inside a workspace that is neither a member nor excluded.
const NO_MEMBER: &str = "believes it's in a workspace when it's not";

/// The place of a crate in the workspace around it.
#[derive(Debug)]
pub(super) struct Membership {
    /// The folder of the workspace.
    root: PathBuf,
    /// The path from there to the crate.
    member: PathBuf,
    /// The keys of `[workspace.package]`, which members may inherit.
    pub(super) package_keys: Vec<String>,
}

impl Membership {
    /// Finds the workspace around a folder, which need not exist yet.
    ///
    /// # Errors
    ///
    /// There is none, or its manifest cannot be read.
    pub(super) fn of(out: &Path) -> Result<Self, String> {
        let folder = std::path::absolute(out).map_err(|error| format!("cannot find {}: {error}", out.display()))?;
        for around in folder.ancestors().skip(1) {
            let manifest = around.join("Cargo.toml");
            if !manifest.is_file() {
                continue;
            }
            let cannot = |problem: String| format!("cannot read {}: {problem}", manifest.display());
            let text = fs::read_to_string(&manifest).map_err(|error| cannot(error.to_string()))?;
            let table: toml::Table = toml::from_str(&text).map_err(|error| cannot(error.message().to_owned()))?;
            if let Some(workspace) = table.get("workspace") {
                let package = workspace.get("package").and_then(toml::Value::as_table);
                let package_keys = package.map(|package| package.keys().cloned().collect()).unwrap_or_default();
                let member = folder.strip_prefix(around).unwrap_or(&folder).to_owned();
                return Ok(Self { root: around.to_owned(), member, package_keys });
            }
        }
        Err(format!(
            "{} is not inside a workspace: no folder above it has a Cargo.toml with [workspace]; create one, or generate a \
             crate that stands alone with --workspace none",
            folder.display()
        ))
    }

    /// Returns the path from the crate to the runtime: a relative one if the workspace contains both, because the crate then
    /// works in every checkout.
    pub(super) fn runtime(&self, runtime: Runtime) -> Runtime {
        let relative = |path: &Path| -> Option<PathBuf> {
            let up = self.member.components().map(|_| Component::ParentDir);
            Some(up.chain(path.strip_prefix(&self.root).ok()?.components()).collect())
        };
        match runtime {
            Runtime::Path(path) => Runtime::Path(relative(&path).unwrap_or(path)),
            version => version,
        }
    }

    /// Returns what is left to do before Cargo accepts the crate as a member, if anything is.
    pub(super) fn remedy(&self) -> Option<String> {
        let mut cargo = command::cargo();
        cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"]);
        let output = cargo.arg(self.root.join(&self.member).join("Cargo.toml")).output().ok()?;
        if output.status.success() || !String::from_utf8_lossy(&output.stderr).contains(NO_MEMBER) {
            return None;
        }
        Some(format!(
            "add {:?} to `members` in {}",
            self.member.display().to_string(),
            self.root.join("Cargo.toml").display()
        ))
    }
}
