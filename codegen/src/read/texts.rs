//! Refuses texts of a model that must not reach generated files: control characters and names that Rust does not allow.
//!
//! A model is data. Descriptions may contain anything, since comments leave unprintable characters out
//! ([`crate::comment`]), and patterns are escaped. Every other text is either a name or a single line.

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{MemberShape, Model, OperationShape, ServiceShape, Shape, ShapeKind};
use crate::unprintable::is_unprintable;

use super::fields::error;

/// Longest name. Operations become files, whose names most systems limit to 255 bytes, and an underscore may be added
/// before every letter.
const MAX_NAME: usize = 120;

/// Keys in the JSON of traits whose values are descriptions.
const DESCRIPTIONS: [&str; 2] = ["documentation", "description"];

/// Checks every text of a model, except for descriptions, reasons of deprecations and patterns.
///
/// # Errors
///
/// A text has a control character, a line separator or a direction mark, or a name has characters that no name in Rust is
/// made of. The error names the place.
pub(crate) fn check(model: &Model) -> Result<(), Error> {
    check_service(&model.service)?;
    model.operations.iter().try_for_each(check_operation)?;
    model.shapes.iter().try_for_each(|(name, shape)| check_shape(name, shape))
}

/// Checks the texts of a JSON value, except for descriptions. The error names the path from `at`.
pub(crate) fn check_json(at: &str, json: &JsonValue) -> Result<(), Error> {
    match json {
        JsonValue::String(text) => line(at, "the text", text),
        JsonValue::Array(elements) => {
            let mut numbered = elements.iter().enumerate();
            numbered.try_for_each(|(index, element)| check_json(&format!("{at}[{index}]"), element))
        }
        JsonValue::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            line(at, "the key", key)?;
            let is_description = DESCRIPTIONS.contains(&key.as_str()) && value.as_str().is_some();
            if is_description { Ok(()) } else { check_json(&format!("{at}.{key}"), value) }
        }),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => Ok(()),
    }
}

fn check_service(service: &ServiceShape) -> Result<(), Error> {
    let required = [
        ("name", &service.sdk_id),
        ("version", &service.version),
        ("endpoint prefix", &service.endpoint_prefix),
        ("signing name", &service.signing_name),
    ];
    let optional = [("title", &service.title), ("XML namespace", &service.xml_namespace)];
    let optional = optional.into_iter().filter_map(|(what, text)| Some((what, text.as_ref()?)));
    for (what, text) in required.into_iter().chain(optional) {
        line("service", &format!("the {what}"), text)?;
    }
    for (at, json) in [("endpoint rules", &service.endpoint_rules), ("endpoint tests", &service.endpoint_tests)] {
        json.iter().try_for_each(|json| check_json(at, json))?;
    }
    for transient in &service.transient_errors {
        let texts = std::iter::once(&transient.code).chain(&transient.message);
        texts.into_iter().try_for_each(|text| line("service", "a transient error", text))?;
    }
    for known in &service.error_codes {
        [&known.code, &known.meaning].into_iter().try_for_each(|text| line("service", "an error code", text))?;
    }
    if let Some(dry_run) = &service.dry_run {
        [&dry_run.member, &dry_run.code].into_iter().try_for_each(|text| line("service", "a dry run", text))?;
    }
    for flag in &service.flag_variables {
        let texts = [&flag.variable, &flag.built_in, &flag.on, &flag.off];
        texts.into_iter().try_for_each(|text| line("service", "a flag variable", text))?;
    }
    Ok(())
}

fn check_operation(operation: &OperationShape) -> Result<(), Error> {
    let at = operation.name.as_str();
    name(at, "the operation", at)?;
    let texts = operation.host_prefix.iter().chain(&operation.request_compression);
    texts.into_iter().try_for_each(|text| line(at, "a trait", text))?;
    for (key, json) in [("paginated", &operation.paginated), ("waitable", &operation.waitable)] {
        json.iter().try_for_each(|json| check_json(&format!("{at}.{key}"), json))?;
    }
    let waiters = operation.waitable.as_ref().map(JsonValue::entries).unwrap_or_default();
    waiters.iter().try_for_each(|(waiter, _)| name(&format!("{at}.waitable"), "the waiter", waiter))
}

fn check_shape(at: &str, shape: &Shape) -> Result<(), Error> {
    name(at, "the shape", at)?;
    shape.rename.iter().try_for_each(|rename| name(at, "the new name", rename))?;
    shape.error.iter().try_for_each(|error| line(at, "the error code", &error.code))?;
    if let ShapeKind::Enum(values) = &shape.kind {
        values.iter().try_for_each(|value| line(at, "the value", value))?;
    }
    shape.members().into_iter().try_for_each(|member| check_member(at, member))
}

fn check_member(shape: &str, member: &MemberShape) -> Result<(), Error> {
    let at = format!("{shape}${}", member.name);
    name(&at, "the member", &member.name)?;
    wire_name(&at, member.wire_name.as_ref().unwrap_or(&member.name))?;
    let names = member.key.iter().chain(&member.empty_list_name).chain(&member.other_name);
    names.into_iter().try_for_each(|wire| wire_name(&at, wire))
}

/// Checks the name of a parameter or element. Names of XML may contain more, but those of Smithy's traits do not, and a full
/// stop separates the parts of the name of a parameter.
fn wire_name(at: &str, wire: &str) -> Result<(), Error> {
    line(at, "the name on the wire", wire)?;
    let is_start = |first: char| first.is_ascii_alphabetic() || first == '_';
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_-:".contains(character);
    if wire.starts_with(is_start) && wire.chars().all(is_allowed) {
        return Ok(());
    }
    Err(error(at, format!("the name on the wire {wire:?} is not allowed"))
        .with_remedy("it must start with an ASCII letter or _, and consist of ASCII letters, digits and _ - :"))
}

/// Checks a text that must be one line without invisible marks.
fn line(at: &str, what: &str, text: &str) -> Result<(), Error> {
    match text.chars().find(|character| is_unprintable(*character)) {
        None => Ok(()),
        Some(found) => Err(error(at, format!("{what} {text:?} contains the control character {}", code_point(found)))
            .with_remedy("only descriptions and patterns may contain control characters and direction marks")),
    }
}

/// Checks a name that Rust gets, perhaps with another case.
fn name(at: &str, what: &str, name: &str) -> Result<(), Error> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-.:".contains(character);
    let problem = match name.chars().find(|character| !allowed(*character)) {
        Some(found) if is_unprintable(found) => format!("contains the control character {}", code_point(found)),
        Some(found) => format!("contains {found:?}"),
        None if name.is_empty() => "is empty".to_owned(),
        None if name.len() > MAX_NAME => format!("has {} characters, and may have {MAX_NAME}", name.len()),
        None => return Ok(()),
    };
    // A shape without a name has no other place.
    let at = if at.is_empty() { "model" } else { at };
    Err(error(at, format!("{what} {name:?} {problem}"))
        .with_remedy("a name consists of ASCII letters, digits and the characters _ - . :"))
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::{api2, failure, strict};

    #[test]
    fn every_text_but_descriptions_and_patterns_is_checked() {
        let models = [
            ("title", api2("", "").replace("Tiny", "T\\npub fn injected() {} //")),
            ("operation", api2(r#""Do\nit": {}"#, "")),
            ("shape", api2("", r#""A\u2028b": {"type": "string"}"#)),
            ("member", api2("", r#""A": {"type": "structure", "members": {"Na\u202eme": {"shape": "A"}}}"#)),
            ("value", api2("", r#""A": {"type": "string", "enum": ["a\u0085b"]}"#)),
            (
                "name on the wire",
                api2("", r#""A": {"type": "structure", "members": {"B": {"shape": "A", "locationName": "x\ty"}}}"#),
            ),
            ("error code", api2("", r#""A": {"type": "structure", "members": {}, "error": {"code": "a\rb"}}"#)),
            ("trait", api2(r#""Do": {"endpoint": {"hostPrefix": "a\u0000."}}"#, "")),
        ];
        for (what, text) in models {
            let error = failure(&text);
            assert!(error.contains("contains the control character U+"), "{what}: {error}");
            assert!(!error.chars().any(is_unprintable), "{error:?}");
        }
    }

    #[test]
    fn descriptions_patterns_and_deprecations_may_contain_anything() {
        strict(&api2(
            r#""Do": {"documentation": "<p>a\npub fn injected() {} //\u202e</p>", "deprecated": true,
                "deprecatedMessage": "a\nb"}"#,
            r#""A": {"type": "string", "pattern": "[\t\n\u202e]*", "documentation": "a\u0085b"}"#,
        ));
    }

    #[test]
    fn names_are_ascii_and_short() {
        for (name, problem) in [
            ("Z\u{e4}hle", "contains 'ä'"),
            ("Do it", "contains ' '"),
            ("Do`it", "contains '`'"),
            ("../../Do", "contains '/'"),
            ("", "is empty"),
        ] {
            let error = failure(&api2(&format!(r#""{name}": {{}}"#), ""));
            assert!(error.contains(&format!("the operation {name:?} {problem}; ")), "{error}");
        }
        let error = failure(&api2(&format!(r#""{}": {{}}"#, "A".repeat(121)), ""));
        assert!(error.contains("has 121 characters, and may have 120"), "{error}");
        strict(&api2("", r#""__listOf.A-b:c": {"type": "string"}"#));
    }

    #[test]
    fn names_on_the_wire_are_those_of_smithy() {
        let model = |key: &str, wire: &str| {
            let member =
                format!(r#""A": {{"type": "structure", "members": {{"B": {{"shape": "S", "{key}": "{wire}"}}}}}}"#);
            let model = api2("", &format!(r#"{member}, "S": {{"type": "string"}}"#));
            model.replace(r#""protocol": "query""#, r#""protocol": "ec2""#)
        };
        for key in ["locationName", "queryName"] {
            for wire in ["", "a b", "1a", "-a", "a.1", "a>b", "a&b", "ä", "a'b"] {
                let error = failure(&model(key, wire));
                assert!(error.starts_with(&format!("read: A$B: the name on the wire {wire:?} is not allowed; ")));
            }
            for wire in ["a", "_a", "xsi:type", "a-b_1"] {
                strict(&model(key, wire));
            }
        }
    }

    #[test]
    fn the_place_in_a_trait_is_named() {
        let json = JsonValue::parse(r#"{"a": [{"documentation": "x\ny"}, {"path": "x\ny"}]}"#).unwrap();
        let error = check_json("Act.waitable", &json).unwrap_err();
        assert_eq!(error.at(), "Act.waitable.a[1].path");
    }
}
