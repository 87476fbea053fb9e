//! Tests `sts` against third-party clients and servers; `cargo xtask interop` runs it.
//!
//! A **caller** is a client of STS that takes a request as JSON and returns the response as JSON. Both use AWS's member
//! names, so that responses can be compared. A **suite** tests a peer against this project. To add a peer, add a suite
//! and, if the peer is a client, a caller.

mod bench;
mod call;
mod callers;
mod cases;
mod compare;
mod process;
mod report;
mod server;
mod skips;
mod suites;

use std::process::ExitCode;

use bench::Bench;
use report::Report;
use suites::{SUITES, chain};

/// The result of a step of a check.
type Outcome<T = String> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
peers --list
    Lists the peers and what is skipped.

peers --work FOLDER --python FILE --javascript FOLDER [--seed NUMBER] [PEER]…
    Checks these peers, or all of them. FILE is a Python interpreter with the packages of python/requirements.txt. The
    JavaScript FOLDER contains the files of javascript/ and the packages of javascript/package.json.
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
        // Started by `chain`, with an environment of its own.
        ["--chain", endpoint, profiles @ ..] => chain::print_caller(endpoint, profiles).await.map(|()| true),
        words => check(words).await,
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
    for skip in skips::UNKNOWN_OPERATIONS {
        println!("{:<12} {:<27} {}", skip.client, skip.operation, skip.reason);
    }
    for skip in skips::MEMBERS {
        println!("{:<12} {:<27} {}", skip.client, skip.member, skip.reason);
    }
}

/// Runs the requested suites. Returns true if nothing failed.
async fn check(words: &[&str]) -> Outcome<bool> {
    let (bench, names) = read(words)?;
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        return Err(format!("unknown peer: {unknown:?}; known peers: {}", known.join(", ")).into());
    }
    std::fs::create_dir_all(&bench.work)?;
    let mut report = Report::default();
    for suite in SUITES.iter().filter(|suite| names.is_empty() || names.contains(&suite.name)) {
        let mut checks = report.of(suite.name);
        if let Err(error) = (suite.run)(&bench, &mut checks).await {
            checks.add("start of the peer", Err(error));
        }
    }
    Ok(report.summary())
}

/// Parses options with their values, followed by names of peers.
fn read<'a>(words: &[&'a str]) -> Outcome<(Bench, Vec<&'a str>)> {
    let mut bench = Bench { seed: fastrand::u64(..), ..Bench::default() };
    let mut rest = words;
    while let [option, value, after @ ..] = rest {
        match *option {
            "--work" => bench.work = value.into(),
            "--python" => bench.python = value.into(),
            "--javascript" => bench.javascript = value.into(),
            "--seed" => bench.seed = value.parse().map_err(|_| format!("the seed must be a number; got {value:?}"))?,
            option if option.starts_with("--") => return Err(format!("unknown option: {option}\n\n{USAGE}").into()),
            _ => break,
        }
        rest = after;
    }
    Ok((bench, rest.to_vec()))
}
