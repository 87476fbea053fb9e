//! `cargo xtask interop`: other people's clients and servers, held against this project.
//!
//! What is checked stands in `tests/peers`, a workspace of its own; here is what has to be there before: a Python with
//! the packages that the peers need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::{Outcome, files, root};

/// Runs the peers that are asked for, or all.
///
/// # Errors
///
/// If a check fails, or a peer cannot be installed, built or started.
pub fn run(arguments: &[&str]) -> Outcome {
    let work = target().join("interop");
    let python = python(&work)?;
    let mut peers = peers();
    peers.arg("--python").arg(python).arg("--work").arg(work.join("run")).args(arguments);
    succeed(&mut peers, "some peers do not agree with this project, see above")?;
    Ok(String::new())
}

/// Says which peers there are, and what is skipped.
///
/// # Errors
///
/// If the program that knows it cannot be built.
pub fn list() -> Outcome {
    succeed(peers().arg("--list"), "the list cannot be had")?;
    Ok(String::new())
}

/// The program that checks.
fn peers() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let manifest = root().join("tests/peers/Cargo.toml");
    command.args(["run", "--quiet", "--manifest-path"]).arg(manifest).env("CARGO_TARGET_DIR", target()).arg("--");
    command
}

/// Where builds go.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A Python with what the requirements ask for. It is made once for each state of that file.
fn python(work: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let requirements = root().join("tests/peers/python/requirements.txt");
    let folder = work.join(environment_name(&files::read(&requirements)?));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(python);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(work)?;
    let system = if cfg!(windows) { "python" } else { "python3" };
    succeed(Command::new(system).args(["-m", "venv"]).arg(&folder), "Python cannot make an environment")?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
    succeed(&mut pip, "pip cannot install what the peers need")?;
    fs::write(complete, "")?;
    Ok(python)
}

/// The name of an environment with these packages.
fn environment_name(requirements: &str) -> String {
    let hash = hex::encode(Sha256::digest(requirements));
    format!("python-{:.12}", hash)
}

fn succeed(command: &mut Command, problem: &str) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{problem} ({program}: {status})")),
        Err(error) => Err(format!("{problem}: {program} cannot be started: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_requirements_get_an_environment_of_their_own() {
        let one = environment_name("moto==5.2.5\n");
        assert_eq!(one.len(), "python-".len() + 12);
        assert_ne!(one, environment_name("moto==5.2.4\n"));
    }
}
