//! Commands work on the checkout that runs them, not on the one that compiled them: checkouts may share a target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Everything that `cargo xtask codegen` reads and writes, and the mark of a workspace.
const FILES: [&str; 7] = [
    "codegen/runtime/src/endpoint/partition/table.rs",
    "codegen/runtime/src/rule/unicode.rs",
    "model/partitions.json",
    "model/sts.corrections.json",
    "model/sts.json",
    "model/sts.md",
    "sts/src/api.rs",
];

/// A file that is generated.
const GENERATED: &str = "sts/src/api/rules.rs";

pub(crate) fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A copy of this checkout with as little in it as possible.
pub(crate) fn copy(name: &str) -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workspace").join(name);
    let _ = fs::remove_dir_all(&copy);
    let mut files: Vec<PathBuf> = FILES.map(PathBuf::from).into();
    files.push(PathBuf::from("xtask/Cargo.toml"));
    for folder in ["sts/src/api", "sts/src/api/operations"] {
        for entry in fs::read_dir(real().join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                files.push(Path::new(folder).join(entry.file_name()));
            }
        }
    }
    for file in files {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(real().join(&file), to).unwrap();
    }
    copy
}

pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    // Neither the checkout that these tests belong to nor a folder that it shares with others.
    command.args(words).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_TARGET_DIR");
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    output
}

#[test]
fn cargo_says_at_run_time_which_checkout_it_is() {
    let one = copy("one");
    let other = copy("other");
    let codegen = |checkout: &Path, more: &[&str]| {
        let mut command = command(&[&["codegen"], more].concat());
        // Cargo runs a program where it was called, and says which package it belongs to.
        command.current_dir(real()).env("CARGO_MANIFEST_DIR", checkout.join("xtask"));
        command
    };
    succeeds(&mut codegen(&one, &["--check"]));

    fs::write(one.join(GENERATED), "//! Edited.").unwrap();
    let output = codegen(&one, &["--check"]).output().unwrap();
    assert!(text(&output.stderr).contains(&format!("{GENERATED} is stale")), "{}", text(&output.stderr));
    succeeds(&mut codegen(&other, &["--check"]));

    // The copies and this checkout have the same model, so a command that works on the wrong one changes nothing. A
    // change of the copy's model shows which files it writes.
    let model = fs::read_to_string(one.join("model/sts.json")).unwrap();
    fs::write(one.join("model/sts.json"), model.replace("\"max\": 64", "\"max\": 65")).unwrap();
    let before = fs::read_to_string(real().join(GENERATED)).unwrap();
    succeeds(&mut codegen(&one, &[]));
    assert_ne!(fs::read_to_string(one.join(GENERATED)).unwrap(), before);
    assert_eq!(fs::read_to_string(real().join(GENERATED)).unwrap(), before);
    assert_eq!(fs::read_to_string(other.join(GENERATED)).unwrap(), before);
}

#[test]
fn without_cargo_the_checkout_around_the_current_folder_counts() {
    let checkout = copy("inside");
    fs::write(checkout.join(GENERATED), "//! Edited.").unwrap();
    let output = command(&["codegen", "--check"]).current_dir(checkout.join("sts/src")).output().unwrap();
    assert!(text(&output.stderr).contains(&format!("{GENERATED} is stale")), "{}", text(&output.stderr));

    let output = command(&["codegen", "--check"]).current_dir(std::env::temp_dir()).output().unwrap();
    assert!(text(&output.stderr).contains("is not inside a checkout of this project"), "{}", text(&output.stderr));
}
