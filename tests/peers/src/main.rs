//! Holds `sts` against other people's clients and servers; `cargo xtask interop` runs it.
//!
//! A **caller** is a client of STS that takes a request as JSON and gives the answer as JSON, with AWS's member names on
//! both sides, so that answers can be compared. A **suite** holds a peer against this project: to add a peer, add a suite
//! and, if it is a client, a caller.

mod bench;
mod call;
mod callers;
mod cases;
mod compare;
mod python;
mod report;
mod server;
mod skips;
mod suites;

use std::path::PathBuf;
use std::process::ExitCode;

use bench::Bench;
use report::Report;
use suites::{SUITES, chain};

/// What a step of a check ends with.
type Outcome<T = String> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
peers --list
    Says which peers there are, and what is skipped.

peers --python FILE --work FOLDER [--seed NUMBER] [PEER]…
    Checks these peers, or all of them. FILE is a Python that has what python/requirements.txt asks for.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["--list"] => {
            list();
            Ok(true)
        }
        // What `chain` starts, with an environment of its own.
        ["--chain", endpoint, profiles @ ..] => chain::print_caller(endpoint, profiles).await.map(|()| true),
        ["--python", python, "--work", work, rest @ ..] => check(python.into(), work.into(), rest).await,
        _ => Err(format!("what is meant by {words:?}?\n\n{USAGE}").into()),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}", report::with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn list() {
    for suite in SUITES {
        println!("{:<12} {}", suite.name, suite.proves);
    }
    println!("\nskipped");
    for skip in skips::SKIPS {
        println!("{:<12} {:<27} {}", skip.server, skip.operation, skip.reason);
    }
}

/// Runs the suites that are asked for; true if nothing failed.
async fn check(python: PathBuf, work: PathBuf, rest: &[&str]) -> Outcome<bool> {
    let (seed, names) = match rest {
        ["--seed", seed, names @ ..] => (seed.parse()?, names),
        names => (fastrand::u64(..), names),
    };
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        return Err(format!("{unknown:?} is no peer; known are {}", known.join(", ")).into());
    }
    std::fs::create_dir_all(&work)?;
    let bench = Bench { python, work, seed };
    let mut report = Report::default();
    for suite in SUITES.iter().filter(|suite| names.is_empty() || names.contains(&suite.name)) {
        let mut checks = report.of(suite.name);
        if let Err(error) = (suite.run)(&bench, &mut checks).await {
            checks.add("the peer itself", Err(error));
        }
    }
    Ok(report.summary())
}
