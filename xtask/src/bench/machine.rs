//! The machine and the versions that were measured with.

use std::error::Error;
use std::process::Command;

use super::stub;
use ::codegen::disk;

use crate::command;
use crate::workspace::root;

/// Packages whose versions belong to the figures.
const PACKAGES: [&str; 6] = ["aws-sdk-ec2", "aws-sdk-sts", "aws-sigv4", "quick-xml", "reqwest", "tokio"];

/// Describes the machine, the versions and the day, one per line.
///
/// # Errors
///
/// Fails if a tool is missing.
pub fn describe() -> Result<Vec<String>, Box<dyn Error>> {
    let processor = std::fs::read_to_string("/proc/cpuinfo")?;
    let models = || processor.lines().filter_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    Ok(vec![
        format!(
            "{} × {}, {}",
            models().count(),
            models().next().unwrap_or("a processor without a name"),
            said("uname", &["-sr"])?
        ),
        format!("{}, {}", said("rustc", &["--version"])?, said("valgrind", &["--version"])?),
        versions()?,
        format!("{} certificates in the system's bundle", stub::system_certificates()?),
        format!("measured on {} by `cargo xtask bench`", said("date", &["--utc", "+%Y-%m-%d"])?),
    ])
}

/// Returns the number of processes that wanted a core in the last 15 minutes, as a mean.
///
/// # Errors
///
/// Fails if this is not Linux.
pub fn load() -> Result<String, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').nth(2).ok_or("/proc/loadavg has another format")?.to_owned())
}

fn said(program: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = command::output(Command::new(program).args(arguments), "Install it if it is missing.")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Returns `aws-sdk-sts 1.2.3, …` from the lock file.
fn versions() -> Result<String, Box<dyn Error>> {
    let lock = disk::read(&root().join("tests/bench/Cargo.lock"))?;
    let version = |package: &&str| {
        let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        Some(format!("{package} {}", after.split('"').next()?))
    };
    Ok(PACKAGES.iter().filter_map(version).collect::<Vec<_>>().join(", "))
}
