//! The figures as text.

use std::fmt::Write as _;

use super::contestant::CONTESTANTS;
use super::curve::Curve;
use super::figures::{Figures, Table};
use super::generate::GeneratorCost;
use super::goal::Goal;

const INTRODUCTION: &str = "\
GetFederationToken with a policy of 256 characters, 2 policy ARNs and 3 tags, against a stub on loopback, keep-alive.
The floor is written by hand: reqwest, aws-sigv4 and quick-xml with serde, nothing in between. Programs with TLS call
the same stub. All of them decoded the same credentials.
";

/// Shows one figure of a contestant.
type TableCell = fn(&Figures) -> String;

const ROWS: [(&str, TableCell); 7] = [
    ("instructions a call", |figures| format!("{:.0}", figures.instructions)),
    ("heap allocations a call", |figures| format!("{:.1}", figures.allocations)),
    ("CPU a call, µs", |figures| format!("{:.0}", figures.call_us)),
    ("CPU of a process with one call, ms", |figures| format!("{:.1}", figures.process_ms)),
    ("CPU of a cold release build, s", |figures| figures.build_s.map_or("–".to_owned(), |s| format!("{s:.0}"))),
    ("executable, stripped, MiB", |figures| format!("{:.1}", figures.mib)),
    ("crates", |figures| figures.crates.to_string()),
];

/// Everything, for a terminal.
pub fn text(machine: &str, figures: &Table, goals: &[Goal], curves: &[Curve], generator: &GeneratorCost) -> String {
    let mut text = format!("{INTRODUCTION}\n{machine}\n");
    let names = CONTESTANTS.iter().map(|contestant| contestant.name.to_owned());
    line(&mut text, "", names);
    for (title, cell) in ROWS {
        line(&mut text, title, figures.iter().map(cell));
    }
    text.push_str("\nGoals\n");
    for goal in goals {
        text.push_str(&format!("{goal}\n"));
    }
    for curve in curves {
        text.push_str(&format!("\nInstructions a call, by {}\n", curve.title));
        line(&mut text, "", curve.at.iter().map(usize::to_string));
        for (name, costs) in Curve::names().zip(&curve.lines) {
            line(&mut text, name, costs.iter().map(|cost| format!("{cost:.0}")));
        }
    }
    text.push_str("\nThe generator, by model\n");
    for model in &generator.models {
        let each = 1e3 * model.ms / model.shapes.max(1) as f64;
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "{:<12}{:>6} shapes{:>8.1} ms{each:>6.0} µs a shape", model.name, model.shapes, model.ms);
    }
    text
}

fn line(text: &mut String, title: &str, cells: impl Iterator<Item = String>) {
    let _ = write!(text, "{title:<36}");
    for cell in cells {
        let _ = write!(text, "{cell:>18}");
    }
    text.push('\n');
}
