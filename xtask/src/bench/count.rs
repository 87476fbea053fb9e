//! Instructions and heap allocations, counted by valgrind. They hardly differ from run to run.

use std::error::Error;
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
    difference(task, |task| total(contestants, program, task, &memcheck, "total heap usage: "))
}

/// Counts the instructions of a call by callgrind, with at least as many calls as `task` says.
///
/// # Errors
///
/// Fails if valgrind is not installed, or a run fails.
pub fn instructions(contestants: &Contestants, program: &Program, task: Task) -> Result<f64, Box<dyn Error>> {
    let callgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    difference(task, |task| total(contestants, program, task, &callgrind, "Collected : "))
}

/// Subtracts a short run from one that is three times as long, so that the cost of starting cancels out.
fn difference(task: Task, mut total: impl FnMut(Task) -> Result<u64, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let short = total(task)?;
    let long = total(Task { calls: 3 * task.calls, ..task })?;
    Ok((long as f64 - short as f64) / (2 * task.calls) as f64)
}

/// Returns the number that valgrind prints after a text.
fn total(
    contestants: &Contestants,
    program: &Program,
    task: Task,
    tool: &[&str],
    before: &str,
) -> Result<u64, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    contestants.hand_over(valgrind.args(tool).arg(&program.path), task);
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
        let total = |task: Task| Ok(1000 + 7 * task.calls as u64);
        assert_eq!(difference(task(Link::Http), total).unwrap(), 7.0);
    }

    #[test]
    fn numbers_of_valgrind_have_commas() {
        let output = "==1== total heap usage: 1,234 allocs, 1,200 frees";
        assert_eq!(number_after(output, "total heap usage: ").unwrap(), 1234);
        assert!(number_after(output, "Collected : ").is_err());
    }
}
