//! Counts the cases that pass, by kind, and describes those that fail.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use codegen::read::{Strictness, read};

use crate::{Bridge, Case, Context, cases};

/// Number of failures of each kind that are shown.
const MAX_SHOWN: usize = 5;

/// The results of cases.
#[derive(Debug, Default)]
pub struct Report(BTreeMap<String, Tally>);

#[derive(Debug, Default)]
struct Tally {
    judged: usize,
    failures: Vec<String>,
}

impl Report {
    /// Judges cases and adds their results. A panic is a failure of its case.
    pub fn judge(&mut self, context: &Context, cases: &[Case]) {
        for case in cases {
            let tally = self.0.entry(case.text("kind").unwrap_or("no kind").to_owned()).or_default();
            tally.judged += 1;
            let judged = catch_unwind(AssertUnwindSafe(|| context.judge(case)));
            if let Err(failure) = judged.unwrap_or_else(|_| Err("a panic; see the output above".to_owned())) {
                tally.failures.push(format!("{}\n{failure}", case.id()));
            }
        }
    }

    /// Returns `true` if there are cases and all of them pass.
    pub fn is_good(&self) -> bool {
        !self.0.is_empty() && self.0.values().all(|tally| tally.failures.is_empty())
    }

    /// Returns the number of cases of each kind.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        self.0.iter().map(|(kind, tally)| (kind.as_str(), tally.judged)).collect()
    }
}

/// Writes a line for each kind, `input 838/838`, and then the first failures of each kind.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            writeln!(f, "no cases")?;
        }
        for (kind, tally) in &self.0 {
            writeln!(f, "{kind} {}/{}", tally.judged - tally.failures.len(), tally.judged)?;
        }
        for (kind, tally) in self.0.iter().filter(|(_, tally)| !tally.failures.is_empty()) {
            writeln!(f, "\n{} of {kind} failed; the first failures are:", tally.failures.len())?;
            for failure in tally.failures.iter().take(MAX_SHOWN) {
                writeln!(f, "\n{failure}")?;
            }
        }
        Ok(())
    }
}

/// Runs a program that judges case files. Its arguments are the path of a model and the paths of the files.
///
/// Prints a [`Report`]. The exit code is a failure if a file cannot be read, or if a case fails; but not for failed cases if
/// the last argument is `--keep-going`.
pub fn run(operations: &'static [&'static dyn Bridge], words: impl Iterator<Item = String>) -> ExitCode {
    let mut words: Vec<String> = words.collect();
    let keeps_going = words.pop_if(|word| word == "--keep-going").is_some();
    match judge(operations, words.into_iter()) {
        Ok(report) => {
            print!("{report}");
            if keeps_going || report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
    let model = words.next().ok_or("the path of a model is missing")?;
    let reading = read(&text(&model)?, Strictness::Lenient).map_err(|error| format!("{model}: {error}"))?;
    let context = Context::new(operations, reading.model);
    let mut report = Report::default();
    for path in words {
        report.judge(&context, &cases(&text(&path)?).map_err(|problem| format!("{path}: {problem}"))?);
    }
    Ok(report)
}
