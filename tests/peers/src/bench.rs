//! What all suites work with.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::Outcome;
use crate::process::{self, Script};

/// Where things are.
#[derive(Default)]
pub struct Bench {
    /// A Python that has the packages of `python/requirements.txt`.
    pub python: PathBuf,
    /// A folder with the packages of `javascript/package.json`, and what stands beside that file.
    pub javascript: PathBuf,
    /// A folder for logs and exchanged files.
    pub work: PathBuf,
    /// What random requests are made from.
    pub seed: u64,
}

impl Bench {
    /// A command without the settings of whoever runs it.
    pub fn command(&self, program: &Path) -> Command {
        process::command(program, &self.work)
    }

    /// A command that runs a script in Python.
    pub fn python(&self, script: &str) -> Command {
        let mut command = self.command(&self.python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script));
        command
    }

    /// Starts a script in Python.
    pub fn start_python(&self, script: &str) -> Outcome<Script> {
        Script::start(self.python(script), self.work.join(script).with_extension("log"))
    }

    /// Starts a script in JavaScript.
    pub fn start_javascript(&self, script: &str) -> Outcome<Script> {
        let mut command = self.command(Path::new("node"));
        command.arg(self.javascript.join(script));
        Script::start(command, self.work.join(script).with_extension("log"))
    }
}
