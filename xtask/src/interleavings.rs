//! `cargo xtask interleavings`: the cell that refreshing credentials share, in every order in which threads can come.

use crate::CommandResult;
use crate::command::{self, cargo};
use crate::workspace::builds;

/// Runs the tests that loom drives. It has a folder of its own for builds, because the flags differ.
///
/// # Errors
///
/// If a test fails.
pub fn run() -> CommandResult {
    let mut test = cargo();
    test.args(["test", "--package", "sts", "--no-default-features", "--lib", "interleavings", "--target-dir"]);
    test.arg(builds().join("loom")).env("RUSTFLAGS", "--cfg interleavings");
    command::run(&mut test, "See above which order of events breaks what has to hold.")?;
    Ok(String::new())
}
