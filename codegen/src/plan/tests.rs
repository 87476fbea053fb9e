//! Tests that a plan refuses what cannot be generated, and that it leaves nothing out.

use super::*;
use crate::read::tests::{api2, ast, strict};

/// Returns a model with one operation, `Act`, whose input and output have the given members, and with other shapes.
fn act(input: &str, output: &str, shapes: &str) -> String {
    let comma = if shapes.is_empty() { "" } else { ", " };
    ast(
        &["Act"],
        &format!(
            r#""ns#Act": {{"type": "operation", "input": {{"target": "ns#ActRequest"}}, "output": {{"target": "ns#ActResponse"}}}},
            "ns#ActRequest": {{"type": "structure", "members": {{{input}}}}},
            "ns#ActResponse": {{"type": "structure", "members": {{{output}}}}}{comma}{shapes}"#
        ),
    )
}

/// Returns string members with the given names.
fn text(names: &[&str]) -> String {
    let members: Vec<String> =
        names.iter().map(|name| format!(r#""{name}": {{"target": "smithy.api#String"}}"#)).collect();
    members.join(", ")
}

fn enumeration(name: &str, values: &[&str]) -> String {
    let members: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(number, value)| {
            format!(r#""V{number}": {{"target": "smithy.api#Unit", "traits": {{"smithy.api#enumValue": "{value}"}}}}"#)
        })
        .collect();
    format!(r#""ns#{name}": {{"type": "enum", "members": {{{}}}}}"#, members.join(", "))
}

fn error(name: &str, code: &str) -> String {
    format!(r#""{name}": {{"type": "structure", "members": {{}}, "exception": true, "error": {{"code": "{code}"}}}}"#)
}

fn structure(name: &str) -> String {
    format!(r#""ns#{name}": {{"type": "structure", "members": {{{}}}}}"#, text(&["X"]))
}

#[track_caller]
fn refusal(model: &str) -> String {
    let error = plan(&strict(model)).expect_err("a refusal was expected");
    assert_eq!(error.stage(), Stage::Plan);
    error.to_string()
}

/// Checks that a model is refused because two names collide, and that the error names the place, both names and the
/// remedy.
#[track_caller]
fn collides(model: &str, place: &str, one: &str, other: &str) {
    let text = refusal(model);
    for part in [place, one, other, "the same name in Rust", "awsquery#rename"] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
}

#[test]
fn the_error_names_both_members_that_collide() {
    let both = text(&["FooBar", "fooBar"]);
    collides(&act(&both, "", ""), "ActRequest", "FooBar", "fooBar");
    collides(&act("", &both, ""), "ActResponse", "FooBar", "fooBar");
    let shapes = format!(r#""ns#Thing": {{"type": "structure", "members": {{{both}}}}}"#);
    collides(&act(r#""T": {"target": "ns#Thing"}"#, "", &shapes), "Thing", "FooBar", "fooBar");
    let model = api2(
        r#""Act": {"errors": [{"shape": "Bad"}]}"#,
        r#""S": {"type": "string"}, "Bad": {"type": "structure", "exception": true,
            "members": {"FooBar": {"shape": "S"}, "fooBar": {"shape": "S"}}}"#,
    );
    collides(&model, "Bad", "FooBar", "fooBar");
}

#[test]
fn a_setter_that_collides_with_a_method_of_every_builder_gets_a_prefix() {
    let model = act(&text(&["Build", "BuildUnchecked", "Builder"]), "", "");
    let plan = plan(&strict(&model)).unwrap();
    let setters = plan.operations[0].request.fields.iter().map(|field| field.name.setter());
    assert_eq!(setters.collect::<Vec<_>>(), ["set_build", "set_build_unchecked", "builder"]);
    collides(&act(&text(&["Build", "SetBuild"]), "", ""), "ActRequest", "Build", "SetBuild");
}

#[test]
fn the_error_names_both_enum_values_that_collide() {
    let with = |values: &[&str]| act(r#""E": {"target": "ns#E"}"#, "", &enumeration("E", values));
    collides(&with(&["in-use", "in use"]), "E", "in-use", "in use");
    collides(&with(&["a", "unrecognized"]), "E", "unrecognized", "the variant for unknown values");
}

#[test]
fn the_error_names_both_union_members_that_collide() {
    let union = |names: &[&str]| {
        let shape = format!(r#""ns#U": {{"type": "union", "members": {{{}}}}}"#, text(names));
        act(r#""U": {"target": "ns#U"}"#, "", &shape)
    };
    assert!(plan(&strict(&union(&["Build", "Text"]))).is_ok());
    collides(&union(&["Text", "Unrecognized"]), "U", "Unrecognized", "the variant for unknown values");
}

/// Returns an API-2 model with one operation, `Act`, whose input has the given members and whose output is empty.
fn sends(protocol: &str, members: &str, shapes: &str) -> String {
    let shapes = format!(
        r#""In": {{"type": "structure", "members": {{{members}}}}}, "S": {{"type": "string"}}{}{shapes}"#,
        if shapes.is_empty() { "" } else { ", " }
    );
    api2(r#""Act": {"input": {"shape": "In"}}"#, &shapes).replace("\"query\"", &format!("\"{protocol}\""))
}

/// Checks that a model is refused because a request would have one name for two members.
#[track_caller]
fn shares_a_key(model: &str, place: &str, members: [&str; 2], key: &str) {
    let [one, other] = members;
    assert_eq!(
        refusal(model),
        format!(
            "plan: {place}: {one} and {other} have the same name in requests, {key:?}; \
             give one of them another name in the model, or select operations without them"
        )
    );
}

#[test]
fn members_with_the_same_name_in_requests_are_refused() {
    for members in [
        r#""One": {"shape": "S", "locationName": "key"}, "Two": {"shape": "S", "locationName": "Key"}"#,
        r#""One": {"shape": "S", "locationName": "a", "queryName": "Key"}, "Two": {"shape": "S", "locationName": "key"}"#,
        r#""One": {"shape": "S", "queryName": "Key"}, "Two": {"shape": "S", "queryName": "Key"}"#,
    ] {
        shares_a_key(&sends("ec2", members, ""), "In", ["One", "Two"], "Key");
        let received = sends("ec2", "", "")
            .replace(r#""input""#, r#""output""#)
            .replace(r#""members": {}"#, &format!(r#""members": {{{members}}}"#));
        assert!(plan(&strict(&received)).is_ok(), "a response is read by other names");
    }
    let different = r#""One": {"shape": "S", "locationName": "key"}, "Two": {"shape": "S", "locationName": "Key"}"#;
    assert!(plan(&strict(&sends("query", different, ""))).is_ok(), "AWS Query sends names as they are");

    let same = r#""One": {"shape": "S", "locationName": "Key"}, "Two": {"shape": "S", "locationName": "Key"}"#;
    shares_a_key(&sends("query", same, ""), "In", ["One", "Two"], "Key");
    for kind in ["", r#""union": true, "#] {
        let inner = format!(r#""Inner": {{"type": "structure", {kind}"members": {{{same}}}}}"#);
        shares_a_key(&sends("query", r#""I": {"shape": "Inner"}"#, &inner), "Inner", ["One", "Two"], "Key");
    }
}

#[test]
fn members_with_the_same_list_that_names_its_elements_are_refused() {
    let list = r#""L": {"type": "list", "flattened": true, "member": {"shape": "S", "locationName": "Item"}}"#;
    let members = r#""One": {"shape": "L"}, "Two": {"shape": "L"}"#;
    shares_a_key(&sends("query", members, list), "In", ["One", "Two"], "Item");
    assert!(plan(&strict(&sends("ec2", members, list))).is_ok(), "EC2 Query sends `One.1` and `Two.1`");
}

#[test]
fn members_with_the_same_name_in_responses_are_refused() {
    let receives = |members: &str, shapes: &str| {
        let model = sends("query", members, shapes).replace(r#"{"input""#, r#"{"output""#);
        plan(&strict(&model)).map(|_| ()).map_err(|error| error.to_string())
    };
    let list = r#""L": {"type": "list", "flattened": true, "member": {"shape": "S", "locationName": "Item"}}"#;
    for (members, name) in [
        (r#""One": {"shape": "S", "locationName": "k"}, "Two": {"shape": "S", "locationName": "k"}"#, "k"),
        (r#""One": {"shape": "S", "locationName": "Item"}, "Two": {"shape": "L"}"#, "Item"),
    ] {
        let expected = format!("plan: In: One and Two have the same name in responses, {name:?}; give one of them");
        assert!(receives(members, list).unwrap_err().starts_with(&expected));
    }
    assert_eq!(receives(r#""L": {"shape": "S"}, "Two": {"shape": "L", "locationName": "L"}"#, list), Ok(()));
}

#[test]
fn members_with_the_name_of_a_parameter_of_the_protocol_are_refused() {
    for (protocol, name) in [("query", "Action"), ("query", "Version"), ("ec2", "action"), ("ec2", "Version")] {
        let text = refusal(&sends(protocol, &format!(r#""{name}": {{"shape": "S"}}"#), ""));
        let expected = format!("plan: In: {name} has the name ");
        assert!(text.starts_with(&expected) && text.contains("which the protocol itself uses; give it"), "{text}");
        let inner = format!(r#""Inner": {{"type": "structure", "members": {{"{name}": {{"shape": "S"}}}}}}"#);
        assert!(
            plan(&strict(&sends(protocol, r#""I": {"shape": "Inner"}"#, &inner))).is_ok(),
            "it is sent as I.{name}"
        );
    }
}

#[test]
fn a_model_without_operations_is_refused() {
    assert!(refusal(&ast(&[], "")).starts_with("plan: model: has no operations, so there is nothing to generate; "));
}

#[test]
fn a_request_has_another_name_if_others_use_its_type() {
    let model = act(r#""Again": {"target": "ns#ActRequest"}"#, r#""Was": {"target": "ns#ActRequest"}"#, "");
    let plan = plan(&strict(&model)).unwrap();
    let names: Vec<&str> = plan.types.iter().map(Type::wire).collect();
    assert_eq!((plan.operations[0].request.name.wire.as_str(), names), ("ActInput", vec!["ActRequest"]));
}

#[test]
fn the_error_names_both_types_that_collide() {
    let model = api2(
        r#""Act": {"input": {"shape": "In"}}"#,
        r#""In": {"type": "structure", "members": {"A": {"shape": "Foo"}, "B": {"shape": "Foo_"}}},
            "Foo": {"type": "structure", "members": {}}, "Foo_": {"type": "structure", "members": {}}"#,
    );
    assert!(plan(&strict(&model)).is_ok());
    let both = |one: &str| act(&format!(r#""A": {{"target": "ns#{one}"}}"#), "", &structure(one));
    for (name, other) in [
        ("Client", "the client"),
        ("Error", "the error of every call"),
        ("ErrorCode", "the enum of error codes"),
        ("ActRequestBuilder", "the builder of ActRequest"),
    ] {
        collides(&both(name), "types", name, other);
    }
}

#[test]
fn the_error_names_both_operations_that_collide() {
    let model = api2(r#""GetARN": {}, "GetArn": {}"#, "");
    collides(&model, "operations", "GetARN", "GetArn");
    for name in ["New", "Unchecked", "Prepare", "Send"] {
        collides(&api2(&format!(r#""{name}": {{}}"#), ""), "operations", name, "a method of every client");
    }
    collides(&api2(r#""Mod": {}"#, ""), "operations", "Mod", "the module of the operations");
}

#[test]
fn the_error_names_both_error_codes_that_collide() {
    let with = |one: &str, other: &str| {
        let shapes = format!("{}, {}", error("One", one), error("Other", other));
        api2(r#""Act": {"errors": [{"shape": "One"}, {"shape": "Other"}]}"#, &shapes)
    };
    collides(&with("Quota.Exceeded", "QuotaExceeded"), "error codes", "Quota.Exceeded", "QuotaExceeded");
    collides(&with("Unrecognized", "B"), "error codes", "Unrecognized", "the variant for unknown codes");
    // Two shapes may share a code.
    assert!(plan(&strict(&with("Same", "Same"))).is_ok());
}

#[test]
fn the_error_names_both_rules_that_collide() {
    let limited =
        |name: &str| format!(r#""ns#{name}": {{"type": "string", "traits": {{"smithy.api#length": {{"max": 3}}}}}}"#);
    let members = r#""A": {"target": "ns#fooBar"}, "B": {"target": "ns#foo_bar"}"#;
    let model = act(members, "", &format!("{}, {}", limited("fooBar"), limited("foo_bar")));
    collides(&model, "rules", "fooBar", "foo_bar");
}

#[test]
fn a_name_that_does_not_give_an_identifier_is_refused_with_its_place() {
    let with = |values: &[&str]| act(r#""E": {"target": "ns#E"}"#, "", &enumeration("E", values));
    for bad in ["", "-", "\u{e9}", "::"] {
        let text = refusal(&with(&["a", bad]));
        assert!(text.contains("E: ") && text.contains("does not give a valid Rust name"), "{text}");
    }
    let member = api2(
        r#""Act": {"input": {"shape": "In"}}"#,
        r#""In": {"type": "structure", "members": {"_": {"shape": "S"}}}, "S": {"type": "string"}"#,
    );
    assert!(refusal(&member).contains("\"_\" does not give a valid Rust name"));
    let shapes = error("Bad", "404");
    let code = api2(r#""Act": {"errors": [{"shape": "Bad"}]}"#, &shapes);
    assert!(refusal(&code).contains("\"404\" does not give a valid Rust name"));
}

#[test]
fn a_pattern_that_cannot_be_translated_names_its_shape() {
    let shape = r#""ns#Odd": {"type": "string", "traits": {"smithy.api#pattern": "^(a)\\1$"}}"#;
    let text = refusal(&act(r#""A": {"target": "ns#Odd"}"#, "", shape));
    assert!(text.starts_with("plan: Odd: the pattern (a)\\1 cannot be translated"), "{text}");
    // Only values that are sent are checked, so the pattern of a value in a response is not translated.
    assert!(plan(&strict(&act("", r#""A": {"target": "ns#Odd"}"#, shape))).is_ok());
}

#[test]
fn endpoint_rules_with_unknown_names_or_functions_are_refused() {
    let refused = |conditions: &str, url: &str| {
        let rules = format!(
            r#"{{"version": "1.0", "parameters": {{"Region": {{"type": "string", "builtIn": "AWS::Region"}}}},
                "rules": [{{"type": "endpoint", "conditions": [{conditions}], "endpoint": {{"url": "{url}"}}}}]}}"#
        );
        let traits = format!("\"smithy.rules#endpointRuleSet\": {rules}, \"aws.protocols#awsQuery\"");
        let model = ast(&["Act"], r#""ns#Act": {"type": "operation"}"#);
        refusal(&model.replace("\"aws.protocols#awsQuery\"", &traits))
    };
    let bound = r#"{"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "Partition"}"#;
    for (conditions, url, expected) in [
        (r#"{"fn": "aws.guess", "argv": []}"#, "https://h", "aws.guess: unknown function"),
        (r#"{"fn": "isSet", "argv": [{"ref": "Zone"}]}"#, "https://h", "\"Zone\": the name is not bound"),
        ("", "https://{}.h", "\"\": the name is not bound"),
        ("", "https://{Partition#name}.h", "\"Partition\": the name is not bound"),
        (bound, "https://{Partition#}.h", "Partition#: the value has no attribute of this name"),
        (bound, "https://{Region#name}.h", "Region#name: the value has no attribute of this name"),
        (bound, "https://{Partition}.h", "a value in braces must be text"),
        (bound, "https://{Partition#supportsFIPS}.h", "a value in braces must be text"),
        (&bound.replace("\"Partition\"", "\"a b\""), "https://h", "\"a b\": a name must consist of ASCII letters"),
        (
            &bound.replace("\"Partition\"", "\"region\""),
            "https://h",
            "\"region\": the name is bound already, as \"Region\"",
        ),
        (
            r#"{"fn": "not", "argv": [{"ref": "Region"}]}"#,
            "https://h",
            "not: the arguments of the function have other types",
        ),
        (r#"{"fn": "isSet", "argv": []}"#, "https://h", "isSet: the arguments of the function have other types"),
        (r#"{"fn": "isSet", "argv": [true]}"#, "https://h", "isSet: the arguments of the function have other types"),
        (
            r#"{"fn": "substring", "argv": [{"ref": "Region"}, -1, 2, false]}"#,
            "https://h",
            "a number must be an integer of at least 0",
        ),
        (&bound.replace("\"Partition\"", "\"_\""), "https://h", "\"_\": a name must consist of ASCII letters"),
    ] {
        let text = refused(conditions, url);
        assert!(text.starts_with("plan: endpoint rules: ") && text.contains(expected), "{expected} is not in: {text}");
    }
}

/// A model whose only endpoint has these authentication schemes.
fn with_auth_schemes(schemes: &str) -> Model {
    let rules = format!(
        r#"{{"version": "1.0", "parameters": {{"Endpoint": {{"type": "string", "builtIn": "SDK::Endpoint"}}}},
            "rules": [{{"type": "endpoint", "conditions": [],
            "endpoint": {{"url": "https://h", "properties": {{"authSchemes": {schemes}}}}}}}]}}"#
    );
    let traits = format!("\"smithy.rules#endpointRuleSet\": {rules}, \"aws.protocols#awsQuery\"");
    let model = ast(&["Act"], r#""ns#Act": {"type": "operation"}"#);
    strict(&model.replace("\"aws.protocols#awsQuery\"", &traits))
}

#[test]
fn endpoint_rules_that_would_ignore_a_configured_endpoint_are_refused() {
    for parameters in [
        "",
        r#""Region": {"type": "string", "builtIn": "AWS::Region"}"#,
        r#""Endpoint": {"type": "boolean", "builtIn": "SDK::Endpoint"}"#,
    ] {
        let mut model = with_auth_schemes("[]");
        let rules = format!(r#"{{"parameters": {{{parameters}}}, "rules": []}}"#);
        model.service.endpoint_rules = Some(crate::json::JsonValue::parse(&rules).unwrap());
        let text = plan(&model).unwrap_err().to_string();
        let expected = "no parameter is the text SDK::Endpoint, so a configured endpoint would be ignored";
        assert!(text.starts_with("plan: endpoint rules: parameters: ") && text.contains(expected), "{text}");
    }
}

#[test]
fn endpoints_that_ask_for_version_4_decide_the_signature() {
    for (schemes, expected) in [("[]", false), (r#"[{"name": "sigv4a"}, {"name": "sigv4", "signingName": "s"}]"#, true)]
    {
        let mut model = with_auth_schemes(schemes);
        model.service.signature = SignatureVersion::V2;
        let plan = plan(&model).unwrap();
        assert_eq!(plan.service.signature_v4, expected, "{schemes}");
        let warning =
            "AWS Tiny accepts only signature version 2, which the client does not support, so signed calls fail";
        let warnings: Vec<&str> = if expected { Vec::new() } else { vec![warning] };
        assert_eq!(plan.warnings(), warnings);
    }
}

#[test]
fn an_endpoint_without_a_signature_that_the_client_has_is_refused() {
    let text = plan(&with_auth_schemes(r#"[{"name": "sigv4a"}, {}]"#)).unwrap_err().to_string();
    let expected = "authSchemes: an endpoint must be usable with sigv4; its schemes are: sigv4a, none";
    assert!(text.starts_with("plan: endpoint rules: ") && text.contains(expected), "{text}");
}

#[test]
fn a_required_member_of_a_response_is_optional_unless_a_correction_relies_on_it() {
    let members = r#""A": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}}"#;
    let mut model = strict(&act(members, members, ""));
    let presences = |model: &Model| {
        let plan = plan(model).unwrap();
        let operation = &plan.operations[0];
        let OutputPlan::Own(response) = &operation.response else { panic!("the output belongs to the operation") };
        (operation.request.fields[0].presence, response.fields[0].presence)
    };
    assert_eq!(presences(&model), (Presence::Always, Presence::Optional));
    model.shapes.get_mut("ActResponse").unwrap().members_mut()[0].relied_on = true;
    assert_eq!(presences(&model), (Presence::Always, Presence::Always));
}

mod sts {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Documentation, GeneratedFile, Generator, Input};

    const MODEL: &str = include_str!("../../../model/sts.json");
    const CORRECTIONS: &str = include_str!("../../../model/sts.corrections.json");
    const PROSE: &str = include_str!("../../../model/sts.md");

    fn files() -> Vec<GeneratedFile> {
        let generator = Generator::new(Input::text(MODEL))
            .corrections(Input::text(CORRECTIONS))
            .documentation(Documentation::Overlay(Input::text(PROSE)));
        generator.generate().unwrap().files()
    }

    /// Returns every structure of a plan with its number of members.
    fn planned(plan: &Crate) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        let mut add = |structure: &Structure| {
            let known = found.insert(structure.name.wire.clone(), structure.fields.len());
            assert_eq!(known, None, "{} is planned twice", structure.name.wire);
        };
        for operation in &plan.operations {
            add(&operation.request);
            if let OutputPlan::Own(response) = &operation.response {
                add(response);
            }
        }
        for known in &plan.types {
            if let Type::Structure(structure) | Type::Union(structure) = known {
                add(structure);
            }
        }
        for error in &plan.errors {
            add(&error.structure);
        }
        found
    }

    #[test]
    fn every_structure_of_the_model_is_planned_with_every_member() {
        let model = strict(MODEL);
        let structures: BTreeMap<String, usize> = model
            .shapes
            .iter()
            .filter(|(_, shape)| matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_)))
            .map(|(name, shape)| (name.clone(), shape.members().len()))
            .collect();
        assert_eq!(structures.len(), 49);
        assert_eq!(planned(&plan(&model).unwrap()), structures);
    }

    #[test]
    fn every_operation_error_and_limit_of_the_model_is_planned() {
        let model = strict(MODEL);
        let plan = plan(&model).unwrap();
        let names = |operations: Vec<&String>| operations.into_iter().cloned().collect::<BTreeSet<String>>();
        assert_eq!(plan.operations.len(), 12);
        assert_eq!(
            names(plan.operations.iter().map(|operation| &operation.name.wire).collect()),
            names(model.operations.iter().map(|operation| &operation.name).collect())
        );
        let errors = model.shapes.iter().filter(|(_, shape)| shape.error.is_some()).map(|(name, _)| name);
        assert_eq!(
            names(plan.errors.iter().map(|error| &error.structure.name.wire).collect()),
            names(errors.collect())
        );
        let sent = ShapeReach::of(&model).sent;
        let limited = model.shapes.iter().filter(|(name, shape)| sent.contains(*name) && has_own_rule(shape));
        assert_eq!(
            names(plan.rules.values().map(|rule| &rule.shape).collect()),
            names(limited.map(|(name, _)| name).collect())
        );
        assert!(plan.rules.len() > 20);
    }

    #[test]
    fn the_same_model_gives_the_same_bytes() {
        assert_eq!(files(), files());
    }

    #[test]
    fn files_are_sorted_and_open_with_the_service_and_the_command_that_made_them() {
        let files = files();
        assert!(files.is_sorted_by(|one, other| one.path < other.path));
        for file in &files {
            let header: Vec<&str> = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
            let last =
                "//! @generated by `cargo xtask codegen` from the model of AWS Security Token Service; do not edit.";
            assert_eq!(header.last(), Some(&last), "{}", file.path);
            assert!(!file.text.contains("sts.json"), "{}", file.path);
        }
        // The root, the types, rules, error, error codes, endpoint, blocking, server, the list of operations, and one file per
        // operation.
        assert_eq!(files.len(), 9 + 12);
    }
}

#[test]
fn unsupported_paginators_and_waiters_are_left_out_with_the_reason() {
    let left_out = |traits: &str| {
        let operation = format!(
            r#""ns#Act": {{"type": "operation", "output": {{"target": "ns#Out"}}, "input": {{"target": "ns#In"}},
                "traits": {{{traits}}}}}, "ns#In": {{"type": "structure", "members": {{{}}}}},
                "ns#Out": {{"type": "structure", "members": {{"N": {{"target": "smithy.api#Integer"}},
                "L": {{"target": "ns#Parts"}}}}}}, "ns#Parts": {{"type": "list", "member": {{"target": "ns#Part"}}}},
                "ns#Part": {{"type": "structure", "members": {{"N": {{"target": "smithy.api#Integer"}},
                "T": {{"target": "smithy.api#String"}}}}}}"#,
            text(&["Token"])
        );
        plan(&strict(&ast(&["Act"], &operation))).unwrap().left_out.join("; ")
    };
    let paginated = |next: &str| left_out(&format!(r#""smithy.api#paginated": {{"inputToken": "Token" {next}}}"#));
    assert_eq!(paginated(""), "Act: the paginator is not generated: it needs exactly one outputToken");
    assert_eq!(
        paginated(r#", "outputToken": "N""#),
        "Act: the paginator is not generated: its tokens are not plain text"
    );
    assert_eq!(
        paginated(r#", "outputToken": "Nowhere""#),
        "Act: the paginator is not generated: cannot follow Nowhere: Out has no member Nowhere"
    );
    for (expression, why) in [
        ("contains(N, `1`)", "it is not a supported expression"),
        ("Nowhere", "Out has no member Nowhere"),
        ("N", "it leads to a value that is neither text nor a boolean"),
        ("N.More", "it continues after a plain value"),
        ("L.*", "Parts is not a map"),
        ("length(N) > `0`", "it counts a value that is neither a list, a map nor text"),
        ("length(L) > L", "it compares a number with a value that is not an integer"),
        ("L[?N=='b'].T", "N is not text"),
        ("contains(N.[length(N) > `0`][], `true`)", "it counts inside a plain value"),
        ("contains(L[].[length(X) > `0`][], `true`)", "Part has no member X"),
    ] {
        let waiter = left_out(&format!(
            r#""smithy.waiters#waitable": {{"Done": {{"acceptors": [{{"state": "success", "matcher": {{"output":
                {{"path": "{expression}", "expected": "true", "comparator": "booleanEquals"}}}}}}]}}}}"#
        ));
        assert_eq!(waiter, format!("Act: the waiter Done is not generated: cannot follow {expression}: {why}"));
    }
    let output = |comparator: &str, expected: &str| {
        format!(r#"{{"output": {{"path": "L[].T", "expected": {expected}, "comparator": "{comparator}"}}}}"#)
    };
    for (state, matcher, why) in [
        (
            "retry",
            r#"{"status": 200}"#.to_owned(),
            "none of its acceptors is a success, so waiting could never succeed",
        ),
        ("maybe", r#"{"status": 200}"#.to_owned(), "the state of an acceptor must be success, failure or retry"),
        ("success", r#"{"status": 99999}"#.to_owned(), "a status must be a number from 100 to 599"),
        ("success", r#"{"status": "200"}"#.to_owned(), "a status must be a number from 100 to 599"),
        ("success", r#"{"guess": true}"#.to_owned(), "its matcher guess is not supported"),
        ("success", output("pathNone", r#""a""#), r#"its comparator "pathNone" is not supported"#),
        ("success", output("stringEquals", "null"), "expected of a matcher must be text"),
    ] {
        let waiter = left_out(&format!(
            r#""smithy.waiters#waitable": {{"Done": {{"acceptors": [{{"state": "{state}", "matcher": {matcher}}}]}}}}"#
        ));
        let waiter = waiter.strip_prefix("Act: the waiter Done is not generated: ").unwrap();
        assert_eq!(waiter, why);
    }
}
