//! `cargo xtask conformance` as a user runs it: a model and case files in, lines and an exit code out.

use std::fs;
use std::path::Path;
use std::process::Command;

const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "tiny", "protocol": "query", "serviceId": "Tiny End",
    "signatureVersion": "v4", "xmlNamespace": "https://example.com/tiny/"},
  "operations": {"Act": {"name": "Act", "input": {"shape": "In"}, "output": {"shape": "Out"}, "errors": [{"shape": "Bad"}]}},
  "shapes": {
    "In": {"type": "structure", "members": {"Words": {"shape": "Words"}, "Things": {"shape": "Things"}}},
    "Out": {"type": "structure", "members": {"Things": {"shape": "Things"}}},
    "Bad": {"type": "structure", "exception": true, "error": {"code": "Bad.Thing", "httpStatusCode": 400}, "members": {}},
    "Things": {"type": "list", "member": {"shape": "Text", "locationName": "Thing"}},
    "Words": {"type": "string", "pattern": "thing:\\b(one|two)\\b"},
    "Text": {"type": "string"}
  }
}"#;

/// Every kind once; `found` is what the client is told to have sent.
fn cases(found: &str) -> String {
    let input = format!(
        r#"{{"id": "1", "kind": "input", "operation": "Act", "input": {{"Words": "thing:one", "Things": ["a"]}},
          "params": [["Action", "Act"], ["Version", "2020-01-01"], ["Words", "thing:one"], ["Things.Thing.1", "{found}"]],
          "leaf_types": ["protocol", "protocol", "string", "string"]}}"#
    );
    let output = r#"{"id": "2", "kind": "output", "operation": "Act", "status": 200, "headers": {}, "request_id": "r",
          "output": {"Things": ["x"]}, "response_xml": "<ActResponse><ActResult><Things><Thing>x</Thing></Things></ActResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ActResponse>"}"#;
    let error = r#"{"id": "3", "kind": "error", "operation": "Act", "form": "standard", "status": 400, "headers": {},
          "intent": {"shape": "Bad", "code": "Bad.Thing", "members": {}},
          "response_xml": "<ErrorResponse><Error><Code>Bad.Thing</Code></Error></ErrorResponse>"}"#;
    let invalid = r#"{"id": "4", "kind": "invalid", "operation": "Act", "member": "Words", "constraint": "pattern",
          "limit": "", "input": {"Words": "thing:onetwo"}}"#;
    [&input, output, error, invalid].map(|case| case.replace('\n', " ")).join("\n")
}

#[test]
#[ignore = "it builds a crate and all that it depends on"]
fn cases_that_hold_are_counted_and_one_that_fails_is_shown_and_fails_the_command() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let model = write("model.json", MODEL);
    let good = write("good.jsonl", &cases("a"));
    let bad = write("bad.jsonl", &cases("another"));
    let run = |files: &[&Path]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("conformance").arg("--model").arg(&model).env("CARGO_NET_OFFLINE", "true");
        for file in files {
            command.arg("--cases").arg(file);
        }
        let output = command.output().unwrap();
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), told(&output.stdout), told(&output.stderr))
    };

    let (code, told, also) = run(&[&good]);
    assert_eq!((code, told.as_str()), (Some(0), "error 1/1\ninput 1/1\ninvalid 1/1\noutput 1/1\n"), "{also}");

    let (code, told, also) = run(&[&good, &bad]);
    assert_eq!(code, Some(1), "{also}");
    let counts =
        "error 2/2\ninput 1/2\ninvalid 2/2\noutput 2/2\n\n1 of input failed; the first failures are:\n\n1\nexpected ";
    assert!(told.starts_with(counts) && told.contains("\"another\")]\n   found "), "{told}");
    assert!(also.contains("no case was judged, or some failed; see above"), "{also}");

    let (code, told, also) = run(&[&write("none.jsonl", "\n")]);
    assert_eq!((code, told.as_str()), (Some(1), "no cases\n"), "{also}");

    let waiters = r#"{"version": 2, "waiters": {
        "Done": {"operation": "Act", "delay": 1, "maxAttempts": 2, "acceptors": [
          {"state": "success", "matcher": "status", "expected": 200}]},
        "Lost": {"operation": "Act", "delay": 1, "maxAttempts": 2, "acceptors": [
          {"state": "success", "matcher": "path", "argument": "Nowhere", "expected": true}]}}}"#;
    let file = write("model.waiters.json", waiters);
    let (code, told, also) = run(&[&good]);
    let beside = format!("waiters from {}\n", file.display());
    assert!(told.starts_with(&beside) && told.ends_with("\ncompiled: 0 operations with pages, 1 waiters\n"), "{told}");
    assert!(code == Some(0) && also.contains("warning: ") && also.contains("Lost"), "{also}");
    fs::remove_file(file).unwrap();

    let (code, _, also) = run(&[&write("torn.jsonl", "{")]);
    assert!(code == Some(1) && also.contains("line 1: "), "{also}");
}
