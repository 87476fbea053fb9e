//! The cost of the largest service: all of EC2, generated and compiled, compared with AWS's SDK for it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::BenchExtent;
use super::build::{self, Workspace};
use super::cost::{self, Cost};
use super::table::Table;
use crate::command;
use crate::workspace::{root, target};

/// Seconds of CPU of generating the crate, by `cargo xtask codegen` built for release.
pub const GENERATE: &str = "generating the crate of EC2, CPU, s";
/// The most memory that this takes, in units of 10^6 bytes.
pub const GENERATE_MEMORY: &str = "generating the crate of EC2, memory, MB";
/// The CPU of generating all operations, relative to that of generating every second one.
pub const GENERATE_TWICE: &str = "generating twice the operations of EC2, ratio of CPU";
/// Seconds of CPU of a cold release build of the crate alone: its dependencies are built.
pub const ALONE: &str = "compiling the crate of EC2 alone, CPU, s";
/// The most memory that the compiler takes meanwhile, in units of 10^6 bytes.
pub const ALONE_MEMORY: &str = "compiling the crate of EC2 alone, memory, MB";
/// Seconds of CPU of `cargo check` for the crate alone, with the features `serde` and `server`.
pub const CHECK: &str = "checking the crate of EC2 with serde and server, CPU, s";
/// The most memory that the compiler takes meanwhile, in units of 10^6 bytes.
pub const CHECK_MEMORY: &str = "checking the crate of EC2 with serde and server, memory, MB";
/// The column of the crate with all operations.
pub const OURS: &str = "ec2, generated";
/// The column of the crate with some operations.
pub const EIGHT: &str = "ec2, 8 operations";
/// The column of AWS's SDK, with default features.
pub const SDK: &str = "aws-sdk-ec2";

/// The operations of a program that starts, describes and stops instances.
const OPERATIONS: &str = "CreateTags,DescribeImages,DescribeInstances,DescribeSecurityGroups,RunInstances,StartInstances,\
                          StopInstances,TerminateInstances";

/// Measures the crate of EC2 once. The variable `EC2_MODEL` names the file of the model; without it, the model is that of
/// AWS's published package.
///
/// # Errors
///
/// Fails if Cargo fails, GNU time is not installed, or there is no model.
pub fn measure(extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
    let generator = build::program(Workspace::Project, "xtask")?;
    let (whole, small) = (folder("ec2"), folder("ec2-eight"));
    let all = generate(&generator, &whole, None)?;
    let server = std::fs::read_to_string(whole.join("src/generated/server.rs"))?;
    let every_second = operations(&server).into_iter().step_by(2).collect::<Vec<_>>().join(",");
    let half = generate(&generator, &folder("ec2-half"), Some(&every_second))?;
    let eight = generate(&generator, &small, Some(OPERATIONS))?;
    let ours = alone(&whole, "ec2", &["build", "--release"])?;
    let few = alone(&small, "ec2", &["build", "--release"])?;
    let checked = alone(&whole, "ec2", &["check", "--features", "serde,server"])?;
    let sdk = match extent {
        BenchExtent::Full => Some(alone(&root().join("tests/bench"), "aws-sdk-ec2", &["build", "--release"])?),
        BenchExtent::Quick => None,
    };
    let mut table = Table::new("All of EC2", [OURS, EIGHT, SDK]);
    table.push(GENERATE, 2, [Some(all.seconds), Some(eight.seconds), None]);
    table.push(GENERATE_MEMORY, 1, [Some(all.megabytes), Some(eight.megabytes), None]);
    table.push(GENERATE_TWICE, 2, [Some(all.seconds / half.seconds), None, None]);
    table.push(ALONE, 1, [Some(ours.seconds), Some(few.seconds), sdk.map(|cost| cost.seconds)]);
    table.push(ALONE_MEMORY, 0, [Some(ours.megabytes), Some(few.megabytes), sdk.map(|cost| cost.megabytes)]);
    table.push(CHECK, 1, [Some(checked.seconds), None, None]);
    table.push(CHECK_MEMORY, 0, [Some(checked.megabytes), None, None]);
    Ok(vec![table])
}

/// Returns the folder of a generated crate.
fn folder(name: &str) -> PathBuf {
    target().join("bench").join(name)
}

/// Generates a crate with some operations, or with all of them.
fn generate(generator: &Path, out: &Path, operations: Option<&str>) -> Result<Cost, Box<dyn Error>> {
    let mut codegen = Command::new(generator);
    codegen.args(["codegen", "--name", "ec2", "--out"]).arg(out);
    match std::env::var_os("EC2_MODEL") {
        Some(file) => codegen.arg("--model").arg(file),
        None => codegen.args(["--service", "ec2"]),
    };
    if let Some(operations) = operations {
        codegen.args(["--operations", operations]);
    }
    let cost = cost::of(&codegen)?;
    std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock"))?;
    Ok(cost)
}

/// Returns the operations that the server side of a generated crate handles.
fn operations(server: &str) -> Vec<&str> {
    let documented = server.lines().filter_map(|line| line.trim().strip_prefix("/// Handles a request for `"));
    documented.filter_map(|rest| rest.strip_suffix("`.")).collect()
}

/// Measures a command of Cargo for a package whose dependencies are compiled.
fn alone(workspace: &Path, package: &str, task: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let cargo = |arguments: &[&str]| {
        let mut cargo = command::cargo();
        cargo.args(arguments).args(["--package", package, "--target-dir"]).arg(build::folder()).current_dir(workspace);
        // What was compiled before must not be used again.
        cargo.env("CARGO_INCREMENTAL", "0");
        cargo
    };
    let task: Vec<&str> = task.iter().copied().chain(["--quiet"]).collect();
    command::output(&mut cargo(&task), build::REMEDY)?;
    let profile: &[&str] = if task.contains(&"--release") { &["clean", "--release"] } else { &["clean"] };
    command::output(&mut cargo(profile), build::REMEDY)?;
    cost::of(&cargo(&task))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operations_of_a_crate_are_those_of_its_server() {
        let server =
            "    /// Handles a request for `StartInstances`.\n    fn start_instances(\n/// Handles a request.\n";
        assert_eq!(operations(server), ["StartInstances"]);
    }
}
