//! Answers, compared.

use serde_json::{Map, Value};

use crate::Outcome;
use crate::call::{Answer, Refused};

/// What two answers to one request share: keys, secrets and tokens are new in each, so that their forms stand for them.
pub fn shared(answer: &Value) -> Value {
    let Value::Object(members) = answer else { return answer.clone() };
    let form = |(name, value): (&String, &Value)| {
        let text = value.as_str().unwrap_or_default();
        let form = match name.as_str() {
            "AccessKeyId" => Value::from(format!("{:.4} and {} more", text, text.len().saturating_sub(4))),
            "SecretAccessKey" => Value::from(format!("{} characters", text.len())),
            "SessionToken" | "WebIdentityToken" => Value::from(if text.is_empty() { "nothing" } else { "a token" }),
            // Tokens differ in length by what they hold; each answer has to tell that of its own.
            "SessionTokenSize" if value.as_u64() == token_length(answer) => Value::from("the length of the token"),
            "SessionTokenUtilization" if value.as_u64().is_some_and(|percent| percent <= 100) => {
                Value::from("a percentage")
            }
            _ => shared(value),
        };
        (name.clone(), form)
    };
    Value::Object(members.iter().map(form).collect::<Map<_, _>>())
}

fn token_length(answer: &Value) -> Option<u64> {
    let token = answer.pointer("/Credentials/SessionToken")?.as_str()?;
    u64::try_from(token.len()).ok()
}

/// The names of what is the same in both, or what is different.
pub fn same(ours: &Answer, theirs: &Answer) -> Outcome {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) if shared(ours) == shared(theirs) => Ok(members(ours)),
        (Ok(ours), Ok(theirs)) => Err(differ(&shared(ours), &shared(theirs)).into()),
        (Err(ours), Err(theirs)) if alike(ours, theirs) => {
            Ok(format!("{} {}", ours.status.unwrap_or_default(), ours.code))
        }
        (ours, theirs) => Err(format!("ours:   {}\ntheirs: {}", told(ours), told(theirs)).into()),
    }
}

/// The same error, as far as both clients tell it.
fn alike(ours: &Refused, theirs: &Refused) -> bool {
    let status = ours.status == theirs.status || theirs.status.is_none();
    status && ours.code == theirs.code && ours.message == theirs.message
}

/// The value that is expected, or what there is.
pub fn equal(what: &str, expected: &Value, found: Option<&Value>) -> Outcome<()> {
    if Some(expected) == found {
        return Ok(());
    }
    Err(format!("{what}: expected {expected}, found {}", found.unwrap_or(&Value::Null)).into())
}

fn differ(ours: &Value, theirs: &Value) -> String {
    format!("ours:   {ours}\ntheirs: {theirs}")
}

/// An answer without its secrets.
fn told(answer: &Answer) -> String {
    match answer {
        Ok(output) => shared(output).to_string(),
        Err(refused) => format!("{refused:?}"),
    }
}

/// The names of an object's members.
pub fn members(output: &Value) -> String {
    let names: Vec<&str> = output.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    names.join(", ")
}
