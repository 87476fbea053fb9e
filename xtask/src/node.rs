//! Node.js: npm, and its runner of tests.

use std::path::Path;
use std::process::Command;

/// Returns npm in a folder. It is a script on Windows.
pub fn npm(folder: &Path) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}

/// Returns the command of npm, `install` or `ci`, that installs packages into a folder. Their scripts are not run.
pub fn install(command: &str, folder: &Path) -> Command {
    let mut npm = npm(folder);
    npm.args([command, "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm
}

/// Returns the command that runs the tests of files in a folder.
pub fn tests(folder: &Path) -> Command {
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).current_dir(folder);
    // AWS's client announces which Node.js its later versions will need, and would do so for each file.
    node.env("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
    node
}
