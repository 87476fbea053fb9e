//! The npm package.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{empty, package, program_name};
use crate::workspace::root;
use crate::{command, node};

const FILES: [&str; 5] = ["README.md", "control.js", "environment.js", "index.d.ts", "index.js"];

/// Puts the helper and the program into a folder, and packs it.
pub(super) fn build(program: &Path, work: &Path, out: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let source = root().join("tests/peers/node-sts-local");
    let folder = work.join("npm");
    empty(&folder)?;
    for name in FILES {
        fs::copy(source.join(name), folder.join(name))?;
    }
    fs::create_dir(folder.join("bin"))?;
    // Copying keeps the permission to run it.
    fs::copy(program, folder.join("bin").join(program_name()))?;
    let manifest = manifest(&fs::read_to_string(source.join("package.json"))?)?;
    fs::write(folder.join("package.json"), format!("{manifest:#}\n"))?;
    let mut npm = node::npm(&folder);
    npm.args(["pack", "--silent", "--pack-destination"]).arg(out);
    command::output(&mut npm, "Install Node.js with npm.")?;
    package(out, "tgz")
}

/// Adds the platform and the version of the program.
fn manifest(text: &str) -> Result<Value, serde_json::Error> {
    let mut manifest: Map<String, Value> = serde_json::from_str(text)?;
    let added = [
        ("version", json!(env!("CARGO_PKG_VERSION"))),
        ("bin", json!({ "sts-local": format!("bin/{}", program_name()) })),
        ("os", json!([os(std::env::consts::OS)])),
        ("cpu", json!([cpu(std::env::consts::ARCH)])),
    ];
    manifest.extend(added.map(|(name, value)| (name.to_owned(), value)));
    Ok(manifest.into())
}

/// Returns Node's name of an operating system.
fn os(name: &str) -> &str {
    match name {
        "macos" => "darwin",
        "windows" => "win32",
        name => name,
    }
}

/// Returns Node's name of an architecture.
fn cpu(name: &str) -> &str {
    match name {
        "x86_64" => "x64",
        "x86" => "ia32",
        "aarch64" => "arm64",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_platform_and_the_program() {
        let manifest = manifest(r#"{"name": "sts-local", "version": "0.0.0"}"#).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(manifest["bin"]["sts-local"], format!("bin/{}", program_name()));
        assert_eq!((os("macos"), os("linux")), ("darwin", "linux"));
        assert_eq!((cpu("aarch64"), cpu("x86_64"), cpu("s390x")), ("arm64", "x64", "s390x"));
    }
}
