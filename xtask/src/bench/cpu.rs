//! CPU time: of calls, of whole processes and of builds.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contestant::{Program, Task};
use crate::command;
use crate::workspace::target;

/// Calls of one round, and rounds. The work is the same each time and whatever else the machine does only adds to it: the
/// least counts.
const CALLS: usize = 2_000;
const ROUNDS: usize = 25;
/// Cold builds of each contestant; the least counts.
const BUILDS: usize = 2;
/// Processes that make one call.
const STARTS: u32 = 100;
/// Linux tells other processes' CPU time in this unit, whatever the kernel's own is.
const TICKS_PER_SECOND: f64 = 100.0;

/// Microseconds of a call, of each contestant. They take turns, so that whatever else the machine does hits all.
///
/// # Errors
///
/// If a run fails, or `taskset` is not installed.
pub fn per_call(programs: &[Program]) -> Result<Vec<f64>, Box<dyn Error>> {
    on_one_core(|| {
        least(ROUNDS, programs, |program| Ok(program.run(Task::of(CALLS + 1))?.cpu as f64 / 1e3 / CALLS as f64))
    })
}

/// Keeps this process and what it starts on one core meanwhile: waking the stub on another one costs as much as a call
/// does, and not the same each time.
fn on_one_core<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<T, Box<dyn Error>> {
    let all = allowed_cores()?;
    let first = all.split(['-', ',']).next().unwrap_or_default().to_owned();
    keep_to(&first)?;
    let worked = work();
    keep_to(&all)?;
    worked
}

/// The cores that this process may run on, as a list of proc(5): `0-1`.
fn allowed_cores() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    Ok(list.ok_or("a process without cores")?.trim().to_owned())
}

/// Has all threads of this process run on these cores.
fn keep_to(cores: &str) -> Result<(), Box<dyn Error>> {
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", cores]).arg(std::process::id().to_string());
    command::output(&mut taskset, "Install util-linux if it is missing.")?;
    Ok(())
}

/// The least figure of each, taken in turns.
fn least<T>(
    rounds: usize,
    of: &[T],
    measure: impl Fn(&T) -> Result<f64, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut least = vec![f64::INFINITY; of.len()];
    for _ in 0..rounds {
        for (one, least) in of.iter().zip(&mut least) {
            *least = least.min(measure(one)?);
        }
    }
    Ok(least)
}

/// Seconds of a process that makes one call.
///
/// # Errors
///
/// If a run fails.
pub fn one_call_process(program: &Program) -> Result<f64, Box<dyn Error>> {
    let seconds = of(|| (0..STARTS).try_for_each(|_| program.run(Task::of(1)).map(drop)))?;
    Ok(seconds / f64::from(STARTS))
}

/// Seconds of a release build that begins with nothing but sources, of each contestant. They take turns.
///
/// # Errors
///
/// What `build` fails with.
pub fn cold_builds<C, T>(
    contestants: &[C],
    build: impl Fn(&C, &Path) -> Result<T, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    least(BUILDS, contestants, |contestant| cold(|folder| build(contestant, folder)))
}

/// Seconds of a build into an empty target folder.
fn cold<T>(build: impl FnOnce(&Path) -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let folder: PathBuf = target().join("bench").join("cold");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let seconds = of(|| build(&folder))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(seconds)
}

/// Seconds of all processes that are started and end meanwhile.
///
/// # Errors
///
/// What `work` fails with.
pub fn of<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let before = children()?;
    work()?;
    Ok(children()? - before)
}

/// Seconds of a command, as the mean of ten runs.
///
/// # Errors
///
/// If a run fails.
pub fn of_command(command: &mut Command) -> Result<f64, Box<dyn Error>> {
    let run = |_| command::output(command, "Run it by hand to see why.").map(drop);
    Ok(of(|| Ok((0..10).try_for_each(run)?))? / 10.0)
}

/// Seconds of all processes that this one started and that have ended: fields 16 and 17 of proc(5)'s `stat`.
fn children() -> Result<f64, Box<dyn Error>> {
    told("/proc/self/stat", 13)
}

/// Seconds that a process has used so far.
///
/// # Errors
///
/// If there is no such process.
pub fn process(id: u32) -> Result<f64, Box<dyn Error>> {
    told(&format!("/proc/{id}/stat"), 11)
}

/// Seconds that a `stat` file of proc(5) tells in two fields, so many after the name: 11 for the process itself, 13 for
/// those that it started.
fn told(stat: &str, skip: usize) -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string(stat)?;
    // The second field is a name, which may hold anything.
    let (_, after) = text.rsplit_once(')').ok_or("a stat file has no name")?;
    let ticks: Result<Vec<f64>, _> = after.split_ascii_whitespace().skip(skip).take(2).map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / TICKS_PER_SECOND)
}
