//! Tests that both forms of a service give the same model.

use super::*;
use crate::model::{Bounds, Deprecated, PatternTrait, Provenance, RangeBound, SignatureVersion};
use crate::read::{attach_endpoint_rules, attach_endpoint_tests};

/// The AST of a service that has one of everything.
pub(crate) const AST: &str = r##"{"smithy": "2.0", "metadata": {"suppressions": []}, "shapes": {
  "ns#TinyV2020": {"type": "service", "version": "2020-01-01",
    "operations": [{"target": "ns#PutThing"}, {"target": "ns#GetThing"}],
    "traits": {"aws.api#service": {"sdkId": "Tiny", "arnNamespace": "tiny", "cloudFormationName": "Tiny",
        "cloudTrailEventSource": "tiny", "endpointPrefix": "tiny"},
      "aws.auth#sigv4": {"name": "small"}, "aws.auth#sigv4a": {"name": "small"}, "aws.protocols#awsQuery": {},
      "smithy.api#auth": ["aws.auth#sigv4", "aws.auth#sigv4a"],
      "smithy.api#documentation": "<p>A\n   tiny service.</p>", "smithy.api#title": "A Tiny Service",
      "smithy.api#xmlNamespace": {"uri": "https://tiny/"}, "smithy.rules#endpointBdd": {},
      "smithy.rules#endpointRuleSet": {"version": "1.0", "rules": []},
      "smithy.rules#endpointTests": {"testCases": []}}},
  "ns#PutThing": {"type": "operation", "input": {"target": "ns#PutThingRequest"},
    "output": {"target": "smithy.api#Unit"}, "errors": [{"target": "ns#Busy"}, {"target": "ns#Absent"}],
    "traits": {"smithy.api#documentation": "<p>Puts</p>\n <p>it.</p>", "smithy.api#examples": [],
      "smithy.api#deprecated": {"message": "Use another."}, "smithy.api#endpoint": {"hostPrefix": "a."},
      "smithy.api#requestCompression": {"encodings": ["gzip"]}}},
  "ns#GetThing": {"type": "operation", "input": {"target": "smithy.api#Unit"},
    "output": {"target": "ns#GetThingResponse"}, "traits": {"smithy.api#auth": [], "smithy.api#optionalAuth": {}}},
  "ns#PutThingRequest": {"type": "structure", "members": {
      "Name": {"target": "ns#nameType", "traits": {"smithy.api#required": {}, "smithy.api#documentation": " The\tname. "}},
      "Token": {"target": "smithy.api#String", "traits": {"smithy.api#idempotencyToken": {}}},
      "Label": {"target": "smithy.api#String", "traits": {"smithy.api#hostLabel": {}}},
      "Sizes": {"target": "ns#Sizes"}, "Tags": {"target": "ns#TagMap", "traits": {"smithy.api#xmlName": "Tag"}},
      "When": {"target": "smithy.api#Timestamp", "traits": {"smithy.api#timestampFormat": "http-date"}}},
    "traits": {"smithy.api#input": {}}},
  "ns#GetThingResponse": {"type": "structure", "members": {"Choice": {"target": "ns#Choice"},
      "Color": {"target": "ns#Color"}, "Enabled": {"target": "ns#enabled", "traits": {"smithy.api#default": false}}},
    "traits": {"smithy.api#output": {}}},
  "ns#nameType": {"type": "string", "traits": {"smithy.api#length": {"min": 0, "max": 64},
      "smithy.api#pattern": "^(a)|(b)$", "smithy.api#sensitive": {}}},
  "ns#Sizes": {"type": "list", "member": {"target": "ns#size", "traits": {"smithy.api#xmlName": "Size"}},
    "traits": {"smithy.api#length": {"min": 1}}},
  "ns#size": {"type": "integer", "traits": {"smithy.api#range": {"min": 0, "max": 2147483647}}},
  "ns#TagMap": {"type": "map", "key": {"target": "smithy.api#String", "traits": {"smithy.api#xmlName": "Name"}},
    "value": {"target": "ns#String2"}},
  "ns#String2": {"type": "string"},
  "ns#enabled": {"type": "boolean", "traits": {"smithy.api#default": false}},
  "ns#Choice": {"type": "union", "members": {"Epoch": {"target": "ns#epoch"}, "Bytes": {"target": "smithy.api#Blob"}}},
  "ns#epoch": {"type": "timestamp", "traits": {"smithy.api#timestampFormat": "epoch-seconds"}},
  "ns#Color": {"type": "enum", "members": {"RED": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "red"}},
      "DARK_BLUE": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "dark:blue"}}}},
  "ns#Busy": {"type": "structure", "members": {"message": {"target": "smithy.api#String"}}, "traits": {
      "aws.protocols#awsQueryError": {"code": "Tiny.Busy", "httpResponseCode": 503}, "smithy.api#error": "server",
      "smithy.api#httpError": 503, "smithy.api#retryable": {"throttling": true}}},
  "ns#Absent": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client", "smithy.api#httpError": 404,
      "smithy.api#documentation": "<p>Not there.</p>"}}
}}"##;

const API2: &str = r##"{"version": "2.0", "documentation": "<p>A tiny service.</p>",
  "metadata": {"apiVersion": "2020-01-01", "auth": ["aws.auth#sigv4", "aws.auth#sigv4a"], "endpointPrefix": "tiny",
    "globalEndpoint": "tiny.amazonaws.com", "protocol": "json", "protocols": ["json", "query"],
    "serviceAbbreviation": "Tiny", "serviceFullName": "A Tiny Service", "serviceId": "Tiny", "signatureVersion": "v4",
    "signingName": "small", "uid": "tiny-2020-01-01", "xmlNamespace": {"uri": "https://tiny/", "prefix": "t"}},
  "operations": {
    "GetThing": {"name": "GetThing", "http": {"method": "POST", "requestUri": "/"},
      "output": {"shape": "GetThingResponse", "resultWrapper": "GetThingResult"},
      "authtype": "none", "auth": ["smithy.api#noAuth"]},
    "PutThing": {"name": "PutThing", "input": {"shape": "PutThingRequest"},
      "errors": [{"shape": "Absent", "exception": true}, {"shape": "Busy"}, {"shape": "Absent"}],
      "documentation": "<p>Puts</p> <p>it.</p>", "deprecated": true, "deprecatedMessage": "Use another.",
      "endpoint": {"hostPrefix": "a."}, "requestcompression": {"encodings": ["gzip"]}}},
  "shapes": {
    "PutThingRequest": {"type": "structure", "required": ["Name"], "members": {
      "Name": {"shape": "nameType", "documentation": "The name."},
      "Token": {"shape": "String", "idempotencyToken": true},
      "Label": {"shape": "String", "hostLabel": true}, "Sizes": {"shape": "Sizes"},
      "Tags": {"shape": "TagMap", "locationName": "Tag"}, "When": {"shape": "Timestamp", "timestampFormat": "rfc822"}}},
    "GetThingResponse": {"type": "structure", "members": {"Choice": {"shape": "Choice"}, "Color": {"shape": "Color"},
      "Enabled": {"shape": "enabled", "box": true}}},
    "nameType": {"type": "string", "max": 64, "pattern": "(a)|(b)", "sensitive": true},
    "Sizes": {"type": "list", "member": {"shape": "size", "locationName": "Size"}, "min": 1},
    "size": {"type": "integer", "min": 0, "max": 2147483647},
    "TagMap": {"type": "map", "key": {"shape": "String", "locationName": "Name"}, "value": {"shape": "string"}},
    "string": {"type": "string"}, "String": {"type": "string"}, "Timestamp": {"type": "timestamp"},
    "Blob": {"type": "blob"}, "enabled": {"type": "boolean", "box": true},
    "Choice": {"type": "structure", "union": true, "members": {"Epoch": {"shape": "epoch"}, "Bytes": {"shape": "Blob"}}},
    "epoch": {"type": "timestamp", "timestampFormat": "unixTimestamp"},
    "Color": {"type": "string", "enum": ["red", "dark:blue"]},
    "Busy": {"type": "structure", "members": {"message": {"shape": "String"}}, "exception": true, "fault": true,
      "error": {"code": "Tiny.Busy", "httpStatusCode": 503}, "retryable": {"throttling": true}},
    "Absent": {"type": "structure", "members": {}, "error": {"httpStatusCode": 404, "senderFault": true},
      "documentation": "<p>Not there.</p>"}
  }}"##;

#[test]
fn both_forms_give_the_same_model() {
    let mut model = strict(API2);
    attach_endpoint_rules(&mut model, r#"{"version": "1.0", "rules": []}"#).unwrap();
    attach_endpoint_tests(&mut model, r#"{"testCases": []}"#).unwrap();
    assert_eq!(model, strict(AST));
}

#[test]
fn facts_of_the_service_are_read() {
    let service = strict(AST).service;
    assert_eq!(service.title.as_deref(), Some("A Tiny Service"));
    assert_eq!((service.endpoint_prefix.as_str(), service.signing_name.as_str()), ("tiny", "small"));
    assert_eq!(service.documentation.as_deref(), Some("<p>A tiny service.</p>"));
    assert_eq!(service.signature, SignatureVersion::V4);
}

#[test]
fn operations_and_errors_are_sorted_and_listed_once() {
    let model = strict(API2);
    let names: Vec<&str> = model.operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["GetThing", "PutThing"]);
    assert_eq!(operation(&model, "PutThing").errors, ["Absent", "Busy"]);
    assert_eq!(operation(&model, "PutThing").output, None);
    assert_eq!(
        operation(&model, "PutThing").deprecated,
        Some(Deprecated { message: Some("Use another.".to_owned()), since: None })
    );
}

#[test]
fn constraints_are_read() {
    let model = strict(API2);
    let name = &model.shapes["nameType"].constraints;
    assert_eq!(name.length, Bounds { min: None, max: Some(64) });
    assert_eq!(name.pattern, Some(PatternTrait { text: "(a)|(b)".to_owned(), whole: true }));
    assert_eq!(
        model.shapes["size"].constraints.range,
        Bounds { min: Some(RangeBound::Whole(0)), max: Some(RangeBound::Whole(2_147_483_647)) }
    );
    assert_eq!(values(&model, "Color"), ["red", "dark:blue"]);
}

#[test]
fn shapes_whose_names_differ_only_in_case_are_renamed() {
    let model = strict(&api2(
        "",
        r#""foo": {"type": "long"}, "Foo": {"type": "structure", "members": {"x": {"shape": "foo"}}}"#,
    ));
    assert_eq!(member(&model, "Foo", "x").target, "Foo2");
    assert_eq!(model.shapes["Foo2"].kind, ShapeKind::Long);
}

#[test]
fn only_plain_shapes_become_types_of_the_prelude() {
    let shapes = r#""String": {"type": "string", "min": 1}, "Integer": {"type": "long"}, "Long": {"type": "long"}"#;
    let names: Vec<String> = strict(&api2("", shapes)).shapes.into_keys().collect();
    assert_eq!(names, ["Integer", "String"]);
    let plain = ast(
        &[],
        r#""ns#String": {"type": "string"}, "ns#S": {"type": "structure", "members": {"x": {"target": "ns#String"}}}"#,
    );
    assert_eq!(member(&strict(&plain), "S", "x").target, "smithy.api#String");
}

#[test]
fn older_forms_of_enums_are_read() {
    let shapes = r#""ns#Old": {"type": "string", "traits": {"smithy.api#enum": [{"value": "a-b", "name": "A"}]}},
        "ns#Bare": {"type": "enum", "members": {"X": {"target": "smithy.api#Unit"}}},
        "ns#Number": {"type": "intEnum", "members": {"ONE": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 1}}}}"#;
    let model = strict(&ast(&[], shapes));
    assert_eq!(values(&model, "Old"), ["a-b"]);
    assert_eq!(values(&model, "Bare"), ["X"]);
    assert_eq!(model.shapes["Number"].kind, ShapeKind::Integer);
}

#[test]
fn provenance_is_read() {
    let text = ast(&[], "").replacen(
        "\"shapes\"",
        r#""metadata": {"provenance": {"publisher": "AWS", "version": "7", "sha256": "00"}}, "shapes""#,
        1,
    );
    let expected = Provenance { publisher: "AWS".to_owned(), version: "7".to_owned(), sha256: "00".to_owned() };
    assert_eq!(strict(&text).provenance, Some(expected));
}

#[test]
fn signature_version_2_is_kept() {
    assert_eq!(strict(&api2("", "").replace("\"v4\"", "\"v2\"")).service.signature, SignatureVersion::V2);
}
