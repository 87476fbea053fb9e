//! `cargo xtask conformance`: a crate for any model, checked against conformance cases.

mod cases;
mod tally;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use ::codegen::model::{Model, SignatureVersion};
use ::codegen::write::write;
use ::codegen::{Generated, Generator, disk, dispatch};

use crate::arguments::{ConformanceArguments, own_runtime};
use crate::workspace::{root, target};
use crate::{CommandResult, command};
use cases::CaseLines;
use tally::CaseTally;

/// Generates the crate of a model, builds the harness on it and runs case files.
///
/// Paginators, waiters, endpoint rules and corrections that lie beside the model are used, so the code for all of them is
/// compiled. Warnings name what had to be left out. A model with many operations is divided into shards, one crate after
/// the other, because the memory of the compiler grows with the number of operations. Prints a line for each kind of case,
/// and the first failures of each.
///
/// # Errors
///
/// The model cannot be generated, a crate does not compile, or a case fails.
pub fn run(arguments: &ConformanceArguments) -> CommandResult {
    let chosen = chosen(arguments)?;
    let mut cases = CaseLines::read(&arguments.cases)?;
    let all: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
    if arguments.operations.is_some() {
        let others = cases.retain(&all);
        println!("{} operations; {others} cases of other operations are left out", all.len());
    }
    let shards: Vec<&[String]> = chosen.chunks(arguments.shard).collect();
    let mut tally = CaseTally::default();
    let mut compiled = CompiledParts::default();
    for (number, shard) in (1..).zip(&shards) {
        if shards.len() > 1 {
            println!("shard {number} of {}: {} to {}", shards.len(), end(shard.first()), end(shard.last()));
        }
        let text = cases.of_shard(shard, &all, number == 1);
        tally.add(&judge(arguments, shard, &text, &mut compiled)?);
    }
    if shards.len() > 1 {
        println!("all shards");
        print!("{tally}");
    }
    print!("{compiled}");
    if tally.is_good() { Ok(String::new()) } else { Err("no case was judged, or some failed; see above".into()) }
}

/// Generated parts other than operations, of all shards.
#[derive(Default)]
struct CompiledParts {
    pages: usize,
    waiters: usize,
    warnings: BTreeSet<String>,
}

impl CompiledParts {
    /// Adds those of a crate, and prints its warnings unless an earlier one had them.
    fn add(&mut self, generated: &Generated) {
        let operations = &generated.plan().operations;
        self.pages += operations.iter().filter(|operation| operation.pagination.is_some()).count();
        self.waiters += operations.iter().map(|operation| operation.waiters.len()).sum::<usize>();
        for warning in generated.warnings() {
            if self.warnings.insert(warning.clone()) {
                eprintln!("warning: {warning}");
            }
        }
    }
}

/// Writes a line, or nothing if there are neither pages nor waiters.
impl fmt::Display for CompiledParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.pages, self.waiters) {
            (0, 0) => Ok(()),
            (pages, waiters) => writeln!(f, "compiled: {pages} operations with pages, {waiters} waiters"),
        }
    }
}

/// A generator for the model, with what lies beside it.
fn generator(arguments: &ConformanceArguments) -> Generator {
    Generator::new(&arguments.model).companions().lenient()
}

fn end(name: Option<&String>) -> &str {
    name.map_or("", String::as_str)
}

/// Returns the names of the operations to check, sorted. Prints the files that lie beside the model.
fn chosen(arguments: &ConformanceArguments) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut generator = generator(arguments);
    if let Some(words) = &arguments.operations {
        let mut names = Vec::new();
        for word in words {
            match word.strip_prefix('@') {
                None => names.push(word.trim().to_owned()),
                Some(file) => names.extend(listed(Path::new(file))?),
            }
        }
        generator = generator.operations(names);
    }
    let loaded = generator.load()?;
    for companion in &loaded.companions {
        println!("{} from {}", companion.kind, companion.path.display());
    }
    Ok(loaded.model.operations.into_iter().map(|operation| operation.name).collect())
}

/// Reads a file with the name of an operation in each line, and comments after `#`.
fn listed(file: &Path) -> Result<Vec<String>, String> {
    let text = disk::read(file).map_err(|error| error.to_string())?;
    let names = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// Generates and builds the crate of some operations, judges cases with it, and returns the report.
fn judge(
    arguments: &ConformanceArguments,
    shard: &[String],
    cases: &str,
    compiled: &mut CompiledParts,
) -> Result<String, Box<dyn std::error::Error>> {
    let generated = generator(arguments)
        .operations(shard)
        .map_model(sign_with_v4)
        .package("client")
        .runtime(own_runtime())
        .generate()?;
    compiled.add(&generated);
    let package = package(generated.model());
    let folder = target().join("conformance").join(&package);
    let facts = folder.join("model.json");
    let lines = folder.join("cases.jsonl");
    disk::write(&facts, &write(generated.model()).to_pretty())?;
    disk::write(&lines, cases)?;
    generated.write_crate(folder.join("crate"))?;
    write_harness(&folder.join("harness"), &package, &generated)?;

    // One folder for all models: what they depend on is compiled once. Generated crates are compiled once each.
    let build = |verb: &str| {
        let mut cargo = command::cargo();
        cargo.args([verb, "--manifest-path"]).arg(folder.join("harness/Cargo.toml"));
        cargo.env("CARGO_TARGET_DIR", target().join("conformance/build")).env("CARGO_INCREMENTAL", "0");
        cargo
    };
    command::run(&mut build("build"), "See above: the harness cannot be built with the generated crate.")?;
    // Failed cases are counted from the report, so that the other shards run too.
    let mut program = build("run");
    program.args(["--quiet", "--"]).arg(facts).arg(lines).arg("--keep-going");
    Ok(command::watched(&mut program, "See above: the cases cannot be judged.")?)
}

/// Requests of services that accept only signature version 2 are not sent. Signed with version 4, everything else of such
/// a service can be judged.
fn sign_with_v4(model: &mut Model) {
    model.service.signature = SignatureVersion::V4;
}

/// A name for the packages of a service: `auto-scaling-2011-01-01`.
fn package(model: &Model) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("{}-{}", model.service.sdk_id, model.service.version).chars().map(plain).collect()
}

/// The program that judges, a package of its own around the crate under test.
fn write_harness(folder: &Path, package: &str, generated: &Generated) -> Result<(), Box<dyn std::error::Error>> {
    let words = dispatch(generated.plan(), "OPERATIONS", "client");
    // Nothing is sent.
    let features = generated.crate_features().into_iter();
    let features: Vec<&str> = features.filter(|name| !["reqwest", "hyper", "tls"].contains(name)).collect();
    let program = format!(
        "//! Judges conformance cases.\n\nharness::bridges! {{ {words} }}\n\nfn main() -> std::process::ExitCode {{\n    \
         harness::run(OPERATIONS, std::env::args().skip(1))\n}}\n"
    );
    disk::write(&folder.join("src/main.rs"), &program)?;
    let harness = quoted(&root().join("tests/harness"));
    disk::write(
        &folder.join("Cargo.toml"),
        &format!(
            "[package]\nname = \"conformance-{package}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             harness = {{ path = {harness} }}\n\n[dependencies.client]\npath = \"../crate\"\ndefault-features = false\n\
             features = {features:?}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    )?;
    // The versions that this project is tested with.
    let lock = folder.join("Cargo.lock");
    fs::copy(root().join("Cargo.lock"), &lock).map_err(|error| format!("cannot write {}: {error}", lock.display()))?;
    Ok(())
}

/// A path as a text of TOML.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}
