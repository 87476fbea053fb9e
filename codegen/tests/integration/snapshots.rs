//! What is generated for small models, each with one trouble.
//!
//! A folder of `snapshots/` holds a model and, of the files that are generated from it, those that show the trouble. To
//! add one, make a folder with a model and an empty file for each that matters; `UPDATE_SNAPSHOTS=1` fills it.

use std::fs;

use crate::folders::{Folder, generate};

#[test]
fn generated_code_is_what_the_snapshots_show() {
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
                None => stale.push(format!("{}: no such file is generated: remove it", path.display())),
            }
        }
    }
    let remedy = "run the test with UPDATE_SNAPSHOTS=1 and look at what changed";
    assert!(stale.is_empty(), "these snapshots differ; {remedy}:\n{}", stale.join("\n"));
}

#[test]
fn every_folder_shows_something_and_stays_small() {
    for folder in crate::folders::all() {
        assert!(!folder.expected().is_empty(), "{}: shows no generated file", folder.name);
        for (name, text) in folder.expected() {
            assert!(text.lines().count() <= 400, "{}/{name} is too large to be read", folder.name);
        }
    }
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    for folder in crate::folders::all() {
        assert_eq!(generate(&folder, "api"), generate(&folder, "api"), "{}", folder.name);
    }
}

/// The first line that differs.
fn difference(expected: &str, found: &str) -> String {
    let (mut expected, mut found) = (expected.lines(), found.lines());
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
    "line ends differ".to_owned()
}

/// Keeps both of its users honest: a folder is known by its name.
#[test]
fn folders_are_named_for_their_trouble() {
    let folders: Vec<Folder> = crate::folders::all();
    assert!(folders.len() >= 18);
    for folder in folders {
        assert!(folder.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", folder.name);
    }
}
