//! Comparison of responses.

use serde_json::{Map, Value};

use crate::Outcome;
use crate::call::{Refused, Response};

/// Replaces keys, secrets and tokens, which are new in every response, by a description of their form.
pub fn shared(response: &Value) -> Value {
    let Value::Object(members) = response else { return response.clone() };
    let form = |(name, value): (&String, &Value)| {
        let text = value.as_str().unwrap_or_default();
        let form = match name.as_str() {
            "AccessKeyId" => Value::from(format!("{:.4} and {} more", text, text.len().saturating_sub(4))),
            "SecretAccessKey" => Value::from(format!("{} characters", text.len())),
            "SessionToken" | "WebIdentityToken" => Value::from(if text.is_empty() { "nothing" } else { "a token" }),
            // The length of a token depends on its content. Each response must state the length of its own token.
            "SessionTokenSize" if value.as_u64() == token_length(response) => Value::from("the length of the token"),
            "SessionTokenUtilization" | "PackedPolicySize" if value.as_u64().is_some_and(|percent| percent <= 100) => {
                Value::from("a percentage")
            }
            _ => shared(value),
        };
        (name.clone(), form)
    };
    Value::Object(members.iter().map(form).collect::<Map<_, _>>())
}

fn token_length(response: &Value) -> Option<u64> {
    let token = response.pointer("/Credentials/SessionToken")?.as_str()?;
    u64::try_from(token.len()).ok()
}

/// Checks that both responses are the same. Returns the names of their members, or fails with the differences.
pub fn same(ours: &Response, theirs: &Response) -> Outcome {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) if shared(ours) == shared(theirs) => Ok(members(ours)),
        (Ok(ours), Ok(theirs)) => Err(differ(&shared(ours), &shared(theirs)).into()),
        (Err(ours), Err(theirs)) if alike(ours, theirs) => {
            Ok(format!("{} {}", ours.status.unwrap_or_default(), ours.code))
        }
        (ours, theirs) => Err(format!("ours:   {}\ntheirs: {}", told(ours), told(theirs)).into()),
    }
}

/// Compares what both clients report about an error.
fn alike(ours: &Refused, theirs: &Refused) -> bool {
    let status = ours.status == theirs.status || theirs.status.is_none();
    status && ours.code == theirs.code && ours.message == theirs.message
}

/// Checks that the value found is the expected one.
pub fn equal(what: &str, expected: &Value, found: Option<&Value>) -> Outcome<()> {
    if Some(expected) == found {
        return Ok(());
    }
    Err(format!("{what}: expected {expected}, found {}", found.unwrap_or(&Value::Null)).into())
}

fn differ(ours: &Value, theirs: &Value) -> String {
    format!("ours:   {ours}\ntheirs: {theirs}")
}

/// Formats a response without its secrets.
fn told(response: &Response) -> String {
    match response {
        Ok(output) => shared(output).to_string(),
        Err(refused) => format!("{refused:?}"),
    }
}

/// Returns the names of an object's members, separated by commas.
pub fn members(output: &Value) -> String {
    let names: Vec<&str> = output.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    names.join(", ")
}
