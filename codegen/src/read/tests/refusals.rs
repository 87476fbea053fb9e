//! Tests of the errors that stop a reading.

use super::*;
use crate::read::attach_endpoint_rules;

const LIST: &str = "add it to the list of known";

#[test]
fn text_that_is_not_json_is_refused() {
    assert_eq!(failure("<xml/>"), "read: not JSON: expected value at line 1 column 1");
    let text = ast(&[], "");
    assert!(failure(&text[..text.len() - 1]).starts_with("read: not JSON: EOF while parsing an object at line"));
}

#[test]
fn a_duplicate_key_is_refused() {
    let text = ast(&[], r#""ns#A": {"type": "string"}, "ns#A": {"type": "blob"}"#);
    assert!(failure(&text).starts_with("read: not JSON: duplicate key \"ns#A\" at line"), "{}", failure(&text));
}

#[test]
fn json_that_is_not_a_model_is_refused() {
    assert!(failure("{}").starts_with("read: neither a Smithy AST nor an API-2 model; "));
    assert!(failure("[1]").starts_with("read: neither"));
}

#[test]
fn an_unknown_trait_is_an_error_with_its_path() {
    let text = ast(
        &[],
        r#""ns#Foo": {"type": "structure", "members": {"Bar": {"target": "smithy.api#String", "traits": {"x#y": {}}}}}"#,
    );
    assert_eq!(
        failure(&text),
        format!("read: ns#Foo$Bar: unknown trait \"x#y\"; {LIST} traits in codegen/src/read/known.rs")
    );
    let reading = read(&text, Strictness::Lenient).unwrap();
    assert_eq!(reading.warnings, ["ns#Foo$Bar: unknown trait \"x#y\""]);
    assert_eq!(member(&reading.model, "Foo", "Bar").target, "smithy.api#String");
}

#[test]
fn an_unknown_key_is_an_error_with_its_path() {
    let text = api2(
        "",
        r#""Foo": {"type": "structure", "members": {"Bar": {"shape": "String", "odd": 1}}}, "String": {"type": "string"}"#,
    );
    assert_eq!(
        failure(&text),
        format!("read: shapes.Foo.members.Bar: unknown key \"odd\"; {LIST} keys in codegen/src/read/known.rs")
    );
    assert_eq!(read(&text, Strictness::Lenient).unwrap().warnings, ["shapes.Foo.members.Bar: unknown key \"odd\""]);
    assert!(failure(&api2("", r#""Foo": {"type": "boolean", "max": 3}"#)).contains("shapes.Foo: unknown key \"max\""));
}

#[test]
fn a_reference_without_a_target_is_refused() {
    let text = ast(&[], r#""ns#Foo": {"type": "list", "member": {"target": "ns#Gone"}}"#);
    assert_eq!(failure(&text), "read: ns#Foo$member: refers to ns#Gone, which is not a type of the model");
    let text = api2("", r#""Foo": {"type": "list", "member": {"shape": "Gone"}}"#);
    assert_eq!(failure(&text), "read: shapes.Foo.member: refers to Gone, which is not a shape of the model");
    let text = api2(r#""Get": {"input": {"shape": "Gone"}}"#, "");
    assert_eq!(failure(&text), "read: operations.Get.input: refers to Gone, which is not a shape of the model");
    assert_eq!(
        failure(&ast(&["Gone"], "")),
        "read: ns#Service: refers to ns#Gone, which is not an operation of the model"
    );
}

#[test]
fn a_service_with_another_protocol_is_refused() {
    let refused = |text: &str, message: &str| {
        let expected = format!("{message}; only services with the protocol AWS Query or EC2 Query can be generated");
        assert_eq!(failure(text), expected);
    };
    let text = ast(&[], "").replace("aws.protocols#awsQuery", "aws.protocols#awsJson1_0");
    refused(
        &text,
        "read: ns#Service: the service lacks the protocol aws.protocols#awsQuery or aws.protocols#ec2Query (it has: \
         aws.protocols#awsJson1_0)",
    );
    let text = api2("", "").replace("\"query\"", r#""rest-xml", "protocols": ["rest-xml", "json"]"#);
    refused(&text, "read: metadata: the service lacks the protocol query or ec2 (it has: rest-xml, json)");
    strict(&api2("", "").replace("\"query\"", r#""json", "protocols": ["json", "query"]"#));
}

#[test]
fn streams_documents_and_bindings_are_refused() {
    for (key, why) in
        [("streaming", "streams"), ("eventstream", "streams"), ("document", "document"), ("payload", "bindings")]
    {
        let text = api2("", &format!(r#""Foo": {{"type": "structure", "members": {{}}, "{key}": true}}"#));
        let message = failure(&text);
        assert!(message.starts_with(&format!("read: shapes.Foo: the key \"{key}\" is not supported: ")), "{message}");
        assert!(message.contains(why), "{message}");
    }
    let header = r#""Foo": {"type": "structure", "members": {"A": {"shape": "String", "location": "header"}}}, "String": {"type": "string"}"#;
    assert!(failure(&api2("", header)).contains("shapes.Foo.members.A: the key \"location\" is not supported: "));
    for name in ["smithy.api#streaming", "smithy.api#mixin"] {
        let text =
            ast(&[], &format!(r#""ns#Foo": {{"type": "structure", "members": {{}}, "traits": {{"{name}": {{}}}}}}"#));
        assert!(failure(&text).contains(&format!("ns#Foo: the trait \"{name}\" is not supported: ")));
    }
    let document = r#""ns#Foo": {"type": "document"}"#;
    assert_eq!(failure(&ast(&[], document)), "read: ns#Foo: the type \"document\" is not supported");
    let mixed = r#""ns#Foo": {"type": "structure", "members": {}, "mixins": [{"target": "ns#M"}]}"#;
    assert!(failure(&ast(&[], mixed)).contains("ns#Foo: the key \"mixins\" is not supported: flatten the model"));
}

#[test]
fn a_lenient_reading_refuses_unsupported_traits_too() {
    let text = ast(&[], r#""ns#Foo": {"type": "blob", "traits": {"smithy.api#streaming": {}}}"#);
    assert!(read(&text, Strictness::Lenient).is_err());
}

#[test]
fn a_trait_value_of_the_wrong_type_is_refused() {
    for (value, message) in [
        (r#""smithy.api#sensitive": true"#, "\"smithy.api#sensitive\" must be an empty object; found a boolean"),
        (r#""smithy.api#pattern": 3"#, "\"smithy.api#pattern\" must be a string; found a number"),
        (r#""smithy.api#length": {"min": "1"}"#, "\"min\" must be a 64-bit integer; found a string"),
        (r#""smithy.api#length": {"min": 3, "max": 2}"#, "\"min\" (3) is greater than \"max\" (2)"),
        (r#""smithy.api#timestampFormat": "noon""#, "unknown timestamp format \"noon\""),
    ] {
        let text = ast(&[], &format!(r#""ns#Foo": {{"type": "string", "traits": {{{value}}}}}"#));
        assert_eq!(failure(&text), format!("read: ns#Foo: {message}"));
    }
    let text = api2("", r#""Foo": {"type": "string", "sensitive": "yes"}"#);
    assert_eq!(failure(&text), "read: shapes.Foo: \"sensitive\" must be a boolean; found a string");
    let text = api2("", r#""Foo": {"type": "structure", "exception": true, "error": {"httpStatusCode": 7}}"#);
    assert_eq!(failure(&text), "read: shapes.Foo: an HTTP status must be 100 to 599; found 7");
}

#[test]
fn an_operation_that_is_listed_twice_is_refused() {
    assert_eq!(
        failure(&ast(&["Get", "Get"], r#""ns#Get": {"type": "operation"}"#)),
        "read: ns#Get: the operation is listed twice"
    );
}

#[test]
fn a_cycle_of_resources_is_refused() {
    let shapes = r#""ns#R": {"type": "resource", "resources": [{"target": "ns#R"}]}"#;
    let text = ast(&[], shapes).replace("\"operations\": []", r#""resources": [{"target": "ns#R"}]"#);
    assert_eq!(failure(&text), "read: ns#R: the resource is listed twice");
}

#[test]
fn an_operation_that_the_service_does_not_list_is_a_warning() {
    let reading = read(&ast(&[], r#""ns#Get": {"type": "operation"}"#), Strictness::Strict).unwrap();
    assert_eq!(reading.warnings, ["ns#Get: the service does not list the operation, so it is left out"]);
}

#[test]
fn a_model_without_exactly_one_service_is_refused() {
    assert_eq!(failure(r#"{"smithy": "2.0", "shapes": {}}"#), "read: shapes: the model has no service");
    let text = ast(&[], r#""ns#Other": {"type": "service", "version": "1"}"#);
    assert_eq!(failure(&text), "read: ns#Other: a model must have exactly one service; it also has ns#Service");
    assert!(failure(r#"{"smithy": "1.0", "shapes": {}}"#).contains("Smithy version 1.0 is not supported"));
}

#[test]
fn a_reference_to_a_shape_of_the_wrong_kind_is_refused() {
    let text = api2(r#""Get": {"input": {"shape": "T"}}"#, r#""T": {"type": "timestamp"}"#);
    assert_eq!(failure(&text), "read: Get: the input T is not a structure");
    let text = ast(
        &["Get"],
        r#""ns#Get": {"type": "operation", "errors": [{"target": "ns#S"}]}, "ns#S": {"type": "structure", "members": {}}"#,
    );
    assert_eq!(failure(&text), "read: Get: S is listed as an error, but is not marked as one");
    for key in ["M", "S"] {
        let map = format!(r#""M": {{"type": "map", "key": {{"shape": "{key}"}}, "value": {{"shape": "T"}}}}"#);
        let text =
            api2("", &format!(r#"{map}, "T": {{"type": "string"}}, "S": {{"type": "structure", "members": {{}}}}"#));
        assert_eq!(failure(&text), format!("read: M: the key {key} is not a string"));
    }
    let text = api2("", r#""S": {"type": "structure", "members": {}, "required": ["X"]}"#);
    assert_eq!(failure(&text), "read: shapes.S: \"required\" lists X, which is not a member");
}

#[test]
fn a_file_without_endpoint_rules_and_a_second_rule_set_are_refused() {
    let mut model = strict(&api2("", ""));
    assert_eq!(
        attach_endpoint_rules(&mut model, "{}").unwrap_err().to_string(),
        "read: endpoint rules: the list \"rules\" is missing; use the file that AWS publishes with the model"
    );
    attach_endpoint_rules(&mut model, r#"{"rules": []}"#).unwrap();
    let error = attach_endpoint_rules(&mut model, r#"{"rules": []}"#).unwrap_err();
    assert_eq!(error.to_string(), "read: endpoint rules: the model contains them already; leave the file out");
}
