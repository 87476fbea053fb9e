//! The cost of the largest service: all of EC2, generated, compiled and called, compared with AWS's SDK for it.

mod calls;
mod compile;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::calls::CallCost;
use self::compile::{BuildCost, CrateBuild};
use super::BenchExtent;
use super::build::{self, Workspace};
use super::cost::{self, Cost};
use super::table::Table;
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
/// Seconds of CPU of a cold release build with default features. It has no goal.
pub const WHOLE: &str = "CPU of a cold release build of EC2, s";
/// Seconds of CPU of `cargo check` for the crate alone, with the features `serde` and `server`.
pub const CHECK: &str = "checking the crate of EC2 with serde and server, CPU, s";
/// The most memory that the compiler takes meanwhile, in units of 10^6 bytes.
pub const CHECK_MEMORY: &str = "checking the crate of EC2 with serde and server, memory, MB";
/// Millions of instructions of a call of `DescribeInstances` with 100 instances in the response, without a network.
pub const INSTRUCTIONS: &str = "instructions a call with 100 instances, from memory, millions";
/// Units of 10^6 bytes for each second of CPU, in calls of `DescribeInstances` with a response of 10 MB.
pub const THROUGHPUT: &str = "reading a response of 10 MB from memory, MB a second of CPU";
/// The column of the crate with all operations.
pub const OURS: &str = "ec2, generated";
/// The column of the crate with some operations.
pub const EIGHT: &str = "ec2, 8 operations";
/// The column of AWS's SDK.
pub const SDK: &str = "aws-sdk-ec2";

/// The operations of a program that starts, describes and stops instances.
const OPERATIONS: &str = "CreateTags,DescribeImages,DescribeInstances,DescribeSecurityGroups,RunInstances,StartInstances,\
                          StopInstances,TerminateInstances";

/// Measures EC2 once. The variable `EC2_MODEL` names the file of the model; without it, the model is that of AWS's
/// published package.
///
/// # Errors
///
/// Fails if Cargo fails, if valgrind or GNU time is not installed, if the model cannot be read, or if the clients decode
/// different instances.
pub fn measure(extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
    let mut table = Table::new("All of EC2", [OURS, EIGHT, SDK]);
    generation(&mut table)?;
    let sdk = match extent {
        BenchExtent::Full => Some(sdk()?),
        BenchExtent::Quick => None,
    };
    compilation(&mut table, extent, sdk)?;
    Ok(vec![table, calls(extent)?])
}

/// Generates the crate with all operations, with every second one and with some.
fn generation(table: &mut Table) -> Result<(), Box<dyn Error>> {
    let generator = build::program(Workspace::Project, "xtask")?;
    // The first run may have to fetch the model.
    generate(&generator, &eight(), Some(OPERATIONS))?;
    let few = generate(&generator, &eight(), Some(OPERATIONS))?;
    let all = generate(&generator, &whole(), None)?;
    let server = std::fs::read_to_string(whole().join("src/generated/server.rs"))?;
    let every_second = operations(&server).into_iter().step_by(2).collect::<Vec<_>>().join(",");
    let half = generate(&generator, &folder("ec2-half"), Some(&every_second))?;
    table.push(GENERATE, 2, [Some(all.seconds), Some(few.seconds), None]);
    table.push(GENERATE_MEMORY, 1, [Some(all.megabytes), Some(few.megabytes), None]);
    table.push(GENERATE_TWICE, 2, [Some(all.seconds / half.seconds), None, None]);
    Ok(())
}

/// Compiles the crates. Those with all operations and with some share a target folder, and what they depend on.
fn compilation(table: &mut Table, extent: BenchExtent, sdk: Option<BuildCost>) -> Result<(), Box<dyn Error>> {
    let target = match extent {
        BenchExtent::Full => emptied(folder("ec2-build"))?,
        BenchExtent::Quick => build::folder(),
    };
    let compile = |workspace: &Path, task: &[&str]| {
        eprintln!("  cargo {} in {}", task.join(" "), workspace.display());
        CrateBuild { workspace, package: "ec2", measured: "ec2", task, target: &target }.measure()
    };
    let all = compile(&whole(), &["build", "--release"])?;
    let few = compile(&eight(), &["build", "--release"])?.alone;
    let checked = compile(&whole(), &["check", "--features", "serde,server"])?.alone;
    let alone =
        |cost: fn(Cost) -> f64| [Some(all.alone), Some(few), sdk.map(|sdk| sdk.alone)].map(|build| build.map(cost));
    table.push(ALONE, 1, alone(|cost| cost.seconds));
    table.push(ALONE_MEMORY, 0, alone(|cost| cost.megabytes));
    let whole = (extent == BenchExtent::Full).then_some(all.whole.seconds);
    table.push(WHOLE, 0, [whole, None, sdk.map(|sdk| sdk.whole.seconds)]);
    table.push(CHECK, 1, [Some(checked.seconds), None, None]);
    table.push(CHECK_MEMORY, 0, [Some(checked.megabytes), None, None]);
    Ok(())
}

/// Compiles the program that calls EC2 by AWS's SDK, and with it the SDK, in an empty folder.
fn sdk() -> Result<BuildCost, Box<dyn Error>> {
    let workspace = root().join("tests/bench");
    let target = emptied(sdk_target())?;
    eprintln!("  {SDK}, which takes minutes and gigabytes");
    let task = ["build", "--release", "--locked"];
    CrateBuild { workspace: &workspace, package: "ec2-sdk", measured: SDK, task: &task, target: &target }.measure()
}

/// Calls `DescribeInstances`. The program with the SDK was built to measure that.
fn calls(extent: BenchExtent) -> Result<Table, Box<dyn Error>> {
    eprintln!("  calls");
    let ours = build::program(Workspace::Bench, "ec2-ours")?;
    let sdk = sdk_target().join("release/ec2-sdk");
    let programs: &[&Path] = match extent {
        BenchExtent::Full => &[&ours, &sdk],
        BenchExtent::Quick => &[&ours],
    };
    let costs = calls::measure(programs)?;
    let row = |cost: fn(&CallCost) -> f64| [0, 1].map(|program| costs.get(program).map(cost));
    let mut table = Table::new("Calls of DescribeInstances", [OURS, SDK]);
    table.push(INSTRUCTIONS, 2, row(|cost| cost.instructions / 1e6));
    table.push(THROUGHPUT, 0, row(|cost| cost.megabytes_per_second));
    Ok(table)
}

/// Returns the folder of the crate with all operations.
fn whole() -> PathBuf {
    folder("ec2")
}

/// Returns the folder of the crate with some operations.
fn eight() -> PathBuf {
    folder("ec2-eight")
}

/// Returns the target folder of AWS's SDK.
fn sdk_target() -> PathBuf {
    folder("aws-sdk-ec2-build")
}

/// Removes the content of an earlier build, and returns the folder.
fn emptied(folder: PathBuf) -> Result<PathBuf, Box<dyn Error>> {
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

/// Returns a folder of the benchmark.
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
