//! Breaking changes since the last release, which has a tag.

use std::process::Command;

use super::problem::ReleaseProblem;
use crate::arguments::ReleaseVersion;
use crate::command;
use crate::semver;
use crate::workspace::root;

/// Compares the public API with that of the last version before this one. Returns a line for the report, or a problem.
///
/// # Errors
///
/// If git cannot list the tags.
pub(super) fn breaking_changes(version: ReleaseVersion) -> Result<Result<String, ReleaseProblem>, String> {
    let mut git = Command::new("git");
    let remedy = "A release is compared with a tag: run this in a clone.";
    let output = command::output(git.args(["tag", "--list", "v*"]).current_dir(root()), remedy)?;
    let Some(previous) = last_before(version, &String::from_utf8_lossy(&output.stdout)) else {
        return Ok(Ok(format!(
            "SKIPPED    breaking changes: no tag v… marks a version before {version}, so there is nothing to compare with\n"
        )));
    };
    Ok(semver::run(Some(&format!("v{previous}"))).map_err(|error| {
        ReleaseProblem::at(format!("public API since v{previous}")).found(
            error.to_string(),
            "a breaking change is named in CHANGELOG.md",
            format!("see `cargo xtask semver v{previous}`"),
        )
    }))
}

/// Returns the highest version among tags, one in each line, that is lower than `version`.
fn last_before(version: ReleaseVersion, tags: &str) -> Option<ReleaseVersion> {
    let versions = tags.lines().filter_map(|tag| tag.trim().strip_prefix('v')?.parse().ok());
    versions.filter(|tagged| *tagged < version).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_version_before_this_one_has_the_highest_number() {
        let last = |version: &str, tags| {
            last_before(version.parse().unwrap(), tags).map(|version: ReleaseVersion| version.to_string())
        };
        let tags = "v0.10.0\nv0.2.0\nv0.9.1\nv1.0.0\nvery-old\nv0.9.2-rc.1\n";
        assert_eq!(last("0.11.0", tags), Some("0.10.0".to_owned()));
        assert_eq!(last("0.10.0", tags), Some("0.9.1".to_owned()));
        assert_eq!(last("0.2.0", tags), None);
        assert_eq!(last("0.2.0", ""), None);
    }
}
