//! Tests that nothing of a value is shown if the model marks its structure, union, list, map or number as sensitive.

use std::collections::BTreeMap;
use std::fmt::Debug;

use awsquery::rt::serde;
use awsquery::server::Parameters;
use awsquery::value::Exposed;
use conformance::services::hazards::server::{OPERATIONS, sensitive_parameters};
use conformance::services::hazards::{
    Detail, HiddenChoice, HiddenError, HiddenLevel, HideThingRequest, HideThingResponse, Inner, Person, Pick, Plain,
    Unmarked,
};
use conformance::services::operation;
use http::Response;
use serde_json::{Value, json};

/// Text that every sensitive value contains. Sensitive numbers are 77, and sensitive times are in the year 2077.
const SENTINEL: &str = "sentinel";

fn person() -> Value {
    json!({
        "Name": SENTINEL, "Age": 77, "Detail": {"Code": 77, "Note": SENTINEL}, "Share": 0.77,
        "Notes": {SENTINEL: {"Code": 77}}, "Choice": {"Text": SENTINEL}, "Kind": SENTINEL,
        "Friends": [{"Name": SENTINEL}],
    })
}

fn input() -> Value {
    json!({
        "Name": "shown", "Person": person(), "People": [person()], "Words": [SENTINEL], "Pins": [77],
        "Facts": {SENTINEL: 77}, "Keys": {"sentinelsentinel": SENTINEL}, "Pin": 77, "Ratio": 0.77,
        "When": "2077-01-01T00:00:00Z", "Level": SENTINEL, "Levels": [SENTINEL], "Pick": {"Pin": 77},
        "Choice": {"Text": SENTINEL}, "Detail": {"Code": 77}, "Secret": {"Text": SENTINEL},
        "Open": {"Text": "shown", "Number": 1},
    })
}

/// Returns the debug output of a value, in both styles, after checking that it shows nothing sensitive.
fn shown<T: Debug>(value: &T) -> String {
    let text = format!("{value:?}");
    for text in [&text, &format!("{value:#?}")] {
        assert!(!text.contains(SENTINEL) && !text.contains("77"), "{text}");
    }
    text
}

fn request(input: &Value) -> HideThingRequest {
    serde_json::from_value(input.clone()).unwrap()
}

#[test]
fn debug_output_shows_which_members_are_set_and_nothing_else() {
    let text = shown(&request(&input()));
    for expected in [
        "name: Some(\"shown\")",
        "person: Person(redacted)",
        "people: Some(redacted)",
        "words: Some(redacted)",
        "pin: Some(redacted)",
        "level: Some(redacted)",
        "pick: Some(Pin(redacted))",
        "choice: Some(HiddenChoice(redacted))",
        "secret: Some(Plain(redacted))",
        "open: Some(Unmarked { text: Some(\"shown\"), number: Some(1) })",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    let person = Person::builder(SENTINEL).build_unchecked();
    let empty = HideThingRequest::builder(person).build_unchecked();
    assert!(shown(&empty).contains("pin: None"), "{empty:?}");
}

#[test]
fn parts_of_a_hidden_structure_are_hidden_on_their_own() {
    assert_eq!(shown(&Person::builder(SENTINEL)), "PersonBuilder(Person(redacted))");
    assert_eq!(shown(&Detail::builder(77).build_unchecked()), "Detail(redacted)");
    assert_eq!(shown(&Plain::builder().text(SENTINEL).build_unchecked()), "Plain(redacted)");
    assert_eq!(shown(&Inner::Text(SENTINEL.into())), "Inner(redacted)");
    assert_eq!(shown(&HiddenChoice::Text(SENTINEL.into())), "HiddenChoice(redacted)");
    assert_eq!(shown(&HiddenLevel::from(SENTINEL)), "HiddenLevel(redacted)");
    assert_eq!(shown(&Pick::Pin(77)), "Pin(redacted)");
    assert_eq!(shown(&Pick::Words(BTreeMap::from([(SENTINEL.into(), 77)]))), "Words(redacted)");
    assert_eq!(shown(&Pick::Text("plain".into())), "Text(\"plain\")");
    assert_eq!(shown(&Pick::Unrecognized("Later".into())), "Unrecognized(\"Later\")");
    assert!(shown(&Unmarked::builder().text("plain").build_unchecked()).contains("plain"));
}

#[test]
fn responses_and_errors_are_hidden_too() {
    let output = json!({
        "Person": person(), "Facts": {SENTINEL: 77}, "Pick": {"Person": {"Name": SENTINEL}}, "Pin": 77,
        "Choice": {"Numbers": [0.77]}, "Levels": [SENTINEL],
    });
    shown(&serde_json::from_value::<HideThingResponse>(output).unwrap());
    let error = json!({"message": "shown", "Person": {"Name": SENTINEL}, "Pin": 77});
    let error = shown(&serde_json::from_value::<HiddenError>(error).unwrap());
    assert!(error.contains("shown"), "{error}");
}

/// Compiles only while the types do not implement `Serialize`. If one did, two implementations of `Either` would apply to
/// it, and the call would be ambiguous.
macro_rules! assert_not_serialize {
    ($($type:ty),+) => {{
        trait Either<A> {
            fn holds() {}
        }
        impl<T> Either<()> for T {}
        struct Has;
        impl<T: serde::Serialize> Either<Has> for T {}
        $(<$type as Either<_>>::holds();)+
    }};
}

#[test]
fn types_with_hidden_parts_are_serialized_only_when_exposed() {
    let request = request(&input());
    assert_eq!(serde_json::to_value(Exposed(&request)).unwrap(), input());
    shown(&Exposed(&request));
    assert_not_serialize!(HideThingRequest, HideThingResponse, HiddenError, Person, Detail, Plain);
    assert_not_serialize!(Inner, HiddenChoice, HiddenLevel, Pick);
    assert_eq!(serde_json::to_value(Unmarked::builder().number(1).build_unchecked()).unwrap(), json!({"Number": 1}));
}

#[test]
fn violations_describe_hidden_values_without_quoting_them() {
    let long = "sentinelsentinel";
    let mut invalid = input();
    invalid["Person"]["Name"] = json!("Sentinel!");
    invalid["Person"]["Age"] = json!(777);
    invalid["Person"]["Notes"] = json!({long: {"Code": 777}});
    invalid["Person"]["Choice"] = json!({"Number": 777});
    invalid["People"] = json!([{"Name": long}]);
    invalid["Words"] = json!(["SENTINEL"]);
    invalid["Facts"] = json!({long: 777});
    invalid["Keys"] = json!({"sentin": long});
    invalid["Pin"] = json!(77777);
    invalid["Pins"] = json!([77777]);
    invalid["Pick"] = json!({"Pin": 77777});
    invalid["Secret"] = json!({"Text": long});
    invalid["Open"] = json!({"Text": "LOUD", "Number": 101});
    let bridge = operation("hazards", "HideThing").unwrap();
    let error = bridge.call(&invalid, None).unwrap().result.unwrap_err();
    let paths: Vec<String> = error.violations().iter().map(|one| one.path.to_string()).collect();
    let text = format!("{error} {error:?} {} {:?} {paths:?}", error.report(), error.violations());
    assert!(!text.to_lowercase().contains("sentin") && !text.contains("777"), "{text}");
    for path in [
        "Person.Name",
        "Person.Age",
        "Person.Notes.key(not shown)",
        "Person.Notes.value(not shown).Code",
        "Person.Choice.Number",
        "People[0].Name",
        "Words[0]",
        "Facts.key(not shown)",
        "Facts.value(not shown)",
        "Keys.key(not shown)",
        "Pin",
        "Pins[0]",
        "Pick.Pin",
        "Secret.Text",
        "Open.Text",
        "Open.Number",
    ] {
        assert!(paths.iter().any(|found| found == path), "{path} is not in {paths:?}");
    }
    assert!(text.contains("Pin: must be at most 9999"), "{text}");
    assert!(text.contains("Open.Number: is 101"), "{text}");
}

#[test]
fn a_server_refuses_without_quoting_hidden_values() {
    let bridge = operation("hazards", "HideThing").unwrap();
    let start = "Action=HideThing&Version=2020-01-01&Person.Name=";
    for form in [
        "SENTINEL",
        "sentinelsentinel",
        "a&Person.Age=777",
        "a&Person.Age=sentinel",
        "a&Person.Notes.entry.1.key=sentinelsentinel&Person.Notes.entry.1.value.Code=1",
        "a&Person.Notes.entry.1.key=sentinel&Person.Notes.entry.1.value.Code=777",
        "a&Person.Notes.entry.1.key=sentinel&Person.Notes.entry.1.value.Note=a",
        "a&Person.Notes.entry.1.key=sentinel&Person.Notes.entry.1.value.Code=sentinel",
        "a&Facts.entry.1.key=sentinel&Facts.entry.1.value=777",
        "a&Facts.entry.1.key=sentinel&Facts.entry.1.value=sentinel",
        "a&Facts.entry.1.key=sentinel&Facts.entry.1.value=7&Facts.entry.2.key=sentinel&Facts.entry.2.value=8",
        "a&Keys.entry.1.key=sentin&Keys.entry.1.value=a",
        "a&Word.1=SENTINEL",
        "a&Human.1.Name=SENTINEL",
        "a&Pin=77777",
        "a&Pins.member.1=77777",
        "a&Pick.Pin=77777",
        "a&Choice.Text=SENTINEL",
    ] {
        let refusal = bridge.receive(format!("{start}{form}").as_bytes()).unwrap_err();
        let text = format!("{refusal} {refusal:?}").to_lowercase();
        assert!(!text.contains("sentin") && !text.contains("777"), "{form}: {text}");
    }
}

#[test]
fn hidden_parameters_are_those_of_hidden_members() {
    let bridge = operation("hazards", "HideThing").unwrap();
    let body = bridge.call(&input(), None).unwrap().sent.unwrap().into_body();
    let stray = "&Person.Stray=sentinel&Word.9.Stray=sentinel&Choice.Stray=sentinel";
    let form = [body.as_ref(), stray.as_bytes()].concat();
    let parameters = Parameters::parse(&form, 1000).unwrap();
    let operation = OPERATIONS.iter().find(|one| one.name == "HideThing").unwrap();
    let hidden = sensitive_parameters(operation, &parameters);
    let open: Vec<&str> = parameters.iter().map(|(name, _)| name).filter(|name| !hidden.contains(*name)).collect();
    assert_eq!(open, ["Action", "Name", "Open.Number", "Open.Text", "Version"]);
}

#[test]
fn hidden_values_that_a_service_quotes_are_masked() {
    let bridge = operation("hazards", "HideThing").unwrap();
    let mut input = input();
    input["Person"]["Name"] = json!("johndoe");
    input["Words"] = json!(["openword"]);
    input["Facts"] = json!({"mapkey": 42});
    let body =
        "<ErrorResponse><Error><Code>No</Code><Message>johndoe openword mapkey shown</Message></Error></ErrorResponse>";
    let answer = Response::builder().status(400).body(body.into()).unwrap();
    let error = bridge.call(&input, Some(answer)).unwrap().result.unwrap_err();
    assert_eq!(error.message(), Some("[redacted] [redacted] [redacted] shown"));
}

#[test]
fn an_error_of_deserialization_does_not_quote_hidden_values() {
    fn refused<T: serde::de::DeserializeOwned>(value: Value) {
        let error = serde_json::from_value::<T>(value.clone()).err().unwrap_or_else(|| panic!("{value} was read"));
        assert!(!error.to_string().contains(SENTINEL) && !error.to_string().contains("77"), "{error}");
    }
    for member in ["Person", "People", "Words", "Pins", "Facts", "Keys", "Pin", "Ratio", "When", "Choice", "Secret"] {
        let value = if member == "Words" { json!(77) } else { json!(SENTINEL) };
        refused::<HideThingRequest>(json!({"Person": {"Name": "a"}, member: value}));
    }
    refused::<HideThingRequest>(json!({"Person": {"Name": "a"}, "Level": 77}));
    refused::<HideThingRequest>(json!({"Person": {"Name": "a"}, "Pick": {"Pin": SENTINEL}}));
    refused::<Person>(json!({"Name": 77}));
    refused::<Person>(json!(SENTINEL));
    refused::<Detail>(json!({"Code": SENTINEL}));
    refused::<HiddenChoice>(json!({SENTINEL: "a"}));
    refused::<HiddenLevel>(json!(77));
}
