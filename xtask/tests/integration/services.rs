//! `cargo xtask services`, and `cargo xtask codegen --service`, with a package that is unpacked already.

use std::fs;
use std::path::{Path, PathBuf};

use crate::package;
use crate::workspace::{command, real, text};

/// An empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a command in this checkout. Returns whether it succeeded, its standard output and its standard error.
fn run(words: &[&str]) -> (bool, String, String) {
    let output = command(words).current_dir(real()).output().unwrap();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn services_that_can_be_generated_are_listed_with_the_release() {
    let package = package::write("list");
    let (succeeded, printed, said) = run(&["services", "--from", path(&package)]);
    assert!(succeeded, "{said}");
    let expected = "botocore 1.2.3: 3 services can be generated\n\n\
                    name     title                   operations  model  protocol\n\
                    several  Amazon Several Service           2   2 kB  query\n\
                    tiny     Amazon Tiny Service              2   2 kB  query\n\
                    tiny2    Amazon TinyTwo Service           2   2 kB  query\n";
    assert_eq!(printed, expected);
    let (succeeded, printed, said) = run(&["services", "--from", path(&package), "tiny"]);
    assert!(succeeded, "{said}");
    assert_eq!(printed, "tiny in botocore 1.2.3: 2 operations\n\n  ListThings\n  PutThing\n\n");
}

#[test]
fn a_service_is_generated_with_everything_that_is_published_with_its_model() {
    let package = package::write("crate");
    let out = folder("crate").join("nested/tiny");
    let words = ["codegen", "--service", "tiny", "--from", path(&package), "--out", path(&out)];
    let (succeeded, printed, said) = run(&[&words[..], &["--operations", "ListThings"]].concat());
    assert!(succeeded, "{said}");
    let version = package.join("botocore/data/tiny/2020-01-01");
    let (summary, files) = printed.split_once('\n').unwrap();
    assert!(summary.starts_with(&format!("{}: crate tiny, 1 operation, ", out.display())), "{summary}");
    let expected = format!(
        "  model from botocore 1.2.3, {version}/service-2.json\n  \
         endpoint rules from {version}/endpoint-rule-set-1.json.gz\n  paginators from {version}/paginators-1.json\n  \
         waiters from {version}/waiters-2.json\n",
        version = version.display()
    );
    assert_eq!((files, said.as_str()), (expected.as_str(), ""));
    let read = |file: &str| fs::read_to_string(out.join(file)).unwrap();
    assert!(read("src/generated/operations/list_things.rs").contains("rt::Paginate"));
    assert!(read("src/generated/waiters.rs").contains("THING_THERE"));
    assert!(read("README.md").contains("from the model of Amazon Tiny Service in botocore 1.2.3"));
    assert!(!read("src/generated/operations/list_things.rs").contains("Prose of the publisher"));
}

#[test]
fn a_mistake_is_one_line_that_says_what_is_allowed_and_nothing_is_written() {
    let package = package::write("mistakes");
    let around = folder("mistakes");
    let out = around.join("new/out");
    let allowed = "allowed are several, tiny, tiny2";
    let missing = around.join("botocore-1.0");
    fs::create_dir(&missing).unwrap();
    let wheel = around.join("botocore-1.0-py3-none-any.whl");
    let odd = around.join("things.zip");
    fs::write(&wheel, "not a wheel").unwrap();
    fs::write(&odd, "").unwrap();
    for (service, operations, from, expected) in [
        ("tinny", "", &package, &["botocore 1.2.3 has no service \"tinny\"; did you mean tiny", allowed][..]),
        ("Tiny Service", "", &package, &["has no service \"Tiny Service\"; did you mean tiny", allowed]),
        ("unheard-of", "", &package, &["has no service \"unheard-of\"; allowed are several"]),
        ("../data/tiny", "", &package, &["has no service", allowed]),
        ("", "", &package, &["has no service \"\"", allowed]),
        ("none", "", &package, &["has no service \"none\"", allowed]),
        ("other", "", &package, &["other has the protocol json, and only services with query or ec2 can be", allowed]),
        (
            "tiny",
            "ListThing",
            &package,
            &["the model has no operation of this name; did you mean ListThings?", "`cargo xtask services tiny` lists"],
        ),
        ("tiny", "ListThing,PutThing,Go", &package, &["select: ListThing, Go: the model has no operations of these"]),
        ("tiny", " , ", &package, &["select: no operation is selected; select at least one"]),
        ("tiny", "", &missing, &["botocore-1.0 is not a package of botocore: it has no folder botocore/data"]),
        ("tiny", "", &odd, &["must be named botocore-VERSION-py3-none-any.whl or botocore-VERSION.tar.gz"]),
        ("tiny", "", &wheel, &["cannot unpack"]),
    ] {
        let mut words = vec!["codegen", "--service", service, "--from", path(from), "--out", path(&out)];
        if !operations.is_empty() {
            words.extend(["--operations", operations]);
        }
        let (succeeded, printed, said) = run(&words);
        assert!(!succeeded && printed.is_empty(), "{service} {operations}: {printed}");
        assert_eq!(said.lines().count(), 1, "{said}");
        for expected in expected {
            assert!(said.starts_with("error: ") && said.contains(expected), "{expected:?} is not in {said}");
        }
        assert!(!around.join("new").exists(), "{service} {operations}");
    }
}

#[test]
fn files_beside_a_given_model_are_used_and_named() {
    let package = package::write("beside");
    let out = folder("beside").join("tiny");
    let model = package.join("botocore/data/tiny/2020-01-01/service-2.json");
    let (succeeded, printed, said) = run(&["codegen", "--model", path(&model), "--out", path(&out)]);
    assert!(succeeded, "{said}");
    for expected in ["paginators-1.json\n", "waiters-2.json\n", "endpoint-rule-set-1.json.gz\n"] {
        assert!(printed.contains(expected), "{printed}");
    }
    let other = package.join("botocore/data/several/2020-01-01/service-2.json");
    let paginators = model.with_file_name("paginators-1.json");
    let words = ["codegen", "--model", path(&other), "--out", path(&out), "--paginators", path(&paginators)];
    let (succeeded, printed, said) = run(&words);
    assert!(succeeded && !printed.contains(" from paginators"), "{printed}{said}");
}

#[test]
fn a_member_inherits_from_the_workspace_around_it_and_is_named_if_the_workspace_does_not_know_it() {
    let package = package::write("member");
    let around = folder("member");
    let out = around.join("clients/tiny");
    let generate = || {
        run(&["codegen", "--service", "tiny", "--from", path(&package), "--out", path(&out), "--workspace", "member"])
    };
    let manifest = around.join("Cargo.toml");
    fs::write(&manifest, "[workspace]\nmembers = []\n[workspace.package]\nversion = \"2.1.0\"\nedition = \"2021\"\n")
        .unwrap();
    let (succeeded, _, said) = generate();
    let expected = format!("warning: add \"clients/tiny\" to `members` in {}\n", manifest.display());
    assert_eq!((succeeded, said), (true, expected));
    let written = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(written.contains("\nversion.workspace = true\n") && !written.contains("[workspace]"), "{written}");
    assert!(written.contains("\nedition = \"2024\"\n") && written.contains("\npublish = false\n"), "{written}");

    fs::write(&manifest, "[workspace]\nmembers = [\"clients/*\"]\n[workspace.package]\nversion = \"2.1.0\"\n").unwrap();
    let (succeeded, _, said) = generate();
    assert_eq!((succeeded, said), (true, String::new()));
}

#[test]
fn a_member_beside_its_runtime_refers_to_it_in_every_checkout() {
    let package = package::write("relative");
    let around = folder("relative");
    let out = around.join("clients/tiny");
    let runtime = around.join("lib/runtime");
    fs::create_dir_all(&runtime).unwrap();
    fs::write(runtime.join("Cargo.toml"), "[package]\nname = \"awsquery\"\n").unwrap();
    fs::write(around.join("Cargo.toml"), "[workspace]\nmembers = [\"clients/*\", \"lib/*\"]\n").unwrap();
    let source = ["codegen", "--service", "tiny", "--from", path(&package), "--out", path(&out)];
    for (workspace, expected) in [("member", "../../lib/runtime"), ("none", path(&runtime))] {
        let words = [&source[..], &["--workspace", workspace, "--runtime", path(&runtime)]].concat();
        let (succeeded, _, said) = run(&words);
        assert!(succeeded, "{said}");
        let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("awsquery = {{ path = {expected:?}, ")), "{manifest}");
    }
}

#[test]
fn a_crate_depends_on_a_version_of_its_runtime_instead_of_a_folder() {
    let package = package::write("version");
    let around = folder("version");
    fs::write(around.join("Cargo.toml"), "[workspace]\nmembers = [\"tiny\"]\n").unwrap();
    let out = around.join("tiny");
    let source = ["codegen", "--service", "tiny", "--from", path(&package), "--out", path(&out)];
    for workspace in ["none", "member"] {
        let words = [&source[..], &["--workspace", workspace, "--runtime", "0.2"]].concat();
        let (succeeded, _, said) = run(&words);
        assert!(succeeded, "{said}");
        let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
        let dependency = "awsquery = { version = \"0.2\", default-features = false }";
        assert!(manifest.contains(dependency) && !manifest.contains("path = "), "{manifest}");
    }
}

#[test]
fn a_member_needs_a_workspace() {
    // The target folder is inside the workspace of this project.
    let around = std::env::temp_dir().join(format!("xtask-no-workspace-{}", std::process::id()));
    let package = package::write("homeless");
    let out = around.join("tiny");
    let words =
        ["codegen", "--service", "tiny", "--from", path(&package), "--out", path(&out), "--workspace", "member"];
    let (succeeded, _, said) = run(&words);
    assert!(!succeeded && said.contains("is not inside a workspace") && said.contains("--workspace none"), "{said}");
    assert!(said.lines().count() == 1 && !around.exists(), "{said}");
}

#[test]
fn the_facts_of_some_operations_are_written_without_prose_and_with_their_origin() {
    let package = package::write("facts");
    let out = folder("facts").join("tiny.json");
    let words = ["model", "facts", "--service", "tiny", "--from", path(&package), "--out", path(&out)];
    let (succeeded, printed, said) = run(&[&words[..], &["--operations", "ListThings"]].concat());
    assert!(succeeded && printed.ends_with("tiny.json: 1 operations, 4 shapes\n"), "{printed}{said}");
    let facts = fs::read_to_string(&out).unwrap();
    for expected in ["\"botocore 1.2.3\"", "smithy.api#paginated", "smithy.waiters#waitable", "endpointRuleSet"] {
        assert!(facts.contains(expected), "{expected} is not in {facts}");
    }
    assert!(!facts.contains("Prose of the publisher") && !facts.contains("PutThing"), "{facts}");
}

#[test]
#[ignore = "it builds crates and all that they depend on"]
fn a_check_compiles_some_operations_of_each_service() {
    let package = package::write("check");
    let (succeeded, printed, said) = run(&["services", "--check", "--from", path(&package)]);
    let expected = "several: 2 of 2 operations\ntiny: 2 of 2 operations\ntiny2: 2 of 2 operations\n\
                    ok   3 services of botocore 1.2.3 compile\n";
    assert_eq!((succeeded, printed.as_str()), (true, expected), "{said}");
    // A service that cannot be generated is named.
    let model = package.join("botocore/data/tiny/2020-01-01/service-2.json");
    let text = fs::read_to_string(&model).unwrap().replace("\"type\": \"string\"", "\"type\": \"strung\"");
    fs::write(&model, text).unwrap();
    let (succeeded, _, said) = run(&["services", "--check", "--from", path(&package), "tiny"]);
    assert!(!succeeded && said.contains("error: tiny cannot be generated: "), "{said}");
}
