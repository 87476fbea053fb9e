//! Tests without a case file: calls of every operation of every service, and unions.

use conformance::cases::model;
use conformance::services::{operation, operations};
use http::Response;
use serde_json::{Value, json};

#[test]
fn every_operation_can_be_called_or_names_a_missing_member() {
    for (service, count) in [("iam", 176), ("prototest", 32), ("sdb", 10), ("sns", 42), ("sts", 12)] {
        let names: Vec<&str> = operations(service).unwrap().iter().map(|bridge| bridge.operation().name).collect();
        let model = model(service).unwrap();
        assert_eq!(names, model.operations.iter().map(|operation| operation.name.as_str()).collect::<Vec<_>>());
        assert_eq!(names.len(), count, "operations of {service}");
        for bridge in operations(service).unwrap() {
            let name = bridge.operation().name;
            let call = match bridge.call(&json!({}), None) {
                Ok(call) => call,
                Err(problem) => {
                    assert!(problem.starts_with("missing field `"), "{service} {name}: {problem}");
                    continue;
                }
            };
            let body = call.sent.map(|sent| String::from_utf8(sent.into_body().to_vec()).unwrap());
            let expected = format!("Action={name}&Version={}", model.service.version);
            assert!(body.is_some_and(|body| body.starts_with(&expected)), "{service} {name}: {:?}", call.result);
        }
    }
}

/// Returns an input of IAM that contains a union.
fn simulation(identifier: Value) -> Value {
    json!({
        "PolicySourceArn": "arn:aws:iam::123456789012:user/ann",
        "ActionNames": ["s3:GetObject"],
        "PolicyExclusionList": [identifier],
    })
}

#[test]
fn a_union_sends_and_receives_the_member_that_is_set() {
    let bridge = operation("iam", "SimulatePrincipalPolicy").unwrap();
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let inline = json!({"PolicyName": "p", "AttachmentType": "user", "AttachmentName": "ann"});
    for (identifier, expected) in [
        (json!({"PolicyArn": arn}), "PolicyExclusionList.member.1.PolicyArn=arn%3Aaws"),
        (
            json!({"InlinePolicyIdentifier": inline}),
            "PolicyExclusionList.member.1.InlinePolicyIdentifier.PolicyName=p&",
        ),
    ] {
        let input = simulation(identifier);
        let body = bridge.call(&input, None).unwrap().sent.unwrap().into_body();
        assert!(String::from_utf8_lossy(&body).contains(expected), "{body:?}");
        bridge.receives(&body, &input).unwrap();
    }
}

#[test]
fn limits_are_checked_inside_a_union() {
    let bridge = operation("iam", "SimulatePrincipalPolicy").unwrap();
    let error = bridge.call(&simulation(json!({"PolicyArn": "short"})), None).unwrap().result.unwrap_err();
    let found: Vec<String> =
        error.violations().iter().map(|one| format!("{} {}", one.path, one.constraint.name())).collect();
    assert_eq!(found, ["PolicyExclusionList[0].PolicyArn length_min"]);
}

/// In Smithy's form of the pattern, the anchors belong to the outer alternatives, which is not the intended meaning.
#[test]
fn the_alternatives_of_a_pattern_must_match_the_whole_value() {
    let bridge = operation("iam", "CreateUser").unwrap();
    for (path, sent) in [("/", true), ("/abc/", true), ("/abc", false), ("abc/", false), ("/a c/", false)] {
        let call = bridge.call(&json!({"UserName": "ann", "Path": path}), None).unwrap();
        assert_eq!(call.sent.is_some(), sent, "{path}: {:?}", call.result);
    }
}

#[test]
fn the_name_of_the_root_decides_and_not_its_namespace() {
    let bridge = operation("sns", "ListTopics").unwrap();
    let answer = |root: &str, uri: &str| {
        let text = format!("<{root} xmlns=\"{uri}\"><ListTopicsResult/></{root}>");
        bridge.call(&json!({}), Some(Response::new(text.into()))).unwrap().result
    };
    for uri in ["http://sns.amazonaws.com/doc/2010-03-31/", "https://iam.amazonaws.com/doc/2010-05-08/", "urn:x", ""] {
        assert_eq!(answer("ListTopicsResponse", uri).unwrap().output, json!({}), "{uri}");
    }
    let error = answer("ListUsersResponse", "http://sns.amazonaws.com/doc/2010-03-31/").unwrap_err();
    assert_eq!(error.kind(), awsquery::ErrorKind::Response);
}
