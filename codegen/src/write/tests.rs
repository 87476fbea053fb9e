//! Tests that a written model reads back as the same model.

use super::*;
use crate::model::{Deprecated, Provenance};
use crate::read::tests::{api2, ast, forms, strict};

fn reads_back(model: &Model) -> String {
    let text = write(model).to_pretty();
    assert_eq!(strict(&text), *model);
    text
}

#[test]
fn every_feature_reads_back() {
    let mut model = strict(forms::AST);
    reads_back(&model);
    model.provenance =
        Some(Provenance { publisher: "AWS".to_owned(), version: "7".to_owned(), sha256: "00".to_owned() });
    model.service.signature = SignatureVersion::V2;
    let shape = model.shapes.get_mut("GetThingResponse").unwrap();
    shape.rename = Some("Thing".to_owned());
    shape.deprecated = Some(Deprecated { message: None, since: Some("2021".to_owned()) });
    for member in shape.members_mut() {
        member.relied_on = true;
        member.one_time = true;
        member.sensitive = true;
    }
    let text = reads_back(&model);
    assert!(text.contains("\"com.amazonaws.tiny#PutThingRequest\""));
}

#[test]
fn scalars_and_flattened_lists_read_back() {
    let scalars = ["boolean", "byte", "short", "integer", "long", "float", "double", "timestamp", "blob", "string"];
    let mut shapes: String = scalars.iter().map(|name| format!("\"{name}\": {{\"type\": \"{name}\"}}, ")).collect();
    shapes.push_str(
        r#""S": {"type": "structure", "members": {"Items": {"shape": "Items"}}},
        "Items": {"type": "list", "flattened": true, "member": {"shape": "string", "locationName": "Item"}}"#,
    );
    reads_back(&strict(&api2("", &shapes)));
}

#[test]
fn patterns_read_back() {
    for pattern in ["a|b", "^a", "a$", "^a|b$", "^^a$$", "", r"a\\$", r"a\$", "$", "^"] {
        let quoted = JsonValue::from(pattern);
        reads_back(&strict(&api2("", &format!(r#""P": {{"type": "string", "pattern": {quoted}}}"#))));
        let shape = format!(r#""ns#P": {{"type": "string", "traits": {{"smithy.api#pattern": {quoted}}}}}"#);
        reads_back(&strict(&ast(&[], &shape)));
    }
}

#[test]
fn enum_values_of_any_spelling_read_back() {
    reads_back(&strict(&api2("", r#""E": {"type": "string", "enum": ["a-b", "a_b", "A.B", "1", "", "é"]}"#)));
}

#[test]
fn member_order_is_kept_and_shapes_are_sorted() {
    let text = reads_back(&strict(&api2(
        "",
        r#""b": {"type": "structure", "members": {"z": {"shape": "a"}, "y": {"shape": "a"}}}, "a": {"type": "long"}"#,
    )));
    let place = |needle: &str| text.find(needle).unwrap();
    assert!(place("#TinyV20200101\"") < place("#a\": {") && place("#a\": {") < place("#b\": {"));
    assert!(place("\"z\"") < place("\"y\""));
}

#[test]
fn the_name_of_the_service_avoids_other_names() {
    let text = reads_back(&strict(&api2("", r#""tinyv20200101": {"type": "long"}"#)));
    assert!(text.contains("#TinyV20200101_\""));
}

#[test]
fn a_model_without_documentation_contains_no_prose() {
    let mut model = strict(forms::AST);
    model.service.endpoint_rules = Some(
        JsonValue::parse(r#"{"parameters": {"Region": {"documentation": "Prose", "type": "String"}}, "rules": []}"#)
            .unwrap(),
    );
    let model = model.without_documentation();
    let text = reads_back(&model);
    assert!(!text.contains("ocumentation") && !text.contains("Prose") && !text.contains("Use another"), "{text}");
    assert!(text.contains("\"Region\": {\n") && text.contains("smithy.api#deprecated"));
}
