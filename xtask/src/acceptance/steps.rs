//! The commands whose output shows rows.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::root;

/// One command, run at the root of the project.
pub(super) struct Step {
    pub(super) name: &'static str,
    command: &'static [&'static str],
    /// The row that the command as a whole shows; the others show the rows that their tests are named for.
    pub(super) row: Option<&'static str>,
}

pub(super) const STEPS: &[Step] = &[
    Step { name: "tests", command: &["cargo", "test", "--workspace", "--all-features"], row: None },
    Step { name: "interop", command: &["cargo", "xtask", "interop"], row: None },
];

impl Step {
    #[cfg(test)]
    pub(super) fn named(name: &'static str) -> Self {
        Self { name, command: &[], row: None }
    }

    /// Runs the command, shows its output and gives it back.
    pub(super) fn run(&self) -> Result<String, Box<dyn std::error::Error>> {
        let told = self.command.join(" ");
        println!("=== {}: {told}", self.name);
        let (program, arguments) = self.command.split_first().ok_or("a step without a command")?;
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{told}: cannot be started: {error}"))?;
        let mut output = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line?;
                println!("{line}");
                output.push_str(&line);
                output.push('\n');
            }
        }
        let status = child.wait()?;
        if status.success() { Ok(output) } else { Err(format!("{told}: {status}").into()) }
    }
}
