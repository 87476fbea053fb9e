//! Checks of the files in a package.

use std::fs;
use std::path::Path;

use super::archive::Archive;
use super::problem::ReleaseProblem;

/// Files of the workspace that each package contains: the Apache License asks for the license and for NOTICE.
const LICENSES: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"];

/// Files of a package outside of `src/`, without those in [`LICENSES`].
const OTHER_FILES: [&str; 6] =
    [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "README.md", "openapi.json"];

/// The largest file, in bytes. Larger ones are test data, or should be compressed.
const LARGEST_FILE: usize = 256 * 1024;

/// The largest package, packed, in bytes. The public registry takes ten times as much.
const LARGEST_PACKAGE: usize = 1024 * 1024;

/// The fewest characters of base64 after the first line of a private key that count as a key and not as a placeholder.
const SHORTEST_KEY: usize = 32;

/// Checks that the licenses are there, and that nothing is there that users do not need.
///
/// # Errors
///
/// If a license of the workspace cannot be read.
pub(super) fn check(archive: &Archive, workspace: &Path) -> Result<Vec<ReleaseProblem>, String> {
    let mut problems = Vec::new();
    for name in LICENSES {
        let file = workspace.join(name);
        let expected = fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        problems.extend(license(archive, name, &expected));
    }
    problems.extend(readme(archive));
    problems.extend(size(archive));
    for (name, bytes) in &archive.files {
        problems.extend(stray(archive, name));
        problems.extend(large(archive, name, bytes.len()));
        problems.extend(secret(archive, name, &String::from_utf8_lossy(bytes)));
    }
    Ok(problems)
}

fn license(archive: &Archive, name: &str, expected: &[u8]) -> Option<ReleaseProblem> {
    let found = match archive.files.get(name) {
        Some(bytes) if bytes == expected => return None,
        Some(_) => "differs from the file of the workspace",
        None => "is missing",
    };
    let remedy = "link it into the folder of the package, and name it under `include`";
    Some(ReleaseProblem::at(format!("{}, {name}", archive.name)).found(found, "each package contains it", remedy))
}

/// The page that a registry shows.
fn readme(archive: &Archive) -> Option<ReleaseProblem> {
    let name = archive.package_key("readme")?.as_str()?;
    if archive.text(name).is_some_and(|text| !text.trim().is_empty()) {
        return None;
    }
    let remedy = "write it in the folder of the package, and name it under `include`";
    Some(ReleaseProblem::at(format!("{}, {name}", archive.name)).found(
        "is missing or empty",
        "the manifest names it",
        remedy,
    ))
}

fn size(archive: &Archive) -> Option<ReleaseProblem> {
    (archive.packed > LARGEST_PACKAGE).then(|| {
        ReleaseProblem::at(&archive.name).found(
            format!("has {} bytes", archive.packed),
            format!("must have at most {LARGEST_PACKAGE}, packed"),
            "leave files out with `include`",
        )
    })
}

fn stray(archive: &Archive, name: &str) -> Option<ReleaseProblem> {
    if name.starts_with("src/") || OTHER_FILES.contains(&name) || LICENSES.contains(&name) {
        return None;
    }
    Some(ReleaseProblem::at(format!("{}, {name}", archive.name)).found(
        "is not part of the library",
        format!("a package has src/, {} and {}", OTHER_FILES.join(", "), LICENSES.join(", ")),
        "leave it out with `include`, or add it to OTHER_FILES in xtask/src/release/contents.rs",
    ))
}

fn large(archive: &Archive, name: &str, size: usize) -> Option<ReleaseProblem> {
    (size > LARGEST_FILE).then(|| {
        ReleaseProblem::at(format!("{}, {name}", archive.name)).found(
            format!("has {size} bytes"),
            format!("must have at most {LARGEST_FILE}"),
            "leave it out with `include`, or compress it",
        )
    })
}

/// Finds keys. The message does not contain what was found.
fn secret(archive: &Archive, name: &str, text: &str) -> Option<ReleaseProblem> {
    let found = if has_access_key(text) {
        "has an access key id"
    } else if has_private_key(text) {
        "has a private key"
    } else {
        return None;
    };
    Some(ReleaseProblem::at(format!("{}, {name}", archive.name)).found(
        found,
        "must be an access key id of AWS's documentation, which ends in EXAMPLE, or an example without a key",
        "remove it, and revoke it if it was ever valid",
    ))
}

/// Finds `AKIA` or `ASIA` and 16 capital letters or digits that do not end in `EXAMPLE`.
fn has_access_key(text: &str) -> bool {
    let starts = text.match_indices("AKIA").chain(text.match_indices("ASIA"));
    let mut candidates = starts.filter_map(|(at, _)| text.get(at..at + 20));
    let is_key = |key: &str| key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    candidates.any(|key| is_key(key) && !key.ends_with("EXAMPLE"))
}

/// Finds the first line of a private key with base64 behind it, in lines of a file or in a literal.
fn has_private_key(text: &str) -> bool {
    text.split("PRIVATE KEY-----").skip(1).any(|after| {
        let after = after.trim_start_matches(|c: char| c.is_whitespace() || c == '\\' || c == 'n');
        let is_base64 = |c: &char| c.is_ascii_alphanumeric() || "+/=".contains(*c);
        after.chars().take_while(is_base64).count() >= SHORTEST_KEY
    })
}

#[cfg(test)]
mod tests {
    use super::super::archive::sample;
    use super::*;

    /// A folder with the licenses of the sample.
    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("LICENSE-APACHE", "apache"), ("LICENSE-MIT", "mit"), ("NOTICE", "notice")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn problems(archive: &Archive) -> Vec<String> {
        let problems = check(archive, workspace().path()).unwrap();
        problems.iter().map(ToString::to_string).collect()
    }

    fn only_problem(archive: &Archive) -> String {
        let mut problems = problems(archive);
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems.remove(0)
    }

    fn with_file(name: &str, text: &str) -> Archive {
        let mut archive = sample::archive();
        archive.files.insert(name.to_owned(), text.as_bytes().to_vec());
        archive
    }

    #[test]
    fn a_complete_package_has_no_problem() {
        assert_eq!(problems(&sample::archive()), [""; 0]);
    }

    #[test]
    fn a_license_file_that_is_missing_or_differs_is_found() {
        for name in LICENSES {
            let mut archive = sample::archive();
            archive.files.remove(name);
            assert!(only_problem(&archive).starts_with(&format!("sts, {name}: is missing; ")));
            // A link that a checkout has written as a text file.
            let linked = with_file(name, &format!("../{name}"));
            assert!(only_problem(&linked).starts_with(&format!("sts, {name}: differs from ")));
        }
    }

    #[test]
    fn a_readme_that_is_missing_or_empty_is_found() {
        let mut archive = sample::archive();
        archive.files.remove("README.md");
        assert!(only_problem(&archive).starts_with("sts, README.md: is missing or empty; "));
        assert!(only_problem(&with_file("README.md", "\n")).starts_with("sts, README.md: is missing or empty; "));
    }

    #[test]
    fn test_data_and_large_files_are_found() {
        for name in ["tests/cases.json", "proptest-regressions/lib.txt", ".env"] {
            let problem = only_problem(&with_file(name, ""));
            assert!(problem.starts_with(&format!("sts, {name}: is not part of the library; ")), "{problem}");
        }
        let problem = only_problem(&with_file("src/data.json", &"x".repeat(LARGEST_FILE + 1)));
        assert!(problem.starts_with("sts, src/data.json: has 262145 bytes; must have at most 262144; "), "{problem}");
        let mut archive = sample::archive();
        archive.packed = LARGEST_PACKAGE + 1;
        assert!(only_problem(&archive).starts_with("sts: has 1048577 bytes; "));
    }

    #[test]
    fn secrets_are_found_and_not_repeated() {
        let key = ["AKIA", "ABCDEFGHIJKLMNOP"].concat();
        let problem = only_problem(&with_file("src/key.rs", &format!("const KEY: &str = \"{key}\";")));
        assert!(problem.starts_with("sts, src/key.rs: has an access key id; ") && !problem.contains(&key), "{problem}");
        let begin = ["-----BEGIN PRIVATE ", "KEY-----"].concat();
        for separator in ["\n", "\\n", " "] {
            let text = format!("{begin}{separator}{}", "MIIEvQIBADANBgkq".repeat(4));
            let problem = only_problem(&with_file("src/key.pem", &text));
            assert!(
                problem.starts_with("sts, src/key.pem: has a private key; ") && !problem.contains("MIIE"),
                "{problem}"
            );
        }
        let examples = format!("AKIAIOSFODNN7EXAMPLE {begin}\nAAAA {begin}");
        assert_eq!(problems(&with_file("src/examples.rs", &examples)), [""; 0]);
    }
}
