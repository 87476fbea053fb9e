//! `cargo xtask package-local`: the program `sts-local` with its helpers as a wheel and as an npm package.
//!
//! The helpers are in `tests/peers/pytest-sts-local` and `tests/peers/node-sts-local`. The files fit the platform that builds
//! them. Nothing is published.

mod check;
mod javascript;
mod python;
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};

use crate::CommandResult;
use crate::arguments::PackageLocalArguments;
use crate::workspace::{builds, target};

/// The Cargo profile of the packaged program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// Returns the program that Cargo built.
    pub(crate) fn program(self) -> PathBuf {
        let folder = match self {
            Self::Dev => "debug",
            Self::Release => "release",
        };
        builds().join(folder).join(program_name())
    }
}

fn program_name() -> String {
    format!("sts-local{}", std::env::consts::EXE_SUFFIX)
}

/// Builds both packages, and on request installs and uses them.
///
/// Does not check a package, and reports why, if other packages that this needs cannot be installed.
///
/// # Errors
///
/// If Node.js is missing, or Python is and nothing is checked, if the program cannot be built, or if a check fails.
pub fn run(arguments: &PackageLocalArguments) -> CommandResult {
    let profile = if arguments.debug { Profile::Dev } else { Profile::Release };
    let work = target().join("package-local");
    let out = arguments.out.clone().unwrap_or_else(|| work.join("packages"));
    fs::create_dir_all(&out)?;
    let out = fs::canonicalize(out)?;
    // Files of other versions would be in the way of those that are built now.
    remove_packages(&out)?;
    let python = match crate::interop::python() {
        Err(error) if arguments.check => return Ok(check::skipped("the packages", &error.to_string()) + "\n"),
        python => python?,
    };
    let wheel = python::build(&python, profile, &out)?;
    let npm = javascript::build(&profile.program(), &work, &out)?;
    let report = format!("ok      {}\nok      {}\n", wheel.display(), npm.display());
    if !arguments.check {
        return Ok(report);
    }
    print!("{report}");
    check::run(&wheel, &npm, &python, &work)?;
    Ok(String::new())
}

fn remove_packages(out: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(out)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_package(&name) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Returns true for the names of files that this command makes.
fn is_package(name: &str) -> bool {
    let ends_with = |ending| Path::new(name).extension().is_some_and(|found| found == ending);
    (name.starts_with("pytest_sts_local-") && ends_with("whl")) || (name.starts_with("sts-local-") && ends_with("tgz"))
}

/// Returns the only package in the folder that has this ending.
fn package(out: &Path, ending: &str) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let paths = fs::read_dir(out)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    let is_made = |path: &PathBuf| {
        path.extension().is_some_and(|found| found == ending)
            && path.file_name().is_some_and(|name| is_package(&name.to_string_lossy()))
    };
    Ok(paths.into_iter().find(is_made).ok_or_else(|| format!("there is no package *.{ending} in {}", out.display()))?)
}

/// Makes a folder that was not there, or empties it.
fn empty(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::is_package;

    #[test]
    fn only_packages_of_this_command_are_replaced() {
        assert!(is_package("pytest_sts_local-0.1.0-py3-none-manylinux_2_34_x86_64.whl"));
        assert!(is_package("sts-local-0.1.0.tgz"));
        for other in ["sts-local-0.1.0.whl", "pytest-9.2.0-py3-none-any.whl", "sts-0.1.0.tgz", "sts-local"] {
            assert!(!is_package(other), "{other}");
        }
    }
}
