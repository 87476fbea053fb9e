//! No access key but those that AWS publishes has ever been in this project.

use std::process::Command;

use source::workspace::root;

/// Keys of AWS's documentation.
const PUBLISHED: [&str; 4] =
    ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE", "ASIAI44QH8DHBEXAMPLE"];

/// Returns everything that looks like an access key id: `AKIA` or `ASIA`, and 16 capital letters and digits.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("AKIA").chain(text.match_indices("ASIA"));
    starts
        .filter_map(|(at, _)| text.get(at..at + 20))
        .filter(|key| key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
}

/// Returns the output of git, as text.
fn git(arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn assert_published(text: &str, place: &str) {
    for key in keys(text) {
        assert!(PUBLISHED.contains(&key), "{}… in {place} is not one of AWS's example keys", &key[..8]);
    }
}

#[test]
fn se19_a_key_that_is_not_an_example_is_found() {
    let made_up = ["AKIA", "ABCDEFGHIJKLMNOP"].concat();
    assert_eq!(keys(&format!("key={made_up}, AKIA, AKIAx")).collect::<Vec<_>>(), [made_up.as_str()]);
    assert!(std::panic::catch_unwind(|| assert_published(&made_up, "a test")).is_err());
}

/// A shallow clone has a short history, which is what can be looked at there.
#[test]
fn se19_history_and_files_hold_only_published_keys() {
    let history = git(&["log", "-p", "--all", "--no-color", "--no-ext-diff"]);
    assert!(history.contains("diff --git"), "there is no history to look at");
    assert_published(&history, "the history");
    let files = git(&["grep", "-hIE", "--untracked", "(AKIA|ASIA)[A-Z0-9]{16}"]);
    assert!(files.contains(PUBLISHED[0]), "nothing was searched");
    assert_published(&files, "a file");
}
