//! The report: one line per check, and a summary.

use std::error::Error;

use crate::Outcome;

/// The number of checks by result.
#[derive(Default)]
pub struct Report {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Report {
    /// Returns the checks of one peer.
    pub fn of(&mut self, peer: &'static str) -> Checks<'_> {
        Checks { report: self, peer }
    }

    /// Prints the summary. Returns true if at least one check passed and none failed.
    pub fn summary(&self) -> bool {
        println!("\n{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        self.failed == 0 && self.passed > 0
    }
}

/// The checks of one peer.
pub struct Checks<'a> {
    report: &'a mut Report,
    peer: &'static str,
}

impl Checks<'_> {
    /// Adds the result of a check: what was found, or the error.
    pub fn add(&mut self, what: &str, outcome: Outcome) {
        match outcome {
            Ok(found) => {
                self.report.passed += 1;
                self.line("ok", what, &found);
            }
            Err(error) => {
                self.report.failed += 1;
                self.line("FAILED", what, &with_causes(&*error));
            }
        }
    }

    /// Adds a check that was skipped.
    pub fn skip(&mut self, what: &str, reason: &str) {
        self.report.skipped += 1;
        self.line("skip", what, reason);
    }

    fn line(&self, word: &str, what: &str, text: &str) {
        println!("{word:<6}  {:<12} {what:<40} {}", self.peer, text.replace('\n', "\n        "));
    }
}

/// Formats an error and its sources.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |&error| error.source()) {
        text.push_str("\nbecause: ");
        text.push_str(&cause.to_string());
    }
    text
}
