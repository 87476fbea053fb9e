//! The cost of a large service: IAM, generated and compiled, compared with AWS's SDK for it.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use super::{BenchExtent, cpu};
use crate::command;
use crate::workspace::{root, target};

/// The cost of IAM.
pub struct Large {
    /// Seconds of CPU that `cargo xtask codegen` takes for its crate, built for release.
    pub generate_s: f64,
    /// The most memory that this takes, in units of 10^6 bytes.
    pub generate_mb: f64,
    /// Seconds of CPU of compiling the crate alone, in release, with two operations.
    pub two_operations_s: f64,
    /// Seconds of CPU of cold release builds with default features: ours, and that of `aws-sdk-iam`.
    pub builds_s: Option<(f64, f64)>,
}

/// Measures it.
///
/// # Errors
///
/// If Cargo fails, or GNU time is not installed.
pub fn measure(extent: BenchExtent) -> Result<Large, Box<dyn Error>> {
    let folder = target().join("bench");
    let built = folder.join("build");
    let mut cargo = command::cargo();
    cargo.args(["build", "--release", "--quiet", "--locked", "--package", "xtask", "--target-dir"]).arg(&built);
    run(&mut cargo)?;
    let generator = built.join("release/xtask");
    let all = folder.join("iam");
    let two = folder.join("iam-two");
    let generate = |out: &Path, more: &[&str]| -> Result<f64, Box<dyn Error>> {
        let mut time = Command::new("time");
        time.args(["--format=%M"]).arg(&generator).args(["codegen", "--name", "iam", "--model"]);
        let time = time.arg(root().join("tests/conformance/models/iam.json.gz")).arg("--out").arg(out).args(more);
        let told = String::from_utf8(run(time)?.stderr)?;
        let kib: f64 = told.lines().last().ok_or("time told nothing")?.parse()?;
        std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock"))?;
        Ok(kib * 1024.0 / 1e6)
    };
    generate(&two, &["--operations", "CreateUser,GetUser"])?;
    let generate_mb = generate(&all, &[])?;
    let generate_s = cpu::of(|| generate(&all, &[]))?;
    Ok(Large {
        generate_s,
        generate_mb,
        two_operations_s: alone(&two, &built)?,
        builds_s: (extent == BenchExtent::Full).then(|| builds(&all)).transpose()?,
    })
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

/// Cold builds: ours, and that of AWS's SDK.
fn builds(crate_folder: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let bench = root().join("tests/bench");
    let contestants: [(&Path, &[&str]); 2] = [(crate_folder, &[]), (&bench, &["--package", "aws-sdk-iam"])];
    let seconds = cpu::cold_builds(&contestants, |(manifest, more), cold| {
        run(cargo_build(manifest, cold).arg("--quiet").args(*more))
    })?;
    match seconds.as_slice() {
        [ours, sdk] => Ok((*ours, *sdk)),
        _ => Err("two builds have two figures".into()),
    }
}

fn cargo_build(manifest: &Path, target: &Path) -> Command {
    let mut cargo = command::cargo();
    cargo.args(["build", "--release", "--target-dir"]).arg(target).current_dir(manifest);
    cargo
}

fn run(command: &mut Command) -> Result<Output, Box<dyn Error>> {
    Ok(command::output(command, "Run it by hand to see why.")?)
}
