//! The helpers for other languages leave out the variables that `sts-local exec` does.

use std::fs;

use source::workspace::root;

const FILES: [&str; 3] = [
    "sts/local/src/bin/sts-local/environment.rs",
    "tests/peers/pytest-sts-local/src/pytest_sts_local/server.py",
    "tests/peers/node-sts-local/environment.js",
];

/// Returns the names in the list `REMOVED` of a file.
fn removed(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let (_, list) = text.split_once("REMOVED").unwrap();
    let (_, list) = list.split_once('=').unwrap();
    let lines = list.lines().map(str::trim).take_while(|line| !line.starts_with([']', ')']));
    let names = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix("\","));
    names.map(str::to_owned).collect()
}

#[test]
fn helpers_remove_the_variables_that_exec_removes() {
    let [exec, python, javascript] = FILES.map(removed);
    assert!(exec.len() > 10, "{exec:?}");
    assert_eq!(python, exec);
    assert_eq!(javascript, exec);
}
