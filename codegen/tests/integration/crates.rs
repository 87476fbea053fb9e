//! Tests of stand-alone crates: what is written, what is refused, and that an error leaves nothing half done.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{CrateWorkspace, Extra, Generated, Generator, Runtime};

/// Creates an empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Returns the root of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns a generator for one of the models of the tests, with the runtime of this checkout.
fn generator(model: &str) -> Generator {
    let runtime = Runtime::Path(root().join("codegen/runtime"));
    Generator::new(root().join("tests/conformance/models").join(model)).runtime(runtime).lenient()
}

fn write(generator: &Generator, out: &Path) -> Generated {
    let generated = generator.generate().unwrap();
    generated.write_crate(out).unwrap();
    generated
}

fn refused(generator: &Generator, out: &Path) -> String {
    let result = generator.generate().and_then(|generated| generated.write_crate(out));
    result.unwrap_err().to_string()
}

/// Returns every file in a folder, at any depth, with its text.
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
fn a_stand_alone_crate_builds_without_a_warning() {
    let out = folder("builds").join("things");
    let generator = generator("hazards.json")
        .package("things")
        .endpoint_rules(root().join("tests/conformance/models/sts.endpoint-rules.json.gz"))
        .partitions(root().join("model/partitions.json"));
    let generated = write(&generator, &out);
    assert_eq!((generated.package().unwrap(), generated.warnings()), ("things", &[][..]));
    fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    // The default transport takes long to build, and generated code does not use it. These are the features that the
    // crate of the snapshots uses, so that the runtime is built once for both.
    let features = ["--no-default-features", "--features", "blocking,regex,serde,server"];
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
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_crate_of_selected_operations_contains_nothing_else() {
    let out = folder("selected").join("iam");
    let generated = write(&generator("iam.json.gz").operations(["CreateUser", "GetUser"]), &out);
    assert_eq!((generated.package().unwrap(), generated.plan().operations.len()), ("iam", 2));
    let all: String = files(&out).into_iter().map(|(_, text)| text).collect();
    assert!(all.contains("pub struct CreateUserRequest") && all.contains("pub struct User "), "{}", out.display());
    assert!(!all.contains("AccessKey"), "types that the operations do not use are left out");
}

#[test]
fn the_readme_states_facts_that_the_types_do_not_show() {
    let out = folder("readme").join("iam");
    write(&generator("iam.json.gz"), &out);
    let readme = || fs::read_to_string(out.join("README.md")).unwrap();
    assert!(readme().contains("model has no endpoint rules"));
    assert!(!readme().contains("client.pages(") && !readme().contains("wait_until("), "the model has no paginators");
    let models = root().join("tests/conformance/models");
    let complete = generator("iam.json.gz")
        .paginators(models.join("iam.paginators.json.gz"))
        .waiters(models.join("iam.waiters.json.gz"));
    write(&complete, &out);
    assert!(readme().contains("client.pages(request)") && readme().contains("client.wait_until(&waiters::"));
    write(&generator("sdb.json.gz"), &out.with_file_name("sdb"));
    let readme = fs::read_to_string(out.with_file_name("sdb").join("README.md")).unwrap();
    assert!(readme.contains("only signature version 2"), "{readme}");
}

#[test]
fn a_second_run_replaces_only_generated_files() {
    let out = folder("again").join("sns");
    write(&generator("sns.json.gz"), &out);
    let first = files(&out);
    fs::copy(out.join("src/lib.rs"), out.join("src/orphan.rs")).unwrap();
    fs::create_dir(out.join("examples")).unwrap();
    fs::write(out.join("examples/mine.rs"), "fn main() {}").unwrap();
    write(&generator("sns.json.gz"), &out);
    assert_eq!(fs::read_to_string(out.join("examples/mine.rs")).unwrap(), "fn main() {}");
    fs::remove_dir_all(out.join("examples")).unwrap();
    assert_eq!(files(&out), first);
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let out = folder("foreign");
    fs::write(out.join("Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    let error = refused(&generator("sns.json.gz"), &out);
    assert!(error.contains("something other than a generated crate"), "{error}");
    assert_eq!(files(&out).len(), 1);
}

#[test]
fn a_file_of_the_user_among_generated_files_is_kept() {
    let out = folder("mine").join("sdb");
    write(&generator("sdb.json.gz"), &out);
    let mine = out.join("src/generated/mine.rs");
    fs::write(&mine, "//! Mine.").unwrap();
    let error = refused(&generator("sdb.json.gz"), &out);
    assert!(error.contains("mine.rs is not a generated file; move it out of src"), "{error}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "//! Mine.");
}

#[test]
fn an_error_leaves_nothing_behind() {
    let parent = folder("errors");
    let bad = parent.join("bad.json");
    for (text, expected) in [
        ("{", "not JSON"),
        ("[]", "neither a Smithy AST nor an API-2 model"),
        (r#"{"metadata": {"protocol": "json"}, "operations": {}}"#, "the service lacks the protocol query"),
    ] {
        fs::write(&bad, text).unwrap();
        let error = refused(&Generator::new(&bad), &parent.join("out"));
        assert!(error.contains(expected) && error.contains("bad.json: read: "), "{error}");
    }
    let error = refused(&generator("iam.json.gz").operations(["GetUsr"]), &parent.join("out"));
    assert!(error.contains("GetUser"), "{error}");
    assert_eq!(fs::read_dir(&parent).unwrap().count(), 1, "the folder contains only the model");
}

#[test]
fn a_crate_depends_on_the_runtime_by_path_or_by_version() {
    let out = folder("version").join("sdb");
    let manifest = || fs::read_to_string(out.join("Cargo.toml")).unwrap();
    write(&generator("sdb.json.gz").runtime(Runtime::Version("0.1".to_owned())), &out);
    assert!(manifest().contains("awsquery = { version = \"0.1\", default-features = false }"), "{}", manifest());
    write(&generator("sdb.json.gz"), &out);
    assert!(manifest().contains("codegen/runtime\", default-features = false }"), "{}", manifest());
}

#[test]
fn a_member_of_a_workspace_inherits_what_its_owner_decides() {
    let out = folder("member").join("sdb");
    let manifest = || fs::read_to_string(out.join("Cargo.toml")).unwrap();
    write(&generator("sdb.json.gz"), &out);
    assert!(manifest().contains("\n[workspace]\n") && manifest().contains("\nversion = \"0.1.0\"\npublish = false\n"));
    assert!(!manifest().contains(".workspace = true"), "{}", manifest());

    let keys = ["edition", "license", "publish", "rust-version", "version", "description"];
    let member =
        |keys: &[&str]| CrateWorkspace::Member { package_keys: keys.iter().map(|key| (*key).to_owned()).collect() };
    write(&generator("sdb.json.gz").workspace(member(&keys)), &out);
    assert!(!manifest().contains("[workspace]"), "{}", manifest());
    let inherited = "edition = \"2024\"\nrust-version = \"1.94.1\"\nversion.workspace = true\npublish.workspace = true\n\
                     license.workspace = true\n\n[features]";
    assert!(manifest().contains(inherited), "{}", manifest());

    write(&generator("sdb.json.gz").workspace(member(&[])), &out);
    assert!(manifest().contains("\nversion = \"0.1.0\"\npublish = false\n\n[features]"), "{}", manifest());
}

#[test]
fn a_crate_says_which_release_its_model_is_from() {
    let out = folder("release").join("sdb");
    write(&generator("sdb.json.gz"), &out);
    for (file, expected) in [
        ("Cargo.toml", "from the model of Amazon SimpleDB in botocore"),
        ("README.md", "generated by `cargo xtask codegen` from the model of Amazon SimpleDB in botocore"),
        ("src/lib.rs", "from the model of Amazon SimpleDB in botocore"),
    ] {
        let text = fs::read_to_string(out.join(file)).unwrap();
        assert!(text.contains(expected), "{file}: {text}");
    }
}

#[test]
fn a_crate_with_selected_extras_has_no_features_for_them() {
    let out = folder("extras").join("sdb");
    write(&generator("sdb.json.gz").extras([Extra::Serde]), &out);
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("default-features = false, features = [\"serde\"] }"), "{manifest}");
    assert!(!manifest.contains("\nserde = [") && !manifest.contains("\nserver = ["), "{manifest}");
}

#[test]
fn an_invalid_package_name_is_refused() {
    let out = folder("names").join("out");
    for name in ["Things", "1st", "std", "a b", "awsquery", "type"] {
        let error = refused(&generator("sdb.json.gz").package(name), &out);
        assert!(error.starts_with(&format!("package: {name:?} cannot be the name of a package; ")), "{error}");
    }
    // A module without a crate needs no package name.
    assert!(generator("sdb.json.gz").package("Things").generate().is_ok());
}
