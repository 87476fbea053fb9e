//! The copy of the workspace that is packaged.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::disk;

use super::archive::Archive;
use crate::arguments::ReleaseVersion;
use crate::command::{self, cargo};

/// The folders of the packages to publish, in the order in which they are published.
const PACKAGES: [&str; 4] = ["codegen/runtime", "codegen", "sts", "sts/local"];

/// A copy of the files that git tracks, as they are now, ready to be packaged.
pub(super) struct Rehearsal {
    /// The folder of the copy.
    pub(super) workspace: PathBuf,
    /// The paths of its files below it, with `/`.
    pub(super) files: Vec<String>,
    /// The names of the packages, in the order of [`PACKAGES`].
    names: Vec<String>,
}

impl Rehearsal {
    /// Copies the workspace to a folder in `work`, and makes there the changes that a release needs.
    pub(super) fn prepare(root: &Path, work: &Path, version: ReleaseVersion) -> Result<Self, String> {
        let workspace = work.join("workspace");
        let files = tracked(root)?;
        for file in &files {
            let to = workspace.join(file);
            let cannot = |error| format!("cannot copy {file} to {}: {error}", to.display());
            fs::create_dir_all(to.parent().unwrap_or(&workspace)).map_err(cannot)?;
            fs::copy(root.join(file), &to).map_err(cannot)?;
        }
        edit(&workspace.join("Cargo.toml"), |text| with_version(text, version))?;
        let mut names = Vec::new();
        for folder in PACKAGES {
            let manifest = workspace.join(folder).join("Cargo.toml");
            edit(&manifest, published)?;
            names.push(package_name(&manifest)?);
        }
        Ok(Self { workspace, files, names })
    }

    /// Packages the crates in `work` without compiling them, and unpacks them in `folder`.
    pub(super) fn pack(&self, work: &Path, folder: &Path) -> Result<Vec<Archive>, String> {
        let build = work.join("packages");
        let mut package = cargo();
        // `verification` compiles them. Cargo's own verification unpacks them in its home, once for each version. A second
        // rehearsal would compile a package with the others of the first.
        package.current_dir(&self.workspace).args(["package", "--quiet", "--offline", "--allow-dirty", "--no-verify"]);
        for name in &self.names {
            package.args(["--package", name]);
        }
        command::output(package.env("CARGO_TARGET_DIR", &build), "The packages cannot be packaged.")?;
        self.names.iter().map(|name| Archive::open(&build.join("package"), name, folder)).collect()
    }
}

/// Returns the files that git tracks and that are there.
fn tracked(root: &Path) -> Result<Vec<String>, String> {
    let mut git = Command::new("git");
    let output = command::output(
        git.args(["ls-files", "-z"]).current_dir(root),
        "A release is made of the files that git tracks: run this in a clone.",
    )?;
    let text = String::from_utf8(output.stdout).map_err(|_| "git tracks a file whose name is not UTF-8; rename it")?;
    let names = text.split_terminator('\0').filter(|name| root.join(name).is_file());
    Ok(names.map(str::to_owned).collect())
}

fn edit(file: &Path, change: impl FnOnce(&str) -> String) -> Result<(), String> {
    let text = disk::read(file).map_err(|error| error.to_string())?;
    disk::write(file, &change(&text)).map_err(|error| error.to_string())
}

/// Sets the version of the workspace, and that which its packages require of each other.
fn with_version(manifest: &str, version: ReleaseVersion) -> String {
    let mut section = "";
    let lines = manifest.lines().map(|line| {
        if line.starts_with('[') {
            section = line;
        }
        let is_version = section == "[workspace.package]" && line.starts_with("version = ");
        let is_dependency = section == "[workspace.dependencies]" && line.contains("path = ");
        if is_version || is_dependency { replaced_version(line, version) } else { line.to_owned() }
    });
    lines.map(|line| line + "\n").collect()
}

/// Replaces the value of `version = "…"` in a line.
fn replaced_version(line: &str, version: ReleaseVersion) -> String {
    const KEY: &str = "version = \"";
    let Some((before, after)) = line.split_once(KEY) else { return line.to_owned() };
    let rest = after.split_once('"').map_or("", |(_, rest)| rest);
    format!("{before}{KEY}{version}\"{rest}")
}

/// Removes what keeps a package from being published.
fn published(manifest: &str) -> String {
    manifest.lines().filter(|line| !line.starts_with("publish")).map(|line| format!("{line}\n")).collect()
}

fn package_name(manifest: &Path) -> Result<String, String> {
    let text = disk::read(manifest).map_err(|error| error.to_string())?;
    let table: toml::Table =
        toml::from_str(&text).map_err(|error| format!("{}: {}", manifest.display(), error.message()))?;
    let name = table.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    Ok(name.ok_or_else(|| format!("{}: the package has no name", manifest.display()))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_and_what_its_packages_require_of_each_other_get_the_version() {
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\nrust-version = \"1.94.1\"\n\n[workspace.dependencies]\n\
                        a = { path = \"a\", version = \"0.1.0\", default-features = false }\nb = { version = \"0.1.0\" }\n";
        let expected = manifest.replacen("0.1.0", "0.2.0", 2);
        assert_eq!(with_version(manifest, "0.2.0".parse().unwrap()), expected);
    }

    #[test]
    fn only_the_ban_on_publishing_leaves_a_manifest() {
        for line in ["publish.workspace = true", "publish = false", "publish = []"] {
            assert_eq!(published(&format!("[package]\nname = \"a\"\n{line}\n\n")), "[package]\nname = \"a\"\n\n");
        }
    }
}
