//! Tests of the models of Amazon EC2 in the two forms in which AWS publishes them, and of what is generated from them.

use std::path::{Path, PathBuf};

use codegen::json::JsonValue;
use codegen::model::{Model, Protocol, ShapeKind};
use codegen::write::write;
use codegen::{Generated, Generator, Input};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(name)
}

fn load(generator: &Generator) -> Model {
    let loaded = generator.load().unwrap();
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    loaded.model
}

fn smithy(name: &str) -> Model {
    load(&Generator::new(path(&format!("{name}.smithy.json.gz"))))
}

fn generator(name: &str) -> Generator {
    Generator::new(path(&format!("{name}.api2.json.gz")))
        .paginators(path(&format!("{name}.paginators.json.gz")))
        .waiters(path(&format!("{name}.waiters.json.gz")))
}

/// Brings paginators and waiters into one form: API-2 has two more paginators and a flag that Smithy lacks, and a status
/// instead of success. The waiters of an operation have no order.
fn without_known_differences(mut model: Model) -> Model {
    for operation in &mut model.operations {
        if ["DescribeSpotFleetInstances", "DescribeVpcEndpointServices"].contains(&operation.name.as_str()) {
            operation.paginated = None;
        }
        if let Some(JsonValue::Object(entries)) = &mut operation.paginated {
            entries.retain(|(key, value)| key != "moreResults" || value.as_str() != Some("AdditionalRoutesAvailable"));
        }
        if let Some(waiters) = &operation.waitable {
            let text = waiters.to_string().replace(r#""status":200"#, r#""success":true"#);
            let mut waiters = JsonValue::parse(&text).unwrap();
            if let JsonValue::Object(entries) = &mut waiters {
                entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            }
            operation.waitable = Some(waiters);
        }
    }
    model
}

fn assert_same(smithy: &Model, api2: &Model) {
    assert_eq!(smithy.service, api2.service);
    for (one, other) in smithy.operations.iter().zip(&api2.operations) {
        assert_eq!(one, other, "{}", one.name);
    }
    for (name, shape) in &smithy.shapes {
        assert_eq!(Some(shape), api2.shapes.get(name), "{name}");
    }
    assert_eq!(smithy, api2);
}

/// Both files are of July 2021.
#[test]
fn both_forms_of_ec2_are_one_model() {
    let one = without_known_differences(smithy("ec2-2021"));
    let other = without_known_differences(load(&generator("ec2-2021")));
    assert_eq!((one.service.protocol, one.operations.len(), one.shapes.len()), (Protocol::Ec2Query, 462, 2309));
    assert_same(&one, &other);
}

/// The Smithy model is some days older, so it lacks the latest operations, types and members.
#[test]
fn both_forms_of_ec2_of_today_are_one_model_except_for_additions() {
    let mut one = without_known_differences(smithy("ec2"));
    let endpoints = generator("ec2")
        .endpoint_rules(path("ec2.endpoint-rules.json.gz"))
        .endpoint_tests(path("ec2.endpoint-tests.json.gz"));
    let mut other = without_known_differences(load(&endpoints));
    assert_eq!((one.operations.len(), other.operations.len()), (823, 830));
    other.operations.retain(|operation| one.operations.iter().any(|known| known.name == operation.name));
    other.shapes.retain(|name, _| one.shapes.contains_key(name));
    let mut added = 0;
    for (name, shape) in &mut other.shapes {
        let known: Vec<String> = one.shapes[name].members().iter().map(|member| member.name.clone()).collect();
        if let ShapeKind::Structure(members) = &mut shape.kind {
            added += members.len();
            members.retain(|member| known.contains(&member.name));
            added -= members.len();
        }
    }
    assert_eq!(added, 34, "members");
    // The name of this member in responses differs. It is only sent, and both forms send it as `Key`.
    let members = one.shapes.get_mut("NewDhcpConfiguration").unwrap().members_mut();
    let key = members.into_iter().find(|member| member.name == "Key").unwrap();
    assert_eq!((key.wire_name.take().as_deref(), key.key.take().as_deref()), (Some("key"), Some("Key")));
    assert_same(&one, &other);
}

#[test]
fn a_written_model_of_ec2_reads_back_as_the_same_model() {
    let model = load(&generator("ec2"));
    assert!(model == load(&Generator::new(Input::text(write(&model).to_pretty()))));
}

fn generate(operations: &[&str]) -> Generated {
    generator("ec2").operations(operations.iter().copied()).extras([]).generate().unwrap()
}

#[test]
fn all_waiters_and_paginators_of_ec2_are_planned() {
    let plan = codegen::plan::plan(&load(&generator("ec2"))).unwrap();
    assert_eq!(plan.left_out, [""; 0]);
    assert_eq!(plan.operations.iter().map(|operation| operation.waiters.len()).sum::<usize>(), 43);
    assert_eq!(plan.operations.iter().filter(|operation| operation.pagination.is_some()).count(), 177);
    assert_eq!(plan.operations.iter().filter(|operation| operation.dry_run.is_some()).count(), 786);
    let expected = "PlacementGroupArn: no text matches the pattern \
                    arn:aws([a-z-]+)?:ec2:[a-z\\d-]+:\\d{12}:placement-group/^.{1,255}, so it is not checked";
    assert_eq!(plan.warnings(), [expected]);
}

#[test]
fn codes_of_ec2_are_its_own_and_those_of_its_waiters() {
    let generated = generate(&["DescribeImages", "StartInstances"]);
    let codes: Vec<&str> = generated.plan().codes.iter().map(|code| code.name.wire.as_str()).collect();
    for code in ["DryRunOperation", "InvalidAMIID.NotFound", "RequestLimitExceeded", "UnauthorizedOperation"] {
        assert!(codes.contains(&code), "{code}");
    }
    for code in ["AccessDenied", "InvalidClientTokenId", "ValidationError"] {
        assert!(!codes.contains(&code), "{code}");
    }
}

#[test]
fn facts_about_ec2_that_no_model_states_are_in_the_service() {
    let root = generate(&["StartInstances"]).to_include();
    for text in [
        "rt::Protocol::Ec2Query",
        ".with_attempt_timeout(60)",
        ".with_deadline(120)",
        ".with_max_response_bytes(67108864)",
        ".with_dry_run(\"DryRunOperation\")",
        "rt::TransientError::new(\"Unavailable\", None)",
        "impl rt::DryRun for StartInstancesRequest",
        "pub async fn dry_run<",
    ] {
        assert!(root.contains(text), "{text}");
    }
    assert!(!generate(&["AllocateHosts"]).to_include().contains("pub async fn dry_run<"), "it has no dry runs");
}

#[test]
fn elements_of_the_list_of_accelerators_have_either_name() {
    let source = generate(&["DescribeInstanceTypes"]).to_include();
    assert!(source.contains(r#"list_of_either(["member", "item"], rt::Element::structure)"#));
}

#[test]
fn sensitive_structures_of_ec2_are_hidden_as_a_whole() {
    let generated = generate(&["ImportInstance", "ModifyVpnTunnelOptions", "RunScheduledInstances", "RunInstances"]);
    let hidden = |name: &str| {
        let types = generated.plan().types.iter();
        let structure = types.filter_map(|known| match known {
            codegen::plan::ir::Type::Structure(structure) => Some(structure),
            _ => None,
        });
        structure.into_iter().find(|structure| structure.name.wire == name).unwrap().is_hidden
    };
    for name in ["UserData", "ScheduledInstancesLaunchSpecification", "ModifyVpnTunnelOptionsSpecification"] {
        assert!(hidden(name), "{name}");
    }
}
