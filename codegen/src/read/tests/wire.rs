//! Tests of wire names, flattening, authentication and error codes.

use super::*;
use crate::model::{ErrorTraits, Protocol};

const FLATTENED_LIST: &str = r#""Items": {"type": "list", "flattened": true, "member": {"shape": "T", "locationName": "Item"}}, "T": {"type": "string"}"#;

#[test]
fn a_reference_to_a_flattened_list_takes_the_name_of_the_elements() {
    let shapes =
        format!(r#""S": {{"type": "structure", "members": {{"Items": {{"shape": "Items"}}}}}}, {FLATTENED_LIST}"#);
    let model = strict(&api2("", &shapes));
    let items = member(&model, "S", "Items");
    assert!(items.flattened);
    assert_eq!(items.wire_name.as_deref(), Some("Item"));
    assert_eq!(items.empty_list_name.as_deref(), Some("Items"));
}

#[test]
fn a_reference_to_a_flattened_list_without_an_element_name_keeps_its_own() {
    let shapes = r#""S": {"type": "structure", "members": {"Items": {"shape": "L", "locationName": "Thing"}}},
        "L": {"type": "list", "flattened": true, "member": {"shape": "T"}}, "T": {"type": "string"}"#;
    let model = strict(&api2("", shapes));
    let items = member(&model, "S", "Items");
    assert_eq!(
        (items.flattened, items.wire_name.as_deref(), items.empty_list_name.as_deref()),
        (true, Some("Thing"), None)
    );
}

#[test]
fn a_flattened_reference_keeps_its_own_name() {
    let shapes = r#""S": {"type": "structure", "members": {"A": {"shape": "L", "flattened": true, "locationName": "Hi"},
        "B": {"shape": "L", "flattened": true}}},
        "L": {"type": "list", "member": {"shape": "T", "locationName": "item"}}, "T": {"type": "string"}"#;
    let model = strict(&api2("", shapes));
    let name = |member: &MemberShape| (member.flattened, member.wire_name.clone(), member.empty_list_name.clone());
    assert_eq!(name(member(&model, "S", "A")), (true, Some("Hi".to_owned()), None));
    assert_eq!(name(member(&model, "S", "B")), (true, None, None));

    let shapes = r#""ns#S": {"type": "structure", "members": {"A": {"target": "ns#L", "traits": {
        "smithy.api#xmlFlattened": {}, "smithy.api#xmlName": "Hi"}}}},
        "ns#L": {"type": "list", "member": {"target": "smithy.api#String", "traits": {"smithy.api#xmlName": "item"}}}"#;
    let model = strict(&ast(&[], shapes));
    assert_eq!(name(member(&model, "S", "A")), (true, Some("Hi".to_owned()), None));
    assert_eq!(member(&model, "L", "member").wire_name.as_deref(), Some("item"));
}

#[test]
fn a_reference_without_a_name_also_has_that_of_its_shape() {
    let shapes = r#""S": {"type": "structure", "members": {"A": {"shape": "L"}, "B": {"shape": "L", "locationName": "Bee"}}},
        "L": {"type": "list", "locationName": "Ell", "member": {"shape": "T"}}, "T": {"type": "string"}"#;
    let model = strict(&api2("", shapes));
    let names =
        |name: &str| (member(&model, "S", name).wire_name.clone(), member(&model, "S", name).other_name.clone());
    assert_eq!(names("A"), (None, Some("Ell".to_owned())));
    assert_eq!(names("B"), (Some("Bee".to_owned()), None));
    let again = strict(&crate::write::write(&model).to_pretty());
    assert_eq!(member(&again, "S", "A").other_name.as_deref(), Some("Ell"));
}

#[test]
fn a_flattened_list_inside_a_list_is_refused() {
    let shapes = format!(r#""Outer": {{"type": "list", "member": {{"shape": "Items"}}}}, {FLATTENED_LIST}"#);
    assert_eq!(
        failure(&api2("", &shapes)),
        "read: shapes.Outer.member: Items is flattened, so only a member of a structure may refer to it"
    );
}

#[test]
fn a_flattened_string_is_refused() {
    let shapes = r#""S": {"type": "structure", "members": {"A": {"shape": "String", "flattened": true}}}, "String": {"type": "string"}"#;
    assert_eq!(
        failure(&api2("", shapes)),
        "read: S$A: is flattened, but smithy.api#String is neither a list nor a map"
    );
}

#[test]
fn a_wire_name_that_equals_the_name_is_dropped() {
    let shapes =
        r#""L": {"type": "list", "member": {"shape": "T", "locationName": "member"}}, "T": {"type": "string"}"#;
    assert_eq!(member(&strict(&api2("", shapes)), "L", "member").wire_name, None);
}

#[test]
fn each_form_of_no_authentication_is_enough_on_its_own() {
    for marks in [r#""authtype": "none""#, r#""auth": ["smithy.api#noAuth"]"#, r#""auth": []"#] {
        assert!(operation(&strict(&api2(&format!(r#""Get": {{{marks}}}"#), "")), "Get").no_auth, "{marks}");
    }
    for marks in
        [r#""smithy.api#auth": []"#, r#""smithy.api#optionalAuth": {}"#, r#""smithy.api#auth": ["smithy.api#noAuth"]"#]
    {
        let shapes = format!(r#""ns#Get": {{"type": "operation", "traits": {{{marks}}}}}"#);
        assert!(operation(&strict(&ast(&["Get"], &shapes)), "Get").no_auth, "{marks}");
    }
}

#[test]
fn requests_are_signed_by_default() {
    assert!(!operation(&strict(&api2(r#""Get": {}"#, "")), "Get").no_auth);
    assert!(!operation(&strict(&api2(r#""Get": {"authtype": "v4", "auth": ["aws.auth#sigv4"]}"#, "")), "Get").no_auth);
    assert!(!operation(&strict(&ast(&["Get"], r#""ns#Get": {"type": "operation"}"#)), "Get").no_auth);
}

fn traits(model: &Model, shape: &str) -> ErrorTraits {
    model.shapes[shape].error.clone().unwrap()
}

fn expected(code: &str, status: Option<u16>, sender_fault: bool) -> ErrorTraits {
    ErrorTraits { code: code.to_owned(), status, sender_fault, retryable: None }
}

#[test]
fn the_error_code_defaults_to_the_shape_name() {
    let shapes = r#""A": {"type": "structure", "members": {}, "exception": true, "error": {"code": "X.Y", "httpStatusCode": 409, "senderFault": true}},
        "B": {"type": "structure", "members": {}, "exception": true},
        "C": {"type": "structure", "members": {}, "error": {"httpStatusCode": 500}},
        "D": {"type": "structure", "members": {}},
        "c": {"type": "structure", "members": {}, "exception": true}"#;
    let model = strict(&api2(r#""Get": {"errors": [{"shape": "D"}]}"#, shapes));
    assert_eq!(traits(&model, "A"), expected("X.Y", Some(409), true));
    assert_eq!(traits(&model, "B"), expected("B", None, true));
    assert_eq!(traits(&model, "C"), expected("C", Some(500), false));
    assert_eq!(traits(&model, "D"), expected("D", None, true));
    assert_eq!(traits(&model, "C2"), expected("c", None, true));

    let shapes = r#""ns#A": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "server"}}"#;
    assert_eq!(traits(&strict(&ast(&[], shapes)), "A"), expected("A", None, false));
}

#[test]
fn an_error_of_the_service_is_an_error_of_every_operation() {
    let shapes = r#""ns#Get": {"type": "operation"}, "ns#E": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}}"#;
    let text = ast(&["Get"], shapes).replace("\"operations\"", r#""errors": [{"target": "ns#E"}], "operations""#);
    assert_eq!(operation(&strict(&text), "Get").errors, ["E"]);
}

#[test]
fn the_operations_of_resources_are_found_at_any_depth() {
    let shapes = r#""ns#Get": {"type": "operation"}, "ns#Make": {"type": "operation"},
        "ns#Outer": {"type": "resource", "create": {"target": "ns#Make"}, "resources": [{"target": "ns#Inner"}]},
        "ns#Inner": {"type": "resource", "identifiers": {}, "operations": [{"target": "ns#Get"}]}"#;
    let text = ast(&[], shapes).replace("\"operations\": []", r#""resources": [{"target": "ns#Outer"}]"#);
    let names: Vec<String> = strict(&text).operations.into_iter().map(|operation| operation.name).collect();
    assert_eq!(names, ["Get", "Make"]);
}

/// Returns the API-2 model and the AST of a service of EC2 Query, with the members of its only input.
fn ec2(members: [&str; 2]) -> [Model; 2] {
    let shapes = format!(
        r#""In": {{"type": "structure", "members": {{{}}}}}, "S": {{"type": "string"}},
           "L": {{"type": "list", "member": {{"shape": "S", "locationName": "item"}}}}"#,
        members[0]
    );
    let older = api2(r#""Act": {"input": {"shape": "In"}}"#, &shapes).replace("\"query\"", "\"ec2\"");
    let shapes = format!(
        r#""ns#Act": {{"type": "operation", "input": {{"target": "ns#In"}}}},
           "ns#In": {{"type": "structure", "members": {{{}}}}}, "ns#S": {{"type": "string"}},
           "ns#L": {{"type": "list", "member": {{"target": "ns#S", "traits": {{"smithy.api#xmlName": "item"}}}}}}"#,
        members[1]
    );
    let newer = ast(&["Act"], &shapes).replace("#awsQuery", "#ec2Query");
    [strict(&older), strict(&newer)]
}

#[test]
fn a_member_of_ec2_query_has_a_key_in_requests_and_another_name_in_responses() {
    let models = ec2([
        r#""plain": {"shape": "S"}, "Same": {"shape": "S"}, "Renamed": {"shape": "S", "locationName": "other"},
           "Stated": {"shape": "S", "locationName": "one", "queryName": "two"}, "Both": {"shape": "S", "queryName": "Both"},
           "Items": {"shape": "L", "locationName": "itemSet"}"#,
        r#""plain": {"target": "ns#S"}, "Same": {"target": "ns#S"},
           "Renamed": {"target": "ns#S", "traits": {"smithy.api#xmlName": "other", "aws.protocols#ec2QueryName": "Other"}},
           "Stated": {"target": "ns#S", "traits": {"smithy.api#xmlName": "one", "aws.protocols#ec2QueryName": "two"}},
           "Both": {"target": "ns#S"}, "Items": {"target": "ns#L", "traits": {"smithy.api#xmlName": "itemSet"}}"#,
    ]);
    for model in &models {
        assert_eq!(model.service.protocol, Protocol::Ec2Query);
        let names = |name: &str| {
            let member = member(model, "In", name);
            (member.key.as_deref(), member.wire_name.as_deref(), member.numbered)
        };
        assert_eq!(names("plain"), (Some("Plain"), None, false));
        assert_eq!(names("Same"), (None, None, false));
        assert_eq!(names("Renamed"), (Some("Other"), Some("other"), false));
        assert_eq!(names("Stated"), (Some("two"), Some("one"), false), "a name for requests is sent as it stands");
        assert_eq!(names("Both"), (None, None, false));
        assert_eq!(names("Items"), (Some("ItemSet"), Some("itemSet"), true));
        assert_eq!(strict(&crate::write::write(model).to_pretty()), *model);
    }
    assert_eq!(models[0], models[1]);
}

#[test]
fn names_for_ec2_query_have_no_effect_on_aws_query() {
    let shapes =
        r#""S": {"type": "structure", "members": {"a": {"shape": "T", "queryName": "B"}}}, "T": {"type": "string"}"#;
    assert_eq!(member(&strict(&api2("", shapes)), "S", "a").key, None);
    let shapes = r#""ns#S": {"type": "structure", "members": {"a": {"target": "smithy.api#String", "traits": {
        "aws.protocols#ec2QueryName": "B"}}}}"#;
    let text = ast(&[], shapes)
        .replace(r#""aws.protocols#awsQuery": {}"#, r#""aws.protocols#awsQuery": {}, "aws.protocols#ec2Query": {}"#);
    let model = strict(&text);
    assert_eq!((model.service.protocol, member(&model, "S", "a").key.as_deref()), (Protocol::AwsQuery, None));
}

#[test]
fn flattening_has_no_effect_on_requests_of_ec2_query() {
    let shapes =
        format!(r#""S": {{"type": "structure", "members": {{"items": {{"shape": "Items"}}}}}}, {FLATTENED_LIST}"#);
    let model = strict(&api2("", &shapes).replace("\"query\"", "\"ec2\""));
    let items = member(&model, "S", "items");
    assert_eq!((items.key.as_deref(), items.numbered, items.flattened), (Some("Items"), true, true));
    assert_eq!((items.wire_name.as_deref(), items.empty_list_name.as_deref()), (Some("Item"), None));
}

#[test]
fn the_code_of_an_error_of_ec2_query_is_the_name_of_its_shape() {
    let shapes = r#""ns#E": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client",
        "smithy.api#httpError": 404, "aws.protocols#awsQueryError": {"code": "Other", "httpResponseCode": 400}}}"#;
    let model = strict(&ast(&[], shapes).replace("protocols#awsQuery\"", "protocols#ec2Query\""));
    assert_eq!(traits(&model, "E").code, "E");
    assert_eq!(strict(&crate::write::write(&model).to_pretty()), model);
}

#[test]
fn a_map_in_a_request_of_ec2_query_is_refused() {
    let map = r#""Act": {"input": {"shape": "In"}, "output": {"shape": "Out"}}"#;
    let shapes = r#""In": {"type": "structure", "members": {"A": {"shape": "L"}}},
        "Out": {"type": "structure", "members": {"A": {"shape": "M"}}}, "L": {"type": "list", "member": {"shape": "M"}},
        "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "S"}}, "S": {"type": "string"}"#;
    let text = api2(map, shapes).replace("\"query\"", "\"ec2\"");
    assert_eq!(
        failure(&text),
        "read: M: is a map that requests contain, and EC2 Query cannot express maps in requests; \
         replace it with a list of structures, or remove the members that refer to it"
    );
    strict(&text.replace(r#""members": {"A": {"shape": "L"}}"#, r#""members": {}"#));
}
