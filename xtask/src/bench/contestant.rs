//! The programs that are measured, and how they are built and run.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command;
use crate::workspace::{root, target};

/// A program of `tests/bench/`, with certain features.
pub struct Contestant {
    /// The name in tables.
    pub name: &'static str,
    package: &'static str,
    features: &'static [&'static str],
}

/// The remedy if a contestant cannot be built.
pub const BUILD: &str = "The contestants are in tests/bench/, with a Cargo.lock of their own.";

const NO_TLS: &[&str] = &["--no-default-features"];

/// The contestants, in the order of the columns of the table.
pub const CONTESTANTS: [Contestant; 6] = [
    Contestant { name: "sts", package: "ours", features: &[] },
    Contestant { name: "sts, no TLS", package: "ours", features: NO_TLS },
    Contestant { name: "aws-sdk-sts", package: "sdk", features: &[] },
    Contestant {
        name: "aws-sdk-sts, lean",
        package: "sdk",
        features: &["--no-default-features", "--features", "lean"],
    },
    Contestant { name: "floor", package: "floor", features: &[] },
    Contestant { name: "floor, no TLS", package: "floor", features: NO_TLS },
];

/// The work of a contestant.
#[derive(Clone, Copy)]
pub struct Task {
    /// The number of calls.
    pub calls: usize,
    /// The number of concurrent calls.
    pub concurrency: usize,
    /// The number of session tags.
    pub tags: usize,
    /// The number of characters of the policy.
    pub policy: usize,
}

impl Task {
    /// The work that figures are about: 3 tags and a small policy, one call after the other.
    pub const fn of(calls: usize) -> Self {
        Self { calls, concurrency: 1, tags: 3, policy: 256 }
    }
}

/// A contestant that is built.
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    url: String,
}

/// The output of a contestant.
#[derive(PartialEq, Eq)]
pub struct Printed {
    /// The credentials that it decoded.
    pub credentials: String,
    /// Nanoseconds of CPU for all calls but the first.
    pub cpu: u64,
}

impl Contestant {
    /// Builds it, unless it is built already.
    ///
    /// # Errors
    ///
    /// If Cargo fails.
    pub fn build(&self, url: &str) -> Result<Program, Box<dyn Error>> {
        let folder = target().join("bench");
        let built = self.build_into(&folder.join("build"))?;
        let path = folder.join("bin").join(self.name.replace(", ", "-").replace(' ', "-"));
        std::fs::create_dir_all(folder.join("bin"))?;
        std::fs::copy(built, &path)?;
        Ok(Program { path, url: url.to_owned() })
    }

    /// Builds it with this target folder; gives the path of the executable.
    ///
    /// # Errors
    ///
    /// If Cargo fails.
    pub fn build_into(&self, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
        let mut cargo = cargo("build");
        cargo.args(["--release", "--quiet", "--target-dir"]).arg(folder).args(self.package());
        command::output(&mut cargo, BUILD)?;
        Ok(folder.join("release").join(self.package))
    }

    /// Counts the crates that it consists of, apart from those of `tests/bench/`.
    ///
    /// # Errors
    ///
    /// If Cargo fails.
    pub fn crates(&self) -> Result<usize, Box<dyn Error>> {
        let mut cargo = cargo("tree");
        cargo.args(["--edges=normal", "--prefix=none", "--format={p}"]).args(self.package());
        let tree = command::output(&mut cargo, BUILD)?;
        let tree = String::from_utf8(tree.stdout)?;
        let here = |line: &&str| !line.contains("/tests/bench/");
        // A crate that was listed before is marked with a star.
        let crates: BTreeSet<&str> = tree.lines().filter(here).map(|line| line.trim_end_matches(" (*)")).collect();
        Ok(crates.len())
    }

    fn package(&self) -> impl Iterator<Item = &'static str> {
        ["--package", self.package].into_iter().chain(self.features.iter().copied())
    }
}

impl Program {
    /// Runs it as it is.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn run(&self, task: Task) -> Result<Printed, Box<dyn Error>> {
        let output = command::output(Command::new(&self.path).args(self.arguments(task)), "See tests/bench/.")?;
        let text = String::from_utf8(output.stdout)?;
        let (credentials, cpu) = text.trim_end().split_once('\n').ok_or("a contestant printed something else")?;
        Ok(Printed { credentials: credentials.to_owned(), cpu: cpu.parse()? })
    }

    /// Returns the arguments of the program.
    pub fn arguments(&self, task: Task) -> Vec<String> {
        let Task { calls, concurrency, tags, policy } = task;
        let numbers = [calls, concurrency, tags, policy].map(|number| number.to_string());
        [self.url.clone()].into_iter().chain(numbers).collect()
    }
}

fn cargo(subcommand: &str) -> Command {
    let mut cargo = command::cargo();
    cargo.arg(subcommand).arg("--locked").current_dir(root().join("tests/bench"));
    cargo
}
