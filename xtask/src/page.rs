//! `cargo xtask page`: the page of the embedded STS, in a headless Chromium.
//!
//! The tests are in `tests/page`. They start the program `sts-local`, call it with AWS's client, and look at the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, cargo};
use crate::package_local::Profile;
use crate::workspace::{builds, root, target};
use crate::{CommandResult, interop, node};

/// The names of Chromium, and of Chrome, which is as good.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The files that pin the packages.
const PACKAGES: [&str; 2] = ["package.json", "package-lock.json"];
const FILES: [&str; 6] =
    ["browser.mjs", "calls.test.mjs", "fixture.mjs", "page.test.mjs", "people.test.mjs", "server.mjs"];

/// Tests the page, and takes pictures of it.
///
/// Does nothing, and reports why, if there is no Chromium or no Node.js.
///
/// # Errors
///
/// If `sts-local` cannot be built, a package cannot be installed, or a test fails.
pub fn run() -> CommandResult {
    let Some(chromium) = chromium() else {
        return Ok(format!(
            "SKIPPED  the page: none of {} runs; install one (on Debian `apt install chromium`), or name it in CHROMIUM\n",
            BROWSERS.join(", ")
        ));
    };
    if let Err(error) = command::output(Command::new("node").arg("--version"), "") {
        return Ok(format!("SKIPPED  the page: {}\n", error.trim_end()));
    }
    let mut build = cargo();
    build.args(["build", "--quiet", "--package", "sts-local", "--bin", "sts-local"]).env("CARGO_TARGET_DIR", builds());
    command::run(&mut build, "sts-local does not compile, see above.")?;
    let folder = tests()?;
    let pictures = target().join("page");
    fs::create_dir_all(&pictures)?;
    let mut tests = node::tests(&folder);
    tests.arg("--test-concurrency=1").args(FILES.iter().filter(|name| name.ends_with(".test.mjs")));
    tests.env("CHROMIUM", chromium).env("STS_LOCAL", Profile::Dev.program()).env("PICTURES", &pictures);
    command::run(&mut tests, "The page does not do what its tests expect, see above.")?;
    Ok(format!("ok      the page; pictures are in {}\n", pictures.display()))
}

/// Returns the browser to use, if there is one that runs.
fn chromium() -> Option<PathBuf> {
    let runs = |program: &Path| command::output(Command::new(program).arg("--version"), "").is_ok();
    match std::env::var_os("CHROMIUM") {
        Some(named) => Some(named.into()),
        None => BROWSERS.iter().flat_map(|name| found(name)).find(|program| runs(program)),
    }
}

/// Returns the paths of a program in the folders of `PATH`. The driver of the browser does not search there.
fn found(name: &str) -> Vec<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
}

/// Returns a folder with the tests beside the packages that they import.
fn tests() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let source = root().join("tests/page");
    let folder = interop::npm_packages("page", &PACKAGES.map(|name| source.join(name)))?;
    for name in FILES {
        fs::copy(source.join(name), folder.join(name))?;
    }
    Ok(folder)
}
