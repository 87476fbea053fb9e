//! Generated files: current in this checkout, and told apart where they are not.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::files::{Wanted, differences, orphans, write};

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn wanted(paths: &[&str]) -> Vec<Wanted> {
    paths.iter().map(|path| Wanted { path: PathBuf::from(path), text: format!("text of {path}\n") }).collect()
}

#[test]
fn pr06_what_is_checked_in_is_what_the_model_says() {
    if let Err(difference) = xtask::codegen::check() {
        panic!("{difference}");
    }
}

#[test]
fn stale_missing_and_orphaned_files_are_named() {
    let root = folder("differences");
    let wanted = wanted(&["made/good.rs", "made/deep/stale.rs", "made/missing.rs"]);
    write(&root.join("made/good.rs"), &wanted[0].text).unwrap();
    write(&root.join("made/deep/stale.rs"), "an older text").unwrap();
    write(&root.join("made/deep/orphan.rs"), "").unwrap();
    write(&root.join("elsewhere/mine.rs"), "").unwrap();
    let found = differences(&root, &wanted, &["made"]).unwrap();
    assert_eq!(
        found,
        [
            "made/deep/stale.rs is stale",
            "made/missing.rs is missing",
            "made/deep/orphan.rs is not made by this command"
        ]
    );
    assert_eq!(orphans(&root, &wanted, &["made"]).unwrap(), [PathBuf::from("made/deep/orphan.rs")]);
}

#[test]
fn a_file_is_written_as_a_whole_and_leaves_nothing_beside_it() {
    let root = folder("whole");
    let path = root.join("deep/file.rs");
    write(&path, "first").unwrap();
    write(&path, "second").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "second");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let root = folder("refused");
    write(&root.join("file"), "").unwrap();
    let error = write(&root.join("file/below"), "").unwrap_err();
    assert!(error.contains("file/below"), "{error}");
}
