//! The packages behind each transport, which are a promise: a program without an async runtime compiles none.

use std::collections::BTreeSet;

use crate::CommandResult;
use crate::command::{cargo, output};

/// A choice of features, and what the program may consist of.
struct Tree {
    features: &'static str,
    /// The maximum number of packages.
    at_most: usize,
    /// Packages that it does without.
    without: &'static [&'static str],
}

/// `mio` and `socket2` are behind the network I/O of tokio.
const TREES: [Tree; 2] = [
    Tree { features: "hyper,tls", at_most: 90, without: &["reqwest"] },
    Tree { features: "blocking,tls", at_most: 85, without: &["hyper", "mio", "reqwest", "socket2"] },
];

/// Counts the packages of programs with the lean transports.
///
/// # Errors
///
/// If a program has too many packages, or one that it has to do without.
pub(super) fn check() -> CommandResult {
    let mut report = String::new();
    for tree in TREES {
        let arguments = ["tree", "--locked", "--edges", "normal", "--prefix", "none", "--package", "sts"];
        let mut listing = cargo();
        listing.args(arguments).args(["--no-default-features", "--features", tree.features]);
        let listed = String::from_utf8_lossy(&output(&mut listing, "")?.stdout).into_owned();
        let count = tree.count(&listed)?;
        report.push_str(&format!("{count} packages with the features {}\n", tree.features));
    }
    Ok(report + "ok   bl07_lean_programs_compile_no_more_than_they_need\n")
}

impl Tree {
    fn count(&self, listed: &str) -> Result<usize, String> {
        let packages: BTreeSet<(&str, &str)> = listed.lines().filter_map(package).collect();
        if let Some(found) = self.without.iter().find(|name| packages.iter().any(|(package, _)| package == *name)) {
            return Err(format!(
                "a program with the features {} depends on {found}; `cargo tree --invert {found}` shows through what",
                self.features
            ));
        }
        if packages.is_empty() || packages.len() > self.at_most {
            return Err(format!(
                "a program with the features {} has {} packages, and 1 to {} are allowed",
                self.features,
                packages.len(),
                self.at_most
            ));
        }
        Ok(packages.len())
    }
}

/// Returns the name and the version in a line of `cargo tree`: `tokio v1.49.0 (*)`.
fn package(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_ascii_whitespace();
    Some((words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: Tree = Tree { features: "blocking,tls", at_most: 2, without: &["hyper"] };

    #[test]
    fn packages_are_counted_once_and_versions_apart() {
        let listed = "sts v0.1.0 (/here)\nbytes v1.12.0\nbytes v1.12.0 (*)\n";
        assert_eq!(TREE.count(listed), Ok(2));
        assert!(TREE.count(&format!("{listed}bytes v2.0.0\n")).unwrap_err().contains("3 packages"));
        assert!(TREE.count("").unwrap_err().contains("0 packages"));
    }

    #[test]
    fn a_package_that_a_program_does_without_is_an_error_and_one_with_a_similar_name_is_not() {
        assert!(TREE.count("sts v0.1.0\nhyper v1.12.0\n").unwrap_err().contains("depends on hyper"));
        assert_eq!(TREE.count("sts v0.1.0\nhyper-like v1.12.0\n"), Ok(2));
    }
}
