//! Runs AWS's tests of the protocols, and tests where real services differ from them.

use awsquery::{Blob, Timestamp, TimestampFormat};
use bytes::Bytes;
use codegen::model::{Model, ShapeKind};
use conformance::cases::{model, protocol_tests};
use conformance::services::{context, operation};
use harness::{Call, Case, compare, form, shapes};
use http::{Request, Response};
use serde_json::{Value, json};

/// Endpoint of requests whose suite does not name one.
const ENDPOINT: &str = "https://example.com";

/// The service of the tests of a protocol.
struct Tested {
    service: &'static str,
    model: Model,
}

/// Runs all cases of a file. Returns their number, and the failures.
fn run(
    service: &'static str,
    kind: &str,
    judge: impl Fn(&Tested, &Value, &Value) -> Result<(), String>,
) -> (usize, Vec<String>) {
    let tested = Tested { service, model: model(service).unwrap() };
    let (mut number, mut failures) = (0, Vec::new());
    for suite in protocol_tests(&format!("{service}.{kind}")).unwrap() {
        for case in suite["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            failures.extend(judge(&tested, &suite, case).err().map(|problem| format!("{id}: {problem}")));
            number += 1;
        }
    }
    (number, failures)
}

/// `QueryHostWithPath` and `Ec2QueryHostWithPath` add a slash to the path of an endpoint. The client sends the path as it was
/// configured, which is how servers behind a path route it.
#[test]
fn every_request_is_encoded_as_the_protocol_tests_expect_but_the_path_of_an_endpoint_is_kept() {
    for (service, number, id) in [("query", 38, "QueryHostWithPath"), ("ec2query", 30, "Ec2QueryHostWithPath")] {
        let path = "expected (\"POST\", \"/custom/\", Some(\"example.com\"))\n   found (\"POST\", \"/custom\", \
                    Some(\"example.com\"))";
        assert_eq!(run(service, "input", request), (number, vec![format!("{id}: {path}")]));
    }
}

#[test]
fn every_response_is_decoded_as_the_protocol_tests_expect() {
    for (service, number) in [("query", 38), ("ec2query", 29)] {
        let (judged, failures) = run(service, "output", response);
        assert_eq!(judged, number);
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    }
}

#[test]
fn a_server_reads_the_requests_of_the_protocol_tests() {
    for (service, number) in [("query", 38), ("ec2query", 30)] {
        let context = context(service).unwrap();
        let (judged, failures) = run(service, "input", |tested, _, case| context.judge(&server_case(tested, case)?));
        assert_eq!(judged, number);
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    }
}

/// Returns the case of a server that has to read what the client sends.
fn server_case(tested: &Tested, case: &Value) -> Result<Case, String> {
    let name = case["given"]["name"].as_str().unwrap();
    let input = tested.input(name, case)?;
    let sent = operation(tested.service, name)?.call(&input, None)?.sent.ok_or("nothing was sent")?;
    let params = form::read(&form::plain(&sent)?)?;
    let kinds = vec!["string"; params.len()];
    let members = &shapes::operation(&tested.model, name)?.input;
    let members = members.iter().filter_map(|name| tested.model.shapes.get(name)).flat_map(|shape| shape.members());
    let tokens = members.filter(|member| member.idempotency_token && input.get(&member.name).is_none());
    let tokens: Vec<&str> = tokens.map(|member| member.name.as_str()).collect();
    Ok(Case::from(json!({
        "kind": "input", "operation": name, "input": input, "params": params, "leaf_types": kinds, "autofill": tokens,
    })))
}

/// Runs `QueryNoInputAndNoOutputWithResponseMetadata`, which is among AWS's Smithy tests, but not in botocore.
#[test]
fn a_response_of_metadata_alone_is_a_success_with_a_request_id() {
    let text = "<NoInputAndNoOutputResponse xmlns=\"https://example.com/\">\n    <ResponseMetadata>\n        \
                <RequestId>abc-123</RequestId>\n    </ResponseMetadata>\n</NoInputAndNoOutputResponse>\n";
    let bridge = operation("query", "NoInputAndNoOutput").unwrap();
    let decoded = bridge.call(&json!({}), Some(Response::new(text.into()))).unwrap().result.unwrap();
    assert_eq!((decoded.output, decoded.request_id.as_deref()), (json!({}), Some("abc-123")));
}

/// In `QueryFlattenedListArgWithXmlName` a flattened list has the name of the member that refers to it, and the name of its
/// elements is ignored. SimpleDB, the only service with flattened lists, uses the name of the elements. The rule of the
/// test applies if the reference is flattened, and that of SimpleDB if the list is.
#[test]
fn the_name_of_a_flattened_list_depends_on_whether_the_reference_or_the_list_is_flattened() {
    let sent = |service: &str, name: &str, input: Value| {
        let sent = operation(service, name).unwrap().call(&input, None).unwrap().sent.unwrap();
        form::read(sent.body()).unwrap()
    };
    let by_reference = sent("query", "QueryLists", json!({"FlattenedListArgWithXmlName": ["a", "b"]}));
    assert_eq!(by_reference[2..], [("Hi.1".to_owned(), "a".to_owned()), ("Hi.2".to_owned(), "b".to_owned())]);
    let attribute = json!({"Name": "n", "Value": "v"});
    let input = json!({"DomainName": "d", "ItemName": "i", "Attributes": [attribute]});
    let by_shape = sent("sdb", "PutAttributes", input);
    let keys: Vec<&str> = by_shape[2..].iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["DomainName", "ItemName", "Attribute.1.Name", "Attribute.1.Value"]);
}

/// `QueryNoInputAndOutput` and two other tests expect success for status 200 without a body. Services always send a body,
/// so this rule cannot hide a missing part: a document without a result is still refused.
#[test]
fn an_empty_body_is_a_success_but_another_document_is_not() {
    let bridge = operation("query", "NoInputAndOutput").unwrap();
    let result = |text: &'static str| bridge.call(&json!({}), Some(Response::new(text.into()))).unwrap().result;
    assert_eq!(result("").unwrap().output, json!({}));
    assert!(result("<html/>").is_err());
}

impl Tested {
    /// Returns the input of a case in the JSON of this project.
    fn input(&self, operation: &str, case: &Value) -> Result<Value, String> {
        let shape = &shapes::operation(&self.model, operation)?.input;
        Ok(shape.as_ref().map_or_else(|| json!({}), |shape| written(&self.model, shape, &case["params"])))
    }
}

fn request(tested: &Tested, suite: &Value, case: &Value) -> Result<(), String> {
    let name = case["given"]["name"].as_str().unwrap();
    let input = tested.input(name, case)?;
    let endpoint = suite["clientEndpoint"].as_str().unwrap_or(ENDPOINT);
    let call = operation(tested.service, name)?.call_at(endpoint, &input)?;
    let sent = call.sent.ok_or_else(|| format!("nothing was sent: {:?}", call.result))?;
    let expected = &case["serialized"];
    line(&sent, expected)?;
    headers(&sent, expected)?;
    match expected["body"].as_str() {
        None => compressed(&sent, &input),
        Some(body) => {
            let (expected, found) = (form::read(body.as_bytes())?, form::read(sent.body())?);
            if expected == found { Ok(()) } else { Err(format!("expected {expected:?}\n   found {found:?}")) }
        }
    }
}

fn line(sent: &Request<Bytes>, expected: &Value) -> Result<(), String> {
    let host = expected["host"].as_str().map(|host| host.split('/').next().unwrap_or(host));
    let uri = sent.uri();
    let found = (sent.method().as_str(), uri.path(), host.and(uri.host()));
    let expected = (expected["method"].as_str().unwrap(), expected["uri"].as_str().unwrap_or("/"), host);
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}\n   found {found:?}")) }
}

/// Checks the headers that a client sets. The transport sets `Content-Length`.
fn headers(sent: &Request<Bytes>, expected: &Value) -> Result<(), String> {
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        let found = sent.headers().get(name).and_then(|value| value.to_str().ok());
        // The character set, a parameter of the media type, may differ.
        let media = |text: &str| text.split(';').next().unwrap_or(text).to_owned();
        if found.map(media) != value.as_str().map(media) {
            return Err(format!("expected {name}: {value}, found {found:?}"));
        }
    }
    Ok(())
}

/// Checks a compressed request. The tests of compression do not state the body, which is the compressed form.
fn compressed(sent: &Request<Bytes>, input: &Value) -> Result<(), String> {
    let found = form::read(&form::plain(sent)?)?;
    let carried = input.as_object().unwrap().iter();
    let all = carried.fold(true, |all, (key, value)| {
        // EC2 Query sends keys with a capital first letter.
        all && found.iter().any(|(name, text)| name.eq_ignore_ascii_case(key) && Some(text.as_str()) == value.as_str())
    });
    if all { Ok(()) } else { Err(format!("the form lacks a member: {found:?}")) }
}

/// Checks what a client reads from a response, and from the response that a server writes with the same output.
fn response(tested: &Tested, _: &Value, case: &Value) -> Result<(), String> {
    let model = &tested.model;
    let name = case["given"]["name"].as_str().unwrap();
    let bridge = operation(tested.service, name)?;
    let given = &case["response"];
    let status = u16::try_from(given["status_code"].as_u64().unwrap()).unwrap();
    let mut response = Response::builder().status(status);
    for (name, value) in given["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap());
    }
    let body = Bytes::from(given["body"].as_str().unwrap_or_default().to_owned());
    let response = response.body(body).unwrap();
    let call = bridge.call(&json!({}), Some(response.clone()))?;
    if case.get("errorCode").is_some() {
        return error(model, case, call, |error, shape| bridge.modelled(error, shape));
    }
    let found = call.result.map_err(|error| error.to_string())?.output;
    bridge.echoes(&json!({}), response).map_err(|problem| format!("the server half: {problem}"))?;
    match &shapes::operation(model, name)?.output {
        Some(shape) => compare::values(model, shape, &written(model, shape, &case["result"]), &found, "output"),
        None if found == case["result"] => Ok(()),
        None => Err(format!("found {found}")),
    }
}

fn error(
    model: &Model,
    case: &Value,
    call: Call,
    modelled: impl Fn(&awsquery::Error, &str) -> Option<Value>,
) -> Result<(), String> {
    let error = call.result.err().ok_or("success")?;
    let status = case["response"]["status_code"].as_u64();
    // A test without a message says nothing about it, although its response has one.
    let message = case["errorMessage"].as_str().or(error.message());
    let expected = (status, case["errorCode"].as_str(), message, Some("foo-id"));
    let found = (error.status().map(u64::from), error.code(), error.message(), error.request_id());
    if found != expected {
        return Err(format!("expected {expected:?}\n   found {found:?}"));
    }
    let shape = case["given"]["errors"][0]["shape"].as_str().unwrap();
    let found = modelled(&error, shape).ok_or_else(|| format!("it is not decoded as {shape}"))?;
    compare::values(model, shape, &written(model, shape, &case["error"]), &found, shape)
}

/// Converts a value of the tests to the JSON of this project: times as text instead of numbers, and bytes in Base64.
fn written(model: &Model, name: &str, value: &Value) -> Value {
    let member = |target: &str, value: &Value| written(model, target, value);
    let kind = model.shapes.get(name).map_or_else(|| shapes::prelude(name), |shape| shape.kind.clone());
    match (kind, value) {
        (ShapeKind::Structure(members) | ShapeKind::Union(members), Value::Object(fields)) => {
            let target = |name: &str| members.iter().find(|member| member.name == name).unwrap().target.as_str();
            fields.iter().map(|(name, value)| (name.clone(), member(target(name), value))).collect()
        }
        (ShapeKind::List(item), Value::Array(items)) => items.iter().map(|value| member(&item.target, value)).collect(),
        (ShapeKind::Map { value: item, .. }, Value::Object(entries)) => {
            entries.iter().map(|(key, value)| (key.clone(), member(&item.target, value))).collect()
        }
        (ShapeKind::Timestamp, Value::Number(number)) => {
            let time = Timestamp::parse(&number.to_string(), TimestampFormat::EpochSeconds).unwrap();
            json!(time.format(TimestampFormat::DateTime))
        }
        (ShapeKind::Blob, Value::String(text)) => json!(Blob::new(text.as_bytes()).to_base64()),
        (_, plain) => plain.clone(),
    }
}
