//! Instructions and heap allocations, counted by valgrind. They hardly differ from run to run.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use super::contestant::{Contestants, Program, Task};
use super::stub::Link;
use crate::command;

/// Returns the shorter one of the two runs whose difference is counted.
pub const fn task(link: Link) -> Task {
    Task::new(link, 60)
}

/// Counts the heap allocations of a call by memcheck, with at least as many calls as `task` says.
///
/// # Errors
///
/// Fails if valgrind is not installed, or a run fails.
pub fn allocations(contestants: &Contestants, program: &Program, task: Task) -> Result<f64, Box<dyn Error>> {
    let memcheck = ["--tool=memcheck", "--undef-value-errors=no"];
    let run = handed_over(contestants, task);
    difference(task.calls, |calls| total(&program.path, &memcheck, "total heap usage: ", |command| run(command, calls)))
}

/// Counts the instructions of a call by callgrind, with at least as many calls as `task` says.
///
/// # Errors
///
/// Fails if valgrind is not installed, or a run fails.
pub fn instructions(contestants: &Contestants, program: &Program, task: Task) -> Result<f64, Box<dyn Error>> {
    instructions_of(&program.path, task.calls, handed_over(contestants, task))
}

/// Counts the instructions of a call of any program by callgrind, with at least this number of calls. `arguments` adds
/// the arguments for a number of calls.
///
/// # Errors
///
/// Fails if valgrind is not installed, or a run fails.
pub fn instructions_of(
    program: &Path,
    calls: usize,
    arguments: impl Fn(&mut Command, usize),
) -> Result<f64, Box<dyn Error>> {
    let callgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    difference(calls, |calls| total(program, &callgrind, "Collected : ", |command| arguments(command, calls)))
}

/// Returns a function that adds the arguments of a task with another number of calls.
fn handed_over(contestants: &Contestants, task: Task) -> impl Fn(&mut Command, usize) {
    move |command, calls| contestants.hand_over(command, Task { calls, ..task })
}

/// Subtracts a short run from one that is three times as long, so that the cost of starting cancels out.
fn difference(calls: usize, total: impl Fn(usize) -> Result<u64, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let short = total(calls)?;
    let long = total(3 * calls)?;
    Ok((long as f64 - short as f64) / (2 * calls) as f64)
}

/// Returns the number that valgrind prints after a text.
fn total(
    program: &Path,
    tool: &[&str],
    before: &str,
    arguments: impl FnOnce(&mut Command),
) -> Result<u64, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    arguments(valgrind.args(tool).arg(program));
    let output = command::output(&mut valgrind, "Install valgrind if it is missing.")?;
    number_after(&String::from_utf8(output.stderr)?, before)
}

/// Returns the number after a text, in which commas may separate thousands.
fn number_after(output: &str, before: &str) -> Result<u64, Box<dyn Error>> {
    let (_, after) =
        output.split_once(before).ok_or_else(|| format!("valgrind did not print {before:?}:\n{output}"))?;
    let number = after.split_ascii_whitespace().next().unwrap_or_default();
    Ok(number.replace(',', "").parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_starting_cancels_out() {
        let total = |calls: usize| Ok(1000 + 7 * calls as u64);
        assert_eq!(difference(60, total).unwrap(), 7.0);
    }

    #[test]
    fn numbers_of_valgrind_have_commas() {
        let output = "==1== total heap usage: 1,234 allocs, 1,200 frees";
        assert_eq!(number_after(output, "total heap usage: ").unwrap(), 1234);
        assert!(number_after(output, "Collected : ").is_err());
    }
}
