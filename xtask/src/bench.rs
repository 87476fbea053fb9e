//! `cargo xtask bench`: what a call, a start and a build cost, beside what people use today and beside the least that
//! makes the call.

mod contestant;
mod count;
mod cpu;
mod curve;
mod embedded;
mod figures;
mod generate;
mod goal;
mod large;
mod machine;
mod report;
mod stub;
mod svg;

use std::error::Error;

use contestant::{CONTESTANTS, Program, Task};

use ::codegen::disk;

use crate::CommandResult;
use crate::workspace::{root, target};

/// The extent of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchExtent {
    /// Everything.
    Full,
    /// No cold builds, and fewer points of curves.
    Quick,
}

/// Measures, prints the table and draws it. A full run keeps both in `tests/bench/`.
///
/// # Errors
///
/// If a tool is missing, a contestant fails, or contestants decode different credentials.
pub fn run(extent: BenchExtent) -> CommandResult {
    let url = stub::start()?;
    eprintln!("building the contestants");
    let programs: Result<Vec<Program>, _> = CONTESTANTS.iter().map(|contestant| contestant.build(&url)).collect();
    let programs = programs?;
    agree(&programs)?;
    eprintln!("calls");
    let figures = figures::measure(&programs, extent)?;
    eprintln!("curves");
    let curves = curve::measure(&programs, extent)?;
    eprintln!("the generator");
    let generator = generate::measure()?;
    eprintln!("a large service");
    let large = large::measure(extent)?;
    eprintln!("the embedded STS");
    let embedded = embedded::measure()?;
    let goals = goal::all(&figures, &curves, &generator, &large);
    let text = report::text(&machine::describe(extent)?, &figures, &goals, &curves, &generator) + &embedded.text();
    let folder = match extent {
        BenchExtent::Full => root().join("tests/bench"),
        BenchExtent::Quick => target().join("bench"),
    };
    disk::write(&folder.join("figures.txt"), &text)?;
    disk::write(&folder.join("figures.svg"), &svg::draw(&figures, &curves))?;
    Ok(format!("{text}\nkept and drawn in {}\n", folder.display()))
}

/// Measures the embedded STS alone, beside moto. Nothing is kept.
///
/// # Errors
///
/// If a tool is missing, or one of the two fails.
pub fn embedded() -> CommandResult {
    Ok(embedded::measure()?.text())
}

/// Checks that all contestants do the same work.
fn agree(programs: &[Program]) -> Result<(), Box<dyn Error>> {
    for (tags, policy) in [(3, 256), (0, 0), (50, 2048)] {
        let mut first = None;
        for (program, contestant) in programs.iter().zip(&CONTESTANTS) {
            let credentials = program.run(Task { tags, policy, ..Task::of(2) })?.credentials;
            if first.get_or_insert_with(|| credentials.clone()) != &credentials {
                return Err(format!("{} decoded other credentials than those before it", contestant.name).into());
            }
        }
    }
    Ok(())
}
