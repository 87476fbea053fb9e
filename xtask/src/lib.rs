//! The commands of this project, callable from tests.

pub mod acceptance;
pub mod arguments;
pub mod bench;
mod botocore;
mod child_server;
pub mod codegen;
pub mod command;
pub mod conformance;
pub mod crates;
pub mod dependencies;
pub mod first_steps;
pub mod fuzz;
pub mod interleavings;
pub mod interop;
pub mod model;
pub mod node;
pub mod package_local;
pub mod page;
pub mod release;
pub mod semver;
pub mod services;
pub mod soak;
pub mod style;
pub mod tool;
pub mod wasm;
pub mod workspace;

/// The result of a command: a report for the user, or what went wrong. If the error is an [`IncompleteCommand`], there is
/// also a report of what was done before.
pub type CommandResult = Result<String, Box<dyn std::error::Error>>;

/// A command that did a part of its work. The user needs the report of that part, too.
#[derive(Debug)]
pub struct IncompleteCommand {
    /// The report of what was done.
    pub report: String,
    /// The failure, with its remedy.
    pub failure: String,
}

/// Writes what failed, without the report.
impl std::fmt::Display for IncompleteCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.failure)
    }
}

impl std::error::Error for IncompleteCommand {}
