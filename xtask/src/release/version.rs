//! The version of a release.

use std::path::Path;

use ::codegen::disk;

use super::problem::ReleaseProblem;
use crate::arguments::ReleaseVersion;

/// Returns the version to rehearse, see [`choose`].
pub(super) fn of_release(
    root: &Path,
    given: Option<ReleaseVersion>,
) -> Result<(ReleaseVersion, Option<ReleaseProblem>), Box<dyn std::error::Error>> {
    let changelog = disk::read(&root.join("CHANGELOG.md"))?;
    let workspace = workspace_version(&disk::read(&root.join("Cargo.toml"))?)?;
    Ok(choose(&changelog, workspace, given)?)
}

/// Returns the given version, or else that of the first heading of `CHANGELOG.md`, or else, while that is "Unreleased", the
/// one that follows that of the workspace. It is a problem if the heading has another version than the given one.
fn choose(
    changelog: &str,
    workspace: ReleaseVersion,
    given: Option<ReleaseVersion>,
) -> Result<(ReleaseVersion, Option<ReleaseProblem>), String> {
    let heading = first_heading(changelog).ok_or("CHANGELOG.md has no heading of a version; add `## Unreleased`")?;
    if heading == "Unreleased" {
        return Ok((given.unwrap_or(workspace.next()), None));
    }
    let written: ReleaseVersion = heading.parse().map_err(|error| format!("CHANGELOG.md, first heading: {error}"))?;
    let version = given.unwrap_or(written);
    Ok((version, (version != written).then(|| other_heading(written, version))))
}

/// Returns the version in `[workspace.package]`.
fn workspace_version(manifest: &str) -> Result<ReleaseVersion, String> {
    let table: toml::Table = toml::from_str(manifest).map_err(|error| format!("Cargo.toml: {}", error.message()))?;
    let workspace = table.get("workspace").and_then(|workspace| workspace.get("package"));
    let version = workspace.and_then(|package| package.get("version")).and_then(toml::Value::as_str);
    version.ok_or("Cargo.toml: [workspace.package] has no version")?.parse()
}

fn other_heading(written: ReleaseVersion, version: ReleaseVersion) -> ReleaseProblem {
    ReleaseProblem::at("CHANGELOG.md, first heading").found(
        format!("has {written}"),
        format!("must be \"Unreleased\" or {version}, the version of the release"),
        "name the version of the release there, or rehearse the one that it names",
    )
}

/// Returns the first word of the first heading below the title, without brackets: `0.2.0` of `## [0.2.0] - 2026-11-29`.
fn first_heading(changelog: &str) -> Option<&str> {
    let heading = changelog.lines().find_map(|line| line.strip_prefix("## "))?;
    heading.split_whitespace().next().map(|word| word.trim_matches(['[', ']']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_heading_is_found_in_every_usual_form() {
        for (heading, expected) in [
            ("## Unreleased", "Unreleased"),
            ("## [Unreleased]", "Unreleased"),
            ("## 0.2.0", "0.2.0"),
            ("## [0.2.0] - 2026-11-29", "0.2.0"),
        ] {
            let changelog = format!("# Changelog\n\n{heading}\n\n### Added\n\n## 0.0.1\n");
            assert_eq!(first_heading(&changelog), Some(expected));
        }
        assert_eq!(first_heading("# Changelog\n\n### Added\n"), None);
    }

    fn version(text: &str) -> ReleaseVersion {
        text.parse().unwrap()
    }

    #[test]
    fn the_version_is_given_or_the_one_of_the_changelog_or_the_next() {
        let chosen = |heading: &str, given: Option<&str>| {
            let changelog = format!("# Changelog\n\n## {heading}\n");
            choose(&changelog, version("0.1.0"), given.map(version))
        };
        assert_eq!(chosen("Unreleased", None), Ok((version("0.2.0"), None)));
        assert_eq!(chosen("Unreleased", Some("0.3.0")), Ok((version("0.3.0"), None)));
        assert_eq!(chosen("[0.1.1] - 2026-11-29", None), Ok((version("0.1.1"), None)));
        let (version_of_user, problem) = chosen("0.2.0", Some("0.3.0")).unwrap();
        assert_eq!(version_of_user, version("0.3.0"));
        let problem = problem.unwrap().to_string();
        assert!(
            problem.starts_with("CHANGELOG.md, first heading: has 0.2.0; must be \"Unreleased\" or 0.3.0"),
            "{problem}"
        );
        assert!(chosen("Soon", None).unwrap_err().contains("first heading: \"Soon\" is not a version"));
    }

    #[test]
    fn the_version_of_the_workspace_is_read() {
        assert_eq!(workspace_version("[workspace.package]\nversion = \"0.1.0\"\n"), Ok(version("0.1.0")));
        assert!(workspace_version("[workspace]\n").unwrap_err().contains("has no version"));
    }
}
