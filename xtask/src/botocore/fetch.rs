//! Fetches a package of botocore from the package index of Python, with pip.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::PackageKind;
use crate::command;

/// The remedy if nothing can be fetched.
const OFFLINE: &str = "connect to the network once, or give a wheel or source package that you have: --from FILE";

/// Problems that pip reports, by a part of its output, with what they mean and what to do. The first that fits counts: pip
/// also reports a version that it could not look for as missing.
const PROBLEMS: [(&str, &str, &str); 5] = [
    ("No module named pip", "Python 3 has no pip", "install pip, or give a package that you have: --from FILE"),
    ("connection broken by", "the package index cannot be reached", OFFLINE),
    ("Could not fetch URL", "the package index cannot be reached", OFFLINE),
    (
        "DO NOT MATCH THE HASHES",
        "the download does not have the hash that the package index states",
        "do not use it; fetch it again, or give a package that you trust: --from FILE",
    ),
    (
        "No matching distribution found",
        "the package index does not have this version",
        "give another one, or the newest: --from newest",
    ),
];

/// Downloads a version of the package, or the newest, to an empty folder. Returns the path of the file.
///
/// pip compares the download with the hash that the index states.
pub(super) fn fetch(version: Option<&str>, kind: PackageKind, folder: &Path) -> Result<PathBuf, String> {
    let package = version.map_or_else(|| "botocore".to_owned(), |version| format!("botocore=={version}"));
    let cannot = |problem: &str| {
        format!(
            "cannot fetch {} of botocore: {problem}",
            version.map_or("the newest version".to_owned(), |version| format!("version {version}"))
        )
    };
    eprintln!("fetching {package}");
    let output = pip(&package, kind, folder).output().map_err(|error| {
        cannot(&format!(
            "python3 cannot be started: {error}; install Python 3 with pip, or give the folder of an unpacked package: --from FOLDER"
        ))
    })?;
    if !output.status.success() {
        return Err(cannot(&problem(&String::from_utf8_lossy(&output.stderr))));
    }
    let entries = std::fs::read_dir(folder).map_err(|error| cannot(&error.to_string()))?;
    let mut files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    files.next().ok_or_else(|| cannot("pip left no file"))
}

fn pip(package: &str, kind: PackageKind, folder: &Path) -> Command {
    let mut python = Command::new("python3");
    python.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    // pip tries five times by default, for minutes. One more attempt suffices for a network that works.
    python.args(["--retries", "1", "--timeout", "20"]);
    python.args([if kind == PackageKind::Wheel { "--only-binary" } else { "--no-binary" }, ":all:"]);
    python.arg("--dest").arg(folder).arg(package).stdin(Stdio::null());
    python
}

/// Returns what went wrong, and what to do, by what pip printed.
fn problem(printed: &str) -> String {
    match PROBLEMS.iter().find(|(sign, ..)| printed.contains(sign)) {
        Some((_, problem, remedy)) => format!("{problem}; {remedy}"),
        None => format!("pip says: {}; {OFFLINE}", command::last_line(printed.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pip_prints_becomes_a_problem_and_a_remedy() {
        let offline = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError': /simple/\n\
                       ERROR: Could not find a version that satisfies the requirement botocore==1.2\n\
                       ERROR: No matching distribution found for botocore==1.2\n";
        assert!(problem(offline).starts_with("the package index cannot be reached; connect to the network once, or"));
        let missing = "ERROR: No matching distribution found for botocore==1.2\n";
        assert!(problem(missing).starts_with("the package index does not have this version; give another one"));
        assert!(problem("/usr/bin/python3: No module named pip\n").starts_with("Python 3 has no pip; install pip"));
        assert!(problem("\nERROR: odd\n\n").starts_with("pip says: ERROR: odd; connect to the network once, or"));
    }
}
