//! Runs the cases of each subject.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod credentials;
mod embedded;
mod endpoints;
mod expect;
mod generator;
mod policies;
mod responses;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use regressions::{Case, cases};

/// Runs a case. The error says what came out instead of the expected outcome.
type Runner = fn(&Case) -> Result<(), String>;

/// The subjects of one area, each with its runner.
type Subjects = &'static [(&'static str, Runner)];

/// Runs all cases of an area, and fails with a list of those that are wrong.
fn run(subjects: Subjects) {
    let cases = cases().unwrap();
    let mut wrong = Vec::new();
    for (subject, runner) in subjects {
        let cases: Vec<&Case> = cases.iter().filter(|case| case.subject == *subject).collect();
        for case in &cases {
            let result = catch_unwind(AssertUnwindSafe(|| runner(case))).unwrap_or_else(|_| Err("panicked".to_owned()));
            if let Err(problem) = result {
                wrong.push(format!("{} ({subject}): {}\n    {problem}", case.id, case.question));
            }
        }
        println!("{subject}: {} cases", cases.len());
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_subject_of_the_cases_has_a_runner() {
    let areas = [
        credentials::SUBJECTS,
        embedded::SUBJECTS,
        endpoints::SUBJECTS,
        generator::SUBJECTS,
        policies::SUBJECTS,
        responses::SUBJECTS,
    ];
    let known: BTreeSet<&str> = areas.iter().flat_map(|area| area.iter().map(|(subject, _)| *subject)).collect();
    let cases = cases().unwrap();
    let subjects: BTreeSet<&str> = cases.iter().map(|case| case.subject.as_str()).collect();
    let unknown: Vec<&&str> = subjects.iter().filter(|&s| !known.contains(s)).collect();
    assert!(unknown.is_empty(), "subjects without a runner: {unknown:?}");
}
