//! Converts paginators and waiters, which API-2 keeps in separate files, to the equivalent traits of Smithy.

use crate::error::{Error, Stage};
use crate::json::JsonValue;
use crate::model::{Model, OperationShape};

/// Adds the paginators of botocore's `paginators-1.json`.
pub(in crate::read) fn attach_paginators(model: &mut Model, file: &JsonValue) -> Result<(), Error> {
    for (name, paginator) in entries(file, "paginators", "pagination")? {
        let operation = operation(model, "paginators", name)?;
        let mut paginated = Vec::new();
        for (key, trait_key) in PAGINATOR {
            if let Some(value) = single(paginator.get(key)) {
                paginated.push((trait_key.to_owned(), value.clone()));
            }
        }
        if operation.paginated.is_some() {
            return Err(Error::new(Stage::Read, format!("paginators.{name}"), "the operation has a paginator already")
                .with_remedy("leave the file out"));
        }
        operation.paginated = Some(JsonValue::Object(paginated));
    }
    Ok(())
}

/// The keys of a paginator, each with the key of Smithy's trait. Smithy has no `moreResults`, so the name is our own.
const PAGINATOR: [(&str, &str); 5] = [
    ("input_token", "inputToken"),
    ("output_token", "outputToken"),
    ("result_key", "items"),
    ("more_results", "moreResults"),
    ("limit_key", "pageSize"),
];

/// Returns a value, or the only element of a list. Several elements have no equivalent in Smithy's trait.
fn single(json: Option<&JsonValue>) -> Option<&JsonValue> {
    match json?.as_array() {
        None => json,
        Some([only]) => Some(only),
        Some(_) => None,
    }
}

/// Adds the waiters of botocore's `waiters-2.json`.
pub(in crate::read) fn attach_waiters(model: &mut Model, file: &JsonValue) -> Result<(), Error> {
    for (name, waiter) in entries(file, "waiters", "waiters")? {
        let missing = |key: &str| Error::new(Stage::Read, format!("waiters.{name}"), format!("\"{key}\" is missing"));
        let operation = waiter.get("operation").and_then(JsonValue::as_str).ok_or_else(|| missing("operation"))?;
        let operation = self::operation(model, "waiters", operation)?;
        let acceptors = waiter.get("acceptors").and_then(JsonValue::as_array).ok_or_else(|| missing("acceptors"))?;
        let mut waitable = vec![("acceptors".to_owned(), JsonValue::Array(acceptors.iter().map(acceptor).collect()))];
        if let Some(delay) = waiter.get("delay") {
            waitable.push(("minDelay".to_owned(), delay.clone()));
        }
        if let Some(prose) = waiter.get("description") {
            waitable.push(("documentation".to_owned(), prose.clone()));
        }
        let known = operation.waitable.get_or_insert_with(|| JsonValue::Object(Vec::new()));
        let JsonValue::Object(waiters) = known else { return Err(missing("waitable")) };
        if waiters.iter().any(|(known, _)| known == name) {
            return Err(Error::new(Stage::Read, format!("waiters.{name}"), "the operation has this waiter already")
                .with_remedy("leave the file out"));
        }
        waiters.push((name.clone(), JsonValue::Object(waitable)));
    }
    Ok(())
}

/// Converts an acceptor to Smithy's form. An unknown matcher is kept as it is, and refused when the waiter is planned.
fn acceptor(json: &JsonValue) -> JsonValue {
    let object = |entries: Vec<(&str, JsonValue)>| {
        JsonValue::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let get = |key: &str| json.get(key).cloned().unwrap_or(JsonValue::Null);
    let kind = get("matcher");
    let matcher = match (kind.as_str().unwrap_or_default(), get("expected")) {
        ("error", JsonValue::Bool(failed)) => object(vec![("success", JsonValue::Bool(!failed))]),
        ("error", expected) => object(vec![("errorType", expected)]),
        ("status", expected) => object(vec![("status", expected)]),
        (kind, expected) => {
            let comparator = match (kind, &expected) {
                ("path", JsonValue::Bool(_)) => "booleanEquals",
                ("path", _) => "stringEquals",
                ("pathAll", _) => "allStringEquals",
                ("pathAny", _) => "anyStringEquals",
                _ => kind,
            };
            let expected = match expected {
                JsonValue::Bool(truth) => JsonValue::String(truth.to_string()),
                other => other,
            };
            let output = [("path", get("argument")), ("expected", expected), ("comparator", comparator.into())];
            object(vec![("output", object(output.into()))])
        }
    };
    object(vec![("state", get("state")), ("matcher", matcher)])
}

fn entries<'a>(file: &'a JsonValue, what: &str, key: &str) -> Result<&'a [(String, JsonValue)], Error> {
    let entries = file.get(key).and_then(JsonValue::as_object);
    entries.ok_or_else(|| Error::new(Stage::Read, what, format!("the object \"{key}\" is missing")))
}

fn operation<'m>(model: &'m mut Model, what: &str, name: &str) -> Result<&'m mut OperationShape, Error> {
    let operation = model.operations.iter_mut().find(|operation| operation.name == name);
    operation.ok_or_else(|| {
        Error::new(Stage::Read, format!("{what}.{name}"), "the model has no operation of this name")
            .with_remedy("use the file that AWS publishes with the model")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::{api2, ast, strict};

    const SHAPES: &str = r#""In": {"type": "structure", "members": {"Marker": {"shape": "S"}}},
        "Out": {"type": "structure", "members": {"Marker": {"shape": "S"}, "Things": {"shape": "L"}}},
        "L": {"type": "list", "member": {"shape": "S"}}, "S": {"type": "string"}"#;

    fn model() -> Model {
        strict(&api2(r#""Act": {"input": {"shape": "In"}, "output": {"shape": "Out"}}"#, SHAPES))
    }

    fn json(text: &str) -> JsonValue {
        JsonValue::parse(text).unwrap()
    }

    /// Reads an operation with the given traits from a Smithy model.
    fn smithy(traits: &str) -> OperationShape {
        let text = ast(&["Act"], &format!(r#""ns#Act": {{"type": "operation", "traits": {{{traits}}}}}"#));
        strict(&text).operations.remove(0)
    }

    #[test]
    fn a_paginator_becomes_the_equivalent_trait() {
        let mut model = model();
        let file = r#"{"pagination": {"Act": {"input_token": "Marker", "output_token": ["Marker"],
            "result_key": "Things", "limit_key": "Max", "more_results": "More", "non_aggregate_keys": ["X"]}}}"#;
        attach_paginators(&mut model, &json(file)).unwrap();
        let expected = smithy(
            r#""smithy.api#paginated": {"inputToken": "Marker", "outputToken": "Marker", "items": "Things",
                "moreResults": "More", "pageSize": "Max"}"#,
        );
        assert_eq!(model.operations[0].paginated, expected.paginated);
        let error = attach_paginators(&mut model, &json(file)).unwrap_err().to_string();
        assert_eq!(error, "read: paginators.Act: the operation has a paginator already; leave the file out");
    }

    #[test]
    fn a_waiter_becomes_the_equivalent_trait() {
        let mut model = model();
        let file = r#"{"version": 2, "waiters": {"Done": {"operation": "Act", "delay": 5, "maxAttempts": 3, "acceptors": [
            {"state": "success", "matcher": "pathAll", "argument": "Things[]", "expected": "a"},
            {"state": "success", "matcher": "path", "argument": "length(Things) > `0`", "expected": true},
            {"state": "failure", "matcher": "error", "expected": "Bad"},
            {"state": "retry", "matcher": "status", "expected": 404},
            {"state": "retry", "matcher": "error", "expected": true}]}}}"#;
        attach_waiters(&mut model, &json(file)).unwrap();
        let expected = smithy(
            r#""smithy.waiters#waitable": {"Done": {"acceptors": [
                {"state": "success", "matcher":
                    {"output": {"path": "Things[]", "expected": "a", "comparator": "allStringEquals"}}},
                {"state": "success", "matcher":
                    {"output": {"path": "length(Things) > `0`", "expected": "true", "comparator": "booleanEquals"}}},
                {"state": "failure", "matcher": {"errorType": "Bad"}},
                {"state": "retry", "matcher": {"status": 404}},
                {"state": "retry", "matcher": {"success": false}}], "minDelay": 5}}"#,
        );
        assert_eq!(model.operations[0].waitable, expected.waitable);
        let error = attach_waiters(&mut model, &json(file)).unwrap_err().to_string();
        assert_eq!(error, "read: waiters.Done: the operation has this waiter already; leave the file out");
    }

    #[test]
    fn a_file_of_another_model_is_refused() {
        let file = r#"{"pagination": {"Other": {}}}"#;
        let error = attach_paginators(&mut model(), &json(file)).unwrap_err().to_string();
        assert_eq!(
            error,
            "read: paginators.Other: the model has no operation of this name; use the file that AWS publishes with the model"
        );
        let refused = |file: &str| attach_waiters(&mut model(), &json(file)).unwrap_err().to_string();
        assert!(refused("{}").contains("\"waiters\" is missing"));
        assert!(refused(r#"{"waiters": {"Done": {"acceptors": []}}}"#).contains("\"operation\" is missing"));
    }
}
