//! The commands whose output shows rows.

use crate::command;

/// One command of Cargo.
pub(super) struct Step {
    pub(super) name: &'static str,
    arguments: &'static [&'static str],
}

pub(super) const STEPS: &[Step] = &[
    Step { name: "tests", arguments: &["test", "--workspace", "--all-features"] },
    Step { name: "dependencies", arguments: &["xtask", "dependencies"] },
    Step { name: "semver", arguments: &["xtask", "semver"] },
    Step { name: "interleavings", arguments: &["xtask", "interleavings"] },
    Step { name: "fuzz", arguments: &["xtask", "fuzz", "30"] },
    Step { name: "interop", arguments: &["xtask", "interop"] },
];

impl Step {
    #[cfg(test)]
    pub(super) fn named(name: &'static str) -> Self {
        Self { name, arguments: &[] }
    }

    /// Runs the command, shows its output and gives it back.
    pub(super) fn run(&self) -> Result<String, String> {
        println!("=== {}: cargo {}", self.name, self.arguments.join(" "));
        command::watched(command::cargo().args(self.arguments), "See above what failed.")
    }
}
