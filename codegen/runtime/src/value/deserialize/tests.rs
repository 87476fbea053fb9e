use std::collections::BTreeMap;

use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use serde_json::{Value as Json, json};

use super::deserialize;
use crate::value::blob::Blob;
use crate::value::dynamic::{Structure, Value, show_variant};
use crate::value::exposed::Exposed;
use crate::value::secret::Secret;
use crate::value::shape::{Layout, Member, Shape};
use crate::value::timestamp::Timestamp;

/// A structure with members of several kinds, two of them required.
#[derive(Debug, PartialEq)]
struct Thing {
    name: String,
    code: Secret,
    count: Option<i32>,
    ratio: Option<f32>,
    time: Option<Timestamp>,
    bytes: Option<Blob>,
    inner: Option<Vec<Thing>>,
    facts: Option<BTreeMap<String, bool>>,
    choice: Option<Choice>,
    next: Option<Box<Thing>>,
}

#[derive(Debug, PartialEq)]
enum Choice {
    Text(String),
    Pin(i64),
    Unrecognized(String),
}

impl Structure for Thing {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure(
            "Thing",
            &[
                Member::required("Name", "name", Layout::Plain),
                Member::required("Code", "code", Layout::Plain).sensitive(),
                Member::optional("Count", "count", Layout::Plain),
                Member::optional("Ratio", "ratio", Layout::Plain),
                Member::optional("Time", "time", Layout::Plain),
                Member::optional("Bytes", "bytes", Layout::Plain),
                Member::optional("Inner", "inner", Layout::List("item", &Layout::Plain)),
                Member::optional("Facts", "facts", Layout::Map("key", "value", &Layout::Plain)),
                Member::optional("Choice", "choice", Layout::Plain),
                Member::optional("Next", "next", Layout::Plain),
            ],
        );
        &SHAPE
    }

    fn blank() -> Self {
        let (name, code) = (Value::blank(), Value::blank());
        Self {
            name,
            code,
            count: None,
            ratio: None,
            time: None,
            bytes: None,
            inner: None,
            facts: None,
            choice: None,
            next: None,
        }
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        let Self { name, code, count, ratio, time, bytes, inner, facts, choice, next } = self;
        show(&[name, code, count, ratio, time, bytes, inner, facts, choice, next]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        let Self { name, code, count, ratio, time, bytes, inner, facts, choice, next } = self;
        fill(&mut [name, code, count, ratio, time, bytes, inner, facts, choice, next]);
    }
}

impl Structure for Choice {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::union(
            "Choice",
            &[
                Member::required("Text", "text", Layout::Plain),
                Member::required("Pin", "pin", Layout::Plain).sensitive(),
            ],
        );
        &SHAPE
    }

    fn blank() -> Self {
        Self::Unrecognized(String::new())
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        match self {
            Self::Text(value) => show_variant(self.shape(), 0, value, show),
            Self::Pin(value) => show_variant(self.shape(), 1, value, show),
            Self::Unrecognized(value) => show_variant(self.shape(), 2, value, show),
        }
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        let mut places = (None::<String>, None::<i64>, None::<String>);
        fill(&mut [&mut places.0, &mut places.1, &mut places.2]);
        if let Some(value) = places.0 {
            *self = Self::Text(value);
        }
        if let Some(value) = places.1 {
            *self = Self::Pin(value);
        }
        if let Some(value) = places.2 {
            *self = Self::Unrecognized(value);
        }
    }
}

fn read(json: &Json) -> Result<Thing, String> {
    deserialize(json).map_err(|error| error.to_string())
}

/// Adds members to the least thing.
fn with(members: Json) -> Json {
    let mut thing = json!({"Name": "n", "Code": "hush"});
    if let (Json::Object(thing), Json::Object(members)) = (&mut thing, members) {
        thing.extend(members);
    }
    thing
}

#[test]
fn a_value_of_every_kind_is_read_and_written() {
    let full = with(json!({
        "Count": -1, "Ratio": 0.5, "Time": "2026-01-02T03:04:05Z", "Bytes": "aGk=", "Inner": [with(json!({}))],
        "Facts": {"a": true, "b": false}, "Choice": {"Pin": 77}, "Next": with(json!({})),
    }));
    for json in [&full, &with(json!({})), &with(json!({"Inner": [], "Facts": {}, "Choice": {"Text": ""}}))] {
        let thing = read(json).unwrap();
        assert_eq!(&serde_json::to_value(Exposed(&thing)).unwrap(), json);
        let text = serde_json::to_string(&Exposed(&thing)).unwrap();
        assert_eq!(deserialize::<Thing, _>(&mut serde_json::Deserializer::from_str(&text)).unwrap(), thing);
    }
}

#[test]
fn a_member_that_is_null_is_absent_and_an_unknown_one_is_ignored() {
    let json = with(json!({"Count": null, "Choice": null, "Later": {"Any": [1, "2"]}, "name": 1}));
    assert_eq!(serde_json::to_value(Exposed(&read(&json).unwrap())).unwrap(), with(json!({})));
}

#[test]
fn an_error_names_the_member_that_is_missing_or_occurs_twice() {
    assert_eq!(read(&json!({"Name": "n"})).unwrap_err(), "missing field `Code`");
    assert_eq!(read(&json!({"Code": "c"})).unwrap_err(), "missing field `Name`");
    assert_eq!(read(&with(json!({"Inner": [{"Name": "n"}]}))).unwrap_err(), "missing field `Code`");
    let twice = r#"{"Name": "n", "Code": "c", "Count": 1, "Count": 1}"#;
    let error = deserialize::<Thing, _>(&mut serde_json::Deserializer::from_str(twice)).unwrap_err().to_string();
    assert!(error.starts_with("duplicate field `Count`"), "{error}");
}

#[test]
fn an_error_says_what_was_expected_and_quotes_no_sensitive_value() {
    for (members, expected) in [
        (json!({"Name": 1}), "invalid type: integer `1`, expected a string"),
        (json!({"Count": "x"}), "invalid type: string \"x\", expected i32"),
        (json!({"Count": 3_000_000_000_u64}), "invalid value: integer `3000000000`, expected i32"),
        (json!({"Inner": 1}), "invalid type: integer `1`, expected a sequence"),
        (json!({"Inner": [1]}), "invalid type: integer `1`, expected struct Thing"),
        (json!({"Facts": 1}), "invalid type: integer `1`, expected a map"),
        (json!({"Time": "soon"}), "not an RFC 3339 timestamp"),
        (json!({"Bytes": "!"}), "not base64"),
        (json!({"Code": 77}), "invalid secret: not of the expected type or format (not shown)"),
        (json!({"Choice": {"Pin": "77"}}), "invalid secret: not of the expected type or format (not shown)"),
        (
            json!({"Choice": {"Later": 1}}),
            "unknown variant `Later`, expected one of `Text`, `Pin`, `SDK_UNKNOWN_MEMBER`",
        ),
        (json!({"Choice": {"SDK_UNKNOWN_MEMBER": {}}}), "missing field `name`"),
    ] {
        assert_eq!(read(&with(members)).unwrap_err(), expected);
    }
    read(&with(json!({"Choice": {"Text": "a", "Pin": 1}}))).unwrap_err();
    read(&with(json!({"Choice": {}}))).unwrap_err();
}

#[test]
fn an_unknown_member_of_a_union_keeps_its_name() {
    let json = with(json!({"Choice": {"SDK_UNKNOWN_MEMBER": {"name": "Later"}}}));
    let thing = read(&json).unwrap();
    assert_eq!(thing.choice, Some(Choice::Unrecognized("Later".to_owned())));
    assert_eq!(serde_json::to_value(Exposed(&thing)).unwrap(), json);
}

#[test]
fn members_may_be_in_a_sequence_if_all_of_them_are_there() {
    let thing = read(&json!(["n", "hush", 1, null, null, null, null, null, {"Text": "t"}, null])).unwrap();
    assert_eq!(serde_json::to_value(Exposed(&thing)).unwrap(), with(json!({"Count": 1, "Choice": {"Text": "t"}})));
    let error = read(&json!(["n", "hush"])).unwrap_err();
    assert!(error.contains("invalid length 2, expected struct Thing"), "{error}");
}

#[test]
fn numbers_that_json_cannot_express_have_names() {
    for name in ["NaN", "Infinity", "-Infinity"] {
        let json = with(json!({"Ratio": name}));
        assert_eq!(serde_json::to_value(Exposed(&read(&json).unwrap())).unwrap(), json);
    }
    read(&with(json!({"Ratio": "inf"}))).unwrap_err();
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(
        name: String, code: String, count: Option<i32>, bytes: Option<Vec<u8>>, pin: Option<i64>,
        facts: Option<BTreeMap<String, bool>>,
    ) {
        let (code, bytes, choice) = (Secret::from(code), bytes.map(Blob::new), pin.map(Choice::Pin));
        let thing = Thing { name, code, count, bytes, facts, choice, ..Structure::blank() };
        let text = serde_json::to_string(&Exposed(&thing)).unwrap();
        prop_assert!(serde_json::from_str::<Json>(&text).is_ok());
        prop_assert_eq!(deserialize::<Thing, _>(&mut serde_json::Deserializer::from_str(&text)).unwrap(), thing);
    }
}
