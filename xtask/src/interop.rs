//! `cargo xtask interop`: checks this project against other people's clients and servers.
//!
//! The checks are in `tests/peers`, a workspace of its own. This module installs the packages that peers in other
//! languages need, once for each state of the files that pin them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use ::codegen::disk;

use crate::arguments::InteropArguments;
use crate::command::{self, cargo};
use crate::workspace::{builds, root};
use crate::{CommandResult, node};

/// The files of the client in JavaScript.
const JAVASCRIPT: [&str; 3] = ["package.json", "package-lock.json", "sdk_client.mjs"];

const PYTHON: &str = "Install Python 3.10 or newer with its module venv (on Debian `apt install python3-venv`).";

/// Checks against the given peers or all of them, or lists them. Without names, runs the programs of the tour as well.
///
/// # Errors
///
/// A check fails, or a peer cannot be installed, built or started.
pub fn run(arguments: &InteropArguments) -> CommandResult {
    let mut peers = peers();
    if arguments.list {
        command::run(peers.arg("--list"), "See above why it cannot be built.")?;
        return Ok(String::new());
    }
    if arguments.peers.is_empty() {
        command::run(&mut tour(), "A program on a page of the tour does not work, see above.")?;
    }
    let work = work()?;
    peers.arg("--work").arg(work.join("run")).arg("--python").arg(python()?).arg("--javascript").arg(javascript()?);
    if let Some(seed) = arguments.seed {
        peers.args(["--seed", &seed.to_string()]);
    }
    command::run(peers.args(&arguments.peers), "Some peers do not agree with this project, see above.")?;
    Ok(String::new())
}

/// The program that checks.
fn peers() -> Command {
    let mut command = cargo();
    let manifest = root().join("tests/peers/Cargo.toml");
    command.args(["run", "--quiet", "--manifest-path"]).arg(manifest).env("CARGO_TARGET_DIR", builds()).arg("--");
    command
}

/// The tests of the programs that the pages of the tour show.
fn tour() -> Command {
    let mut command = cargo();
    let manifest = root().join("tests/peers/Cargo.toml");
    command.args(["test", "--quiet", "--package", "tour", "--manifest-path"]).arg(manifest);
    command.env("CARGO_TARGET_DIR", builds());
    command
}

/// Returns the folder where peers are installed.
fn work() -> Result<PathBuf, std::io::Error> {
    let work = builds().join("interop");
    fs::create_dir_all(&work)?;
    Ok(work)
}

/// A Python with what the requirements ask for, installed if it is not there.
///
/// # Errors
///
/// If it cannot be installed.
pub fn python() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let requirements = root().join("tests/peers/python/requirements.txt");
    let folder = install(&work()?, "python", &[&requirements], |folder| {
        let mut pip = Command::new(environment(folder)?);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        command::run(pip.arg(&requirements), "pip needs the network to install what the peers need.")
    })?;
    Ok(program(&folder))
}

/// Makes a virtual environment without packages, and returns its Python.
///
/// # Errors
///
/// If there is no Python with the module venv.
pub fn environment(folder: &Path) -> Result<PathBuf, String> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    command::run(Command::new(system).args(["-m", "venv"]).arg(folder), PYTHON)?;
    Ok(program(folder))
}

/// The Python of an environment.
fn program(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// A folder with the client in JavaScript and its packages.
fn javascript() -> Result<PathBuf, Box<dyn std::error::Error>> {
    npm_packages("javascript", &JAVASCRIPT.map(|name| root().join("tests/peers/javascript").join(name)))
}

/// Returns a folder with copies of `sources` and the packages that they pin, installed if they are not there.
///
/// # Errors
///
/// If they cannot be installed.
pub fn npm_packages(name: &str, sources: &[PathBuf]) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let files: Vec<_> = sources.iter().collect();
    install(&work()?, name, &files, |folder| {
        fs::create_dir(folder).map_err(|error| error.to_string())?;
        for source in sources {
            let copy = folder.join(source.file_name().unwrap_or_default());
            let copied = disk::read(source).and_then(|text| disk::write(&copy, &text));
            copied.map_err(|error| error.to_string())?;
        }
        let remedy = "Install Node.js with npm; npm needs the network to install the packages.";
        command::run(&mut node::install("ci", folder), remedy)
    })
}

/// A folder that `fill` makes, once for each state of these files.
fn install(
    work: &Path,
    name: &str,
    files: &[&PathBuf],
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let texts = files.iter().map(|path| disk::read(path)).collect::<Result<Vec<_>, _>>()?;
    let folder = work.join(versioned(name, &texts));
    let complete = folder.join("complete");
    if !complete.exists() {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fill(&folder)?;
        fs::write(complete, "")?;
    }
    Ok(folder)
}

/// A name that is another one for other texts.
fn versioned(name: &str, texts: &[String]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(Sha256::digest(text));
    }
    format!("{name}-{:.12}", hex::encode(hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_get_a_folder_of_their_own() {
        let name = |texts: &[&str]| versioned("python", &texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        assert_eq!(name(&["moto==5.2.5\n"]).len(), "python-".len() + 12);
        assert_ne!(name(&["moto==5.2.5\n"]), name(&["moto==5.2.4\n"]));
        assert_ne!(name(&["ab", "c"]), name(&["a", "bc"]));
    }

    #[test]
    fn an_incomplete_installation_is_repeated_and_a_complete_one_is_kept() {
        let work = std::env::temp_dir().join(format!("sts-interop-{}", std::process::id()));
        let pinned = work.join("pinned.txt");
        fs::create_dir_all(&work).unwrap();
        fs::write(&pinned, "one").unwrap();
        let fill = |result: Result<(), &str>| {
            let result = result.map_err(str::to_owned);
            install(&work, "peer", &[&pinned], |folder| fs::create_dir(folder).map_err(|e| e.to_string()).and(result))
        };
        assert!(fill(Err("no network")).is_err());
        let folder = fill(Ok(())).unwrap();
        assert_eq!(install(&work, "peer", &[&pinned], |_| Err("not again".to_owned())).unwrap(), folder);
        fs::remove_dir_all(work).unwrap();
    }
}
