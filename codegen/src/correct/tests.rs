//! Tests of corrections and of the documentation overlay.

use super::*;
use crate::model::{Bounds, LimitsTrait, Model, Retryable, TransientErrorTrait};
use crate::read::Strictness;
use crate::read::tests::{api2, forms, strict};

fn correction(target: &str, name: &str, value: &str) -> String {
    format!(r#"[{{"target": "{target}", "trait": "{name}", "value": {value}, "why": "tests", "source": "here"}}]"#)
}

fn corrected(target: &str, name: &str, value: &str) -> Result<Model, String> {
    let corrected = correct(strict(forms::AST), &correction(target, name, value), Strictness::Strict);
    corrected.map(|(model, _)| model).map_err(|error| error.to_string())
}

fn refused(target: &str, name: &str, value: &str) -> String {
    let error = corrected(target, name, value).unwrap_err();
    let prefix = format!("correct: corrections[0] ({target}, {name}): ");
    error.strip_prefix(&prefix).unwrap_or_else(|| panic!("{error}")).to_owned()
}

#[test]
fn facts_are_corrected() {
    let model = corrected("size", "smithy.api#sensitive", "{}").unwrap();
    assert!(model.shapes["size"].sensitive);
    let model = corrected("PutThingRequest$Token", "smithy.api#sensitive", "{}").unwrap();
    assert!(model.shapes["PutThingRequest"].members()[1].sensitive);
    let model = corrected("GetThingResponse$Color", "awsquery#reliedOn", "{}").unwrap();
    assert!(model.shapes["GetThingResponse"].members()[1].relied_on);
    let model = corrected("Sizes", "smithy.api#length", r#"{"min": 0, "max": 10}"#).unwrap();
    assert_eq!(model.shapes["Sizes"].constraints.length, Bounds { min: None, max: Some(10) });
    let model = corrected("Absent", "smithy.api#retryable", "{}").unwrap();
    let retryable = model.shapes["Absent"].error.as_ref().unwrap().retryable;
    assert_eq!(retryable, Some(Retryable { throttling: false }));
    let model = corrected("PutThing", "smithy.api#auth", "[]").unwrap();
    assert!(model.operations[1].no_auth);
    let model = corrected("PutThingRequest$Token", "awsquery#oneTime", "{}").unwrap();
    assert!(model.shapes["PutThingRequest"].members()[1].one_time);
    let model = corrected("Choice", "awsquery#rename", r#""Option""#).unwrap();
    assert_eq!(model.shapes["Choice"].rename.as_deref(), Some("Option"));
}

#[test]
fn facts_about_the_service_are_added() {
    let model = corrected("Tiny", "awsquery#transientError", r#"{"code": "Busy", "message": "later"}"#).unwrap();
    let expected = TransientErrorTrait { code: "Busy".to_owned(), message: Some("later".to_owned()) };
    assert_eq!(model.service.transient_errors, [expected]);
    let value = r#"{"variable": "TINY", "builtIn": "Tiny::Flag", "on": "yes", "off": "no"}"#;
    let model = corrected("Tiny", "awsquery#flagVariable", value).unwrap();
    assert_eq!(model.service.flag_variables[0].built_in, "Tiny::Flag");
    let error = refused("Tiny", "awsquery#transientError", r#"{"message": "later"}"#);
    assert_eq!(error, "the string \"code\" is missing");
    assert_eq!(refused("Tiny", "awsquery#transientError", r#"{"cod": "x"}"#), "unknown key \"cod\"");
    let error = refused("Tiny", "awsquery#transientError", r#"{"code": 1}"#);
    assert_eq!(error, "\"code\" must be a string; found a number");
    let error = refused("Tiny", "awsquery#flagVariable", r#"{"variable": "TINY"}"#);
    assert!(error.contains("\"builtIn\""), "{error}");
}

#[test]
fn limits_of_a_service_are_positive_numbers() {
    let limits = |value| corrected("Tiny", "awsquery#limits", value).unwrap().service.limits;
    let some = LimitsTrait { deadline: Some(120), max_response_bytes: Some(67_108_864), ..LimitsTrait::default() };
    assert_eq!(limits(r#"{"maxResponseBytes": 67108864, "deadlineSeconds": 120}"#), some);
    let timeout = LimitsTrait { attempt_timeout: Some(60), ..LimitsTrait::default() };
    assert_eq!(limits(r#"{"attemptTimeoutSeconds": 60}"#), timeout);
    for value in ["0", "-1", "1.5", "4294967296", "\"60\"", "null"] {
        let error = refused("Tiny", "awsquery#limits", &format!("{{\"deadlineSeconds\": {value}}}"));
        assert_eq!(error, "\"deadlineSeconds\" must be an integer from 1 to 4294967295", "{value}");
    }
    assert_eq!(refused("Tiny", "awsquery#limits", r#"{"deadline": 1}"#), "unknown limit \"deadline\"");
    assert!(refused("Tiny", "awsquery#limits", "{}").contains("\"maxResponseBytes\""));
    assert!(refused("PutThing", "awsquery#limits", r#"{"deadlineSeconds": 1}"#).contains("cannot be corrected"));
}

#[test]
fn a_correction_that_changes_nothing_is_an_error() {
    let expected = "changes nothing: the model already states this value; remove the correction";
    assert_eq!(refused("nameType", "smithy.api#sensitive", "{}"), expected);
    assert_eq!(refused("Sizes", "smithy.api#length", r#"{"min": 1}"#), expected);
    assert_eq!(refused("Busy", "smithy.api#retryable", r#"{"throttling": true}"#), expected);
    assert_eq!(refused("GetThing", "smithy.api#auth", "[]"), expected);
}

#[test]
fn a_correction_needs_a_known_target_that_can_have_the_trait() {
    assert_eq!(refused("Gone", "smithy.api#sensitive", "{}"), "the model does not have this target");
    assert_eq!(refused("Choice$Gone", "smithy.api#sensitive", "{}"), "the model does not have this target");
    let unfit = "this trait cannot be corrected for this kind of target";
    assert_eq!(refused("Choice", "smithy.api#odd", "{}"), unfit);
    assert_eq!(refused("PutThing", "awsquery#reliedOn", "{}"), unfit);
    assert_eq!(refused("size", "smithy.api#length", r#"{"min": 1}"#), "the shape has no length");
    assert_eq!(refused("Choice", "smithy.api#retryable", "{}"), "the shape is not an error");
    assert_eq!(refused("size", "smithy.api#sensitive", "true"), "\"value\" must be an empty object");
    assert_eq!(refused("Sizes", "smithy.api#length", r#"{"most": 1}"#), "unknown bound \"most\"");
    let error = refused("Sizes", "smithy.api#length", r#"{"max": "1"}"#);
    assert_eq!(error, "\"max\" must be a 64-bit integer; found a string");
    assert_eq!(refused("PutThing", "smithy.api#auth", r#"["x"]"#), "\"value\" must be an empty list");
}

#[test]
fn a_correction_needs_a_reason_and_a_source() {
    let fail = |text: &str| correct(strict(forms::AST), text, Strictness::Strict).unwrap_err().to_string();
    let whole = correction("size", "smithy.api#sensitive", "{}");
    let error = fail(&whole.replace("tests", " "));
    assert_eq!(error, "correct: corrections[0]: the string \"why\" is missing or empty");
    assert_eq!(fail(&whole.replace("\"source\"", "\"origin\"")), "correct: corrections[0]: unknown key \"origin\"");
    assert_eq!(
        fail(&whole.replace(r#", "source": "here""#, "")),
        "correct: corrections[0]: the string \"source\" is missing or empty"
    );
    assert_eq!(fail("{}"), "correct: corrections: must be a list; found an object");
    assert!(fail("[").starts_with("correct: corrections: not JSON: EOF"));
    assert_eq!(correct(strict(forms::AST), "[]", Strictness::Strict).unwrap(), (strict(forms::AST), Vec::new()));
}

fn small() -> Model {
    let mut model = strict(&api2(
        r#""GetThing": {"output": {"shape": "Thing"}}"#,
        r#""Thing": {"type": "structure", "members": {"Color": {"shape": "Color"}}, "documentation": "theirs"},
        "Color": {"type": "string", "enum": ["red"]}, "Unused": {"type": "structure", "members": {}, "documentation": "theirs"}"#,
    ));
    model.service.documentation = Some("theirs".to_owned());
    model
}

const PROSE: &str = "# GetThing\n\nFetches what was stored before.\n\n# Thing\nWhatever people stored here.\n\
    ## Color\nHow walls look afterwards:\n\n```text\n# not a heading\n```\n### More\nAnd so on.\n\
    # Color\nEverything a brush can paint.\n";

fn fail(markdown: &str) -> String {
    overlay(small(), markdown).unwrap_err().to_string()
}

#[test]
fn our_documentation_replaces_that_of_the_publisher() {
    let model = overlay(small(), &format!("# service\nKeeps painted things safe.\n{PROSE}")).unwrap();
    assert_eq!(model.service.documentation.as_deref(), Some("Keeps painted things safe."));
    assert_eq!(model.operations[0].documentation.as_deref(), Some("Fetches what was stored before."));
    assert_eq!(
        model.shapes["Thing"].members()[0].documentation.as_deref(),
        Some("How walls look afterwards:\n\n```text\n# not a heading\n```\n### More\nAnd so on.")
    );
    assert_eq!(model.shapes["Unused"].documentation, None);
    assert_eq!(overlay(small(), PROSE).unwrap().service.documentation, None);
}

#[test]
fn the_error_lists_all_missing_entries() {
    assert_eq!(
        fail("# Thing\nWhatever people stored here.\n"),
        "correct: documentation: missing entries: GetThing, Color, Thing$Color"
    );
}

#[test]
fn the_error_lists_all_entries_that_restate_their_name() {
    let markdown =
        PROSE.replace("Everything a brush can paint.", "The color.").replace("Fetches what was stored before.", "");
    assert_eq!(
        fail(&markdown),
        "correct: documentation: these entries only restate their name: Color (line 15), GetThing (line 1); \
         describe what it is for, or what happens to it"
    );
}

#[test]
fn an_entry_without_a_counterpart_is_an_error_with_its_line() {
    assert_eq!(fail(&format!("{PROSE}# Gone\nx\n")), "correct: documentation, line 17: the model has no Gone");
    assert_eq!(fail(&format!("{PROSE}## red\nx\n")), "correct: documentation, line 17: the model has no Color$red");
    assert_eq!(fail("## Color\n"), "correct: documentation, line 1: the member Color is not below a shape");
    assert_eq!(fail("\nHello\n"), "correct: documentation, line 2: text before the first heading");
}

#[test]
fn a_duplicate_entry_is_an_error_that_names_both_lines() {
    assert_eq!(
        fail(&format!("{PROSE}# Thing\nx\n")),
        "correct: documentation, line 17: Thing already has an entry in line 5"
    );
}

#[test]
fn what_is_not_described_yet_gets_a_placeholder_in_its_place() {
    let markdown = "# service\nKeeps painted things safe.\n\n# Thing\n\nWhatever people stored.\n\n```text\n# not a heading\n```\n";
    let (text, added) = add_placeholders(&small(), markdown).unwrap();
    let stub = |heading: &str| format!("{heading}\n\n{PLACEHOLDER}\n");
    let expected = format!(
        "# service\nKeeps painted things safe.\n\n{}\n{}\n# Thing\n\nWhatever people stored.\n\n\
         ```text\n# not a heading\n```\n\n{}",
        stub("# GetThing"),
        stub("# Color"),
        stub("## Color")
    );
    assert_eq!(text, expected);
    assert_eq!(added, ["GetThing", "Color", "Thing$Color"]);
    assert_eq!(add_placeholders(&small(), &text).unwrap(), (text, Vec::new()));
    assert_eq!(add_placeholders(&small(), PROSE).unwrap().0, PROSE, "a complete text stays as it is");
}

#[test]
fn a_member_gets_its_placeholder_behind_the_member_before_it() {
    let shape = |members: &[&str]| {
        let members: Vec<String> = members.iter().map(|name| format!(r#""{name}": {{"shape": "Text"}}"#)).collect();
        let thing = format!(
            r#""Thing": {{"type": "structure", "members": {{{}}}}}, "Text": {{"type": "string"}}"#,
            members.join(", ")
        );
        strict(&api2(r#""GetThing": {"output": {"shape": "Thing"}}"#, &thing))
    };
    let markdown = "# GetThing\n\nx\n\n# Thing\n\nx\n\n## B\n\nx\n\n## D\n\nx\n";
    let (text, added) = add_placeholders(&shape(&["A", "B", "C", "D", "E", "F"]), markdown).unwrap();
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, ["# GetThing", "# Thing", "## A", "## B", "## C", "## D", "## E", "## F"]);
    assert_eq!(added, ["Thing$A", "Thing$C", "Thing$E", "Thing$F"]);
}

#[test]
fn placeholders_are_refused_until_all_are_replaced() {
    let (text, _) = add_placeholders(&small(), "").unwrap();
    assert_eq!(
        fail(&text),
        "correct: documentation: these entries are not written yet: Color (line 5), GetThing (line 1), \
         Thing (line 9), Thing$Color (line 13); describe what each is for, in place of <!-- not described yet -->"
    );
    let one = PROSE.replace("Everything a brush can paint.", &format!("Everything. {PLACEHOLDER}"));
    assert!(fail(&one).contains("not written yet: Color (line 15);"), "{}", fail(&one));
}

#[test]
fn corrections_of_another_release_are_warnings_if_the_generator_is_lenient() {
    let list =
        r#"[{"target": "Nothing", "trait": "smithy.api#sensitive", "value": {}, "why": "tests", "source": "here"}]"#;
    assert!(correct(strict(forms::AST), list, Strictness::Strict).is_err());
    let (model, warnings) = correct(strict(forms::AST), list, Strictness::Lenient).unwrap();
    assert_eq!(model, strict(forms::AST));
    let expected = "corrections[0] (Nothing, smithy.api#sensitive): the model does not have this target";
    assert_eq!(warnings, [expected]);
}
