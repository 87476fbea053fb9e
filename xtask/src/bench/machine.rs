//! The machine and the versions that were measured with.

use std::error::Error;
use std::process::Command;

use super::BenchExtent;
use ::codegen::disk;

use crate::command;
use crate::workspace::root;

/// Packages whose versions belong to the figures.
const PACKAGES: [&str; 5] = ["aws-sdk-sts", "aws-sigv4", "quick-xml", "reqwest", "tokio"];

/// Machine, versions and command, line by line.
///
/// # Errors
///
/// If a tool is missing.
pub fn describe(extent: BenchExtent) -> Result<String, Box<dyn Error>> {
    let processor = std::fs::read_to_string("/proc/cpuinfo")?;
    let models = || processor.lines().filter_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let command = if extent == BenchExtent::Quick { "cargo xtask bench --quick" } else { "cargo xtask bench" };
    Ok(format!(
        "machine   {} × {}, {}\nwith      {}, {}\n          {}\nof        {}\nrepeat    {command}\n",
        models().count(),
        models().next().unwrap_or("a processor without a name"),
        said("uname", &["-sr"])?,
        said("rustc", &["--version"])?,
        said("valgrind", &["--version"])?,
        versions()?,
        said("date", &["--utc", "+%Y-%m-%d"])?,
    ))
}

fn said(program: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = command::output(Command::new(program).args(arguments), "Install it if it is missing.")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// `aws-sdk-sts 1.2.3, …`, from the lock file.
fn versions() -> Result<String, Box<dyn Error>> {
    let lock = disk::read(&root().join("tests/bench/Cargo.lock"))?;
    let version = |package: &&str| {
        let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        Some(format!("{package} {}", after.split('"').next()?))
    };
    Ok(PACKAGES.iter().filter_map(version).collect::<Vec<_>>().join(", "))
}
