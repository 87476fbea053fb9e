//! Cases about policy evaluation, lint, reading and escaping.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regressions::Case;
use serde_json::Value;
use sts::Policy;
use sts::policy::{AccessRequest, Outcome, PolicyKind, Principal, escape};

use crate::expect::{contains, same};
use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[
    ("policy-escape", escaping),
    ("policy-evaluation", evaluation),
    ("policy-lint", lint),
    ("policy-reading", reading),
    ("principal-equality", equality),
];

#[test]
fn policies() {
    run(SUBJECTS);
}

/// Reads the policy in the input, or in the file that the input names.
fn policy(case: &Case) -> Result<Policy, String> {
    let json = match case.input.get("policy_file").and_then(Value::as_str) {
        Some(file) => text(case.file(file).map_err(|error| error.to_string())?)?,
        None => case.input["policy"].to_string(),
    };
    Policy::from_json(&json).map_err(|error| error.to_string())
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn evaluation(case: &Case) -> Result<(), String> {
    let request = request(&case.input["request"]);
    let decision = policy(case)?.evaluate(&request);
    let outcome = match decision.outcome() {
        Outcome::Allowed => "Allowed",
        Outcome::Denied => "Denied",
        Outcome::NotAllowed => "NotAllowed",
    };
    same(&outcome, &case.expected["outcome"].as_str().unwrap()).map_err(|problem| format!("{problem}: {decision}"))
}

fn request(input: &Value) -> AccessRequest {
    let string = |value: &Value| value.as_str().unwrap().to_owned();
    let mut request = AccessRequest::new(string(&input["action"]), string(&input["resource"]));
    for pair in input.get("principals").and_then(Value::as_array).into_iter().flatten() {
        request = request.principal(string(&pair[0]), string(&pair[1]));
    }
    for (name, values) in input.get("keys").and_then(Value::as_object).into_iter().flatten() {
        let values = match values {
            Value::Array(values) => values.iter().map(scalar).collect(),
            value => vec![scalar(value)],
        };
        request = request.key(name, values);
    }
    request
}

/// Returns a value of a condition key as text, which is what operators compare.
fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn equality(case: &Case) -> Result<(), String> {
    let is_equal = principal(&case.input["a"])? == principal(&case.input["b"])?;
    same(&Some(is_equal), &case.expected["equal"].as_bool())
}

/// Reads a value of the element `Principal`.
fn principal(value: &Value) -> Result<Principal, String> {
    let json = serde_json::json!({"Statement": [{"Effect": "Allow", "Principal": value, "Action": "*"}]});
    let policy = Policy::from_json(&json.to_string()).map_err(|error| error.to_string())?;
    policy.statements()[0].principal().cloned().ok_or_else(|| "the statement has no principal".to_owned())
}

fn lint(case: &Case) -> Result<(), String> {
    let kind = match case.input["kind"].as_str().unwrap() {
        "session" => PolicyKind::Session,
        "identity" => PolicyKind::Identity,
        "trust" => PolicyKind::Trust,
        "resource" => PolicyKind::Resource,
        other => return Err(format!("unknown kind {other}")),
    };
    let findings = policy(case)?.lint_as(kind);
    let listed: Vec<String> = findings.iter().map(ToString::to_string).collect();
    let wanted = case.expected["paths"].as_array().unwrap();
    if wanted.is_empty() && !findings.is_empty() {
        return Err(format!("found {}", listed.join("; ")));
    }
    for wanted in wanted {
        let paths: Vec<&str> =
            wanted.as_array().into_iter().flatten().chain([wanted]).filter_map(Value::as_str).collect();
        if !findings.iter().any(|finding| paths.contains(&finding.path.as_str())) {
            return Err(format!("{paths:?} is not among {}", listed.join("; ")));
        }
    }
    Ok(())
}

fn escaping(case: &Case) -> Result<(), String> {
    let plain = case.input["text"].as_str().unwrap();
    let escaped = escape(plain);
    same(&escaped.as_str(), &case.expected["escaped"].as_str().unwrap())?;
    let prefix = "arn:aws:s3:::bucket/";
    let policy = Policy::new().allow(["s3:GetObject"], [format!("{prefix}{escaped}")]);
    let others = [format!("{plain}x"), format!("x{plain}"), plain.replace(['*', '?', '$'], "x"), escaped];
    for other in others.iter().map(String::as_str).chain([plain]) {
        let request = AccessRequest::new("s3:GetObject", format!("{prefix}{other}"));
        same(&policy.evaluate(&request).is_allowed(), &(other == plain))?;
    }
    Ok(())
}

fn reading(case: &Case) -> Result<(), String> {
    let bytes = match case.input.get("file").and_then(Value::as_str) {
        Some(file) => case.file(file).map_err(|error| error.to_string())?,
        None => STANDARD.decode(case.input["base64"].as_str().unwrap()).map_err(|error| error.to_string())?,
    };
    let document = text(bytes)?;
    let read = match case.input["reader"].as_str().unwrap() {
        "json" => Policy::from_json(&document),
        "encoded" => Policy::from_percent_encoded(&document),
        other => return Err(format!("unknown reader {other}")),
    };
    match read {
        Ok(_) => same(&Some(true), &case.expected.get("reads").and_then(Value::as_bool)),
        Err(error) if case.expected.get("reads").and_then(Value::as_bool) == Some(true) => Err(error.to_string()),
        Err(error) => contains(&error.to_string(), &case.expected, "error_contains"),
    }
}
