//! The cost of a large service: IAM, generated and compiled, compared with AWS's SDK for it.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use super::build::{self, Workspace};
use super::table::Table;
use super::{BenchExtent, cost, cpu};
use crate::command;
use crate::workspace::{root, target};

/// Seconds of CPU that `cargo xtask codegen` takes for the crate, built for release.
pub const GENERATE: &str = "generating the crate of IAM, CPU, s";
/// The most memory that this takes, in units of 10^6 bytes.
pub const GENERATE_MEMORY: &str = "generating the crate of IAM, memory, MB";
/// Seconds of CPU of compiling the crate alone, in release, with two operations.
pub const TWO_OPERATIONS: &str = "compiling IAM with two operations alone, CPU, s";
/// Seconds of CPU of a cold release build with default features.
pub const BUILD: &str = "CPU of a cold release build of IAM, s";
/// The column of this project.
pub const OURS: &str = "iam, generated";
/// The column of AWS's SDK.
pub const SDK: &str = "aws-sdk-iam";

/// Measures the crate of IAM once.
///
/// # Errors
///
/// Fails if Cargo fails, or GNU time is not installed.
pub fn measure(extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
    let folder = target().join("bench");
    let generator = build::program(Workspace::Project, "xtask")?;
    let all = folder.join("iam");
    let two = folder.join("iam-two");
    let generate = |out: &Path, more: &[&str]| -> Result<f64, Box<dyn Error>> {
        let mut codegen = Command::new(&generator);
        codegen.args(["codegen", "--name", "iam", "--model"]);
        codegen.arg(root().join("tests/conformance/models/iam.json.gz")).arg("--out").arg(out).args(more);
        let cost = cost::of(&codegen)?;
        std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock"))?;
        Ok(cost.megabytes)
    };
    generate(&two, &["--operations", "CreateUser,GetUser"])?;
    let generate_mb = generate(&all, &[])?;
    let generate_s = cpu::of(|| generate(&all, &[]))?;
    let mut table = Table::new("A large service", [OURS, SDK]);
    table.push(GENERATE, 3, [Some(generate_s), None]);
    table.push(GENERATE_MEMORY, 1, [Some(generate_mb), None]);
    table.push(TWO_OPERATIONS, 2, [Some(alone(&two, &build::folder())?), None]);
    let builds = match extent {
        BenchExtent::Full => builds(&all)?.into_iter().map(Some).collect(),
        BenchExtent::Quick => vec![None, None],
    };
    table.push(BUILD, 0, builds);
    Ok(vec![table])
}

/// Compiles a crate whose dependencies are compiled.
fn alone(manifest: &Path, built: &Path) -> Result<f64, Box<dyn Error>> {
    let build = || run(cargo_build(manifest, built).arg("--quiet"));
    build()?;
    // Cargo compiles a file again that is newer than what it built.
    let source = manifest.join("src/lib.rs");
    std::fs::write(&source, std::fs::read(&source)?)?;
    cpu::of(build)
}

/// Measures cold builds of the generated crate and of AWS's SDK.
fn builds(crate_folder: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let bench = root().join("tests/bench");
    let contestants: [(&Path, &[&str]); 2] = [(crate_folder, &[]), (&bench, &["--package", "aws-sdk-iam"])];
    cpu::cold_builds(&contestants, |(manifest, more), folder| {
        run(cargo_build(manifest, folder).arg("--quiet").args(*more))
    })
}

fn cargo_build(manifest: &Path, target: &Path) -> Command {
    let mut cargo = command::cargo();
    cargo.args(["build", "--release", "--target-dir"]).arg(target).current_dir(manifest);
    cargo
}

fn run(command: &mut Command) -> Result<Output, Box<dyn Error>> {
    Ok(command::output(command, "Run it by hand to see why.")?)
}
