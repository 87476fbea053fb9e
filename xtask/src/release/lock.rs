//! The lock file in a package, which says where its dependencies are from.

use toml::{Table, Value};

use super::archive::Archive;
use super::problem::ReleaseProblem;

/// Checks that the lock file of a package refers to the packages of this release, not to others of the same names.
///
/// # Errors
///
/// If the lock file cannot be read.
pub(super) fn check(archive: &Archive, archives: &[Archive]) -> Result<Vec<ReleaseProblem>, String> {
    let text = archive.text("Cargo.lock").unwrap_or_default();
    let lock: Table =
        toml::from_str(text).map_err(|error| format!("{}, Cargo.lock: {}", archive.name, error.message()))?;
    let entries = lock.get("package").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let problem = |entry: &Value| {
        let key = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let other = archives.iter().find(|other| other.name == key("name") && other.name != archive.name)?;
        if key("version") == other.version() && key("checksum") == other.checksum {
            return None;
        }
        Some(ReleaseProblem::at(format!("{}, Cargo.lock", archive.name)).found(
            format!("{} {} from {}, another package of this name", other.name, key("version"), key("source")),
            format!("must be {} with the checksum {:.12}…", other.version(), other.checksum),
            "set the version of the dependency in [workspace.dependencies], or rename the package",
        ))
    };
    Ok(entries.iter().filter_map(problem).collect())
}

#[cfg(test)]
mod tests {
    use super::super::archive::sample;
    use super::*;

    /// Returns `sts-local`, whose lock file has these entries, and `sts`.
    fn archives(entries: &str) -> [Archive; 2] {
        let mut local = sample::archive();
        local.name = "sts-local".to_owned();
        local.files.insert("Cargo.lock".to_owned(), entries.as_bytes().to_vec());
        [local, sample::archive()]
    }

    #[test]
    fn the_package_of_this_release_is_known_by_its_checksum() {
        let archives =
            archives("[[package]]\nname = \"sts\"\nversion = \"0.2.0\"\nsource = \"registry+x\"\nchecksum = \"aa\"\n");
        assert_eq!(check(&archives[0], &archives), Ok(Vec::new()));
    }

    #[test]
    fn a_package_of_the_same_name_from_a_registry_is_found() {
        for version in ["0.1.23", "0.2.0"] {
            let archives = archives(&format!(
                "[[package]]\nname = \"sts\"\nversion = \"{version}\"\nsource = \"registry+x\"\nchecksum = \"bb\"\n"
            ));
            let problems = check(&archives[0], &archives).unwrap();
            let [problem] = &problems[..] else { panic!("{problems:?}") };
            let expected =
                format!("sts-local, Cargo.lock: sts {version} from registry+x, another package of this name; ");
            assert!(problem.to_string().starts_with(&expected), "{problem}");
        }
    }

    #[test]
    fn a_lock_file_that_cannot_be_read_is_an_error() {
        let archives = archives("[[package");
        assert!(check(&archives[0], &archives).unwrap_err().starts_with("sts-local, Cargo.lock: "));
    }
}
