//! Stand-alone crates: what is written, what is refused, and that nothing is left half done.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::crates::{CrateOptions, Runtime, command, write_crate};

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn model(name: &str) -> PathBuf {
    xtask::root().join("tests/conformance/models").join(name)
}

/// Every file below a folder with its text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_crate_builds_by_itself_without_a_warning() {
    let out = folder("builds").join("things");
    let mut options = CrateOptions::new(model("hazards.json"), &out);
    options.name = Some("things".to_owned());
    options.endpoint_rules = Some(model("sts.endpoint-rules.json.gz"));
    options.partitions = Some(xtask::root().join("model/partitions.json"));
    options.strict = true;
    let written = write_crate(&options).unwrap();
    assert_eq!((written.name.as_str(), written.warnings), ("things", Vec::new()));
    fs::copy(xtask::root().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    // Without the default transport: it takes long to build, and generated code knows nothing of it.
    let features = ["--no-default-features", "--features", "serde,server"];
    for arguments in [
        [&["clippy"], &features[..], &["--", "-D", "warnings"]].concat(),
        ["clippy", "--no-default-features", "--", "-D", "warnings"].to_vec(),
        [&["doc", "--no-deps"], &features[..]].concat(),
    ] {
        let output = Command::new(env!("CARGO"))
            .args(["--offline", "--quiet"])
            .args(&arguments)
            .current_dir(&out)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshots/target"))
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn selected_operations_are_all_that_is_there() {
    let out = folder("selected").join("iam");
    let mut options = CrateOptions::new(model("iam.json.gz"), &out);
    options.operations = Some(vec!["CreateUser".to_owned(), "GetUser".to_owned()]);
    let written = write_crate(&options).unwrap();
    assert_eq!((written.name.as_str(), written.operations), ("iam", 2));
    let all: String = files(&out).into_iter().map(|(_, text)| text).collect();
    assert!(all.contains("pub struct CreateUserRequest") && all.contains("pub struct User "), "{}", out.display());
    assert!(!all.contains("AccessKey"), "what the operations do not reach is left out");
}

#[test]
fn the_readme_says_what_cannot_be_seen_from_the_types() {
    let out = folder("readme").join("iam");
    let mut options = CrateOptions::new(model("iam.json.gz"), &out);
    write_crate(&options).unwrap();
    let readme = || fs::read_to_string(out.join("README.md")).unwrap();
    assert!(readme().contains("model has no endpoint rules"));
    assert!(!readme().contains("client.pages(") && !readme().contains("wait_until("), "the model has neither");
    options.paginators = Some(model("iam.paginators.json.gz"));
    options.waiters = Some(model("iam.waiters.json.gz"));
    write_crate(&options).unwrap();
    assert!(readme().contains("client.pages(request)") && readme().contains("client.wait_until(&waiters::"));
    write_crate(&CrateOptions::new(model("sdb.json.gz"), folder("readme").join("sdb"))).unwrap();
    let readme = fs::read_to_string(out.with_file_name("sdb").join("README.md")).unwrap();
    assert!(readme.contains("only signature version 2"), "{readme}");
}

#[test]
fn a_second_run_replaces_what_the_first_wrote_and_nothing_else() {
    let out = folder("again").join("sns");
    write_crate(&CrateOptions::new(model("sns.json.gz"), &out)).unwrap();
    let first = files(&out);
    fs::copy(out.join("src/lib.rs"), out.join("src/orphan.rs")).unwrap();
    fs::create_dir(out.join("examples")).unwrap();
    fs::write(out.join("examples/mine.rs"), "fn main() {}").unwrap();
    write_crate(&CrateOptions::new(model("sns.json.gz"), &out)).unwrap();
    assert_eq!(fs::read_to_string(out.join("examples/mine.rs")).unwrap(), "fn main() {}");
    fs::remove_dir_all(out.join("examples")).unwrap();
    assert_eq!(files(&out), first);
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let out = folder("foreign");
    fs::write(out.join("Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    let error = write_crate(&CrateOptions::new(model("sns.json.gz"), &out)).unwrap_err().to_string();
    assert!(error.contains("something else"), "{error}");
    assert_eq!(files(&out).len(), 1);
}

#[test]
fn a_file_of_somebody_else_among_the_sources_is_not_lost() {
    let out = folder("mine").join("sdb");
    write_crate(&CrateOptions::new(model("sdb.json.gz"), &out)).unwrap();
    let mine = out.join("src/generated/mine.rs");
    fs::write(&mine, "//! Mine.").unwrap();
    let error = write_crate(&CrateOptions::new(model("sdb.json.gz"), &out)).unwrap_err().to_string();
    assert!(error.contains("mine.rs is not of this command") && error.contains("move it out"), "{error}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "//! Mine.");
}

#[test]
fn an_error_leaves_nothing_behind() {
    let parent = folder("errors");
    let bad = parent.join("bad.json");
    for (text, expected) in [
        ("{", "not JSON"),
        ("[]", "neither a Smithy AST nor an API-2 model"),
        (r#"{"metadata": {"protocol": "json"}, "operations": {}}"#, "the protocol is not query"),
    ] {
        fs::write(&bad, text).unwrap();
        let error = write_crate(&CrateOptions::new(&bad, parent.join("out"))).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("bad.json"), "{error}");
    }
    let mut options = CrateOptions::new(model("iam.json.gz"), parent.join("out"));
    options.operations = Some(vec!["GetUsr".to_owned()]);
    let error = write_crate(&options).unwrap_err().to_string();
    assert!(error.contains("is GetUser meant?"), "{error}");
    assert_eq!(fs::read_dir(&parent).unwrap().count(), 1, "only the model is there");
}

#[test]
fn an_unknown_key_is_a_warning_and_an_error_where_it_is_asked_for() {
    let parent = folder("strict");
    let path = parent.join("model.json");
    fs::write(
        &path,
        r#"{"metadata": {"protocol": "query", "endpointPrefix": "x", "serviceId": "X", "apiVersion": "1",
            "signatureVersion": "v4"}, "operations": {"Act": {"name": "Act", "brandnew": true}}, "shapes": {}}"#,
    )
    .unwrap();
    let mut options = CrateOptions::new(&path, parent.join("out"));
    assert_eq!(write_crate(&options).unwrap().warnings, ["operations.Act: unknown key \"brandnew\""]);
    options.strict = true;
    let error = write_crate(&options).unwrap_err().to_string();
    assert!(error.contains("unknown key \"brandnew\""), "{error}");
}

#[test]
fn the_runtime_is_a_folder_or_a_version() {
    assert_eq!(Runtime::parse("^0.1").unwrap(), Runtime::Version("^0.1".to_owned()));
    let here = xtask::root().join("codegen/runtime");
    assert_eq!(Runtime::parse(here.to_str().unwrap()).unwrap(), Runtime::Path(here));
    assert!(Runtime::parse("/").unwrap_err().contains("no folder of awsquery"));
    let out = folder("version").join("sdb");
    let mut options = CrateOptions::new(model("sdb.json.gz"), &out);
    options.runtime = Runtime::Version("0.1".to_owned());
    write_crate(&options).unwrap();
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("awsquery = { version = \"0.1\", default-features = false }"), "{manifest}");
}

#[test]
fn wrong_words_are_named() {
    for (words, expected) in [
        (&["--model"][..], "--model has no value"),
        (&["--out", "x"], "which model?"),
        (&["--model", "x"], "where to?"),
        (&["--modle", "x"], "--modle is not known"),
        (&["--strict", "--strict"], "given twice"),
        (&["file"], "is no option"),
    ] {
        let error = command(words).unwrap_err().to_string();
        assert!(error.contains(expected), "{words:?}: {error}");
    }
}
