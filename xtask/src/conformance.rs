//! `cargo xtask conformance`: a crate for any model, checked against conformance cases.

use std::fs;
use std::path::Path;

use ::codegen::model::{Model, SignatureVersion};
use ::codegen::write::write;
use ::codegen::{Generated, Generator, disk, dispatch};

use crate::arguments::{ConformanceArguments, own_runtime};
use crate::workspace::{root, target};
use crate::{CommandResult, command};

/// Generates the crate of a model, builds the harness on it and runs case files.
///
/// Prints a line for each kind of case, and the first failures of each.
///
/// # Errors
///
/// The model cannot be generated, the crate does not compile, or a case fails.
pub fn run(arguments: &ConformanceArguments) -> CommandResult {
    let generated = Generator::new(&arguments.model)
        .lenient()
        .map_model(sign_with_v4)
        .package("client")
        .runtime(own_runtime())
        .generate()?;
    let package = package(generated.model());
    let folder = target().join("conformance").join(&package);
    let facts = folder.join("model.json");
    disk::write(&facts, &write(generated.model()).to_pretty())?;
    generated.write_crate(folder.join("crate"))?;
    write_harness(&folder.join("harness"), &package, &generated)?;

    let mut cargo = command::cargo();
    cargo.args(["run", "--manifest-path"]).arg(folder.join("harness/Cargo.toml")).arg("--").arg(&facts);
    // One folder for all models: what they depend on is compiled once.
    cargo.env("CARGO_TARGET_DIR", target().join("conformance/build"));
    for (number, cases) in arguments.cases.iter().enumerate() {
        let plain = folder.join(format!("cases-{number}.jsonl"));
        disk::write(&plain, &disk::read(cases)?)?;
        cargo.arg(plain);
    }
    // The program prints the report itself, as it goes; cargo tells what it compiles.
    command::run(&mut cargo, "See above: either the harness was not built, or some cases failed.")?;
    Ok(String::new())
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
