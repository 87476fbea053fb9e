//! `cargo xtask wasm`: `sts` as WebAssembly, in Node.js.
//!
//! The checks are in `tests/wasm`, a workspace of its own. This module adds the target to the toolchain.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::CommandResult;
use crate::command::{self, cargo};
use crate::workspace::{builds, root};

const TARGET: &str = "wasm32-unknown-unknown";

/// The features of `sts` for this target, in the combinations that are checked.
const FEATURES: [&str; 4] = ["", "serde", "js", "js,serde,server"];

/// Checks that `sts` compiles for WebAssembly, and runs it in Node.js against the embedded STS.
///
/// Does nothing, and reports why, if the target is not there and cannot be added, or if there is no Node.js.
///
/// # Errors
///
/// If `sts` does not compile for the target, or a check fails.
pub fn run() -> CommandResult {
    if !is_installed()
        && let Err(error) =
            command::output(Command::new("rustup").args(["target", "add", TARGET]).current_dir(root()), "")
    {
        return Ok(format!("SKIPPED  the target {TARGET} cannot be added: {error}\n"));
    }
    for features in FEATURES {
        let mut clippy = cargo();
        clippy.args(["clippy", "--quiet", "--package", "sts", "--lib", "--target", TARGET, "--no-default-features"]);
        clippy.args(["--features", features, "--", "-D", "warnings"]);
        command::run(&mut clippy, &format!("sts does not compile for {TARGET} with these features."))?;
        println!(
            "ok      sts compiles for {TARGET} with the features: {}",
            if features.is_empty() { "none" } else { features }
        );
    }
    if let Err(error) = command::output(Command::new("node").arg("--version"), "") {
        return Ok(format!("SKIPPED  the calls in Node.js: {error}\n"));
    }
    let mut checks = cargo();
    checks.args(["run", "--quiet", "--manifest-path"]).arg(root().join("tests/wasm/Cargo.toml"));
    command::run(checks.env("CARGO_TARGET_DIR", builds()), "Some calls from WebAssembly fail, see above.")?;
    Ok(String::new())
}

/// Returns `true` if the toolchain has the standard library of the target.
fn is_installed() -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--print", "target-libdir", "--target", TARGET]).current_dir(root()).stderr(Stdio::null());
    let folder = rustc.output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    folder.is_ok_and(|folder| !folder.is_empty() && Path::new(&folder).is_dir())
}
