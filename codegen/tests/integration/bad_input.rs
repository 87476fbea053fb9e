//! Tests that any input gives files or an error, and never a panic or a stack overflow.

use std::fs;

use codegen::{Error, Generator, Input, Stage};
use proptest::prelude::*;

fn outcome(model: &str) -> Result<usize, Error> {
    Ok(Generator::new(Input::text(model)).generate()?.files().len())
}

/// Returns an API-2 model with one operation, whose input is `S0`.
fn model(shapes: &str) -> String {
    format!(
        r#"{{"metadata": {{"apiVersion": "1", "endpointPrefix": "x", "protocol": "query", "serviceId": "X",
            "signatureVersion": "v4"}}, "operations": {{"Act": {{"input": {{"shape": "S0"}}}}}}, "shapes": {{{shapes}}}}}"#
    )
}

/// Returns a structure that contains the given one.
fn structure(index: usize, contained: usize) -> String {
    format!(r#""S{index}": {{"type": "structure", "members": {{"M": {{"shape": "S{contained}"}}}}}}"#)
}

/// Returns structures that contain the next one each. The last one is empty.
fn chain(length: usize) -> String {
    let last = format!(r#""S{length}": {{"type": "structure", "members": {{}}}}"#);
    model(&(0..length).map(|index| structure(index, index + 1)).chain([last]).collect::<Vec<_>>().join(","))
}

/// Returns structures that contain the next one each. The last one contains the first one.
fn cycle(length: usize) -> String {
    model(&(0..length).map(|index| structure(index, (index + 1) % length)).collect::<Vec<_>>().join(","))
}

fn refuses_a_cycle_of(length: usize) {
    let error = outcome(&cycle(length)).unwrap_err();
    assert_eq!(error.stage(), Stage::Plan);
    assert!(error.to_string().contains("is part of a cycle of more than 100 structures"), "{error}");
    assert!(error.at().starts_with('S') && error.remedy().is_some(), "{error}");
}

/// Runs a check with half of the usual stack, so that half of the depth shows an overflow. The parser of Rust code takes
/// more than a quarter for any code.
fn with_a_small_stack(check: fn()) {
    let thread = std::thread::Builder::new().stack_size(1024 * 1024);
    thread.spawn(check).unwrap().join().unwrap();
}

#[test]
fn a_cycle_of_many_shapes_is_an_error_that_names_one_of_them() {
    with_a_small_stack(|| refuses_a_cycle_of(25_000));
}

#[test]
#[ignore = "it takes half a minute without optimization"]
fn a_cycle_of_a_million_shapes_is_an_error_that_names_one_of_them() {
    refuses_a_cycle_of(1_000_000);
}

#[test]
fn very_deep_structures_do_not_overflow_the_stack() {
    with_a_small_stack(|| assert!(outcome(&chain(2_500)).is_ok()));
}

#[test]
fn a_structure_of_very_many_members_does_not_overflow_the_stack() {
    with_a_small_stack(|| {
        let members: Vec<String> = (0..10_000).map(|index| format!(r#""M{index}": {{"shape": "T"}}"#)).collect();
        let shapes = format!(
            r#""S0": {{"type": "structure", "members": {{{}}}}}, "T": {{"type": "string"}}"#,
            members.join(",")
        );
        assert!(outcome(&model(&shapes)).is_ok());
    });
}

/// Returns a model whose endpoint rules have a rule with many conditions.
fn conditions(count: usize) -> Result<usize, Error> {
    let condition = r#"{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}"#;
    let rules = format!(
        r#"{{"parameters": {{"Endpoint": {{"type": "String", "builtIn": "SDK::Endpoint"}}}}, "rules": [
            {{"conditions": [{}], "endpoint": {{"url": "https://x"}}, "type": "endpoint"}}]}}"#,
        vec![condition; count].join(",")
    );
    let generator = Generator::new(Input::text(model(r#""S0": {"type": "structure", "members": {}}"#)));
    Ok(generator.endpoint_rules(Input::text(rules)).generate()?.files().len())
}

#[test]
fn a_rule_of_very_many_conditions_is_an_error() {
    with_a_small_stack(|| {
        assert!(conditions(100).is_ok());
        let error = conditions(35_000).unwrap_err();
        assert!(error.to_string().contains("a rule has more than 100 conditions"), "{error}");
    });
}

#[test]
fn a_very_long_path_of_a_waiter_is_an_error() {
    let path = vec!["M"; 10_000].join(".");
    let waiters = format!(
        r#"{{"waiters": {{"Done": {{"operation": "Act", "acceptors": [
            {{"state": "success", "matcher": "path", "argument": "{path}", "expected": "a"}}]}}}}}}"#
    );
    let text = cycle(1).replace(r#""input""#, r#""output": {"shape": "S0"}, "input""#);
    let error = Generator::new(Input::text(text)).waiters(Input::text(waiters)).generate().unwrap_err();
    assert!(error.to_string().contains("it has more than 50 steps"), "{error}");
}

#[test]
fn a_list_that_contains_itself_is_an_error() {
    for shapes in [
        r#""S0": {"type": "structure", "members": {"M": {"shape": "L"}}}, "L": {"type": "list", "member": {"shape": "L"}}"#,
        r#""S0": {"type": "structure", "members": {"M": {"shape": "A"}}},
            "A": {"type": "list", "member": {"shape": "B"}},
            "B": {"type": "map", "key": {"shape": "T"}, "value": {"shape": "A"}}, "T": {"type": "string"}"#,
    ] {
        let error = outcome(&model(shapes)).unwrap_err();
        assert_eq!(error.stage(), Stage::Read);
        assert!(error.to_string().contains("contains itself"), "{error}");
        assert!(error.remedy().is_some(), "{error}");
    }
}

#[test]
fn very_deep_lists_are_an_error() {
    with_a_small_stack(|| {
        let deep: Vec<String> = (0..12_500)
            .map(|at| format!(r#""L{at}": {{"type": "list", "member": {{"shape": "L{}"}}}}"#, at + 1))
            .collect();
        let shapes = format!(
            r#""S0": {{"type": "structure", "members": {{"M": {{"shape": "L0"}}}}}}, {},
                "L12500": {{"type": "list", "member": {{"shape": "T"}}}}, "T": {{"type": "string"}}"#,
            deep.join(",")
        );
        let error = outcome(&model(&shapes)).unwrap_err();
        assert!(error.to_string().contains("nests more than 16 lists and maps"), "{error}");
    });
}

#[test]
fn json_that_is_nested_too_deeply_is_an_error() {
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(outcome(&text).unwrap_err().stage(), Stage::Read);
}

/// Returns the models of all snapshots.
fn good() -> Vec<String> {
    crate::folders::all().iter().map(|folder| fs::read_to_string(folder.path.join("model.json")).unwrap()).collect()
}

#[test]
fn a_truncated_model_is_an_error() {
    for model in good() {
        let model = model.trim_end();
        for length in (0..model.len()).step_by(7).filter(|length| model.is_char_boundary(*length)) {
            assert_eq!(outcome(&model[..length]).unwrap_err().stage(), Stage::Read);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Replaces strings of a valid model with others, with nothing, or with unusual ones.
    #[test]
    fn a_model_with_changed_strings_never_panics(
        which: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_u8), 1..4),
    ) {
        let all = good();
        let mut words: Vec<String> = which.get(&all).split('"').map(str::to_owned).collect();
        for (place, other, how) in changes {
            let other = other.get(&words).clone();
            let word = place.get(&words).clone();
            let new = match how {
                0 => other,
                1 => String::new(),
                2 => format!("{word}{word}"),
                3 => "\u{e9}$#{}".to_owned(),
                _ => word.replace(['{', '['], "[").replace(['}', ']'], "]"),
            };
            let index = place.index(words.len());
            words[index] = new;
        }
        if let Err(error) = outcome(&words.join("\"")) {
            prop_assert!(!error.message().is_empty());
        }
    }
}
