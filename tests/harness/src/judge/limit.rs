//! Judges the checks of limits: requests that are refused before they are sent, and requests that are just allowed.

use awsquery::server::Refusal;
use codegen::model::Protocol;
use serde_json::Value;

use super::{Context, request};
use crate::case::Case;
use crate::shapes::{self, Carried};
use crate::{Bridge, compare, form};

/// Judges an `invalid` case: the client refuses to send the request, and names the member and the constraint. A server
/// that receives it does the same.
pub(super) fn invalid(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let input = case.field("input")?;
    let member = case.text("member")?;
    let also = case.get("also").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let constraints: Vec<&str> = also.chain([case.text("constraint")?]).collect();
    let operation = shapes::operation(&context.model, bridge.operation().name)?;
    if constraints == ["required"] && shapes::is_token(&context.model, operation, member) {
        return filled_in(context, bridge, case);
    }
    refused(bridge, input, member, &constraints)?;

    let top = member.split(['.', '[']).next().unwrap_or(member);
    let carried = Carried::of(&context.model, operation, input);
    if carried.input.get(top) != input.get(top) {
        // A form cannot express a list of empty structures, so only the client can refuse it.
        return Ok(());
    }
    let sent = shapes::with_tokens(&context.model, operation, input);
    let form = form::write(&form::pairs(&context.model, operation, &sent)?);
    match bridge.receive(&form) {
        Ok(request) => Err(format!("a server accepts {request}")),
        Err(refusal) => {
            // The code is that of the first violation, which is then another one.
            let also_missing = carried.lacks_required && refusal.code == "MissingParameter";
            let constraints = if also_missing { [&constraints[..], &["required"]].concat() } else { constraints };
            detail(context.protocol(), &refusal, member, &constraints, case.field("limit")?)
        }
    }
}

/// Judges a case without a token that the model requires. A request must have one, and a caller may leave it out: the client
/// sends a token of its own, and a server refuses the form without it.
fn filled_in(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let sent = request::send(bridge, case)?;
    let pairs = form::read(&form::plain(&sent)?)?;
    if !pairs.iter().any(|(_, value)| value == crate::replay::TOKEN) {
        return Err(format!("no token was sent: {pairs:?}"));
    }
    let operation = shapes::operation(&context.model, bridge.operation().name)?;
    let form = form::write(&form::pairs(&context.model, operation, case.field("input")?)?);
    match bridge.receive(&form) {
        Ok(request) => Err(format!("a server accepts {request}, which has no token")),
        Err(refusal) => detail(context.protocol(), &refusal, case.text("member")?, &["required"], &Value::Null),
    }
}

fn refused(bridge: &dyn Bridge, input: &Value, member: &str, constraints: &[&str]) -> Result<(), String> {
    let call = match bridge.call(input, None) {
        Ok(call) => call,
        // A required field of the Rust type cannot be left out, so the input cannot be read as a request.
        Err(problem) => {
            let name = member.rsplit('.').next().unwrap_or(member);
            let named = problem.starts_with(&format!("missing field `{name}`"));
            let expected = named && constraints.contains(&"required");
            return if expected { Ok(()) } else { Err(format!("{problem}; expected {constraints:?} at {member}")) };
        }
    };
    if call.sent.is_some() {
        return Err(format!("sent; expected {constraints:?} at {member}"));
    }
    let error = call.result.err().ok_or("accepted")?;
    let violations = error.violations();
    let named = |path: &str, constraint: &str| path == member && constraints.contains(&constraint);
    let all = violations.iter().all(|one| named(&one.path.to_string(), one.constraint.name()));
    if all && !violations.is_empty() {
        Ok(())
    } else {
        Err(format!("expected {constraints:?} at {member}, found {error}"))
    }
}

/// Checks the message of a server's refusal, which is worded like that of services of AWS Query.
fn detail(
    protocol: Protocol,
    refusal: &Refusal,
    member: &str,
    constraints: &[&str],
    limit: &Value,
) -> Result<(), String> {
    let (code, item) = match protocol {
        Protocol::AwsQuery => ("ValidationError", Some("member")),
        Protocol::Ec2Query if constraints.contains(&"required") => ("MissingParameter", None),
        Protocol::Ec2Query => ("InvalidParameterValue", None),
    };
    let place = format!("at '{}' failed to satisfy constraint: Member must", aws_path(member, item));
    let expected: Vec<String> =
        constraints.iter().map(|constraint| format!("{place} {}", demand(constraint, limit))).collect();
    let named = expected.iter().any(|expected| refusal.message.contains(expected.as_str()));
    let found = (refusal.status, refusal.code.as_str(), refusal.fault());
    if named && found == (400, code, "Sender") {
        return Ok(());
    }
    Err(format!("expected one of {expected:?}\n   found {refusal}"))
}

fn demand(constraint: &str, limit: &Value) -> String {
    match constraint {
        "required" => "not be null".to_owned(),
        "length_min" | "list_min" => format!("have length greater than or equal to {limit}"),
        "length_max" | "list_max" => format!("have length less than or equal to {limit}"),
        "range_min" => format!("have value greater than or equal to {limit}"),
        "range_max" => format!("have value less than or equal to {limit}"),
        _ => "satisfy regular expression pattern: ".to_owned(),
    }
}

/// Writes a path as AWS does: `PolicyArns[0].arn` becomes `policyArns.1.member.arn`, and `Attr.value(k).Name` becomes
/// `attr.k.member.name`. `item` is the part after a number or key.
fn aws_path(member: &str, item: Option<&str>) -> String {
    let mut rest = member;
    let mut parts: Vec<String> = Vec::new();
    while !rest.is_empty() {
        rest = rest.trim_start_matches('.');
        let entry = rest.strip_prefix("value(").or_else(|| rest.strip_prefix("key("));
        if let Some(entry) = entry {
            let (key, after) = entry.split_once(").").unwrap_or((entry.trim_end_matches(')'), ""));
            parts.extend([key].into_iter().chain(item).map(str::to_owned));
            rest = after;
        } else if let Some((index, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let number = index.parse::<usize>().map_or(0, |index| index + 1);
            parts.extend([number.to_string().as_str()].into_iter().chain(item).map(str::to_owned));
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let (first, others) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
            parts.push(format!("{}{others}", first.to_lowercase()));
            rest = after;
        }
    }
    parts.join(".")
}

/// Judges a `boundary` case: the client sends the request, and a server decodes the same request.
pub(super) fn boundary(context: &Context, bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let sent = request::send(bridge, case)?;
    compare::parameters(case.field("params")?, case.field("leaf_types")?, &form::read(&form::plain(&sent)?)?)?;
    let operation = shapes::operation(&context.model, bridge.operation().name)?;
    let input = shapes::with_tokens(&context.model, operation, case.field("input")?);
    let form = form::write(&form::pairs(&context.model, operation, &input)?);
    request::served(context, bridge, &input, &form)
}

/// Judges an `ambiguous` or `agreed` case: the pattern has the meaning that it has in Java.
pub(super) fn ambiguous(bridge: &dyn Bridge, case: &Case) -> Result<(), String> {
    let input = case.field("input")?;
    let member = case.text("member")?;
    if case.field("java_accepts")?.as_bool() == Some(true) {
        request::send(bridge, case).map(|_| ())
    } else {
        refused(bridge, input, member, &["pattern"])
    }
}
