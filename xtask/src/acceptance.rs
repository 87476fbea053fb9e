//! `cargo xtask acceptance`: runs what shows the rows of `tests/ACCEPTANCE.md`, and says which of them hold.

mod log;
mod steps;
mod table;
mod verdict;

use std::collections::BTreeSet;
use std::path::Path;

use ::codegen::disk;

use crate::CommandResult;
use crate::acceptance::log::Log;
use crate::acceptance::steps::{AcceptanceStep, STEPS};
use crate::acceptance::table::Row;
use crate::workspace::root;

/// The row about this command: it holds when every other row is shown or deferred.
const ITSELF: &str = "PR08";

/// Runs every step, or takes its output from `NAME.log` in the folder `recorded`, and prints the table.
///
/// # Errors
///
/// A step that fails, and every row that is neither shown nor deferred.
pub fn run(recorded: Option<&Path>) -> CommandResult {
    let rows = table::read(&disk::read(&root().join("tests/ACCEPTANCE.md"))?)?;
    let mut shown = BTreeSet::new();
    for step in STEPS {
        shown.extend(rows_shown(step, &output(step, recorded)?)?);
    }
    let verdict = verdict::judge(&rows, shown);
    if verdict.holds() { Ok(verdict.to_string()) } else { Err(format!("rows do not hold\n{verdict}").into()) }
}

fn output(step: &AcceptanceStep, recorded: Option<&Path>) -> Result<String, String> {
    let log = recorded.map(|folder| folder.join(step.name).with_extension("log")).filter(|log| log.exists());
    match log {
        Some(log) => disk::read(&log).map_err(|error| error.to_string()),
        None => step.run(),
    }
}

/// The ids of rows that the output of a step shows.
fn rows_shown(step: &AcceptanceStep, output: &str) -> Result<BTreeSet<String>, String> {
    let log = Log::read(output);
    if !log.failed.is_empty() {
        return Err(format!("{}: {} failed", step.name, log.failed.join(", ")));
    }
    if log.passed.is_empty() {
        return Err(format!("{}: no test ran", step.name));
    }
    Ok(log.passed.iter().flat_map(|name| log::rows(name)).collect())
}

#[cfg(test)]
mod tests;
