//! Compares generated code with snapshots.
//!
//! A folder of `snapshots/` contains a small model that is about one thing, and those generated files that show it. To add
//! a snapshot, create a folder with a model and an empty file for each generated file of interest, and run the test with
//! `UPDATE_SNAPSHOTS=1`, which fills the files.

use std::fs;

use crate::folders::{Folder, generate};

#[test]
fn generated_code_matches_the_snapshots() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for folder in crate::folders::all() {
        let generated = generate(&folder, "api");
        for (name, expected) in folder.expected() {
            let found = generated.iter().find(|file| file.path == name);
            let path = folder.path.join(&name);
            match found {
                Some(file) if file.text == expected => {}
                Some(file) if update => fs::write(path, &file.text).unwrap(),
                Some(file) => stale.push(format!("{}: {}", path.display(), difference(&expected, &file.text))),
                None => stale.push(format!("{}: the file is not generated: remove it", path.display())),
            }
        }
    }
    let remedy = "run the test with UPDATE_SNAPSHOTS=1 and review the changes";
    assert!(stale.is_empty(), "these snapshots differ; {remedy}:\n{}", stale.join("\n"));
}

#[test]
fn every_snapshot_has_a_file_and_is_short_enough_to_review() {
    for folder in crate::folders::all() {
        assert!(!folder.expected().is_empty(), "{}: has no generated file", folder.name);
        for (name, text) in folder.expected() {
            assert!(text.lines().count() <= 400, "{}/{name} is too long to review", folder.name);
        }
    }
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    for folder in crate::folders::all() {
        assert_eq!(generate(&folder, "api"), generate(&folder, "api"), "{}", folder.name);
    }
}

/// Describes the first line that differs.
fn difference(expected: &str, found: &str) -> String {
    let mut expected = expected.lines();
    let mut found = found.lines();
    for line in 1.. {
        match (expected.next(), found.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                let show = |line: Option<&str>| line.unwrap_or("(end of file)").to_owned();
                return format!("line {line}\n  expected: {}\n  generated: {}", show(one), show(other));
            }
        }
    }
    "line endings differ".to_owned()
}

#[test]
fn snapshots_are_named_with_words_and_hyphens() {
    let folders: Vec<Folder> = crate::folders::all();
    assert!(folders.len() >= 18);
    for folder in folders {
        assert!(folder.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", folder.name);
    }
}
