use super::*;
use crate::model::{Bounds, Model, Retryable, TransientError};
use crate::read::tests::{api2, forms, strict};

fn correction(target: &str, name: &str, value: &str) -> String {
    format!(r#"[{{"target": "{target}", "trait": "{name}", "value": {value}, "why": "tests", "source": "here"}}]"#)
}

fn corrected(target: &str, name: &str, value: &str) -> Result<Model, String> {
    correct(strict(forms::AST), &correction(target, name, value)).map_err(|error| error.to_string())
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
fn the_service_is_told_what_its_model_leaves_out() {
    let model = corrected("Tiny", "awsquery#transientError", r#"{"code": "Busy", "message": "later"}"#).unwrap();
    let expected = TransientError { code: "Busy".to_owned(), message: Some("later".to_owned()) };
    assert_eq!(model.service.transient_errors, [expected]);
    let value = r#"{"variable": "TINY", "builtIn": "Tiny::Flag", "on": "yes", "off": "no"}"#;
    let model = corrected("Tiny", "awsquery#flagVariable", value).unwrap();
    assert_eq!(model.service.flag_variables[0].built_in, "Tiny::Flag");
    let error = refused("Tiny", "awsquery#transientError", r#"{"message": "later"}"#);
    assert_eq!(error, "the text \"code\" is missing");
    assert_eq!(refused("Tiny", "awsquery#transientError", r#"{"cod": "x"}"#), "unknown key \"cod\"");
    assert_eq!(refused("Tiny", "awsquery#transientError", r#"{"code": 1}"#), "\"code\" must be a text");
    let error = refused("Tiny", "awsquery#flagVariable", r#"{"variable": "TINY"}"#);
    assert!(error.contains("\"builtIn\""), "{error}");
}

#[test]
fn correction_that_changes_nothing_can_be_removed() {
    let expected = "changes nothing: the model already says so; remove the correction";
    assert_eq!(refused("nameType", "smithy.api#sensitive", "{}"), expected);
    assert_eq!(refused("Sizes", "smithy.api#length", r#"{"min": 1}"#), expected);
    assert_eq!(refused("Busy", "smithy.api#retryable", r#"{"throttling": true}"#), expected);
    assert_eq!(refused("GetThing", "smithy.api#auth", "[]"), expected);
}

#[test]
fn targets_and_traits_must_exist_and_fit() {
    assert_eq!(refused("Gone", "smithy.api#sensitive", "{}"), "the model has no such target");
    assert_eq!(refused("Choice$Gone", "smithy.api#sensitive", "{}"), "the model has no such target");
    let unfit = "the trait cannot be corrected at this kind of target";
    assert_eq!(refused("Choice", "smithy.api#odd", "{}"), unfit);
    assert_eq!(refused("PutThing", "awsquery#reliedOn", "{}"), unfit);
    assert_eq!(refused("size", "smithy.api#length", r#"{"min": 1}"#), "the shape has no length");
    assert_eq!(refused("Choice", "smithy.api#retryable", "{}"), "the shape is no error");
    assert_eq!(refused("size", "smithy.api#sensitive", "true"), "\"value\" must be an empty object");
    assert_eq!(refused("Sizes", "smithy.api#length", r#"{"most": 1}"#), "unknown bound \"most\"");
    assert_eq!(refused("Sizes", "smithy.api#length", r#"{"max": "1"}"#), "the bound \"max\" must be a whole number");
    assert_eq!(refused("PutThing", "smithy.api#auth", r#"["x"]"#), "\"value\" must be an empty list");
}

#[test]
fn corrections_need_their_reason_and_source() {
    let fail = |text: &str| correct(strict(forms::AST), text).unwrap_err().to_string();
    let whole = correction("size", "smithy.api#sensitive", "{}");
    assert_eq!(fail(&whole.replace("tests", " ")), "correct: corrections[0]: the text \"why\" is missing");
    assert_eq!(fail(&whole.replace("\"source\"", "\"origin\"")), "correct: corrections[0]: unknown key \"origin\"");
    assert_eq!(
        fail(&whole.replace(r#", "source": "here""#, "")),
        "correct: corrections[0]: the text \"source\" is missing"
    );
    assert_eq!(fail("{}"), "correct: corrections: must be a list, is an object");
    assert!(fail("[").starts_with("correct: corrections: not JSON: EOF"));
    assert_eq!(correct(strict(forms::AST), "[]").unwrap(), strict(forms::AST));
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
fn our_prose_takes_the_place_of_theirs() {
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
fn all_missing_entries_are_named() {
    assert_eq!(
        fail("# Thing\nWhatever people stored here.\n"),
        "correct: documentation: these have no entry: GetThing, Color, Thing$Color"
    );
}

#[test]
fn entries_that_restate_their_name_are_named() {
    let markdown =
        PROSE.replace("Everything a brush can paint.", "The color.").replace("Fetches what was stored before.", "");
    assert_eq!(
        fail(&markdown),
        "correct: documentation: these entries say no more than the name: Color (line 15), GetThing (line 1); \
         say what it is for, or what becomes of it"
    );
}

#[test]
fn entries_about_nothing_have_their_line() {
    assert_eq!(fail(&format!("{PROSE}# Gone\nx\n")), "correct: documentation, line 17: the model has no Gone");
    assert_eq!(fail(&format!("{PROSE}## red\nx\n")), "correct: documentation, line 17: the model has no Color$red");
    assert_eq!(fail("## Color\n"), "correct: documentation, line 1: the member Color stands under no shape");
    assert_eq!(fail("\nHello\n"), "correct: documentation, line 2: text before the first heading");
}

#[test]
fn entries_stand_once() {
    assert_eq!(
        fail(&format!("{PROSE}# Thing\nx\n")),
        "correct: documentation, line 17: Thing has an entry already, in line 5"
    );
}
