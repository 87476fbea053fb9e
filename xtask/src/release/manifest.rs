//! Checks of a manifest in a package.

use toml::{Table, Value};

use super::archive::Archive;
use super::problem::ReleaseProblem;
use crate::arguments::ReleaseVersion;

/// The largest number of keywords, and of categories, that a registry takes.
const MOST_TERMS: usize = 5;
/// The longest keyword, in characters.
const LONGEST_KEYWORD: usize = 20;

/// The licenses whose texts are in each package.
const LICENSE: &str = "MIT OR Apache-2.0";

/// Keys of `[package]` that a registry requires, or without which users do not learn what they need.
const TEXT_KEYS: [&str; 4] = ["description", "name", "readme", "rust-version"];

/// Checks versions, licenses and metadata. `ours` are the names of all packages of the release.
pub(super) fn check(archive: &Archive, ours: &[&str], version: ReleaseVersion) -> Vec<ReleaseProblem> {
    let mut problems = versions(archive, ours, version);
    for key in TEXT_KEYS {
        if archive.package_key(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
            problems.push(ReleaseProblem::at(format!("{}, {key}", archive.name)).found(
                "is missing",
                "a published package has this key",
                "set it under [package]",
            ));
        }
    }
    if archive.package_key("publish").is_some_and(|publish| *publish != Value::Boolean(true)) {
        problems.push(ReleaseProblem::at(format!("{}, publish", archive.name)).found(
            "forbids publication",
            "must be absent",
            "remove it from the manifest",
        ));
    }
    problems.extend(license(archive));
    problems.extend(terms(archive, "keywords", is_keyword));
    problems.extend(terms(archive, "categories", is_category));
    problems.extend(addresses(archive));
    problems
}

fn license(archive: &Archive) -> Option<ReleaseProblem> {
    let found = archive.package_key("license").and_then(Value::as_str).unwrap_or("is missing");
    (found != LICENSE).then(|| {
        let remedy = "set `license.workspace = true`";
        ReleaseProblem::at(format!("{}, license", archive.name)).found(found, format!("must be {LICENSE}"), remedy)
    })
}

/// The version of the package, and those that it requires of the others.
fn versions(archive: &Archive, ours: &[&str], version: ReleaseVersion) -> Vec<ReleaseProblem> {
    let wrong = |place: String, found: &str, remedy: &str| {
        ReleaseProblem::at(place).found(found, format!("all packages of a release have {version}"), remedy)
    };
    let mut problems = Vec::new();
    let expected = version.to_string();
    if archive.version() != expected {
        let remedy = "set `version.workspace = true`";
        problems.push(wrong(format!("{}, version", archive.name), archive.version(), remedy));
    }
    let ours = |(name, dependency): &(&String, &Value)| {
        let package = dependency.get("package").and_then(Value::as_str).unwrap_or(name).to_owned();
        ours.contains(&package.as_str()).then_some(package)
    };
    for dependency in dependencies(&archive.manifest, &["dependencies", "build-dependencies"]) {
        let required = dependency.1.get("version").unwrap_or(dependency.1).as_str().unwrap_or("no version");
        if let Some(package) = ours(&dependency).filter(|_| required != expected) {
            let place = format!("{}, dependency {package}", archive.name);
            problems.push(wrong(place, required, "set its version in [workspace.dependencies]"));
        }
    }
    for package in dependencies(&archive.manifest, &["dev-dependencies"]).iter().filter_map(ours) {
        problems.push(ReleaseProblem::at(format!("{}, dev-dependency {package}", archive.name)).found(
            "has a version",
            "a package is published without its dev-dependencies on the others, which may depend on it",
            "depend on its path alone",
        ));
    }
    problems
}

/// The dependencies of some kinds, for every target, with their keys.
fn dependencies<'a>(manifest: &'a Table, kinds: &[&str]) -> Vec<(&'a String, &'a Value)> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    let tables = tables.flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    tables.flatten().collect()
}

/// Keywords or categories: one at least, and none that a registry refuses.
fn terms(archive: &Archive, key: &str, is_valid: fn(&str) -> bool) -> Option<ReleaseProblem> {
    let values = archive.package_key(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let values: Vec<&str> = values.iter().map(|value| value.as_str().unwrap_or_default()).collect();
    if (1..=MOST_TERMS).contains(&values.len()) && values.iter().all(|value| is_valid(value)) {
        return None;
    }
    Some(ReleaseProblem::at(format!("{}, {key}", archive.name)).found(
        format!("{values:?}"),
        format!(
            "must be 1 to {MOST_TERMS}: keywords have up to {LONGEST_KEYWORD} letters, digits, _, - or +; categories are \
             lower-case words with - or ::"
        ),
        format!("set `{key}` under [package]"),
    ))
}

fn is_keyword(text: &str) -> bool {
    text.len() <= LONGEST_KEYWORD
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-+".contains(c))
}

fn is_category(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    text.split("::").all(is_word)
}

/// Addresses are absolute and encrypted, if they are there: only the owner knows the repository.
fn addresses(archive: &Archive) -> impl Iterator<Item = ReleaseProblem> {
    ["repository", "homepage", "documentation"].into_iter().filter_map(|key| {
        let address = archive.package_key(key)?.as_str().unwrap_or_default();
        if address.starts_with("https://") {
            return None;
        }
        let place = format!("{}, {key}", archive.name);
        Some(ReleaseProblem::at(place).found(
            format!("{address:?}"),
            "must begin with https://",
            "write the whole address",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::super::archive::sample;
    use super::*;

    fn problems(archive: &Archive) -> Vec<String> {
        let problems = check(archive, &["awsquery", "sts"], "0.2.0".parse().unwrap());
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_complete_manifest_has_no_problem() {
        assert_eq!(problems(&sample::archive()), [""; 0]);
    }

    #[test]
    fn each_mistake_in_a_manifest_is_one_line() {
        for (from, to, expected) in [
            (
                "version = \"0.2.0\"\ndesc",
                "version = \"0.1.0\"\ndesc",
                "sts, version: 0.1.0; all packages of a release",
            ),
            ("awsquery]\nversion = \"0.2.0\"", "awsquery]\nversion = \"0.1\"", "sts, dependency awsquery: 0.1; all"),
            ("awsquery]\nversion = \"0.2.0\"", "awsquery]\npath = \"x\"", "sts, dependency awsquery: no version; all"),
            (
                "[dependencies.awsquery]\n",
                "[target.\"cfg(unix)\".dependencies.a]\npackage = \"awsquery\"\nversion = \"1\"\n[dependencies.b]\n",
                "sts, dependency awsquery: 1; all",
            ),
            ("license = \"MIT OR Apache-2.0\"\n", "", "sts, license: is missing; "),
            ("MIT OR Apache-2.0", "GPL-3.0", "sts, license: GPL-3.0; must be MIT OR Apache-2.0; "),
            (
                "[dependencies.awsquery]",
                "[dev-dependencies.sts]\nversion = \"0.2.0\"\n[dependencies.awsquery]",
                "sts, dev-dependency sts: has a version; ",
            ),
            ("\"A client\"", "\" \"", "sts, description: is missing; "),
            ("readme = \"README.md\"", "readme = false", "sts, readme: is missing; "),
            ("rust-version = \"1.94.1\"\n", "", "sts, rust-version: is missing; "),
            ("name = ", "publish = false\nname = ", "sts, publish: forbids publication; "),
            ("name = ", "publish = []\nname = ", "sts, publish: forbids publication; "),
            ("[\"aws\"]", "[]", "sts, keywords: []; must be 1 to 5"),
            ("[\"aws\"]", "[\"aws sts\"]", "sts, keywords: "),
            ("[\"aws\"]", "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]", "sts, keywords: "),
            ("[\"authentication\"]", "[\"Authentication\"]", "sts, categories: "),
            ("name = ", "repository = \"<this repository>\"\nname = ", "sts, repository: "),
        ] {
            let problems = problems(&sample::with_manifest(from, to));
            let [problem] = &problems[..] else { panic!("{expected}: {problems:?}") };
            assert!(problem.starts_with(expected) && problem.lines().count() == 1, "{problem}");
        }
    }

    #[test]
    fn all_mistakes_are_listed() {
        let archive =
            sample::with_manifest("license = \"MIT OR Apache-2.0\"\nreadme = \"README.md\"", "publish = false");
        assert_eq!(problems(&archive).len(), 3, "{:?}", problems(&archive));
    }
}
