//! Tests of the comparison of models.

use super::*;
use crate::read::tests::{api2, strict};

/// The shapes of a service with one operation. Tests change a part of them.
const SHAPES: &str = r#"
    "PutRequest": {"type": "structure", "required": ["Name"], "members": {
        "Name": {"shape": "name"}, "Tags": {"shape": "tags"}, "At": {"shape": "time"}, "Mode": {"shape": "Mode"}}},
    "PutResponse": {"type": "structure", "required": ["Size"], "members": {
        "Size": {"shape": "size"}, "Choice": {"shape": "Choice"}}},
    "Choice": {"type": "structure", "union": true, "members": {"Text": {"shape": "plain"}}},
    "Mode": {"type": "string", "enum": ["fast", "slow"]},
    "Busy": {"type": "structure", "exception": true, "error": {"code": "Busy", "httpStatusCode": 400},
        "members": {"message": {"shape": "plain"}}},
    "name": {"type": "string", "min": 2, "max": 64},
    "tags": {"type": "list", "member": {"shape": "Tag"}, "max": 50},
    "Tag": {"type": "structure", "required": ["Key", "Value"], "members": {
        "Key": {"shape": "name"}, "Value": {"shape": "plain"}}},
    "time": {"type": "timestamp"}, "size": {"type": "integer"}, "plain": {"type": "string"}
"#;
const PUT: &str =
    r#""Put": {"input": {"shape": "PutRequest"}, "output": {"shape": "PutResponse"}, "errors": [{"shape": "Busy"}]}"#;

fn model(operations: &str, shapes: &str) -> Model {
    strict(&api2(operations, shapes))
}

/// Replaces a text in the model, and returns the changes: their kind, places and text.
fn changes(from: &str, to: &str) -> Vec<(&'static str, String, String)> {
    let replace = |text: &str| text.replace(from, to);
    assert!(SHAPES.contains(from) || PUT.contains(from), "{from} is not in the model");
    let found = diff(&model(PUT, SHAPES), &model(&replace(PUT), &replace(SHAPES))).unwrap();
    found.into_iter().map(|change| (change.kind.name(), change.places.join(", "), change.what)).collect()
}

fn one(from: &str, to: &str) -> (&'static str, String, String) {
    let mut found = changes(from, to);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn expect(from: &str, to: &str, kind: &str, place: &str, what: &str) {
    assert_eq!(one(from, to), (kind, place.to_owned(), what.to_owned()));
}

#[test]
fn equal_models_do_not_differ() {
    assert_eq!(diff(&model(PUT, SHAPES), &model(PUT, SHAPES)), Ok(vec![]));
    assert_eq!(bump(&[]), (Bump::None, Bump::None));
    assert_eq!(to_text(&[]), "nothing changes for users of the generated crate\n");
}

#[test]
fn the_change_of_an_operation_covers_its_types() {
    let more = format!(r#"{PUT}, "Drop": {{"input": {{"shape": "DropRequest"}}}}"#);
    let shapes = format!(r#"{SHAPES}, "DropRequest": {{"type": "structure", "members": {{}}}}"#);
    let kinds = |old: &Model, new: &Model| -> Vec<_> {
        diff(old, new).unwrap().into_iter().map(|change| (change.kind, change.places)).collect()
    };
    let small = model(PUT, SHAPES);
    let large = model(&more, &shapes);
    assert_eq!(kinds(&small, &large), [(ChangeKind::OperationAdded, vec!["Drop".to_owned()])]);
    assert_eq!(kinds(&large, &small), [(ChangeKind::OperationRemoved, vec!["Drop".to_owned()])]);
}

#[test]
fn a_new_member_breaks_only_if_requests_require_it() {
    let optional = (r#""Name": {"shape": "name"},"#, r#""Name": {"shape": "name"}, "New": {"shape": "name"},"#);
    let what = "is new: Option<String>, 2 to 64 characters";
    expect(optional.0, optional.1, "member_added", "PutRequest.New", what);
    let required = r#"["Name", "New"], "members": {"New": {"shape": "plain"},"#;
    expect(r#"["Name"], "members": {"#, required, "required_member_added", "PutRequest.New", "is new: String");
    // A required member of a response is an `Option` as well.
    let response = r#"["Size", "New"], "members": {"New": {"shape": "plain"},"#;
    expect(r#"["Size"], "members": {"#, response, "member_added", "PutResponse.New", "is new: Option<String>");
    let union = (r#""Text": {"shape": "plain"}"#, r#""Text": {"shape": "plain"}, "Size": {"shape": "size"}"#);
    expect(union.0, union.1, "member_added", "Choice.Size", "is new: i32");
}

#[test]
fn a_removed_member_and_a_changed_type_break() {
    expect(r#", "At": {"shape": "time"}"#, "", "member_removed", "PutRequest.At", "was removed");
    let what = "is now Option<i64>, was Option<i32>";
    expect(
        r#""size": {"type": "integer"}"#,
        r#""size": {"type": "long"}"#,
        "member_type_changed",
        "PutResponse.Size",
        what,
    );
}

#[test]
fn required_members_matter_only_in_requests() {
    expect(r#""required": ["Name"], "#, "", "member_optional", "PutRequest.Name", "is no longer required");
    expect(r#"["Name"]"#, r#"["Name", "At"]"#, "member_required", "PutRequest.At", "is required now");
    assert_eq!(changes(r#""required": ["Size"], "#, ""), []);
}

#[test]
fn a_structure_with_a_new_optional_member_loses_its_function_new() {
    let found =
        changes(r#""Value": {"shape": "plain"}}"#, r#""Value": {"shape": "plain"}, "More": {"shape": "plain"}}"#);
    let kinds: Vec<_> = found.iter().map(|(kind, place, _)| (*kind, place.as_str())).collect();
    assert_eq!(kinds, [("new_removed", "Tag"), ("member_added", "Tag.More")]);
}

#[test]
fn another_order_of_required_members_breaks() {
    let from = r#""Key": {"shape": "name"}, "Value": {"shape": "plain"}"#;
    let to = r#""Value": {"shape": "plain"}, "Key": {"shape": "name"}"#;
    expect(from, to, "arguments_reordered", "Tag", "takes the arguments Value, Key now, took Key, Value");
}

#[test]
fn a_changed_limit_is_listed_with_every_member_that_has_it() {
    let what = "now 2 to 32 characters, was 2 to 64 characters";
    expect(r#""max": 64"#, r#""max": 32"#, "limit_tightened", "PutRequest.Name, Tag.Key", what);
    let what = "now 2 to 128 characters, was 2 to 64 characters";
    expect(r#""max": 64"#, r#""max": 128"#, "limit_relaxed", "PutRequest.Name, Tag.Key", what);
    // A limit that moves both ends up refuses values that were valid.
    assert_eq!(one(r#""min": 2, "max": 64"#, r#""min": 3, "max": 128"#).0, "limit_tightened");
    let what = "now no limit, was at most 50 elements";
    assert_eq!(changes(r#", "max": 50"#, "")[1], ("limit_relaxed", "PutRequest.Tags".to_owned(), what.to_owned()));
    assert_eq!(changes(r#", "max": 50"#, "")[0].0, "rule_removed");
    // Responses are not checked.
    assert_eq!(changes(r#""size": {"type": "integer"}"#, r#""size": {"type": "integer", "max": 5}"#), []);
}

#[test]
fn a_new_pattern_tightens_and_a_changed_pattern_cannot_be_compared() {
    let pattern = |pattern: &str| SHAPES.replace(r#""min": 2"#, &format!(r#""pattern": "{pattern}", "min": 2"#));
    let kind = |old: &str, new: &str| {
        let found = diff(&model(PUT, old), &model(PUT, new)).unwrap();
        found.into_iter().map(|change| change.kind).collect::<Vec<_>>()
    };
    assert_eq!(kind(SHAPES, &pattern("[a-z]*")), [ChangeKind::LimitTightened]);
    assert_eq!(kind(&pattern("[a-z]*"), SHAPES), [ChangeKind::LimitRelaxed]);
    assert_eq!(kind(&pattern("[a-z]*"), &pattern("[a-y]*")), [ChangeKind::PatternChanged]);
}

#[test]
fn only_a_removed_enum_value_breaks() {
    expect(r#""fast", "slow""#, r#""fast", "slow", "odd""#, "value_added", "Mode", "has the value `odd`");
    expect(r#""fast", "slow""#, r#""fast""#, "value_removed", "Mode", "no longer has the value `slow`");
}

#[test]
fn a_member_that_becomes_a_secret_changes_its_type() {
    let found = changes(r#""plain": {"type": "string"}"#, r#""plain": {"type": "string", "sensitive": true}"#);
    let find = |kind: &str| found.iter().find(|(other, ..)| *other == kind).cloned().unwrap();
    assert_eq!(find("secret_now").1, "Busy, Choice, PutRequest, PutResponse, Tag");
    let what = "is now Option<Secret>, was Option<String>";
    assert_eq!(find("member_type_changed"), ("member_type_changed", "Busy.message".to_owned(), what.to_owned()));
}

#[test]
fn a_deprecation_is_compatible() {
    let since = r#""At": {"shape": "time", "deprecated": true, "deprecatedSince": "2026-06-17"}"#;
    let what = "is deprecated: AWS advises against using it (since 2026-06-17)";
    expect(r#""At": {"shape": "time"}"#, since, "deprecated", "PutRequest.At", what);
}

#[test]
fn changes_of_an_error_are_found() {
    expect(r#""code": "Busy""#, r#""code": "Full""#, "error_code_changed", "Busy", "has the code Full now, was Busy");
    let what = "has the HTTP status 429 now, was 400";
    expect("400}", "429}", "error_response_changed", "Busy", what);
    let gone = changes(r#", "errors": [{"shape": "Busy"}]"#, "");
    assert_eq!(gone.iter().map(|change| change.0).collect::<Vec<_>>(), ["type_removed", "error_removed"]);
}

#[test]
fn changes_that_only_affect_the_wire_are_found() {
    let renamed = r#""Tags": {"shape": "tags", "locationName": "Label"}"#;
    let what = "is sent as Label.member.N now, was Tags.member.N";
    expect(r#""Tags": {"shape": "tags"}"#, renamed, "wire_changed", "PutRequest.Tags", what);
    let seconds = r#""time": {"type": "timestamp", "timestampFormat": "unixTimestamp"}"#;
    let what = "is sent as At in seconds since 1970 now, was At as a date and time";
    expect(r#""time": {"type": "timestamp"}"#, seconds, "wire_changed", "PutRequest.At", what);
}

#[test]
fn a_call_that_needs_credentials_now_is_a_change_of_behavior() {
    let signed = model(PUT, SHAPES);
    let unsigned = model(&PUT.replace(r#""Put": {"#, r#""Put": {"authtype": "none", "#), SHAPES);
    let kinds = |old: &Model, new: &Model| diff(old, new).unwrap().iter().map(|one| one.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&unsigned, &signed), [ChangeKind::SignedNow]);
    assert_eq!(kinds(&signed, &unsigned), [ChangeKind::UnsignedNow]);
}

#[test]
fn changes_of_the_service_are_found() {
    let mut other = model(PUT, SHAPES);
    other.service.signing_name = "elsewhere".to_owned();
    let found = diff(&model(PUT, SHAPES), &other).unwrap();
    assert_eq!(found[0].kind, ChangeKind::ServiceChanged);
    assert_eq!(found[0].what, "the signing name is now elsewhere, was tiny");
}

#[test]
fn the_version_bump_follows_from_the_worst_change() {
    let change = |kind| ModelChange { kind, places: vec![], what: String::new() };
    assert_eq!(bump(&[change(ChangeKind::MemberAdded)]), (Bump::Patch, Bump::Minor));
    assert_eq!(
        bump(&[change(ChangeKind::MemberAdded), change(ChangeKind::LimitTightened)]),
        (Bump::Minor, Bump::Major)
    );
    assert_eq!(bump(&[change(ChangeKind::MemberRemoved)]), (Bump::Minor, Bump::Major));
}

#[test]
fn every_kind_has_a_unique_name_and_a_reason() {
    let names: std::collections::BTreeSet<_> = ChangeKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), ChangeKind::ALL.len());
    assert!(ChangeKind::ALL.iter().all(|kind| !kind.why().is_empty()));
}

#[test]
fn text_begins_with_the_impact_and_ends_with_the_version() {
    let old = model(PUT, SHAPES);
    let new = model(PUT, &SHAPES.replace(r#""max": 64"#, r#""max": 32"#));
    let text = to_text(&diff(&old, &new).unwrap());
    let expected = "Breaking at run time: programs compile, but calls that worked may fail\n\n  now 2 to 32 \
                    characters, was 2 to 64 characters (values that were valid may be refused)\n    PutRequest.Name\n    \
                    Tag.Key\n\n\
                    Version: minor at 0.x (0.1.0 becomes 0.2.0), major from 1.0 on (1.0.0 becomes 2.0.0)\n";
    assert_eq!(text, expected);
}

#[test]
fn json_has_the_documented_form() {
    let old = model(PUT, SHAPES);
    let new = model(PUT, &SHAPES.replace(r#""slow""#, r#""slow", "odd""#));
    let json = to_json(&old, &new, &diff(&old, &new).unwrap()).to_string();
    let side = r#"{"service":"Tiny","version":"2020-01-01","source":null}"#;
    let expected = format!(
        r#"{{"form":1,"old":{side},"new":{side},"breaking":false,"bump":{{"0.x":"patch","1.x":"minor"}},"changes":[{{"kind":"value_added","impact":"compatible","breaking":false,"places":["Mode"],"what":"has the value `odd`","why":"the enum is open: the value was `Unrecognized` until now"}}]}}"#
    );
    assert_eq!(json, expected);
}

#[test]
fn pagination_is_compared_only_between_models_that_have_it() {
    let pages = |tokens: [Option<&str>; 2]| {
        let more = format!(r#"{PUT}, "Get": {{"input": {{"shape": "GetRequest"}}}}"#);
        let shapes = format!(r#"{SHAPES}, "GetRequest": {{"type": "structure", "members": {{}}}}"#);
        let mut model = model(&more, &shapes);
        for (operation, token) in model.operations.iter_mut().zip(tokens) {
            operation.paginated = token.map(crate::json::JsonValue::from);
        }
        model
    };
    let kinds = |old: &Model, new: &Model| {
        diff(old, new).unwrap().into_iter().map(|one| (one.kind, one.places.concat())).collect::<Vec<_>>()
    };
    let none = pages([None, None]);
    let one = pages([Some("a"), None]);
    let both = pages([Some("b"), Some("c")]);
    assert_eq!(kinds(&none, &both), []);
    let expected = [(ChangeKind::PaginationChanged, "Get".to_owned()), (ChangeKind::PaginationAdded, "Put".to_owned())];
    assert_eq!(kinds(&one, &both), expected);
    assert_eq!(kinds(&both, &one)[0], (ChangeKind::PaginationRemoved, "Put".to_owned()));
}
