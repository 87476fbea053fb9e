//! Everything that is measured of each contestant.

use std::error::Error;
use std::process::Command;

use super::BenchExtent;
use super::contestant::{CONTESTANTS, Contestant, Program};
use super::{count, cpu};
use crate::command;

/// The cost of one contestant.
pub struct Figures {
    /// Instructions of a call.
    pub instructions: f64,
    /// Heap allocations of a call.
    pub allocations: f64,
    /// Microseconds of CPU of a call.
    pub call_us: f64,
    /// Milliseconds of CPU of a process that makes one call.
    pub process_ms: f64,
    /// Size of the executable, stripped, in units of 2^20 bytes.
    pub mib: f64,
    /// Crates that it is made of.
    pub crates: usize,
    /// Seconds of CPU of a cold release build.
    pub build_s: Option<f64>,
}

/// The figures of each contestant, in the order of [`CONTESTANTS`].
pub type Table = [Figures; CONTESTANTS.len()];

/// Measures all contestants.
///
/// # Errors
///
/// If a tool is missing or a run fails.
pub fn measure(programs: &[Program], extent: BenchExtent) -> Result<Table, Box<dyn Error>> {
    let calls = cpu::per_call(programs)?;
    let builds = match extent {
        BenchExtent::Full => {
            eprintln!("cold builds");
            cpu::cold_builds(&CONTESTANTS, Contestant::build_into)?.into_iter().map(Some).collect()
        }
        BenchExtent::Quick => vec![None; CONTESTANTS.len()],
    };
    let mut table = Vec::new();
    for (((program, contestant), call_us), build_s) in programs.iter().zip(&CONTESTANTS).zip(calls).zip(builds) {
        eprintln!("{}", contestant.name);
        let count::PerCall { instructions, allocations } = count::per_call(program)?;
        table.push(Figures {
            instructions,
            allocations,
            call_us,
            process_ms: 1e3 * cpu::one_call_process(program)?,
            mib: stripped(program)? / f64::from(1 << 20),
            crates: contestant.crates()?,
            build_s,
        });
    }
    table.try_into().map_err(|_| "there is not one program for each contestant".into())
}

fn stripped(program: &Program) -> Result<f64, Box<dyn Error>> {
    let stripped = program.path.with_extension("stripped");
    let mut strip = Command::new("strip");
    command::output(strip.arg("-o").arg(&stripped).arg(&program.path), "Install binutils if it is missing.")?;
    Ok(std::fs::metadata(stripped)?.len() as f64)
}
