//! One line a check, and the sum of them.

use std::error::Error;

use crate::Outcome;

/// How many checks ended how.
#[derive(Default)]
pub struct Report {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Report {
    /// The checks of one peer.
    pub fn of(&mut self, peer: &'static str) -> Checks<'_> {
        Checks { report: self, peer }
    }

    /// Prints the sum; true if there are checks and none failed.
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
    /// A check that was made: what it found, or what is wrong.
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

    /// A check that is not made.
    pub fn skip(&mut self, what: &str, reason: &str) {
        self.report.skipped += 1;
        self.line("skip", what, reason);
    }

    fn line(&self, word: &str, what: &str, text: &str) {
        println!("{word:<6}  {:<12} {what:<40} {}", self.peer, text.replace('\n', "\n        "));
    }
}

/// An error and what is behind it.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |&error| error.source()) {
        text.push_str("\nbecause: ");
        text.push_str(&cause.to_string());
    }
    text
}
