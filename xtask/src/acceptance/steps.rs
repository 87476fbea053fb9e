//! The commands whose output shows rows.

use crate::command;

/// One command of Cargo.
pub(super) struct AcceptanceStep {
    pub(super) name: &'static str,
    arguments: &'static [&'static str],
}

pub(super) const STEPS: &[AcceptanceStep] = &[
    AcceptanceStep { name: "tests", arguments: &["test", "--workspace", "--all-features"] },
    AcceptanceStep { name: "dependencies", arguments: &["xtask", "dependencies"] },
    AcceptanceStep { name: "semver", arguments: &["xtask", "semver"] },
    AcceptanceStep { name: "interleavings", arguments: &["xtask", "interleavings"] },
    AcceptanceStep { name: "fuzz", arguments: &["xtask", "fuzz", "30"] },
    AcceptanceStep { name: "interop", arguments: &["xtask", "interop"] },
    AcceptanceStep { name: "package-local", arguments: &["xtask", "package-local", "--debug", "--check"] },
];

impl AcceptanceStep {
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
