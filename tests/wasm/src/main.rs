//! Runs `sts` as WebAssembly in Node.js against the embedded STS: `cargo xtask wasm`.

mod build;
mod cases;
mod node;

use std::error::Error;
use std::process::ExitCode;

use sts_local::LocalSts;

use crate::build::{Variant, build};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("error: {failed} checks failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs all cases, and returns how many failed.
async fn run() -> Outcome<usize> {
    let javascript = build(Variant::JavaScript)?;
    let bare = build(Variant::Bare)?;
    let local = LocalSts::start().await?;
    let mut failed = 0;
    for case in cases::CASES {
        let problem = case.problem(&local, &javascript, &bare).await;
        println!("{}  {}", if problem.is_none() { "ok    " } else { "FAILED" }, case.name);
        if let Some(problem) = problem {
            println!("        {problem}");
            failed += 1;
        }
    }
    Ok(failed)
}
