//! The cost of a build, and of the compiler for one of its crates.
//!
//! Each compiler runs under GNU time, so that a single build shows both: a large crate is compiled only once.

use std::error::Error;
use std::path::Path;

use crate::bench::cost::{self, Cost};
use crate::command;

/// The cost of a build.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BuildCost {
    /// Everything that was compiled.
    pub whole: Cost,
    /// The compiler of the crate alone. What it depends on was compiled before.
    pub alone: Cost,
}

/// A crate that is compiled.
#[derive(Clone, Copy, Debug)]
pub struct CrateBuild<'a> {
    /// The workspace.
    pub workspace: &'a Path,
    /// The package that Cargo builds.
    pub package: &'a str,
    /// The package of the crate: the same one, or one that it depends on.
    pub measured: &'a str,
    /// The subcommand of Cargo with its options.
    pub task: &'a [&'a str],
    /// The target folder.
    pub target: &'a Path,
}

impl CrateBuild<'_> {
    /// Compiles the crate, even if it is compiled already, and what it depends on, unless that is compiled.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails, or GNU time is not installed.
    pub fn measure(self) -> Result<BuildCost, Box<dyn Error>> {
        let cargo = |arguments: &[&str]| {
            let mut cargo = command::cargo();
            cargo.args(arguments).arg("--target-dir").arg(self.target).current_dir(self.workspace);
            cargo.env("CARGO_INCREMENTAL", "0");
            cargo
        };
        if self.target.exists() {
            let release: &[&str] = if self.task.contains(&"--release") { &["--release"] } else { &[] };
            let clean = [&["clean", "--quiet", "--package", self.measured], release].concat();
            command::output(&mut cargo(&clean), "Remove the folder.")?;
        }
        let mut build = cargo(&[self.task, &["--quiet", "--package", self.package]].concat());
        build.env("RUSTC_WRAPPER", "time").env("TIME", cost::WITH_COMMAND);
        let (whole, printed) = cost::with_errors(&build)?;
        let alone = cost::of_compiler(&printed, self.measured)
            .ok_or_else(|| format!("{} was not compiled:\n{printed}", self.measured))?;
        Ok(BuildCost { whole, alone })
    }
}
