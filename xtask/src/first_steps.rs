//! `cargo xtask first-steps`: types what the README says, as a newcomer does.
//!
//! The README is the script. Its blocks of code are taken in their order: commands are run, and the manifest and the
//! program become a new project beside the clone. A step that needs something the README does not say fails.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use crate::style::markdown::{self, CodeBlock};
use crate::workspace::root;
use crate::{CommandResult, command, interop};

/// The folder of the clone.
const CLONE: &str = "sts";
/// The folder of the new project.
const PROJECT: &str = "hello";
/// Commands that run the tests of the reader, which a newcomer does not have. `cargo xtask package-local` runs such tests.
const TESTS_OF_THE_READER: [&str; 2] = ["sts-local exec --summary -- pytest", "sts-local exec -- npm test"];
const REMEDY: &str = "Correct what fails, or write into the README what the step needs.";

/// Clones what is committed into an empty folder, and follows the README there.
///
/// # Errors
///
/// Fails if a step fails, or if git, the AWS CLI or a package cannot be obtained.
pub fn run() -> CommandResult {
    let newcomer = Newcomer::new()?;
    let mut git = Command::new("git");
    git.args(["clone", "--quiet"]).arg(root()).arg(newcomer.folder(CLONE));
    command::run(&mut git, "git makes the clone.")?;
    newcomer.run("cargo new --quiet --vcs none ../hello")?;
    let readme = fs::read_to_string(newcomer.folder(CLONE).join("README.md"))?;
    let mut count = 0;
    for block in &markdown::split(&readme).1 {
        count += newcomer.follow(block)?;
    }
    match count {
        0 => Err("the README has no commands".into()),
        count => Ok(format!("ok      {count} commands of the README\n")),
    }
}

/// A person with an empty folder, Rust, the AWS CLI and this README.
struct Newcomer {
    home: TempDir,
    /// The folders in which the shell looks for programs.
    path: std::ffi::OsString,
}

impl Newcomer {
    fn new() -> Result<Self, Box<dyn Error>> {
        let home = tempfile::Builder::new().prefix("first-steps-").tempdir()?;
        let tools = interop::python()?.parent().map(Path::to_owned).unwrap_or_default();
        let system = std::env::var_os("PATH").unwrap_or_default();
        let installed = home.path().join("installed/bin");
        let path = std::env::join_paths([installed, tools].into_iter().chain(std::env::split_paths(&system)))?;
        Ok(Self { home, path })
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Does what a block says, and returns the number of commands that were run.
    fn follow(&self, block: &CodeBlock<'_>) -> Result<usize, Box<dyn Error>> {
        match block.language {
            "toml" if block.code.contains("[dependencies]") => {
                let manifest = self.folder(PROJECT).join("Cargo.toml");
                let package = fs::read_to_string(&manifest)?.replace("[dependencies]\n", "");
                fs::write(manifest, package + &with_paths(block.code, CLONE)?)?;
                Ok(0)
            }
            "rust" => {
                fs::write(self.folder(PROJECT).join("src/main.rs"), block.code)?;
                Ok(0)
            }
            "sh" => {
                let commands = block.code.lines().filter(|line| !TESTS_OF_THE_READER.contains(line));
                commands.map(|line| self.run(line).map(|()| 1)).sum()
            }
            _ => Ok(0),
        }
    }

    /// Runs a command: one with the installed program in the new project, others in the clone.
    fn run(&self, line: &str) -> Result<(), Box<dyn Error>> {
        println!("$ {line}");
        let start = Instant::now();
        let folder = self.folder(if line.starts_with("sts-local ") { PROJECT } else { CLONE });
        let mut shell = Command::new("sh");
        shell.args(["-ec", line]).current_dir(folder).env("PATH", &self.path);
        // One folder for the clone and the crates beside it, which saves minutes, and not that of this checkout: Cargo takes
        // the same package in two checkouts for one, and would run a test of the clone with the paths of the other.
        shell.env("CARGO_TARGET_DIR", self.folder("target")).env("CARGO_INSTALL_ROOT", self.folder("installed"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_hidden(&name.to_string_lossy())) {
            shell.env_remove(name);
        }
        command::run(&mut shell, REMEDY)?;
        println!("  {} s", start.elapsed().as_secs());
        Ok(())
    }
}

/// Returns the dependencies of a manifest with the paths that its comments offer (`# or: NAME = { path = … }`), where the
/// repository has this name.
///
/// # Errors
///
/// Fails if a dependency from git has no such comment.
fn with_paths(manifest: &str, repository: &str) -> Result<String, String> {
    let line = |line: &str| match line.split_once("# or: ") {
        Some((_, path)) => Ok(path.trim_end().to_owned()),
        None if line.contains("git = ") => Err(format!("the README offers no path for the dependency `{line}`")),
        None => Ok(line.to_owned()),
    };
    let lines: Vec<String> = manifest.lines().map(line).collect::<Result<_, _>>()?;
    Ok(lines.join("\n").replace("<this repository>", repository) + "\n")
}

/// Returns true for a variable that a newcomer does not have: settings of AWS, and those that Cargo sets for this program.
fn is_hidden(variable: &str) -> bool {
    ["AWS_", "CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| variable.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_aws_and_of_this_program_are_hidden_and_a_proxy_is_not() {
        for (name, hidden) in [("AWS_REGION", true), ("CARGO_PKG_NAME", true), ("HTTPS_PROXY", false), ("PATH", false)]
        {
            assert_eq!(is_hidden(name), hidden, "{name}");
        }
    }

    #[test]
    fn a_dependency_takes_the_path_that_its_comment_offers() {
        let manifest = "[dependencies]\nx = { git = \"<this repository>\" }   # or: x = { path = \"../<this repository>/x\" }\ny = \"1\"\n";
        let found = with_paths(manifest, "clone").unwrap();
        assert_eq!(found, "[dependencies]\nx = { path = \"../clone/x\" }\ny = \"1\"\n");
        let error = with_paths("x = { git = \"g\" }\n", "clone").unwrap_err();
        assert!(error.contains("offers no path for the dependency `x = "), "{error}");
    }

    #[test]
    fn the_readme_has_a_manifest_a_program_and_commands() {
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let (_, blocks) = markdown::split(&readme);
        for language in ["toml", "rust", "sh"] {
            assert!(blocks.iter().any(|block| block.language == language), "{language}");
        }
        for command in TESTS_OF_THE_READER {
            assert!(readme.contains(command), "{command} is not in the README any more");
        }
    }
}
