//! The wheel.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Profile, package};
use crate::command;
use crate::workspace::{builds, root};

/// Builds the wheel with maturin, which also compiles the program.
pub(super) fn build(python: &Path, profile: Profile, out: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let mut maturin = Command::new(python);
    maturin.args(["-m", "maturin", "build", "--quiet", "--profile", profile.name(), "--out"]).arg(out);
    maturin.current_dir(root().join("tests/peers/pytest-sts-local")).env("CARGO_TARGET_DIR", builds());
    command::run(&mut maturin, "The wheel cannot be built, see above.")?;
    package(out, "whl")
}
