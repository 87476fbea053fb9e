use super::*;
use crate::read::tests::{api2, strict};

/// A service with one operation, whose shapes can be changed.
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

/// The changes that replacing one text by another in the model makes: kind, places and what.
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
fn an_operation_comes_and_goes_with_its_types() {
    let more = format!(r#"{PUT}, "Drop": {{"input": {{"shape": "DropRequest"}}}}"#);
    let shapes = format!(r#"{SHAPES}, "DropRequest": {{"type": "structure", "members": {{}}}}"#);
    let kinds = |old: &Model, new: &Model| -> Vec<_> {
        diff(old, new).unwrap().into_iter().map(|change| (change.kind, change.places)).collect()
    };
    let (small, large) = (model(PUT, SHAPES), model(&more, &shapes));
    assert_eq!(kinds(&small, &large), [(Kind::OperationAdded, vec!["Drop".to_owned()])]);
    assert_eq!(kinds(&large, &small), [(Kind::OperationRemoved, vec!["Drop".to_owned()])]);
}

#[test]
fn a_new_member_breaks_only_if_a_request_needs_it() {
    let optional = (r#""Name": {"shape": "name"},"#, r#""Name": {"shape": "name"}, "New": {"shape": "name"},"#);
    let what = "is new: Option<String>, 2 to 64 characters";
    expect(optional.0, optional.1, "member_added", "PutRequest.New", what);
    let required = r#"["Name", "New"], "members": {"New": {"shape": "plain"},"#;
    expect(r#"["Name"], "members": {"#, required, "required_member_added", "PutRequest.New", "is new: String");
    // What an answer requires is an option all the same.
    let answer = r#"["Size", "New"], "members": {"New": {"shape": "plain"},"#;
    expect(r#"["Size"], "members": {"#, answer, "member_added", "PutResponse.New", "is new: Option<String>");
    let union = (r#""Text": {"shape": "plain"}"#, r#""Text": {"shape": "plain"}, "Size": {"shape": "size"}"#);
    expect(union.0, union.1, "member_added", "Choice.Size", "is new: i32");
}

#[test]
fn a_member_that_goes_or_changes_its_type_breaks() {
    expect(r#", "At": {"shape": "time"}"#, "", "member_removed", "PutRequest.At", "is gone");
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
fn required_counts_in_requests_alone() {
    expect(r#""required": ["Name"], "#, "", "member_optional", "PutRequest.Name", "is no longer required");
    expect(r#"["Name"]"#, r#"["Name", "At"]"#, "member_required", "PutRequest.At", "is required now");
    assert_eq!(changes(r#""required": ["Size"], "#, ""), []);
}

#[test]
fn a_structure_whose_members_were_all_required_loses_its_new() {
    let found =
        changes(r#""Value": {"shape": "plain"}}"#, r#""Value": {"shape": "plain"}, "More": {"shape": "plain"}}"#);
    let kinds: Vec<_> = found.iter().map(|(kind, place, _)| (*kind, place.as_str())).collect();
    assert_eq!(kinds, [("new_removed", "Tag"), ("member_added", "Tag.More")]);
}

#[test]
fn arguments_in_another_order_break_though_they_compile() {
    let (from, to) = (
        r#""Key": {"shape": "name"}, "Value": {"shape": "plain"}"#,
        r#""Value": {"shape": "plain"}, "Key": {"shape": "name"}"#,
    );
    expect(from, to, "arguments_reordered", "Tag", "required are now Value, Key, was Key, Value");
}

#[test]
fn limits_are_told_at_every_member_that_has_them() {
    let what = "now 2 to 32 characters, was 2 to 64 characters";
    expect(r#""max": 64"#, r#""max": 32"#, "limit_tightened", "PutRequest.Name, Tag.Key", what);
    let what = "now 2 to 128 characters, was 2 to 64 characters";
    expect(r#""max": 64"#, r#""max": 128"#, "limit_relaxed", "PutRequest.Name, Tag.Key", what);
    // More at one end and less at the other refuses something.
    assert_eq!(one(r#""min": 2, "max": 64"#, r#""min": 3, "max": 128"#).0, "limit_tightened");
    let what = "now no limit, was at most 50 elements";
    assert_eq!(changes(r#", "max": 50"#, "")[1], ("limit_relaxed", "PutRequest.Tags".to_owned(), what.to_owned()));
    assert_eq!(changes(r#", "max": 50"#, "")[0].0, "rule_removed");
    // Answers are not checked.
    assert_eq!(changes(r#""size": {"type": "integer"}"#, r#""size": {"type": "integer", "max": 5}"#), []);
}

#[test]
fn patterns_tighten_relax_or_cannot_be_compared() {
    let pattern = |pattern: &str| SHAPES.replace(r#""min": 2"#, &format!(r#""pattern": "{pattern}", "min": 2"#));
    let kind = |old: &str, new: &str| {
        let found = diff(&model(PUT, old), &model(PUT, new)).unwrap();
        found.into_iter().map(|change| change.kind).collect::<Vec<_>>()
    };
    assert_eq!(kind(SHAPES, &pattern("[a-z]*")), [Kind::LimitTightened]);
    assert_eq!(kind(&pattern("[a-z]*"), SHAPES), [Kind::LimitRelaxed]);
    assert_eq!(kind(&pattern("[a-z]*"), &pattern("[a-y]*")), [Kind::PatternChanged]);
}

#[test]
fn values_of_enums_come_and_go() {
    expect(r#""fast", "slow""#, r#""fast", "slow", "odd""#, "value_added", "Mode", "has the value `odd`");
    expect(r#""fast", "slow""#, r#""fast""#, "value_removed", "Mode", "no longer has the value `slow`");
}

#[test]
fn what_becomes_secret_changes_its_type_and_is_no_longer_written() {
    let found = changes(r#""plain": {"type": "string"}"#, r#""plain": {"type": "string", "sensitive": true}"#);
    let find = |kind: &str| found.iter().find(|(other, ..)| *other == kind).cloned().unwrap();
    assert_eq!(find("secret_now").1, "Busy, Choice, PutRequest, PutResponse, Tag");
    let what = "is now Option<Secret>, was Option<String>";
    assert_eq!(find("member_type_changed"), ("member_type_changed", "Busy.message".to_owned(), what.to_owned()));
}

#[test]
fn advice_against_a_member_is_compatible() {
    let since = r#""At": {"shape": "time", "deprecated": true, "deprecatedSince": "2026-06-17"}"#;
    let what = "is deprecated: AWS advises against using it (since 2026-06-17)";
    expect(r#""At": {"shape": "time"}"#, since, "deprecated", "PutRequest.At", what);
}

#[test]
fn errors_are_listed_renamed_and_answered_otherwise() {
    expect(r#""code": "Busy""#, r#""code": "Full""#, "error_code_changed", "Busy", "has the code Full, was Busy");
    let what = "comes with the status 429, was 400";
    expect("400}", "429}", "error_answer_changed", "Busy", what);
    let gone = changes(r#", "errors": [{"shape": "Busy"}]"#, "");
    assert_eq!(gone.iter().map(|change| change.0).collect::<Vec<_>>(), ["type_removed", "error_removed"]);
}

#[test]
fn what_only_the_wire_sees_is_told() {
    let renamed = r#""Tags": {"shape": "tags", "locationName": "Label"}"#;
    let what = "is written Label.member.N, was Tags.member.N";
    expect(r#""Tags": {"shape": "tags"}"#, renamed, "wire_changed", "PutRequest.Tags", what);
    let seconds = r#""time": {"type": "timestamp", "timestampFormat": "unixTimestamp"}"#;
    let what = "is written At in seconds since 1970, was At as a date and time";
    expect(r#""time": {"type": "timestamp"}"#, seconds, "wire_changed", "PutRequest.At", what);
}

#[test]
fn a_call_that_needs_credentials_now_breaks_who_has_none() {
    let unsigned = PUT.replace(r#""Put": {"#, r#""Put": {"authtype": "none", "#);
    let (signed, unsigned) = (model(PUT, SHAPES), model(&unsigned, SHAPES));
    let kinds = |old: &Model, new: &Model| diff(old, new).unwrap().iter().map(|one| one.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&unsigned, &signed), [Kind::SignedNow]);
    assert_eq!(kinds(&signed, &unsigned), [Kind::UnsignedNow]);
}

#[test]
fn facts_of_the_service_are_told() {
    let mut other = model(PUT, SHAPES);
    other.service.signing_name = "elsewhere".to_owned();
    let found = diff(&model(PUT, SHAPES), &other).unwrap();
    assert_eq!(found[0].kind, Kind::ServiceChanged);
    assert_eq!(found[0].what, "the name for signing is now elsewhere, was tiny");
}

#[test]
fn the_version_follows_from_the_worst_change() {
    let change = |kind| Change { kind, places: vec![], what: String::new() };
    assert_eq!(bump(&[change(Kind::MemberAdded)]), (Bump::Patch, Bump::Minor));
    assert_eq!(bump(&[change(Kind::MemberAdded), change(Kind::LimitTightened)]), (Bump::Minor, Bump::Major));
    assert_eq!(bump(&[change(Kind::MemberRemoved)]), (Bump::Minor, Bump::Major));
}

#[test]
fn every_kind_has_a_name_of_its_own_and_a_reason() {
    let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
    assert!(Kind::ALL.iter().all(|kind| !kind.why().is_empty()));
}

#[test]
fn text_has_the_verdict_first_and_the_version_last() {
    let (old, new) = (model(PUT, SHAPES), model(PUT, &SHAPES.replace(r#""max": 64"#, r#""max": 32"#)));
    let text = to_text(&diff(&old, &new).unwrap());
    let expected = "Breaking at run time: programs compile, but what worked may fail\n\n  now 2 to 32 \
                    characters, was 2 to 64 characters (what was sent until now may be refused)\n    PutRequest.Name\n    \
                    Tag.Key\n\n\
                    Version: minor at 0.x (0.1.0 becomes 0.2.0), major from 1.0 on (1.0.0 becomes 2.0.0)\n";
    assert_eq!(text, expected);
}

#[test]
fn json_has_the_documented_form() {
    let (old, new) = (model(PUT, SHAPES), model(PUT, &SHAPES.replace(r#""slow""#, r#""slow", "odd""#)));
    let json = to_json(&old, &new, &diff(&old, &new).unwrap()).to_string();
    let side = r#"{"service":"Tiny","version":"2020-01-01","source":null}"#;
    let expected = format!(
        r#"{{"form":1,"old":{side},"new":{side},"breaking":false,"bump":{{"0.x":"patch","1.x":"minor"}},"changes":[{{"kind":"value_added","impact":"compatible","breaking":false,"places":["Mode"],"what":"has the value `odd`","why":"the enum is open; what came as `Unrecognized` has a name now"}}]}}"#
    );
    assert_eq!(json, expected);
}

#[test]
fn pages_count_only_between_models_that_tell_of_them() {
    let pages = |tokens: [Option<&str>; 2]| {
        let more = format!(r#"{PUT}, "Get": {{"input": {{"shape": "GetRequest"}}}}"#);
        let shapes = format!(r#"{SHAPES}, "GetRequest": {{"type": "structure", "members": {{}}}}"#);
        let mut model = model(&more, &shapes);
        for (operation, token) in model.operations.iter_mut().zip(tokens) {
            operation.paginated = token.map(crate::json::Json::from);
        }
        model
    };
    let kinds = |old: &Model, new: &Model| {
        diff(old, new).unwrap().into_iter().map(|one| (one.kind, one.places.concat())).collect::<Vec<_>>()
    };
    let (none, one, both) = (pages([None, None]), pages([Some("a"), None]), pages([Some("b"), Some("c")]));
    assert_eq!(kinds(&none, &both), []);
    let expected = [(Kind::PaginationChanged, "Get".to_owned()), (Kind::PaginationAdded, "Put".to_owned())];
    assert_eq!(kinds(&one, &both), expected);
    assert_eq!(kinds(&both, &one)[0], (Kind::PaginationRemoved, "Put".to_owned()));
}
