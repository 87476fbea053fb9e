//! Instructions and heap allocations, counted by valgrind. They hardly differ from run to run.

use std::error::Error;
use std::process::Command;

use super::contestant::{Program, Task};
use crate::command;

/// The cost of a call.
#[derive(Clone, Copy)]
pub struct PerCall {
    /// Instructions, by callgrind.
    pub instructions: f64,
    /// Heap allocations, by memcheck.
    pub allocations: f64,
}

/// Instructions and allocations of a call of [`Task::of`].
///
/// # Errors
///
/// If valgrind is not installed, or a run fails.
pub fn per_call(program: &Program) -> Result<PerCall, Box<dyn Error>> {
    let task = Task::of(30);
    let allocations = difference(task, |task| total(program, task, &["--tool=memcheck"], "total heap usage: "))?;
    Ok(PerCall { instructions: instructions(program, task)?, allocations })
}

/// Instructions of a call, with at least as many calls as `task` says.
///
/// # Errors
///
/// If valgrind is not installed, or a run fails.
pub fn instructions(program: &Program, task: Task) -> Result<f64, Box<dyn Error>> {
    let callgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    difference(task, |task| total(program, task, &callgrind, "Collected : "))
}

/// Subtracts a short run from one that is three times as long, so that the cost of starting cancels out.
fn difference(task: Task, mut total: impl FnMut(Task) -> Result<u64, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let short = total(task)?;
    let long = total(Task { calls: 3 * task.calls, ..task })?;
    Ok((long as f64 - short as f64) / (2 * task.calls) as f64)
}

/// The number that valgrind prints after these words.
fn total(program: &Program, task: Task, tool: &[&str], words: &str) -> Result<u64, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(tool).arg(&program.path).args(program.arguments(task));
    let output = command::output(&mut valgrind, "Install valgrind if it is missing.")?;
    let text = String::from_utf8(output.stderr)?;
    let (_, after) = text.split_once(words).ok_or_else(|| format!("valgrind did not say {words:?}:\n{text}"))?;
    let number = after.split_ascii_whitespace().next().unwrap_or_default();
    Ok(number.replace(',', "").parse()?)
}
