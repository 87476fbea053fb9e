//! The commands of this project, callable from tests.

pub mod acceptance;
pub mod arguments;
pub mod bench;
pub mod codegen;
pub mod command;
pub mod conformance;
pub mod crates;
pub mod dependencies;
pub mod fuzz;
pub mod interleavings;
pub mod interop;
pub mod model;
pub mod semver;
pub mod soak;
pub mod style;
pub mod tool;
pub mod workspace;

/// The result of a command: a report for the user, or what went wrong.
pub type CommandResult = Result<String, Box<dyn std::error::Error>>;
