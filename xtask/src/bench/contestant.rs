//! The programs that are measured, and how they are built and run.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build;
use super::stub::{Link, Stub};
use crate::command;
use crate::workspace::{root, target};

/// A program of `tests/bench/`, with certain features.
pub struct Contestant {
    /// The name in tables and goals.
    pub name: &'static str,
    package: &'static str,
    /// The features of the package, instead of its default features.
    features: &'static str,
    /// Includes the contestant in curves. They are about the client, so one contestant per client is enough.
    pub has_curves: bool,
}

/// This project with reqwest as the HTTP client.
pub const REQWEST: &str = "sts, reqwest";
/// This project with hyper as the HTTP client.
pub const HYPER: &str = "sts, hyper";
/// This project without an asynchronous runtime.
pub const BLOCKING: &str = "sts, blocking";
/// AWS's SDK with its default features.
pub const SDK: &str = "aws-sdk-sts";
/// AWS's SDK with as few features as calls over TLS need.
pub const LEAN_SDK: &str = "aws-sdk-sts, lean";
/// The least code that makes the call.
pub const FLOOR: &str = "floor";

/// The contestants, in the order of the columns of tables. All of them have TLS.
///
/// One entry adds a contestant: to the tables, the drawing and the README. Its package prints what `tests/bench/work`
/// prints, and names its features in its `Cargo.toml`.
pub const CONTESTANTS: &[Contestant] = &[
    Contestant { name: HYPER, package: "ours", features: "hyper", has_curves: true },
    Contestant { name: BLOCKING, package: "ours-blocking", features: "", has_curves: false },
    Contestant { name: REQWEST, package: "ours", features: "reqwest", has_curves: false },
    Contestant { name: SDK, package: "sdk", features: "full", has_curves: true },
    Contestant { name: LEAN_SDK, package: "sdk", features: "lean", has_curves: false },
    Contestant { name: FLOOR, package: "floor", features: "", has_curves: true },
];

/// The work of a contestant.
#[derive(Clone, Copy)]
pub struct Task {
    /// The way to the stub.
    pub link: Link,
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
    /// Returns the work that figures are about: 3 tags and a small policy, one call after the other.
    pub const fn new(link: Link, calls: usize) -> Self {
        Self { link, calls, concurrency: 1, tags: 3, policy: 256 }
    }
}

/// A contestant that is built.
pub struct Program {
    /// The contestant.
    pub contestant: &'static Contestant,
    /// The executable.
    pub path: PathBuf,
}

/// The output of a contestant.
#[derive(PartialEq, Eq)]
pub struct Printed {
    /// The credentials that it decoded.
    pub credentials: String,
    /// Nanoseconds of CPU for all calls but the first.
    pub cpu: u64,
}

/// All contestants, and the service that they call. It ends when this is dropped.
pub struct Contestants {
    /// The service.
    pub stub: Stub,
    /// A program for each of [`CONTESTANTS`].
    pub programs: Vec<Program>,
}

impl Contestants {
    /// Builds all contestants, starts the service, and checks that the contestants do the same work.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails, if contestants decode different credentials, and if one of them accepts a certificate of an
    /// authority that it was not given.
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let stub = Stub::start()?;
        let programs = CONTESTANTS.iter().map(Contestant::build).collect::<Result<Vec<_>, _>>()?;
        let contestants = Self { stub, programs };
        contestants.agree()?;
        contestants.programs.iter().try_for_each(|program| contestants.refuses_unknown_authority(program))?;
        Ok(contestants)
    }

    /// Runs a program.
    ///
    /// # Errors
    ///
    /// Fails if the program fails.
    pub fn run(&self, program: &Program, task: Task) -> Result<Printed, Box<dyn Error>> {
        let mut command = Command::new(&program.path);
        self.hand_over(&mut command, task);
        let output = command::output(&mut command, "See tests/bench/.")?;
        let text = String::from_utf8(output.stdout)?;
        let (credentials, cpu) = text.trim_end().split_once('\n').ok_or("a contestant printed something else")?;
        Ok(Printed { credentials: credentials.to_owned(), cpu: cpu.parse()? })
    }

    /// Adds the arguments and the environment of a task to a command that runs a contestant.
    pub fn hand_over(&self, command: &mut Command, task: Task) {
        let Task { link, calls, concurrency, tags, policy } = task;
        self.stub.hand_over(command, link);
        command.args([calls, concurrency, tags, policy].map(|number| number.to_string()));
    }

    fn agree(&self) -> Result<(), Box<dyn Error>> {
        for (tags, policy) in [(3, 256), (0, 0), (50, 2048)] {
            let mut first = None;
            for program in &self.programs {
                let task = Task { tags, policy, ..Task::new(Link::Https, 2) };
                let credentials = self.run(program, task)?.credentials;
                if first.get_or_insert_with(|| credentials.clone()) != &credentials {
                    let name = program.contestant.name;
                    return Err(format!("{name} decoded other credentials than those before it").into());
                }
            }
        }
        Ok(())
    }

    /// A contestant that checks nothing would do less work.
    fn refuses_unknown_authority(&self, program: &Program) -> Result<(), Box<dyn Error>> {
        match self.run(program, Task::new(Link::HttpsUntrusted, 1)) {
            Ok(_) => Err(format!("{} accepts certificates of any authority", program.contestant.name).into()),
            Err(_) => Ok(()),
        }
    }
}

impl Contestant {
    /// Builds it, unless it is built already.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails.
    fn build(&'static self) -> Result<Program, Box<dyn Error>> {
        let built = self.build_into(&build::folder())?;
        // The next contestant may be the same package with other features.
        let folder = target().join("bench").join("bin");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(self.name.replace(", ", "-"));
        std::fs::copy(built, &path)?;
        Ok(Program { contestant: self, path })
    }

    /// Builds it in a target folder and returns the path of the executable.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails.
    pub fn build_into(&self, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
        let mut cargo = cargo("build");
        cargo.args(["--release", "--quiet", "--target-dir"]).arg(folder).args(self.package());
        command::output(&mut cargo, build::REMEDY)?;
        Ok(folder.join("release").join(self.package))
    }

    /// Counts the crates that it consists of, apart from those of `tests/bench/`.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails.
    pub fn crates(&self) -> Result<usize, Box<dyn Error>> {
        let mut cargo = cargo("tree");
        cargo.args(["--edges=normal", "--prefix=none", "--format={p}"]).args(self.package());
        let tree = command::output(&mut cargo, build::REMEDY)?;
        Ok(count_crates(&String::from_utf8(tree.stdout)?))
    }

    fn package(&self) -> [&'static str; 5] {
        ["--package", self.package, "--no-default-features", "--features", self.features]
    }
}

/// Counts the crates of the output of `cargo tree` without indentation.
fn count_crates(tree: &str) -> usize {
    let here = |line: &&str| !line.contains("/tests/bench/");
    // A crate that was listed before is marked with a star.
    let crates: BTreeSet<&str> = tree.lines().filter(here).map(|line| line.trim_end_matches(" (*)")).collect();
    crates.len()
}

fn cargo(subcommand: &str) -> Command {
    let mut cargo = command::cargo();
    cargo.arg(subcommand).arg("--locked").current_dir(root().join("tests/bench"));
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_for_each_version_and_those_of_the_benchmark_not_at_all() {
        let tree = "ours v0.1.0 (/sts/tests/bench/ours)\nsts v0.1.0 (/sts/sts)\nhttp v1.5.0\nhttp v1.5.0 (*)\n\
                    http v0.2.0\nsyn v2.0.0 (proc-macro)\nwork v0.1.0 (/sts/tests/bench/work)\n";
        assert_eq!(count_crates(tree), 4);
    }

    #[test]
    fn contestants_have_different_names() {
        let names: BTreeSet<&str> = CONTESTANTS.iter().map(|contestant| contestant.name).collect();
        assert_eq!(names.len(), CONTESTANTS.len());
    }
}
