//! Tests that generated code compiles without a warning, with and without its optional parts.
//!
//! A temporary crate in the target folder contains the complete module of every snapshot. It is built offline, with the
//! versions in the lock file of this workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFEST: &str = r#"[package]
name = "snapshots"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[features]
blocking = ["awsquery/blocking"]
serde = ["awsquery/serde"]
server = ["awsquery/server"]

[dependencies]
awsquery = { path = "RUNTIME", default-features = false, features = ["regex"] }
"#;

#[test]
fn every_snapshot_compiles_without_a_warning() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshots");
    let runtime = workspace.join("codegen/runtime");
    write(&root.join("Cargo.toml"), &MANIFEST.replace("RUNTIME", runtime.to_str().unwrap()));
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    // Removes modules of snapshots that have been renamed or removed since the last run.
    let _ = fs::remove_dir_all(root.join("src"));
    write_modules(&root.join("src"));
    for features in [&[][..], &["--all-features"]] {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet"])
            .args(features)
            .arg("--manifest-path")
            .arg(root.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(root.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo check {features:?} in {}:\n{errors}", root.display());
    }
}

fn write_modules(src: &Path) {
    let mut lib =
        "//! Every snapshot.\n#![deny(warnings, missing_docs, rust_2018_idioms, unused_qualifications)]\n".to_owned();
    for folder in crate::folders::all() {
        let module = folder.name.replace('-', "_");
        lib.push_str(&format!("/// {}.\npub mod {module};\n", folder.name));
        for file in crate::folders::generate(&folder, &module) {
            let path: PathBuf = src.join(&file.path);
            write(&path, &file.text);
        }
    }
    write(&src.join("lib.rs"), &lib);
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
