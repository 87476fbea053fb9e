//! CPU time: of calls, of whole processes and of builds.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use super::contestant::{Contestants, Task};
use super::stub::Link;
use crate::command;
use crate::workspace::target;

/// Calls of one round, and rounds. The work is the same each time, and other programs on the machine only add to it, so
/// the lowest figure counts.
const CALLS: usize = 2_000;
const ROUNDS: usize = 12;
/// Processes of one round, each of which makes one call, and rounds. The lowest figure counts.
const STARTS: u32 = 25;
const START_ROUNDS: usize = 6;
/// Cold builds. The lower figure counts: one build of the same code can take 5 % longer than the next.
const BUILD_ROUNDS: usize = 2;
/// Linux reports other processes' CPU time in this unit, independent of the kernel's own.
const TICKS_PER_SECOND: f64 = 100.0;

/// Measures microseconds of a call, for each contestant. They take turns, so that other programs on the machine affect all
/// of them.
///
/// # Errors
///
/// Fails if a run fails, or `taskset` is not installed.
pub fn per_call(contestants: &Contestants, link: Link) -> Result<Vec<f64>, Box<dyn Error>> {
    on_one_core(&[std::process::id(), contestants.stub.id()], || {
        lowest(ROUNDS, &contestants.programs, |program| {
            Ok(contestants.run(program, Task::new(link, CALLS + 1))?.cpu as f64 / 1e3 / CALLS as f64)
        })
    })
}

/// Measures milliseconds of a process that makes one call, for each contestant. They take turns.
///
/// # Errors
///
/// Fails if a run fails.
pub fn one_call_processes(contestants: &Contestants, link: Link) -> Result<Vec<f64>, Box<dyn Error>> {
    lowest(START_ROUNDS, &contestants.programs, |program| {
        let start = |_| contestants.run(program, Task::new(link, 1)).map(drop);
        Ok(1e3 * of(|| (0..STARTS).try_for_each(start))? / f64::from(STARTS))
    })
}

/// Keeps processes, and those that they start, on one core meanwhile: waking the stub on another core costs as much as a
/// call does, and not the same each time.
fn on_one_core<T>(processes: &[u32], work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<T, Box<dyn Error>> {
    let all = allowed_cores()?;
    let first = all.split(['-', ',']).next().unwrap_or_default();
    processes.iter().try_for_each(|&process| keep_to(first, process))?;
    let worked = work();
    processes.iter().try_for_each(|&process| keep_to(&all, process))?;
    worked
}

/// Returns the cores that this process may run on, as a list of proc(5): `0-1`.
fn allowed_cores() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    Ok(list.ok_or("a process without cores")?.trim().to_owned())
}

/// Runs all threads of a process on these cores.
fn keep_to(cores: &str, process: u32) -> Result<(), Box<dyn Error>> {
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", cores]).arg(process.to_string());
    command::output(&mut taskset, "Install util-linux if it is missing.")?;
    Ok(())
}

/// Returns the lowest figure of each, measured in turns.
fn lowest<T>(
    rounds: usize,
    of: &[T],
    measure: impl Fn(&T) -> Result<f64, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut lowest = vec![f64::INFINITY; of.len()];
    for _ in 0..rounds {
        for (one, lowest) in of.iter().zip(&mut lowest) {
            *lowest = lowest.min(measure(one)?);
        }
    }
    Ok(lowest)
}

/// Measures seconds of a release build that starts with nothing but sources, for each contestant. They take turns.
///
/// # Errors
///
/// Fails if `build` does.
pub fn cold_builds<C, T>(
    contestants: &[C],
    build: impl Fn(&C, &Path) -> Result<T, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    lowest(BUILD_ROUNDS, contestants, |contestant| cold_build(|folder| build(contestant, folder)))
}

/// Measures seconds of a build into an empty target folder.
fn cold_build<T>(build: impl FnOnce(&Path) -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let folder: PathBuf = target().join("bench").join("cold");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let seconds = of(|| build(&folder))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(seconds)
}

/// Measures seconds of all processes that are started and end meanwhile.
///
/// # Errors
///
/// Fails if `work` does.
pub fn of<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let before = children()?;
    work()?;
    Ok(children()? - before)
}

/// Measures seconds of a command, as the mean of ten runs.
///
/// # Errors
///
/// Fails if a run fails.
pub fn of_command(command: &mut Command) -> Result<f64, Box<dyn Error>> {
    let run = |_| command::output(command, "Run it by hand to see why.").map(drop);
    Ok(of(|| Ok((0..10).try_for_each(run)?))? / 10.0)
}

/// Returns seconds of all processes that this one started and that have ended.
fn children() -> Result<f64, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = usage.user_time() + usage.system_time();
    Ok(time.num_microseconds() as f64 / 1e6)
}

/// Returns the seconds that a running process has used so far: fields 14 and 15 of its `stat` file of proc(5).
///
/// # Errors
///
/// Fails if there is no such process.
pub fn process(id: u32) -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The second field is a name, which may contain anything.
    let (_, after) = text.rsplit_once(')').ok_or("a stat file has no name")?;
    let ticks: Result<Vec<f64>, _> = after.split_ascii_whitespace().skip(11).take(2).map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_lowest_of_all_rounds_counts_for_each() {
        let round = Cell::new(0.0);
        let measure = |base: &f64| {
            round.set(round.get() + 1.0);
            Ok(base - round.get())
        };
        assert_eq!(lowest(2, &[10.0, 20.0], measure).unwrap(), [7.0, 16.0]);
    }
}
