//! `cargo xtask bench`: the cost of a call, a process and a build, compared with the clients that people use today and
//! with the least code that makes the call.
//!
//! A part of the benchmark returns tables. A full run measures each part twice and saves the figures; the text, the
//! drawing and the README's table are made from the saved figures.

mod build;
mod clients;
mod contestant;
mod cost;
mod count;
mod cpu;
mod curves;
mod ec2;
mod embedded;
mod figures;
mod generator;
mod goal;
mod machine;
mod readme;
mod report;
mod service;
mod stub;
mod svg;
mod table;

use std::error::Error;
use std::path::PathBuf;

use ::codegen::disk;
use clap::ValueEnum as _;
use figures::{Run, SavedFigures};
use table::Table;

use crate::CommandResult;
use crate::arguments::BenchPart;
use crate::workspace::{root, target};

/// The extent of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchExtent {
    /// Everything, twice.
    Full,
    /// Without cold builds, with fewer points of curves, once.
    Quick,
}

impl BenchPart {
    /// Measures the part once. One arm adds a part.
    fn measure(self, extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
        eprintln!("{self:?}");
        match self {
            Self::Clients => clients::measure(extent),
            Self::Curves => curves::measure(extent),
            Self::Generator => generator::measure(),
            Self::Service => service::measure(extent),
            Self::Ec2 => ec2::measure(extent),
            Self::Embedded => embedded::measure(),
        }
    }
}

/// Measures a part, or everything, and prints the figures. A full run saves them in `tests/bench/`, with the text and
/// the drawing. The figures of other parts stay.
///
/// # Errors
///
/// Fails if a tool is missing, a contestant fails, or contestants decode different credentials.
pub fn run(part: Option<BenchPart>, extent: BenchExtent) -> CommandResult {
    let folder = match extent {
        BenchExtent::Full => figures::folder(),
        BenchExtent::Quick => target().join("bench"),
    };
    let mut saved = SavedFigures::read(&folder)?;
    let parts = part.as_ref().map_or(BenchPart::value_variants(), std::slice::from_ref);
    for &part in parts {
        saved.replace(part, measured(part, extent)?);
        saved.write(&folder)?;
    }
    let text = report::text(&saved);
    disk::write(&folder.join("figures.txt"), &text)?;
    disk::write(&folder.join("figures.svg"), &svg::draw(&saved))?;
    Ok(format!("{text}\nsaved and drawn in {}\n", folder.display()))
}

/// Measures a part as often as its extent says.
fn measured(part: BenchPart, extent: BenchExtent) -> Result<Run, Box<dyn Error>> {
    let before = machine::load()?;
    let mut tables = part.measure(extent)?;
    if extent == BenchExtent::Full {
        let again = part.measure(extent)?;
        tables.iter_mut().zip(again).try_for_each(|(table, again)| table.append(again))?;
    }
    let mut machine = machine::describe()?;
    machine.push(format!("load of the machine {before} before and {} after", machine::load()?));
    Ok(Run { machine, tables })
}

/// Writes the README's table, the text and the drawing again from the saved figures.
///
/// # Errors
///
/// Fails if there are no figures, the README lacks the marks of the table, or a file cannot be written.
pub fn readme() -> CommandResult {
    for (path, text) in derived()? {
        disk::write(&path, &text)?;
    }
    Ok("README.md has the saved figures\n".to_owned())
}

/// Checks that the README, the text and the drawing agree with the saved figures.
///
/// # Errors
///
/// Fails with the name of a file that does not.
pub fn check() -> Result<(), Box<dyn Error>> {
    for (path, text) in derived()? {
        if disk::read(&path)? != text {
            let message = "does not agree with the saved figures of the benchmark; run `cargo xtask bench --readme`";
            return Err(format!("{} {message}", path.display()).into());
        }
    }
    Ok(())
}

/// Returns the files that are made from the saved figures.
fn derived() -> Result<[(PathBuf, String); 3], Box<dyn Error>> {
    let folder = figures::folder();
    let saved = SavedFigures::read(&folder)?;
    if saved.clients().is_none() {
        return Err(format!("no figures of clients in {}; run `cargo xtask bench clients`", folder.display()).into());
    }
    let path = root().join("README.md");
    let readme = readme::updated(&disk::read(&path)?, &saved)?;
    Ok([
        (folder.join("figures.txt"), report::text(&saved)),
        (folder.join("figures.svg"), svg::draw(&saved)),
        (path, readme),
    ])
}
