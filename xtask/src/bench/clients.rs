//! The cost of a call, of a process that makes one call, and of a build, for each contestant.

use std::error::Error;
use std::process::Command;

use super::contestant::{CONTESTANTS, Contestant, Contestants, Program};
use super::stub::Link;
use super::table::Table;
use super::{BenchExtent, count, cpu};
use crate::command;

/// Seconds of CPU of a release build that starts with nothing but sources.
pub const BUILD: &str = "CPU of a cold release build with TLS, s";
/// Crates that the program consists of.
pub const CRATES: &str = "crates in the tree with TLS";
/// Size of the executable in units of 2^20 bytes.
pub const SIZE: &str = "program with TLS, stripped, MiB";
/// Milliseconds of CPU of a process that makes one call over TLS, with the certificates that machines usually have.
pub const PROCESS_SYSTEM: &str = "CPU of a process with one call, https, system's CAs, ms";
/// Milliseconds of CPU of a process that makes one call over TLS and trusts a single authority.
pub const PROCESS_LOCAL: &str = "CPU of a process with one call, https, one CA, ms";
/// Instructions of a call over TLS on an open connection.
pub const INSTRUCTIONS: &str = "instructions a call, https";
/// Heap allocations of a call over TLS on an open connection.
pub const ALLOCATIONS: &str = "heap allocations a call, https";
/// Microseconds of CPU of a call over TLS on an open connection.
pub const CALL: &str = "CPU a call, https, µs";

/// A quantity, and how to measure it for all contestants.
struct Quantity {
    title: &'static str,
    decimals: usize,
    measure: Measure,
    /// The least extent that includes it. Quick runs leave out cold builds, which take most of the time, and plain http.
    extent: BenchExtent,
}

/// One entry adds a row.
const QUANTITIES: [Quantity; 12] = [
    Quantity::full(BUILD, 0, |_| cpu::cold_builds(CONTESTANTS, Contestant::build_into)),
    Quantity::quick(CRATES, 0, |contestants| each(contestants, |program| Ok(program.contestant.crates()? as f64))),
    Quantity::quick(SIZE, 2, |contestants| each(contestants, stripped)),
    Quantity::quick(PROCESS_SYSTEM, 2, |contestants| cpu::one_call_processes(contestants, Link::HttpsSystem)),
    Quantity::quick(PROCESS_LOCAL, 2, |contestants| cpu::one_call_processes(contestants, Link::Https)),
    Quantity::full("CPU of a process with one call, http, ms", 2, |contestants| {
        cpu::one_call_processes(contestants, Link::Http)
    }),
    Quantity::quick(INSTRUCTIONS, 0, |contestants| instructions(contestants, Link::Https)),
    Quantity::full("instructions a call, http", 0, |contestants| instructions(contestants, Link::Http)),
    Quantity::quick(ALLOCATIONS, 1, |contestants| allocations(contestants, Link::Https)),
    Quantity::full("heap allocations a call, http", 1, |contestants| allocations(contestants, Link::Http)),
    Quantity::quick(CALL, 1, |contestants| cpu::per_call(contestants, Link::Https)),
    Quantity::full("CPU a call, http, µs", 1, |contestants| cpu::per_call(contestants, Link::Http)),
];

/// Measures a quantity once for all contestants.
type Measure = fn(&Contestants) -> Result<Vec<f64>, Box<dyn Error>>;

impl Quantity {
    /// A quantity of every run.
    const fn quick(title: &'static str, decimals: usize, measure: Measure) -> Self {
        Self { title, decimals, measure, extent: BenchExtent::Quick }
    }

    /// A quantity of full runs.
    const fn full(title: &'static str, decimals: usize, measure: Measure) -> Self {
        Self { title, decimals, measure, extent: BenchExtent::Full }
    }
}

/// Measures all contestants once.
///
/// # Errors
///
/// Fails if a tool is missing or a run fails.
pub fn measure(extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
    let contestants = Contestants::start()?;
    let mut table = Table::new("Clients", CONTESTANTS.iter().map(|contestant| contestant.name));
    for quantity in QUANTITIES {
        if quantity.extent == BenchExtent::Full && extent == BenchExtent::Quick {
            table.push(quantity.title, quantity.decimals, vec![None; CONTESTANTS.len()]);
        } else {
            eprintln!("  {}", quantity.title);
            table.push(quantity.title, quantity.decimals, (quantity.measure)(&contestants)?);
        }
    }
    Ok(vec![table])
}

fn each(
    contestants: &Contestants,
    figure: impl Fn(&Program) -> Result<f64, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    contestants.programs.iter().map(figure).collect()
}

fn instructions(contestants: &Contestants, link: Link) -> Result<Vec<f64>, Box<dyn Error>> {
    each(contestants, |program| count::instructions(contestants, program, count::task(link)))
}

fn allocations(contestants: &Contestants, link: Link) -> Result<Vec<f64>, Box<dyn Error>> {
    each(contestants, |program| count::allocations(contestants, program, count::task(link)))
}

fn stripped(program: &Program) -> Result<f64, Box<dyn Error>> {
    let stripped = program.path.with_extension("stripped");
    let mut strip = Command::new("strip");
    command::output(strip.arg("-o").arg(&stripped).arg(&program.path), "Install binutils if it is missing.")?;
    Ok(std::fs::metadata(stripped)?.len() as f64 / f64::from(1 << 20))
}
