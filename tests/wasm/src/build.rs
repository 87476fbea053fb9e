//! The program as WebAssembly, with bindings for Node.js.

use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::Outcome;

const TARGET: &str = "wasm32-unknown-unknown";

/// A way to build the program.
#[derive(Clone, Copy)]
pub enum Variant {
    /// Everything comes from JavaScript.
    JavaScript,
    /// Everything comes from implementations of the traits.
    Bare,
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::JavaScript => "javascript",
            Self::Bare => "bare",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::JavaScript => &["--features", "js"],
            Self::Bare => &[],
        }
    }
}

/// Builds the program, and returns the path of its bindings.
pub fn build(variant: Variant) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let builds = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "program", "--target", TARGET, "--target-dir"]);
    command.arg(&builds).args(variant.features()).current_dir(folder);
    if !command.status()?.success() {
        return Err(format!("the program does not build for {TARGET}, see above").into());
    }
    let bindings = builds.join("wasm-bindings").join(variant.name());
    let program = builds.join(TARGET).join("debug/program.wasm");
    Bindgen::new().nodejs(true)?.input_path(program).typescript(false).generate(&bindings)?;
    Ok(bindings.join("program.js"))
}
