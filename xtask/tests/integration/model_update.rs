//! `cargo xtask model update` on a copy of this checkout, with a package that is unpacked already.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::workspace::{command, copy, real, text};

/// A package of botocore like the real one. Its model is older than ours, except for an operation and a member.
fn package(name: &str, edit: impl Fn(&str) -> String) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("model_update").join(name);
    let _ = fs::remove_dir_all(&folder);
    let data = folder.join("botocore/data/sts/2011-06-15");
    let tests = folder.join("tests/functional/endpoint-rules/sts");
    fs::create_dir_all(&data).unwrap();
    fs::create_dir_all(&tests).unwrap();
    let models = real().join("tests/conformance/models");
    fs::copy(models.join("sts.endpoint-rules.json.gz"), data.join("endpoint-rule-set-1.json.gz")).unwrap();
    fs::copy(models.join("sts.endpoint-tests.json.gz"), tests.join("endpoint-tests-1.json.gz")).unwrap();
    fs::copy(real().join("model/partitions.json"), folder.join("botocore/data/partitions.json")).unwrap();
    let model = codegen::disk::read(&models.join("sts.api2.json.gz")).unwrap();
    fs::write(data.join("service-2.json"), edit(&model)).unwrap();
    folder
}

/// Writes a model in the order in which `serde_json` keeps members, so that edits change nothing else.
fn unchanged(model: &str) -> String {
    serde_json::from_str::<Value>(model).unwrap().to_string()
}

/// Adds an operation with a response, and a member of `AssumeRole`.
fn extended(model: &str) -> String {
    let mut model: Value = serde_json::from_str(model).unwrap();
    model["operations"]["Ping"] = json!({
        "name": "Ping", "http": {"method": "POST", "requestUri": "/"},
        "output": {"shape": "PingResponse", "resultWrapper": "PingResult"},
        "documentation": "<p>Says <code>pong</code>.</p>",
    });
    model["shapes"]["PingResponse"] = json!({"type": "structure", "members": {"Pong": {"shape": "arnType"}}});
    model["shapes"]["AssumeRoleRequest"]["members"]["Mood"] = json!({"shape": "arnType"});
    model.to_string()
}

/// Describes an operation.
fn described(model: &str) -> String {
    let mut model: Value = serde_json::from_str(model).unwrap();
    model["operations"]["AssumeRole"]["documentation"] = json!("<p>Something new.</p>");
    model.to_string()
}

/// Runs the command. Returns whether it succeeded, and what it printed.
fn update(checkout: &Path, package: &Path, more: &[&str]) -> (bool, String) {
    let mut command = command(&["model", "update", "--from"]);
    let output = command.arg(package).args(more).current_dir(checkout).output().unwrap();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// A copy of this checkout whose model is that of a package.
fn checkout(name: &str, package: &Path) -> PathBuf {
    let checkout = copy(name);
    fs::write(checkout.join("model/sts.corrections.json"), "[]").unwrap();
    for folder in ["sts/src/calls", "sts/local/src"] {
        fs::create_dir_all(checkout.join(folder)).unwrap();
    }
    fs::write(checkout.join("sts/src/calls/role.rs"), "use crate::api::AssumeRoleRequest;\n").unwrap();
    fs::write(checkout.join("sts/local/src/handler.rs"), "use sts::api::GetCallerIdentityRequest;\n").unwrap();
    // What the prose says about newer parts of the model has no counterpart in the older one.
    fs::write(checkout.join("model/sts.md"), "# service\n\nKeeps purple elephants away from tests.\n").unwrap();
    let (succeeded, printed) = update(&checkout, package, &[]);
    assert!(!succeeded && printed.contains("not written yet"), "{printed}");
    let prose = fs::read_to_string(checkout.join("model/sts.md")).unwrap();
    let prose = prose.replace("<!-- not described yet -->", "Some entirely different words about purple elephants.");
    fs::write(checkout.join("model/sts.md"), prose).unwrap();
    let output = command(&["codegen"]).current_dir(&checkout).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    checkout
}

#[test]
fn an_update_says_what_is_to_be_done_and_generates_once_it_is_done() {
    let older = package("botocore-1.2.3", unchanged);
    let newer = package("botocore-1.2.10", extended);
    let checkout = checkout("update", &older);

    let (succeeded, printed) = update(&checkout, &newer, &[]);
    assert!(!succeeded, "{printed}");
    for expected in [
        "from botocore 1.2.3 to botocore 1.2.10",
        "  Ping\n  AssumeRoleRequest$Mood\n  PingResponse\n  PingResponse$Pong\n",
        "sts: Ping has no call in sts/src/calls/",
        "sts-local: Ping is not implemented in sts/local/src/operations/",
        "sts: AssumeRoleRequest.Mood is new in AssumeRole",
        "these entries are not written yet: Ping (line ",
        "fix model/sts.md",
    ] {
        assert!(printed.contains(expected), "{expected:?} is not in {printed}");
    }
    assert!(!printed.contains("sts-local: AssumeRoleRequest.Mood"), "{printed}");
    let prose = fs::read_to_string(checkout.join("model/sts.md")).unwrap();
    assert!(prose.contains("\n## Mood\n\n<!-- not described yet -->\n"), "{prose}");
    assert!(!prose.contains("pong"), "AWS's text is not ours");
    let published = fs::read_to_string(checkout.join("target/xtask/published.md")).unwrap();
    assert!(published.starts_with("# Ping\n\nSays `pong`."), "{published}");

    let prose = prose.replace("<!-- not described yet -->", "Asks whether anyone is listening out there.");
    fs::write(checkout.join("model/sts.md"), prose).unwrap();
    let (succeeded, printed) = update(&checkout, &newer, &[]);
    assert!(succeeded && printed.contains("nothing changes for users"), "{printed}");
    assert!(checkout.join("sts/src/api/operations/ping.rs").exists());
}

#[test]
fn the_whole_report_comes_before_what_failed() {
    let older = package("botocore-1.4.3", unchanged);
    let newer = package("botocore-1.4.10", extended);
    let checkout = checkout("failing", &older);
    let kept = ["model/sts.json", "model/sts.md"].map(|file| fs::read_to_string(checkout.join(file)).unwrap());
    let run = || {
        let mut command = command(&["model", "update", "--from"]);
        let output = command.arg(&newer).current_dir(&checkout).output().unwrap();
        assert!(!output.status.success());
        let report = text(&output.stdout);
        for expected in
            ["from botocore 1.4.3 to botocore 1.4.10", "Ping", "sts: AssumeRoleRequest.Mood is new in AssumeRole"]
        {
            assert!(report.contains(expected), "{expected:?} is not in {report}");
        }
        for (file, text) in ["model/sts.json", "model/sts.md"].iter().zip(&kept) {
            fs::write(checkout.join(file), text).unwrap();
        }
        (report, text(&output.stderr))
    };
    // The prose has a form that cannot be read.
    fs::write(checkout.join("model/sts.md"), kept[1].replacen("# Ping", "### Ping", 1) + "\n# service\n\nTwice.\n")
        .unwrap();
    let (_, failure) = run();
    assert!(
        failure.contains("has no placeholders for what is new") && failure.contains("fix model/sts.md"),
        "{failure}"
    );
    // The file for AWS's descriptions cannot be written.
    let descriptions = checkout.join("target/xtask/published.md");
    let _ = fs::remove_file(&descriptions);
    fs::create_dir_all(descriptions.join("in the way")).unwrap();
    let (report, failure) = run();
    assert!(report.contains("  Ping\n  AssumeRoleRequest$Mood\n"), "{report}");
    for expected in
        ["AWS's descriptions are not written: ", "nothing is generated: ", "entries are not written yet: Ping"]
    {
        assert!(failure.contains(expected), "{expected:?} is not in {failure}");
    }
    // The model cannot be written.
    fs::create_dir_all(checkout.join("model/sts.json.new")).unwrap();
    let (_, failure) = run();
    assert!(failure.contains("the model is not written: "), "{failure}");
}

#[test]
fn a_check_fails_only_if_there_are_newer_facts_and_writes_nothing() {
    let older = package("botocore-1.3.9", unchanged);
    let checkout = checkout("check", &older);
    let files = ["model/sts.json", "model/sts.md", "sts/src/api.rs"];
    let before = files.map(|file| fs::read_to_string(checkout.join(file)).unwrap());

    let (succeeded, printed) = update(&checkout, &older, &["--check"]);
    assert!(succeeded && printed.contains("model/ is from 1.3.9, and botocore 1.3.9 is not newer"), "{printed}");
    // Descriptions are not facts.
    let described = package("botocore-1.3.10", described);
    let (succeeded, printed) = update(&checkout, &described, &["--check"]);
    assert!(succeeded && printed.contains("botocore 1.3.10 has the facts of model/"), "{printed}");
    let earlier = package("botocore-1.3.8", extended);
    let (succeeded, printed) = update(&checkout, &earlier, &["--check"]);
    assert!(succeeded && printed.contains("is not newer"), "{printed}");

    let newer = package("botocore-1.10.0", extended);
    let (succeeded, printed) = update(&checkout, &newer, &["--check"]);
    assert!(!succeeded, "{printed}");
    for expected in [
        "is new (no program calls it yet)\n    Ping",
        "model/sts.json: shapes.com.amazonaws.sts#Ping is missing",
        "botocore 1.10.0 has newer facts than model/, which are from 1.3.9: run `cargo xtask model update`",
    ] {
        assert!(printed.contains(expected), "{expected:?} is not in {printed}");
    }
    let regions = fs::read_to_string(newer.join("botocore/data/partitions.json")).unwrap();
    fs::write(newer.join("botocore/data/partitions.json"), regions.replace("\"ap-east-2\": {},", "")).unwrap();
    fs::copy(
        older.join("botocore/data/sts/2011-06-15/service-2.json"),
        newer.join("botocore/data/sts/2011-06-15/service-2.json"),
    )
    .unwrap();
    let (succeeded, printed) = update(&checkout, &newer, &["--check"]);
    assert!(
        !succeeded && printed.contains("model/partitions.json: partitions[0].regions.ap-east-2 is not published"),
        "{printed}"
    );

    assert_eq!(files.map(|file| fs::read_to_string(checkout.join(file)).unwrap()), before);
    let (succeeded, printed) = update(&checkout, &checkout, &["--check"]);
    assert!(!succeeded && printed.contains("must be named botocore-VERSION"), "{printed}");
}
