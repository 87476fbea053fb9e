//! The commands of this project: `cargo xtask <command>`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use xtask::fuzz::Extent;

const USAGE: &str = "\
cargo xtask codegen [--check]
    Writes sts/src/api.rs, sts/src/api/ and the runtime's tables (partitions, Unicode) from model/.
    --check writes nothing and fails if a file is stale, missing or not ours.

cargo xtask codegen --model FILE --out DIR [--operations A,B,…] [--name NAME] [--endpoint-rules FILE]
                    [--partitions FILE] [--paginators FILE] [--waiters FILE] [--corrections FILE]
                    [--docs facts|model] [--runtime PATH|VERSION] [--strict]
    Writes a stand-alone crate for any service of the Query protocol. Models may be API-2 or Smithy AST, and gzipped.
    --operations keeps what these reach, --name names the package, --corrections mends the model (as
    model/sts.corrections.json does), --docs model takes the model's own prose for documentation, --runtime says where
    awsquery is (default: here), --strict makes unknown traits and keys errors.

cargo xtask conformance --model FILE --cases FILE [--cases FILE]…
    Generates the crate of any model, builds the harness of tests/ on it, and runs case files: a line for each kind, and
    the first failures of each. Fails where a case does. What a case file holds is told in tests/README.md.

cargo xtask model import FILE [--partitions FILE] [--endpoint-rules FILE] [--endpoint-tests FILE] [--version TEXT]
    Makes model/sts.json, and model/partitions.json, from the files that AWS publishes: the facts, not the prose.
    Either form of model will do; API-2 keeps endpoint rules and tests in files of their own.

cargo xtask model facts FILE --out FILE
    Writes the facts of any model, for tests.

cargo xtask acceptance [--recorded FOLDER]
    Runs everything that shows a row of tests/ACCEPTANCE.md and says which rows hold; fails if one does not.
    A step whose output is in FOLDER, as NAME.log, is not run again.

cargo xtask fuzz SECONDS
cargo xtask fuzz --runs NUMBER
    Drives each target of tests/fuzz/ for so long, or with so many inputs, in 64 MiB. A stable compiler will do. Installs
    cargo-fuzz if it is not there.

cargo xtask dependencies
    Holds licenses, bans and sources of dependencies to deny.toml. Installs cargo-deny if it is not there.

cargo xtask advisories
    Holds dependencies against the RustSec advisory database; says SKIPPED, and why, if that is out of reach.

cargo xtask semver [REVISION]
    Says what breaks users since a revision: the last tag if none is given, or the commit before this one if there is
    none. Fails where CHANGELOG.md does not name it under \"Breaking\". Installs cargo-semver-checks if it is not there.

cargo xtask interleavings
    Runs the tests of the cell that refreshing credentials share in every order in which threads can come (loom).

cargo xtask soak [SEED]
    Ten simulated hours of faults, jumping clocks and suspends for 32 tasks; another ten with each seed.

cargo xtask style [--summary] [PATH]…
    Looks for phrases of xtask/style.txt in comments, documentation, strings, test names and Markdown: everywhere, or
    only in these files and folders. --summary counts them by file.

cargo xtask model diff OLD NEW [--json]
    Tells what changes for users of the generated crate, what of it breaks them, and the version that follows. Either
    form of model on either side, gzipped or not. The form of --json is documented at codegen::diff::to_json.

cargo xtask model update [--version V]
    Moves model/ to what AWS publishes in botocore's source package, shows the differences, and generates. The newest
    version if none is given. Needs Python 3 with pip, tar, and the network.

cargo xtask model verify
    Holds model/ against the version of botocore that it is from, fact by fact.

cargo xtask interop [--seed NUMBER] [PEER]…
    Holds sts against other people's clients and servers: moto, botocore, the AWS CLI, AWS's SDKs for Rust and
    JavaScript. Needs Python 3.10 or newer and Node.js with npm, and the network when something has to be installed.

cargo xtask interop --list
    Says which peers there are, and what is skipped.

cargo xtask bench [--quick]
    Measures what a call, a start and a build cost, beside aws-sdk-sts and beside the least that makes the call; prints a
    table, and keeps and draws it in tests/bench/; what the generator costs, and the crate of a large service; and the
    embedded STS beside moto. --quick leaves out cold builds. Needs Linux, valgrind, strip and GNU time.

cargo xtask bench embedded
    Measures the embedded STS alone, beside moto: calls a second, CPU, memory, time to be ready. Needs Linux, and Python
    with the network when moto has to be installed.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["codegen"] => xtask::codegen::write(),
        ["codegen", "--check"] => xtask::codegen::check(),
        ["codegen", rest @ ..] => xtask::crates::command(rest),
        ["conformance", rest @ ..] => xtask::conformance::run(rest),
        ["model", "import", rest @ ..] => xtask::model::import(rest),
        ["model", "facts", rest @ ..] => xtask::model::keep_facts(rest),
        ["fuzz", seconds] => xtask::fuzz::run(Extent::Seconds, seconds),
        ["fuzz", "--runs", runs] => xtask::fuzz::run(Extent::Runs, runs),
        ["dependencies"] => xtask::dependencies::check(),
        ["advisories"] => xtask::dependencies::advisories(),
        ["semver"] => xtask::semver::run(None),
        ["semver", revision] => xtask::semver::run(Some(revision)),
        ["interleavings"] => xtask::interleavings::run(),
        ["soak"] => xtask::soak::run(None),
        ["soak", seed] => xtask::soak::run(Some(seed)),
        ["style", rest @ ..] => xtask::style::run(&style_options(rest)),
        ["acceptance"] => xtask::acceptance::run(None),
        ["acceptance", "--recorded", folder] => xtask::acceptance::run(Some(Path::new(folder))),
        ["model", "diff", rest @ ..] => xtask::model::diff(rest),
        ["model", "update", rest @ ..] => xtask::model::update(rest),
        ["model", "verify", rest @ ..] => xtask::model::verify(rest),
        ["interop", "--list"] => xtask::interop::list(),
        ["interop", rest @ ..] => xtask::interop::run(rest),
        ["bench"] => xtask::bench::run(xtask::bench::Extent::Full),
        ["bench", "embedded"] => xtask::bench::embedded(),
        ["bench", "--quick"] => xtask::bench::run(xtask::bench::Extent::Quick),
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

fn style_options(arguments: &[&str]) -> xtask::style::StyleOptions {
    let mut options = xtask::style::StyleOptions::new(xtask::root());
    for argument in arguments {
        if *argument == "--summary" {
            options.summary = true;
        } else {
            options.paths.push(PathBuf::from(argument));
        }
    }
    options
}
