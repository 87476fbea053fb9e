//! Cases about the generator.

use std::str::FromStr as _;

use codegen::json::JsonValue;
use codegen::model::{PatternTrait, RangeBound};
use codegen::plan::pattern::{PatternTest, Set, resolve};
use codegen::{Documentation, Generated, Generator, Input};
use proc_macro2::{TokenStream, TokenTree};
use regressions::Case;
use serde_json::Value;
use sts::awsquery::rt::{CharSet, Check, LazyLookAround, LazyRegex, Limits, Pattern, Rule, Test, Validate, unicode};

use crate::expect::{contains, lacks, same};
use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[
    ("generator-input", generator_input),
    ("generator-pattern", generator_pattern),
    ("generator-range", generator_range),
    ("number-text", number_text),
];

#[test]
fn generator() {
    run(SUBJECTS);
}

/// Generates a crate from a changed model, and checks that it is refused, or that a text is outside of its code.
fn generator_input(case: &Case) -> Result<(), String> {
    let base = case.file(case.input["base"].as_str().unwrap()).unwrap();
    let mut model: Value = serde_json::from_slice(&base).unwrap();
    for patch in case.input["patch"].as_array().unwrap() {
        set(&mut model, patch["path"].as_array().unwrap(), &patch["value"]);
    }
    let documentation = match case.input.get("docs").and_then(Value::as_str) {
        None | Some("none" | "facts") => Documentation::Facts,
        Some("model") => Documentation::Published,
        Some(other) => return Err(format!("unknown documentation {other}")),
    };
    let generate = || {
        let generator = Generator::new(Input::text(model.to_string())).documentation(documentation.clone());
        generator.package("tiny").lenient().generate()
    };
    let expected = &case.expected;
    match generate() {
        Err(error) if expected.get("refused").is_some() => {
            contains(&error.to_string(), expected, "error_contains")?;
            lacks(&error.to_string(), expected, "error_lacks")
        }
        Err(_) => Ok(()),
        Ok(_) if expected.get("refused").is_some() => Err("it is accepted".to_owned()),
        Ok(generated) => match expected.get("inert").and_then(Value::as_str) {
            Some(text) => is_inert(&generated, text),
            None => is_inert(&generated, ""),
        },
    }
}

/// Sets a value in a document. Objects on the way are created.
fn set(document: &mut Value, path: &[Value], value: &Value) {
    let mut at = document;
    for step in path {
        at = match step.as_u64() {
            Some(index) => &mut at[usize::try_from(index).unwrap()],
            None => &mut at[step.as_str().unwrap()],
        };
    }
    *at = value.clone();
}

/// Checks that every source file consists of tokens, and that none of them has the words of a text.
fn is_inert(generated: &Generated, text: &str) -> Result<(), String> {
    let words: Vec<String> = flat(TokenStream::from_str(text).unwrap_or_default());
    for file in generated.crate_files().map_err(|error| error.to_string())? {
        if !file.path.ends_with(".rs") {
            if file.text.lines().any(|line| !text.is_empty() && line.trim_start().starts_with(text)) {
                return Err(format!("{} has a line {text:?}", file.path));
            }
            continue;
        }
        let tokens = TokenStream::from_str(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
        let tokens = flat(tokens);
        if !words.is_empty() && tokens.windows(words.len()).any(|window| window == words.as_slice()) {
            return Err(format!("{} contains {text:?} as code", file.path));
        }
    }
    Ok(())
}

/// Returns all tokens but literals.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut all = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => all.extend(flat(group.stream())),
            TokenTree::Literal(_) => {}
            other => all.push(other.to_string()),
        }
    }
    all
}

/// Checks a value against a pattern, with the engines that a generated crate uses.
fn generator_pattern(case: &Case) -> Result<(), String> {
    let text = case.input["pattern"].as_str().unwrap();
    let pattern = PatternTrait { text: unanchored(text), whole: true };
    let plan = resolve("Shape", &pattern).map_err(|error| error.to_string())?;
    let rule = Rule { pattern: Some(leak(runtime_pattern(plan.test))), ..Rule::ANY };
    let violations = violations(leak(rule), TextValue(case.input["value"].as_str().unwrap().to_owned()));
    same(&violations.is_empty(), &case.expected["matches"].as_bool().unwrap())
}

/// Removes the anchors, which have no effect on the whole value.
fn unanchored(text: &str) -> String {
    let text = text.strip_prefix('^').unwrap_or(text);
    text.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(text).to_owned()
}

/// Returns the pattern as generated code would have it.
fn runtime_pattern(test: PatternTest) -> Pattern {
    let test = match test {
        PatternTest::Each { set, at_least_one } => Test::Each { set: runtime_set(set), at_least_one },
        PatternTest::Words { set, separator } => Test::Words { set: runtime_set(set), separator },
        PatternTest::Regex { source, .. } => Test::Regex(LazyRegex::new(String::leak(source))),
        PatternTest::LookAround { source, .. } => Test::LookAround(LazyLookAround::new(String::leak(source))),
        PatternTest::Unchecked(_) => Test::Unchecked,
    };
    Pattern { text: "the pattern", test }
}

/// Returns a set of characters as generated code would have it.
fn runtime_set(set: Set) -> &'static CharSet {
    let categories = set.categories.iter().map(|letter| match letter {
        'L' => unicode::L,
        'N' => unicode::N,
        _ => unicode::Z,
    });
    leak(CharSet::new(set.ascii, Vec::leak(set.ranges), Vec::leak(categories.collect())))
}

/// Checks a number against the limits of a shape, in the client and in the server.
fn generator_range(case: &Case) -> Result<(), String> {
    let model = serde_json::json!({
        "metadata": {"apiVersion": "1", "endpointPrefix": "x", "protocol": "query", "serviceId": "X", "signatureVersion": "v4"},
        "operations": {"Act": {"input": {"shape": "ActRequest"}}},
        "shapes": {
            "ActRequest": {"type": "structure", "members": {"Size": {"shape": "Size"}}},
            "Size": case.input["shape"],
        },
    });
    let generated = Generator::new(Input::text(model.to_string())).generate().map_err(|error| error.to_string())?;
    let range = generated.plan().rules.get("SIZE").map(|rule| rule.range.clone()).unwrap_or_default();
    let limits = Limits { min: range.min.as_ref().map(runtime_bound), max: range.max.as_ref().map(runtime_bound) };
    let rule: &'static Rule = leak(Rule { range: limits, ..Rule::ANY });
    let value = &case.input["value"];
    let found = match case.input["shape"]["type"].as_str().unwrap() {
        "double" => violations(rule, DoubleValue(number(value))),
        "float" => violations(rule, FloatValue(number(value) as f32)),
        _ => violations(rule, IntegerValue(value.as_i64().unwrap())),
    };
    same(&found.first().map(String::as_str), &case.expected["violation"].as_str())
}

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some("NaN") => f64::NAN,
        Some(text) => text.parse().unwrap(),
        None => value.as_f64().unwrap(),
    }
}

/// Returns a limit as generated code would have it.
fn runtime_bound(bound: &RangeBound) -> sts::awsquery::rt::Bound {
    match bound {
        RangeBound::Whole(whole) => sts::awsquery::rt::Bound::Whole(*whole),
        RangeBound::Decimal(text) => sts::awsquery::rt::Bound::Decimal(String::leak(text.clone())),
    }
}

/// Checks that the reader of models, and that of the conformance harness, read a number exactly.
fn number_text(case: &Case) -> Result<(), String> {
    let text = case.input["json"].as_str().unwrap();
    let expected = case.expected["bits"].as_str().unwrap();
    let JsonValue::Number(model) = JsonValue::parse(text).unwrap() else { return Err("not a number".to_owned()) };
    let harness: Value = serde_json::from_str(text).unwrap();
    for found in [
        model.as_f64().unwrap(),
        harness.as_f64().unwrap(),
        RangeBound::from_number(&model).to_string().parse().unwrap(),
    ] {
        same(&format!("{:#018x}", found.to_bits()), &expected.to_owned())?;
    }
    Ok(())
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Returns the names of the constraints that a value breaks. The client and the server must agree.
fn violations<T>(rule: &'static Rule, value: T) -> Vec<String>
where
    Request<T>: Validate,
{
    let request = Request { rule, value };
    let client = sts::awsquery::rt::validate(&request).err();
    let client: Vec<String> =
        client.iter().flat_map(|e| e.violations()).map(|v| v.constraint.name().to_owned()).collect();
    let server = Check::received(&request, Vec::new());
    let server: Vec<String> = server.iter().map(|(v, _)| v.constraint.name().to_owned()).collect();
    assert_eq!(client, server);
    client
}

/// A request with one member.
struct Request<T> {
    rule: &'static Rule,
    value: T,
}

struct TextValue(String);
struct DoubleValue(f64);
struct FloatValue(f32);
struct IntegerValue(i64);

macro_rules! validate {
    ($value:ident, $check:ident) => {
        impl Validate for Request<$value> {
            const NAME: &'static str = "ActRequest";

            fn check(&self, check: &mut Check) {
                check.value("Size", &self.value.0, self.rule.$check());
            }
        }
    };
}

validate!(TextValue, string);
validate!(DoubleValue, double);
validate!(FloatValue, float);
validate!(IntegerValue, integer);
