//! Tests of the models that AWS publishes and of those that this project keeps.

use std::path::{Path, PathBuf};

use codegen::diff::Bump;
use codegen::json::JsonValue;
use codegen::model::{MemberShape, Model, ShapeKind};
use codegen::plan::ir::Type;
use codegen::write::write;
use codegen::{Generator, Input, disk};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    disk::read(&path(name)).unwrap()
}

fn load(generator: &Generator) -> Model {
    let loaded = generator.load().unwrap();
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    loaded.model
}

fn model(name: &str) -> Model {
    load(&Generator::new(path(name)))
}

fn published_as_api2() -> Model {
    let generator = Generator::new(path("models/sts.api2.json.gz"))
        .endpoint_rules(path("models/sts.endpoint-rules.json.gz"))
        .endpoint_tests(path("models/sts.endpoint-tests.json.gz"));
    load(&generator)
}

fn published_as_smithy() -> Model {
    model("models/sts.smithy.json.gz")
}

#[test]
fn both_forms_of_sts_are_one_model() {
    let (one, other) = (published_as_smithy(), published_as_api2());
    assert_eq!(one.operations.len(), 11);
    assert_eq!(one.shapes.len(), 98);
    for (name, shape) in &one.shapes {
        assert_eq!(Some(shape), other.shapes.get(name), "{name}");
    }
    assert_eq!(one, other);
}

/// Returns the corrections of shapes that the older models have.
fn older_corrections(model: &Model) -> JsonValue {
    let JsonValue::Array(mut corrections) = JsonValue::parse(&text("../../model/sts.corrections.json")).unwrap() else {
        panic!("the corrections are a list");
    };
    let target = |correction: &JsonValue| correction.get("target").unwrap().as_str().unwrap().to_owned();
    corrections.retain(|one| target(one) != "ScopedSession");
    assert!(!model.shapes.contains_key("ScopedSession"));
    JsonValue::Array(corrections)
}

#[test]
fn both_forms_of_sts_give_the_same_code() {
    let generate = |model: &Model| {
        let generator = Generator::new(Input::text(write(model).to_pretty()));
        generator.corrections(Input::text(older_corrections(model).to_pretty())).generate().unwrap().files()
    };
    assert_eq!(generate(&published_as_smithy()), generate(&published_as_api2()));
}

/// AWS made the two files of IAM on different days and with different tools. The test lists all their differences.
#[test]
fn both_forms_of_iam_are_one_model_except_for_known_differences() {
    let smithy = model("models/iam.smithy.json.gz");
    let generator = Generator::new(path("models/iam.api2.json.gz"))
        .paginators(path("models/iam.paginators.json.gz"))
        .waiters(path("models/iam.waiters.json.gz"));
    let mut api2 = load(&generator);

    // AWS added these to SimulateCustomPolicy and SimulatePrincipalPolicy in the days between the two files.
    for (holder, added) in [
        ("SimulateCustomPolicyRequest", "OrderedOrganizationPolicyInputList"),
        ("SimulatePrincipalPolicyRequest", "PolicyExclusionList"),
    ] {
        let members = structure(&mut api2, holder);
        let before = members.len();
        members.retain(|member| member.name != added);
        assert_eq!(members.len() + 1, before, "{holder}");
    }
    for shape in [
        "AttachmentName",
        "AttachmentType",
        "InlinePolicyIdentifierType",
        "OrderedOrganizationPolicyType",
        "OrganizationPolicyListType",
        "PolicyExclusionsListType",
        "PolicyIdentifier",
        "PolicyIdentifierPolicyType",
    ] {
        assert!(api2.shapes.remove(shape).is_some(), "{shape}");
    }

    // API-2 lists these errors without describing them. In Smithy every error has a fault and a message.
    for error in [
        "AccountNotManagementOrDelegatedAdministratorException",
        "CallerIsNotManagementAccountException",
        "OrganizationNotFoundException",
        "OrganizationNotInAllFeaturesModeException",
        "ServiceAccessNotEnabledException",
    ] {
        let told = smithy.shapes.get(error).unwrap();
        assert_eq!(told.error.as_ref().unwrap().status, Some(400), "{error}");
        let shape = api2.shapes.get_mut(error).unwrap();
        assert_eq!(shape.error.as_ref().unwrap().status, None, "{error}");
        assert!(shape.members().is_empty(), "{error}");
        shape.error.clone_from(&told.error);
        shape.kind = told.kind.clone();
    }
    api2.shapes.insert("ExceptionMessage".to_owned(), smithy.shapes.get("ExceptionMessage").unwrap().clone());

    // Smithy's paginators have no flag for more pages, because the token is enough.
    for operation in &mut api2.operations {
        if let Some(JsonValue::Object(entries)) = &mut operation.paginated {
            entries.retain(|(key, value)| key != "moreResults" || value.as_str() != Some("IsTruncated"));
        }
    }

    // A waiter that matches a status in API-2 matches success, or the error with this status, in Smithy.
    for waiters in api2.operations.iter_mut().filter_map(|operation| operation.waitable.as_mut()) {
        let text = waiters.to_string().replace(r#""status":200"#, r#""success":true"#);
        *waiters =
            JsonValue::parse(&text.replace(r#""status":404"#, r#""errorType":"NoSuchEntityException""#)).unwrap();
    }

    assert_eq!((smithy.operations.len(), smithy.shapes.len()), (176, 572));
    for (one, other) in smithy.operations.iter().zip(&api2.operations) {
        assert_eq!(one, other, "{}", one.name);
    }
    for (name, shape) in &smithy.shapes {
        assert_eq!(Some(shape), api2.shapes.get(name), "{name}");
    }
    assert_eq!(smithy, api2);
}

fn structure<'m>(model: &'m mut Model, name: &str) -> &'m mut Vec<MemberShape> {
    match &mut model.shapes.get_mut(name).unwrap().kind {
        ShapeKind::Structure(members) => members,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn the_kept_model_of_sts_states_its_source() {
    let kept = model("../../model/sts.json");
    assert_eq!((kept.operations.len(), kept.shapes.len()), (12, 125));
    let provenance = kept.provenance.unwrap();
    assert_eq!(provenance.publisher, "AWS");
    assert!(provenance.version.starts_with("botocore 1."), "{}", provenance.version);
    assert_eq!(provenance.sha256.len(), 64);
}

/// Compares the older model in this package with the one that the project keeps.
#[test]
fn the_models_of_sts_differ_only_in_later_additions() {
    let kept = model("../../model/sts.json").without_documentation();
    let changes = codegen::diff::diff(&published_as_smithy(), &kept).unwrap();
    let found: Vec<_> = changes.iter().map(|change| (change.kind.name(), change.places.len())).collect();
    let expected = [
        ("operation_added", 1),
        ("error_added", 1),
        ("type_added", 4),
        ("type_added", 1),
        ("type_added", 3),
        ("member_added", 1),
        ("member_added", 2),
        ("member_added", 1),
        ("member_added", 12),
        ("member_added", 6),
        ("limit_relaxed", 1),
        ("limit_relaxed", 1),
        ("deprecated", 5),
    ];
    assert_eq!(found, expected);
    assert_eq!(codegen::diff::bump(&changes), (Bump::Patch, Bump::Minor));
}

#[test]
fn a_written_model_reads_back_as_the_same_model() {
    for name in [
        "../../model/sts.json",
        "models/iam.json.gz",
        "models/sns.json.gz",
        "models/sdb.json.gz",
        "models/prototest.json.gz",
    ] {
        let model = model(name);
        let again = load(&Generator::new(Input::text(write(&model).to_pretty())));
        assert!(model == again, "{name}");
    }
}

#[test]
fn the_models_contain_no_prose_of_the_publisher() {
    for name in [
        "../../model/sts.json",
        "../../model/partitions.json",
        "models/iam.json.gz",
        "models/sts.api2.json.gz",
        "models/sts.smithy.json.gz",
        "models/iam.api2.json.gz",
        "models/iam.smithy.json.gz",
    ] {
        let text = text(name);
        assert!(!text.contains("documentation") && !text.contains("<p>"), "{name}");
    }
}

#[test]
fn both_forms_agree_on_operations_without_authentication() {
    // The traits that AWS's model of 2025 lacked.
    let marks = [r#""smithy.api#auth":[],"#, r#""smithy.api#optionalAuth":{}"#];
    let unmarked = marks.into_iter().fold(text("models/sts.smithy.json.gz"), |text, mark| {
        assert!(text.contains(mark), "{mark}");
        text.replace(mark, "")
    });
    let unmarked = load(&Generator::new(Input::text(unmarked)));
    for model in [model("../../model/sts.json"), published_as_smithy(), published_as_api2(), unmarked] {
        let unsigned: Vec<&str> = model
            .operations
            .iter()
            .filter(|operation| operation.no_auth)
            .map(|operation| operation.name.as_str())
            .collect();
        assert_eq!(unsigned, ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]);
    }
}

#[test]
fn every_structure_of_sts_becomes_a_type() {
    let plan = codegen::plan::plan(&model("../../model/sts.json")).unwrap();
    let structures = model("../../model/sts.json")
        .shapes
        .values()
        .filter(|shape| matches!(shape.kind, ShapeKind::Structure(_)))
        .count();
    let types = plan.types.iter().filter(|known| matches!(known, Type::Structure(_))).count();
    // Each operation has a request and a response. The rest are types and errors.
    assert_eq!(structures, 2 * plan.operations.len() + types + plan.errors.len());
}
