//! How many cases hold, by their kind, and what those say that do not.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use codegen::read::{Strictness, read};

use crate::{Bridge, Case, Context, cases};

/// So many failures of each kind are shown.
const SHOWN: usize = 5;

/// What became of cases.
#[derive(Debug, Default)]
pub struct Report(BTreeMap<String, Tally>);

#[derive(Debug, Default)]
struct Tally {
    judged: usize,
    failures: Vec<String>,
}

impl Report {
    /// Judges cases and adds what becomes of them. A panic is a failure of its case.
    pub fn judge(&mut self, context: &Context, cases: &[Case]) {
        for case in cases {
            let tally = self.0.entry(case.text("kind").unwrap_or("no kind").to_owned()).or_default();
            tally.judged += 1;
            let judged = catch_unwind(AssertUnwindSafe(|| context.judge(case)));
            if let Err(failure) = judged.unwrap_or_else(|_| Err("a panic, which is told above".to_owned())) {
                tally.failures.push(format!("{}\n{failure}", case.id()));
            }
        }
    }

    /// True if every case holds, and there is one.
    pub fn is_good(&self) -> bool {
        !self.0.is_empty() && self.0.values().all(|tally| tally.failures.is_empty())
    }

    /// How many cases of each kind were judged.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        self.0.iter().map(|(kind, tally)| (kind.as_str(), tally.judged)).collect()
    }
}

/// A line for each kind, `input 838/838`, then the first failures of each.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            writeln!(f, "no cases")?;
        }
        for (kind, tally) in &self.0 {
            writeln!(f, "{kind} {}/{}", tally.judged - tally.failures.len(), tally.judged)?;
        }
        for (kind, tally) in self.0.iter().filter(|(_, tally)| !tally.failures.is_empty()) {
            writeln!(f, "\n{} of {kind} fail, of which the first are:", tally.failures.len())?;
            for failure in tally.failures.iter().take(SHOWN) {
                writeln!(f, "\n{failure}")?;
            }
        }
        Ok(())
    }
}

/// A program that judges case files: the words are the path of a model and those of the files.
///
/// Prints a [`Report`], and ends with failure where a case fails, or something cannot be read.
pub fn run(operations: &'static [&'static dyn Bridge], words: impl Iterator<Item = String>) -> ExitCode {
    match judge(operations, words) {
        Ok(report) => {
            print!("{report}");
            if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn judge(
    operations: &'static [&'static dyn Bridge],
    mut words: impl Iterator<Item = String>,
) -> Result<Report, String> {
    let text = |path: &str| std::fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"));
    let model = words.next().ok_or("which model?")?;
    let reading = read(&text(&model)?, Strictness::Lenient).map_err(|error| format!("{model}: {error}"))?;
    let context = Context::new(operations, reading.model);
    let mut report = Report::default();
    for path in words {
        report.judge(&context, &cases(&text(&path)?).map_err(|problem| format!("{path}: {problem}"))?);
    }
    Ok(report)
}
