//! Packages of botocore that come from a package index, or in a file: as pip and tar handle them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::package;
use crate::workspace::{command, copy, text};

const WHEEL: &str = "botocore-1.2.3-py3-none-any.whl";

/// Packs a folder as a wheel that pip accepts.
const PACK: &str = r#"
import os, sys, zipfile
folder, wheel = sys.argv[1:]
info = "botocore-1.2.3.dist-info/"
with zipfile.ZipFile(wheel, "w") as packed:
    for parent, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(parent, file)
            packed.write(path, os.path.relpath(path, folder))
    packed.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: botocore\nVersion: 1.2.3\n")
    packed.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    packed.writestr(info + "RECORD", "")
"#;

/// Writes a wheel to a folder.
fn wheel(package: &Path, folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let wheel = folder.join(WHEEL);
    let status = Command::new("python3").args(["-c", PACK]).arg(package).arg(&wheel).status().unwrap();
    assert!(status.success());
    wheel
}

/// A package index with one version, whose page states a hash.
fn index(name: &str, hash: impl Fn(String) -> String) -> PathBuf {
    let package = package::write(&format!("index-{name}"));
    let index = Path::new(env!("CARGO_TARGET_TMPDIR")).join("index").join(name);
    let _ = fs::remove_dir_all(&index);
    let wheel = wheel(&package, &index.join("botocore"));
    let hash = hash(hex::encode(Sha256::digest(fs::read(&wheel).unwrap())));
    fs::write(wheel.with_file_name("index.html"), format!("<a href=\"{WHEEL}#sha256={hash}\">{WHEEL}</a>")).unwrap();
    index
}

/// Lists the services of a package in a checkout, with an index.
fn services(checkout: &Path, index: &str, from: &str) -> (bool, String, String) {
    let mut command = command(&["services", "--from", from]);
    for variable in ["PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"] {
        command.env_remove(variable);
    }
    command.env("PIP_CONFIG_FILE", "/dev/null").env("PIP_INDEX_URL", index).env("PIP_NO_CACHE_DIR", "1");
    let output = command.current_dir(checkout).output().unwrap();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn url(index: &Path) -> String {
    format!("file://{}", index.display())
}

/// Returns the names of the files and folders in the folder of packages.
fn kept(checkout: &Path) -> Vec<String> {
    let entries = fs::read_dir(checkout.join("target/xtask/botocore")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// An index that no one serves.
const NOWHERE: &str = "http://127.0.0.1:9/simple";

#[test]
#[ignore = "it needs Python 3 with pip"]
fn a_version_is_fetched_once_and_works_without_a_network_from_then_on() {
    let checkout = copy("fetched");
    let index = index("good", |hash| hash);
    let (succeeded, printed, said) = services(&checkout, &url(&index), "newest");
    assert!(succeeded && printed.starts_with("botocore 1.2.3: 3 services can be generated\n"), "{printed}{said}");
    assert_eq!(kept(&checkout), ["1.2.3"]);

    let (succeeded, again, said) = services(&checkout, NOWHERE, "1.2.3");
    assert!(succeeded && said.is_empty(), "{said}");
    assert_eq!(again, printed);
    let (succeeded, _, said) = services(&checkout, NOWHERE, "newest");
    assert!(
        !succeeded && said.contains("cannot be reached; ") && said.ends_with("; fetched earlier: 1.2.3\n"),
        "{said}"
    );
}

#[test]
#[ignore = "it needs Python 3 with pip"]
fn a_package_that_cannot_be_fetched_is_one_line_that_says_what_to_do() {
    let checkout = copy("unfetched");
    let bad = index("bad", |hash| hash.chars().rev().collect());
    for (index, from, expected) in [
        (
            NOWHERE,
            "newest",
            "cannot fetch the newest version of botocore: the package index cannot be reached; connect to",
        ),
        (NOWHERE, "1.2.3", "cannot fetch version 1.2.3 of botocore: the package index cannot be reached; connect to"),
        (&url(&bad), "1.2.3", "the download does not have the hash that the package index states; do not use it"),
        (
            &url(&bad),
            "9.9.9",
            "cannot fetch version 9.9.9 of botocore: the package index does not have this version; give another",
        ),
    ] {
        let (succeeded, printed, said) = services(&checkout, index, from);
        let error = said.lines().find(|line| line.starts_with("error: ")).unwrap();
        assert!(!succeeded && printed.is_empty() && error.contains(expected), "{expected:?} is not in {said}");
        assert_eq!(said.lines().count(), 2, "one line says what is fetched, and one what failed: {said}");
        assert!(kept(&checkout).is_empty(), "{:?}", kept(&checkout));
    }
}

#[test]
#[ignore = "it needs Python 3 with pip"]
fn a_wheel_and_a_source_package_are_read_as_files() {
    let checkout = copy("files");
    let package = package::write("files");
    let folder = package.with_file_name("packed");
    let wheel = wheel(&package, &folder);
    let source = folder.join("botocore-1.2.3.tar.gz");
    let status = Command::new("tar")
        .args(["--create", "--gzip", "--file"])
        .arg(&source)
        .arg("--directory")
        .arg(package.parent().unwrap())
        .arg("botocore-1.2.3")
        .status()
        .unwrap();
    assert!(status.success());
    for file in [&wheel, &source] {
        let (succeeded, printed, said) = services(&checkout, NOWHERE, file.to_str().unwrap());
        assert!(succeeded && printed.starts_with("botocore 1.2.3: 3 services"), "{printed}{said}");
        fs::write(file, &fs::read(file).unwrap()[..600]).unwrap();
        let (succeeded, printed, said) = services(&checkout, NOWHERE, file.to_str().unwrap());
        assert!(!succeeded && printed.is_empty() && said.contains("; is the file complete?"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert_eq!(kept(&checkout).len(), 2);
}
