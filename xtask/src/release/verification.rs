//! Compiles each package from the packages of the others.
//!
//! The unpacked packages become a workspace in which they take the place of what a registry has under their names. A crate
//! that the generator makes is one more member: it depends on a version of the runtime.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ::codegen::{CrateWorkspace, Generator, Runtime, disk};
use serde_json::Value;

use super::archive::Archive;
use super::problem::ReleaseProblem;
use super::rehearsal::Rehearsal;
use crate::arguments::ReleaseVersion;
use crate::command::{self, cargo};
use crate::workspace::builds;

/// The folder of the generated crate.
const GENERATED: &str = "generated-client";

/// The profile of the workspace, so that compiled dependencies are shared with its builds.
const PROFILE: &str = "[profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n";

/// Compiles the packages, which are unpacked in `folder`.
///
/// # Errors
///
/// If the folder cannot be prepared.
pub(super) fn run(
    folder: &Path,
    archives: &[Archive],
    rehearsal: &Rehearsal,
    version: ReleaseVersion,
) -> Result<Vec<ReleaseProblem>, Box<dyn std::error::Error>> {
    let manifest = folder.join("Cargo.toml");
    disk::write(&manifest, &workspace_manifest(archives))?;
    // The versions with which everything else is tested.
    fs::copy(rehearsal.workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    generate(&rehearsal.workspace, &folder.join(GENERATED), version)?;

    let mut metadata = cargo();
    metadata.args([
        "metadata",
        "--offline",
        "--all-features",
        "--filter-platform",
        "host-tuple",
        "--format-version",
        "1",
    ]);
    let resolved = command::output(metadata.current_dir(folder), "");
    let mut problems = match resolved {
        Ok(output) => foreign(&serde_json::from_slice(&output.stdout)?, archives),
        Err(error) => return Ok(vec![unresolved(error)]),
    };
    for archive in archives {
        problems.extend(compile(&archive.name, "its default features", &["--manifest-path"], &archive.folder));
    }
    problems.extend(compile(GENERATED, "its default features", &["--manifest-path"], &folder.join(GENERATED)));
    problems.extend(compile(
        "all packages",
        "all features",
        &["--workspace", "--all-features", "--manifest-path"],
        folder,
    ));
    Ok(problems)
}

/// The manifest of a workspace of packages, which are also what a registry would have under their names.
fn workspace_manifest(archives: &[Archive]) -> String {
    let path = |archive: &Archive| archive.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let members: String = archives.iter().map(|archive| format!("    {:?},\n", path(archive))).collect();
    let patches: String =
        archives.iter().map(|archive| format!("{} = {{ path = {:?} }}\n", archive.name, path(archive))).collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{members}    {GENERATED:?},\n]\n\n[patch.crates-io]\n{patches}\n{PROFILE}"
    )
}

/// Generates a crate that depends on a version of the runtime, as `cargo xtask codegen --runtime VERSION` does.
fn generate(workspace: &Path, out: &Path, version: ReleaseVersion) -> Result<(), ::codegen::Error> {
    let model = workspace.join("model");
    let generator = Generator::new(model.join("sts.json"))
        .corrections(model.join("sts.corrections.json"))
        .operations(["GetCallerIdentity"])
        .package(GENERATED)
        .workspace(CrateWorkspace::Member { package_keys: Vec::new() })
        .runtime(Runtime::Version(version.without_patch()));
    generator.generate()?.write_crate(out)?;
    Ok(())
}

fn unresolved(error: String) -> ReleaseProblem {
    ReleaseProblem::at("verification, dependencies").found(
        error,
        "each package finds the others at the version of the release",
        "correct the versions in [workspace.dependencies], and the features that packages ask of each other",
    )
}

/// Finds packages that have the name of one of ours and are from elsewhere.
fn foreign(metadata: &Value, archives: &[Archive]) -> Vec<ReleaseProblem> {
    let resolved = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let mut missing: BTreeSet<&str> = archives.iter().map(|archive| archive.name.as_str()).collect();
    let mut problems = Vec::new();
    for package in resolved {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let Some(archive) = archives.iter().find(|archive| archive.name == text("name")) else { continue };
        if Path::new(text("manifest_path")) == archive.folder.join("Cargo.toml") {
            missing.remove(text("name"));
            continue;
        }
        let source = package["source"].as_str().unwrap_or_else(|| text("manifest_path"));
        problems.push(ReleaseProblem::at(format!("verification, {}", archive.name)).found(
            format!("some package depends on {} {} from {source}", archive.name, text("version")),
            format!("must be the package of this release, {}", archive.version()),
            "set the version of the dependency in [workspace.dependencies]",
        ));
    }
    problems.extend(missing.into_iter().map(|name| {
        ReleaseProblem::at(format!("verification, {name}")).found(
            "was not compiled",
            "each package of the release is a member",
            "see the workspace in target/xtask/release/verification",
        )
    }));
    problems
}

/// Compiles what `arguments` and the manifest in `folder` select. The messages of the compiler go to the terminal.
fn compile(name: &str, features: &str, arguments: &[&str], folder: &Path) -> Option<ReleaseProblem> {
    let mut check = cargo();
    check.args(["check", "--quiet", "--offline"]).args(arguments).arg(folder.join("Cargo.toml"));
    // The workspace's own builds have compiled most dependencies.
    let status = check.env("CARGO_TARGET_DIR", builds()).status();
    if status.as_ref().is_ok_and(std::process::ExitStatus::success) {
        return None;
    }
    let ended = status.map_or_else(|error| format!("cannot be started: {error}"), |status| status.to_string());
    Some(ReleaseProblem::at(format!("verification, {name}")).found(
        format!("does not compile with {features} from the packages ({ended})"),
        "each package compiles from the packages of the others, without the workspace",
        "see the messages of the compiler above; a missing file has to be named under `include`",
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::archive::sample;
    use super::*;

    fn problems(packages: Value) -> Vec<String> {
        let problems = foreign(&json!({ "packages": packages }), &[sample::archive()]);
        problems.iter().map(ToString::to_string).collect()
    }

    fn own() -> Value {
        json!({"name": "sts", "version": "0.2.0", "source": null, "manifest_path": "/packages/sts-0.2.0/Cargo.toml"})
    }

    #[test]
    fn the_packages_of_the_release_are_right() {
        let other =
            json!({"name": "http", "version": "1.5.0", "source": "registry+x", "manifest_path": "/r/Cargo.toml"});
        assert_eq!(problems(json!([own(), other])), [""; 0]);
    }

    #[test]
    fn a_package_of_the_same_name_from_a_registry_or_the_workspace_is_found() {
        for (source, path, expected) in [
            (json!("registry+x"), "/registry/sts-0.1.23/Cargo.toml", "registry+x"),
            (json!(null), "/workspace/sts/Cargo.toml", "/workspace/sts/Cargo.toml"),
        ] {
            let other = json!({"name": "sts", "version": "0.1.23", "source": source, "manifest_path": path});
            let problems = problems(json!([own(), other]));
            let [problem] = &problems[..] else { panic!("{problems:?}") };
            let expected = format!("verification, sts: some package depends on sts 0.1.23 from {expected}; must be ");
            assert!(problem.starts_with(&expected), "{problem}");
        }
    }

    #[test]
    fn a_package_that_takes_no_part_is_found() {
        assert!(problems(json!([]))[0].starts_with("verification, sts: was not compiled; "));
    }

    #[test]
    fn the_packages_replace_those_of_a_registry() {
        let manifest = workspace_manifest(&[sample::archive()]);
        let table: toml::Table = toml::from_str(&manifest).unwrap();
        let patch = &table["patch"]["crates-io"]["sts"]["path"];
        assert_eq!(patch.as_str(), Some("sts-0.2.0"), "{manifest}");
        let members = table["workspace"]["members"].as_array().unwrap();
        assert_eq!(members.iter().map(|member| member.as_str().unwrap()).collect::<Vec<_>>(), ["sts-0.2.0", GENERATED]);
    }
}
