//! The environment that all suites share.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::Outcome;
use crate::process::{self, Script};

/// Paths and settings of a run.
#[derive(Default)]
pub struct Bench {
    /// A Python interpreter with the packages of `python/requirements.txt`.
    pub python: PathBuf,
    /// A folder with the packages of `javascript/package.json` and the scripts beside that file.
    pub javascript: PathBuf,
    /// A folder for logs and exchanged files.
    pub work: PathBuf,
    /// The seed of the random requests.
    pub seed: u64,
}

impl Bench {
    /// Returns a command without the AWS settings of the user who runs it.
    pub fn command(&self, program: &Path) -> Command {
        process::command(program, &self.work)
    }

    /// Returns a command that runs a Python script.
    pub fn python(&self, script: &str) -> Command {
        let mut command = self.command(&self.python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script));
        command
    }

    /// Starts a Python script.
    pub fn start_python(&self, script: &str) -> Outcome<Script> {
        Script::start(self.python(script), self.work.join(script).with_extension("log"))
    }

    /// Starts a JavaScript script.
    pub fn start_javascript(&self, script: &str) -> Outcome<Script> {
        let mut command = self.command(Path::new("node"));
        command.arg(self.javascript.join(script));
        Script::start(command, self.work.join(script).with_extension("log"))
    }
}
