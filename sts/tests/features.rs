//! What the features leave out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::process::Command;

/// The packages that a program gets with these features, and the features of those.
fn tree(features: &str) -> String {
    let arguments =
        ["tree", "--offline", "-p", "sts", "-e", "normal,features", "--prefix", "none", "--features", features];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn em23_without_the_feature_there_is_no_server_and_no_listener() {
    let (plain, local, saml) = (tree(""), tree("local"), tree("local-saml"));
    for part in ["hyper feature \"server\"", "flate2 v", "toml v"] {
        assert!(!plain.contains(part), "{part}");
        assert!(local.contains(part), "{part}: {local}");
    }
    // Verifying XML signatures takes many crates: who wants none of it gets none of it.
    assert!(!local.contains("bergshamra") && saml.contains("bergshamra-dsig v"), "{local}");
}
