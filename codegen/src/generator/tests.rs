use super::*;
use crate::read::tests::{api2, ast};

const STS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/sts.json");

fn tiny() -> Generator {
    Generator::new(Input::text(api2(r#""GetThing": {}, "PutThing": {}"#, "")))
}

#[test]
fn the_module_is_named_for_the_service_unless_it_is_given_a_name() {
    let paths = |generator: Generator| -> Vec<String> {
        generator.generate().unwrap().files().into_iter().map(|file| file.path).collect()
    };
    assert!(paths(tiny()).contains(&"tiny.rs".to_owned()));
    assert!(paths(tiny().module("api")).contains(&"api/operations/get_thing.rs".to_owned()));
    let error = tiny().module("a-b").generate().unwrap_err().to_string();
    assert!(error.starts_with("render: \"a-b\" cannot be the name of a module"), "{error}");
}

#[test]
fn operations_are_selected_before_the_model_is_edited() {
    let generated = tiny()
        .operations(["GetThing"])
        .map_model(|model| model.service.title = Some(format!("{} operation", model.operations.len())))
        .generate()
        .unwrap();
    assert_eq!(generated.plan().service.title, "1 operation");
    assert_eq!(generated.model().operations.len(), 1);
}

#[test]
fn files_that_were_read_are_listed_and_named_in_errors() {
    let generated = Generator::new(STS).operations(["GetCallerIdentity"]).generate().unwrap();
    assert_eq!(generated.inputs(), [PathBuf::from(STS)]);
    let error = Generator::new("missing/model.json").generate().unwrap_err();
    assert_eq!(error.stage(), Stage::Open);
    assert!(error.to_string().starts_with("open: cannot read missing/model.json: "), "{error}");
    let error = Generator::new(STS).waiters(STS).generate().unwrap_err();
    assert_eq!(error.file(), Some(std::path::Path::new(STS)));
    assert!(error.to_string().contains("sts.json: read: waiters: "), "{error}");
}

#[test]
fn unknown_facts_are_errors_unless_the_generator_is_lenient() {
    let model = || Generator::new(Input::text(api2(r#""Act": {"brandnew": true}"#, "")));
    let error = model().generate().unwrap_err().to_string();
    assert!(error.contains("unknown key \"brandnew\""), "{error}");
    assert_eq!(model().lenient().generate().unwrap().warnings(), ["operations.Act: unknown key \"brandnew\""]);
}

#[test]
fn waiters_that_cannot_be_generated_are_errors_unless_the_generator_is_lenient() {
    let operation = r#""ns#Act": {"type": "operation", "traits": {"smithy.waiters#waitable": {"Done": {}}}}"#;
    let model = || Generator::new(Input::text(ast(&["Act"], operation)));
    let error = model().generate().unwrap_err().to_string();
    assert!(error.starts_with("plan: Act: the waiter Done is not generated: it has no acceptors; "), "{error}");
    assert_eq!(model().lenient().generate().unwrap().warnings().len(), 1);
}

#[test]
fn stages_are_reported_as_they_start() {
    use std::cell::RefCell;
    use std::rc::Rc;

    let stages = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&stages);
    tiny().on_stage(move |stage| seen.borrow_mut().push(stage)).generate().unwrap();
    assert_eq!(*stages.borrow(), [Stage::Read, Stage::Correct, Stage::Plan, Stage::Render]);
}

#[test]
fn partitions_that_no_rules_use_are_left_out_with_a_warning() {
    let partitions = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/partitions.json");
    let generated = tiny().partitions(partitions).generate().unwrap();
    assert_eq!(generated.warnings(), ["the partitions are left out: no endpoint rules use them"]);
    let generated = Generator::new(STS).partitions(partitions).generate().unwrap();
    assert!(generated.files().iter().any(|file| file.path == "sts/partitions.rs"));
    assert!(generated.to_include().contains("mod partitions {\n"));
}

#[test]
fn optional_parts_are_behind_features_unless_they_are_selected() {
    let text = |generator: Generator| generator.generate().unwrap().to_include();
    let sts = || Generator::new(STS).operations(["GetCallerIdentity"]);
    let behind_features = text(sts());
    assert!(behind_features.contains("feature = \"serde\"") && behind_features.contains("feature = \"server\""));
    let none = text(sts().extras([]));
    assert!(!none.contains("feature = ") && !none.contains("serde") && !none.contains("mod server"), "{none}");
    assert!(behind_features.contains("#[cfg(feature = \"blocking\")]\npub mod blocking {"), "{behind_features}");
    assert!(!none.contains("blocking"), "{none}");
    let blocking = text(sts().extras([Extra::Blocking]));
    assert!(blocking.contains("\npub mod blocking {") && !blocking.contains("feature = "), "{blocking}");
    let serde = text(sts().extras([Extra::Serde]));
    assert!(
        !serde.contains("feature = ")
            && serde.contains("rt::serde::Deserialize")
            && !serde.contains("rt::ServedRequest")
    );
}

#[test]
fn texts_of_other_files_and_of_edits_are_checked_too() {
    let base = || Generator::new(Input::text(api2(r#""Act": {}"#, r#""S": {"type": "string"}"#)));
    let corrections =
        r#"[{"target": "S", "trait": "awsquery#rename", "value": "A\nB", "why": "a\nb", "source": "https://x"}]"#;
    let waiters = r#"{"waiters": {"Do\u202ene": {"operation": "Act", "acceptors": []}}}"#;
    let paginators = r#"{"pagination": {"Act": {"input_token": "a\u2028b"}}}"#;
    for (generator, place) in [
        (base().corrections(Input::text(corrections)), "read: corrections[0].value: "),
        (base().waiters(Input::text(waiters)), "read: waiters.waiters: "),
        (base().paginators(Input::text(paginators)), "read: paginators.pagination.Act.input_token: "),
        (base().map_model(|model| model.service.title = Some("T\npub fn f() {}".to_owned())), "read: service: "),
    ] {
        let error = generator.generate().unwrap_err().to_string();
        assert!(error.starts_with(place) && error.contains("contains the control character U+"), "{error}");
    }
}

#[test]
fn a_description_that_would_end_a_comment_or_begin_code_stays_text() {
    let markdown = "# service\n\nA\u{2028}pub fn f() {}\r~~~\u{202e}\n\n# Act\n\nActs.\rpub fn g() {}\n";
    let generator = Generator::new(Input::text(api2(r#""Act": {}"#, "")));
    let generated = generator.documentation(Documentation::Overlay(Input::text(markdown))).generate().unwrap();
    for file in generated.crate_files().unwrap() {
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(!code.clone().any(|line| line.contains("pub fn f()") || line.contains("pub fn g()")), "{}", file.text);
        assert!(!file.text.chars().any(|c| c != '\n' && crate::unprintable::is_unprintable(c)), "{}", file.path);
    }
}

#[test]
fn a_module_has_a_name_of_ascii_characters() {
    let error = tiny().module("größe").generate().unwrap_err().to_string();
    assert!(error.starts_with("render: \"größe\" cannot be the name of a module; "), "{error}");
}

#[test]
fn files_beside_the_model_are_used_if_asked_for() {
    const IAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/conformance/models/iam.api2.json.gz");
    let names = |generated: &Generated| -> Vec<String> {
        let companions = generated.companions().iter();
        let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        companions.map(|companion| format!("{}: {}", companion.kind, name(&companion.path))).collect()
    };
    let iam = || Generator::new(IAM).operations(["ListUsers", "GetUser"]);
    let found = iam().companions().generate().unwrap();
    assert_eq!(names(&found), ["paginators: iam.paginators.json.gz", "waiters: iam.waiters.json.gz"]);
    assert_eq!(found.inputs().len(), 3);
    let operations = &found.plan().operations;
    assert!(operations.iter().any(|operation| operation.pagination.is_some()));
    assert!(operations.iter().any(|operation| !operation.waiters.is_empty()));

    let alone = iam().generate().unwrap();
    assert!(names(&alone).is_empty() && alone.inputs().len() == 1);
    // A file that is given counts, and so does what the model contains.
    let given = iam().companions().paginators(Input::text(r#"{"pagination": {}}"#)).generate().unwrap();
    assert_eq!(names(&given), ["waiters: iam.waiters.json.gz"]);
    assert!(names(&Generator::new(STS).companions().generate().unwrap()) == ["corrections: sts.corrections.json"]);
    let smithy = IAM.replace("api2", "smithy");
    let smithy = Generator::new(smithy.as_str()).operations(["ListUsers"]).companions().generate().unwrap();
    assert!(smithy.plan().operations.iter().any(|operation| operation.pagination.is_some()));
    assert!(names(&tiny().companions().generate().unwrap()).is_empty());
}
