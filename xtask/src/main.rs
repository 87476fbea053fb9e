//! The commands of this project: `cargo xtask <command>`.

use std::process::ExitCode;

use xtask::{codegen, crates, model};

const USAGE: &str = "\
cargo xtask codegen [--check]
    Writes sts/src/generated/ and the runtime's tables (partitions, Unicode) from model/.
    --check writes nothing and fails if a file is stale, missing or not ours.

cargo xtask codegen --model FILE --out DIR [--operations A,B,…] [--name NAME] [--endpoint-rules FILE]
                    [--partitions FILE] [--corrections FILE] [--runtime PATH|VERSION] [--strict]
    Writes a stand-alone crate for any service of the Query protocol. Models may be API-2 or Smithy AST, and gzipped.
    --operations keeps what these reach, --name names the package, --corrections mends the model (as
    model/sts.corrections.json does), --runtime says where awsquery is (default: here), --strict makes unknown traits
    and keys errors.

cargo xtask model import FILE [--partitions FILE] [--endpoint-rules FILE] [--endpoint-tests FILE] [--version TEXT]
    Makes model/sts.json, and model/partitions.json, from the files that AWS publishes: the facts, not the prose.
    Either form of model will do; API-2 keeps endpoint rules and tests in files of their own.

cargo xtask model facts FILE --out FILE
    Writes the facts of any model, for tests.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["codegen"] => codegen::write(),
        ["codegen", "--check"] => codegen::check(),
        ["codegen", rest @ ..] => crates::command(rest),
        ["model", "import", rest @ ..] => model::import(rest),
        ["model", "facts", rest @ ..] => model::facts(rest),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(format!("what is meant by {words:?}?\n\n{USAGE}").into()),
    };
    match result {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
