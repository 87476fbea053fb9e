//! `cargo xtask semver`: what of a change breaks users, and whether it says so.
//!
//! The public API is compared with that of the last tag, or of the commit before this one if there is no tag: never
//! against a registry. A break passes if `CHANGELOG.md` names it under "Breaking" of the next version: its first heading,
//! which is "Unreleased" until the version is chosen.

use std::process::Command;

use ::codegen::disk;

use crate::tool::SEMVER_CHECKS;
use crate::workspace::root;
use crate::{CommandResult, command};

/// The packages that users get.
const PACKAGES: [&str; 2] = ["sts", "awsquery"];

/// Compares the public API with that of an earlier revision: `given`, or the default.
///
/// # Errors
///
/// A break that `CHANGELOG.md` does not name; a revision that is not there; an API that does not build.
pub fn run(given: Option<&str>) -> CommandResult {
    let baseline = given.map_or_else(baseline, |revision| Ok(revision.to_owned()))?;
    let mut checks = SEMVER_CHECKS.command()?;
    for package in PACKAGES {
        checks.args(["--package", package]);
    }
    // Breaks are listed whatever the version says: a version that may break users would hide all of them.
    checks.args(["--all-features", "--color", "never", "--release-type", "patch", "--baseline-rev", &baseline]);
    println!("the public API now, and at {baseline}");
    let output = checks.output().map_err(|error| format!("cargo semver-checks cannot be started: {error}"))?;
    let found = String::from_utf8_lossy(&output.stdout);
    let progress = String::from_utf8_lossy(&output.stderr);
    let breaks = breaks(&found);
    if !output.status.success() && breaks.is_empty() {
        return Err(format!("cargo semver-checks failed, {}\n{progress}{found}", output.status).into());
    }
    let changelog = disk::read(&root().join("CHANGELOG.md"))?;
    let unnamed = unnamed(&breaks, breaking(&changelog));
    if unnamed.is_empty() {
        return Ok(format!("ok   pr03_what_breaks_users_is_marked  {} breaks since {baseline}\n", breaks.len()));
    }
    Err(format!(
        "this breaks users, and CHANGELOG.md does not say so:\n  {}\nName each under \
         \"### Breaking\" of the first heading, or leave it as it was.",
        unnamed.join("\n  ")
    )
    .into())
}

/// The last tag, or the commit before this one.
fn baseline() -> Result<String, String> {
    let ask = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let output = command::output(git.args(arguments).current_dir(root()), NO_HISTORY)?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    ask(&["describe", "--tags", "--abbrev=0", "HEAD^"]).or_else(|_: String| ask(&["rev-parse", "--verify", "HEAD^"]))
}

const NO_HISTORY: &str = "There is no earlier revision: of a shallow clone, get more by `git fetch --deepen=1`.";

/// Returns the findings, one per line: those below "Failed in:".
fn breaks(found: &str) -> Vec<String> {
    let sections = found.split("Failed in:\n").skip(1);
    let lines = sections.flat_map(|section| section.lines().take_while(|line| line.starts_with("  ")));
    lines.map(|line| line.trim().to_owned()).collect()
}

/// Returns the part of the changelog below its first heading of a version, under "Breaking".
fn breaking(changelog: &str) -> &str {
    let next = changelog.split("\n## ").nth(1).unwrap_or_default();
    let after = next.split_once("\n### Breaking\n").map_or("", |(_, after)| after);
    after.split("\n### ").next().unwrap_or_default()
}

/// The breaks that the text does not name.
///
/// The name of an item in backquotes is enough, without its modules: `` `name` `` covers
/// `function sts::sanitize::name, previously in …`. A module is named by its whole path, and covers everything in it:
/// `` `sts::sanitize` ``.
fn unnamed(breaks: &[String], text: &str) -> Vec<String> {
    let is_quoted = |name: &str| text.contains(&format!("`{name}`"));
    let is_named = |line: &&String| {
        let item = line.split(", previously").next().unwrap_or_default();
        item.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_')).any(|path| {
            let name = path.rsplit("::").next().unwrap_or_default();
            let modules = path.match_indices("::").filter_map(|(end, _)| path.get(..end));
            // The crate alone would cover everything.
            (name.len() > 2 && is_quoted(name)) || modules.skip(1).any(is_quoted)
        })
    };
    breaks.iter().filter(|line| !is_named(line)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: &str = "
--- failure function_missing: pub fn removed or renamed ---

Description:
A publicly-visible function cannot be imported by its prior path.

Failed in:
  function sts::new_external_id, previously in file src/external_id.rs:10
  function sts::gone, previously in file src/external_id.rs:20

--- failure method_parameter_count_changed: pub method parameter count changed ---

Failed in:
  sts::Sts::assume_role takes 3 parameters in src/start.rs:109, but now takes 2
";

    #[test]
    fn each_line_of_each_failure_is_a_break() {
        let breaks = breaks(FOUND);
        assert_eq!(breaks.len(), 3);
        assert!(breaks[2].starts_with("sts::Sts::assume_role takes 3"), "{breaks:?}");
        assert!(super::breaks("all is well\n").is_empty());
    }

    #[test]
    fn a_break_is_marked_where_the_changelog_names_it() {
        let changelog = "# Changelog\n\n## Unreleased\n\n### Breaking\n\n- `new_external_id` and `assume_role` changed.\n\n\
                         ### Added\n\n- `gone`\n\n## 0.1.0\n\n### Breaking\n\n- `gone`\n";
        assert_eq!(breaking(changelog).trim(), "- `new_external_id` and `assume_role` changed.");
        let unnamed = unnamed(&breaks(FOUND), breaking(changelog));
        assert_eq!(unnamed, ["function sts::gone, previously in file src/external_id.rs:20"]);
        assert_eq!(breaking("# Changelog\n\n## Unreleased\n\n### Added\n"), "");
        // The version has been chosen, and is not released yet.
        let chosen = changelog.replace("## Unreleased", "## 0.2.0");
        assert_eq!(breaking(&chosen), breaking(changelog));
    }

    #[test]
    fn a_whole_module_is_marked_by_its_path() {
        let lines = ["struct sts::local::Call, previously in file src/local.rs:1", "struct sts::localized::Call"];
        let breaks = lines.map(str::to_owned);
        assert_eq!(unnamed(&breaks, "| `sts::local` | `sts_local` |"), ["struct sts::localized::Call"]);
        assert_eq!(unnamed(&breaks, "| `sts` | `local` |").len(), 2);
    }
}
