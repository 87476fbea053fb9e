//! Models as AWS publishes them, and as this project keeps them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::fs;
use std::io::Read as _;
use std::path::Path;

use codegen::model::{Kind, Model};
use codegen::read::{Strictness, attach_endpoint_rules, attach_endpoint_tests, read};
use codegen::write::write;

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let bytes = fs::read(&path).unwrap();
    let mut text = String::new();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap(),
        _ => (&*bytes).read_to_string(&mut text).unwrap(),
    };
    text
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

#[test]
fn both_forms_of_sts_are_one_model() {
    let mut kept = model("../model/sts.json");
    assert_eq!(kept.operations.len(), 11);
    assert_eq!(kept.shapes.len(), 98);
    let provenance = kept.provenance.take().unwrap();
    assert_eq!(provenance.sha256, "92517266a5518a969d68d7132f116ac8bfc1c41af801e34530a6031d14f65178");
    let other = published_as_api2();
    for (name, shape) in &kept.shapes {
        assert_eq!(Some(shape), other.shapes.get(name), "{name}");
    }
    assert_eq!(kept, other);
}

#[test]
fn both_forms_of_sts_give_the_same_code() {
    let kept = text("../model/sts.json");
    let other = write(&published_as_api2()).to_pretty();
    let (corrections, prose) = (text("../model/sts.corrections.json"), text("../model/sts.md"));
    let generate = |model: &str| {
        let source = codegen::Source { model, corrections: Some(&corrections), prose: Some(&prose) };
        codegen::generate(source).unwrap()
    };
    assert_eq!(generate(&kept), generate(&other));
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
    for name in ["../model/sts.json", "../model/partitions.json", "models/iam.json.gz", "models/sts.api2.json.gz"] {
        let text = text(name);
        assert!(!text.contains("documentation") && !text.contains("<p>"), "{name}");
    }
}

#[test]
fn operations_without_authentication_are_so_in_both_forms() {
    for model in [model("../model/sts.json"), published_as_api2()] {
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
