//! Types of the workspace have names of their own.

use std::path::PathBuf;

use source::modules::ModuleTree;
use source::types::TypeNames;
use source::workspace::{packages, root};

/// The largest share of names that may be defined more than once, in percent.
const LIMIT: f64 = 20.5;

/// Names that may be defined more than once, and why.
const REASONS: [(&str, &str); 0] = [];

fn is_generated(file: &PathBuf) -> bool {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    text.lines().take(100).any(|line| line.contains("@generated"))
}

#[test]
fn names_of_types_are_unique() {
    let mut names = TypeNames::default();
    for package in packages().unwrap() {
        for file in &package.crates {
            names.add(&ModuleTree::read(&root(), file).unwrap(), is_generated);
        }
    }
    println!("{names}");
    assert!(names.percentage() <= LIMIT, "more than {LIMIT} %\n{names}");
    for (name, reason) in REASONS {
        assert!(names.duplicates().any(|duplicate| duplicate == name), "{name} is unique: take it off the list");
        assert!(!reason.is_empty(), "{name} needs a reason");
    }
}
