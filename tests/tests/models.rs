//! Models as AWS publishes them, and as this project keeps them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::fs;
use std::path::Path;

use codegen::diff::Bump;
use codegen::model::{Kind, Model};
use codegen::packed::unpack;
use codegen::read::{Strictness, attach_endpoint_rules, attach_endpoint_tests, read};
use codegen::write::write;

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    unpack(fs::read(path).unwrap()).unwrap()
}

fn model(name: &str) -> Model {
    let reading = read(&text(name), Strictness::Strict).unwrap();
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    reading.model
}

fn published_as_api2() -> Model {
    let mut model = model("models/sts.api2.json.gz");
    attach_endpoint_rules(&mut model, &text("models/sts.endpoint-rules.json.gz")).unwrap();
    attach_endpoint_tests(&mut model, &text("models/sts.endpoint-tests.json.gz")).unwrap();
    model
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

#[test]
fn both_forms_of_sts_give_the_same_code() {
    let corrections = text("../model/sts.corrections.json");
    let generate = |model: &Model| {
        let text = write(model).to_pretty();
        let source = codegen::Source { model: &text, corrections: Some(&corrections), prose: None };
        codegen::generate(source).unwrap()
    };
    assert_eq!(generate(&published_as_smithy()), generate(&published_as_api2()));
}

#[test]
fn what_is_kept_of_sts_says_where_it_is_from() {
    let kept = model("../model/sts.json");
    assert_eq!((kept.operations.len(), kept.shapes.len()), (11, 101));
    let provenance = kept.provenance.unwrap();
    assert_eq!(provenance.publisher, "AWS");
    assert!(provenance.version.starts_with("botocore 1."), "{}", provenance.version);
    assert_eq!(provenance.sha256.len(), 64);
}

/// The older of the two models that are here, and the one that is kept.
#[test]
fn the_models_of_sts_differ_in_what_aws_added_since() {
    let kept = model("../model/sts.json").without_documentation();
    let changes = codegen::diff::diff(&published_as_smithy(), &kept).unwrap();
    let found: Vec<_> = changes.iter().map(|change| (change.kind.name(), change.places.len())).collect();
    assert_eq!(found, [("member_added", 12), ("member_added", 6), ("deprecated", 5)]);
    assert_eq!(codegen::diff::bump(&changes), (Bump::Patch, Bump::Minor));
}

#[test]
fn what_is_read_is_written_and_read_again_the_same() {
    for name in [
        "../model/sts.json",
        "models/iam.json.gz",
        "models/sns.json.gz",
        "models/sdb.json.gz",
        "models/prototest.json.gz",
    ] {
        let model = model(name);
        let again = read(&write(&model).to_pretty(), Strictness::Strict).unwrap().model;
        assert!(model == again, "{name}");
    }
}

#[test]
fn nothing_of_the_publishers_prose_is_kept() {
    for name in [
        "../model/sts.json",
        "../model/partitions.json",
        "models/iam.json.gz",
        "models/sts.api2.json.gz",
        "models/sts.smithy.json.gz",
    ] {
        let text = text(name);
        assert!(!text.contains("documentation") && !text.contains("<p>"), "{name}");
    }
}

#[test]
fn operations_without_authentication_are_so_in_both_forms() {
    for model in [model("../model/sts.json"), published_as_smithy(), published_as_api2()] {
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
    let plan = codegen::plan::plan(&model("../model/sts.json")).unwrap();
    let structures =
        model("../model/sts.json").shapes.values().filter(|shape| matches!(shape.kind, Kind::Structure(_))).count();
    // A request and a response an operation; the rest are types and errors.
    assert_eq!(structures, 2 * plan.operations.len() + plan.types.len() + plan.errors.len());
}
