use proptest::prelude::*;

use crate::platform::idempotency::IdempotencyTokens;
use crate::protocol::form::Form;
use crate::server::{Parameters, Refusal};
use crate::value::percent::encoded;

fn parse(form: &str) -> Result<Parameters, Refusal> {
    Parameters::parse(form.as_bytes(), 1000)
}

#[track_caller]
fn refused(form: &[u8], message: &str) {
    let refusal = Parameters::parse(form, 3).expect_err("a refusal was expected");
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "MalformedQueryString"));
    assert!(refusal.message.contains(message), "{refusal}");
}

#[test]
fn names_and_values_are_decoded() {
    let parameters = parse("a+b=c%20d&%41=%c3%A9+%2B&Empty=&None&&e=x=y&").unwrap();
    let expected = [("a b", "c d"), ("A", "\u{e9} +"), ("Empty", ""), ("None", ""), ("e", "x=y")];
    for (name, value) in expected {
        assert_eq!(parameters.get(name), Some(value), "{name}");
    }
    assert_eq!(parameters.get("absent"), None);
    assert_eq!(parameters.get(""), None);
}

#[test]
fn an_invalid_escape_is_refused() {
    for bad in ["a=%", "a=%4", "a=%4x", "a=%x4", "a=%%41", "%=a", "a=%+1", "a=%u0041", "%e=1"] {
        refused(bad.as_bytes(), "two hex digits");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    for bad in [&b"a=%ff"[..], b"a=%C3", b"%80=a", b"a=\xff", b"a=%ed%a0%80"] {
        refused(bad, "not UTF-8");
    }
}

#[test]
fn a_repeated_parameter_is_refused_without_quoting_its_value() {
    refused(b"a=hush&b=1&a=hush", "'a' is sent more than once");
    refused(b"a=1&%61=1", "'a' is sent more than once");
    let refusal = parse("a=hush&a=hush").unwrap_err();
    assert!(!refusal.to_string().contains("hush"));
}

#[test]
fn more_parameters_than_allowed_are_refused() {
    assert!(Parameters::parse(b"a=1&b=2&c=3", 3).is_ok());
    refused(b"a=1&b=2&c=3&d=4", "more than 3 parameters");
}

#[test]
fn query_and_body_count_together() {
    let parse = |query: &str, body: &str| {
        let parsed = Parameters::parse_query_and_body(query.as_bytes(), body.as_bytes(), 2);
        parsed.map(|parameters| parameters.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>())
    };
    for (query, body) in [("a=1&b=2", ""), ("", "a=1&b=2"), ("a=1", "b=2"), ("b=2", "%61=1&")] {
        assert_eq!(parse(query, body).unwrap(), ["a=1", "b=2"], "{query} {body}");
    }
    for (query, body) in [("a=1&b=2", "c=3"), ("a=1", "b=2&c=3")] {
        assert!(parse(query, body).unwrap_err().message.contains("more than 2 parameters"), "{query} {body}");
    }
    for (query, body) in [("a=1", "a=1"), ("a=1", "a=2"), ("%61=1", "a")] {
        assert!(parse(query, body).unwrap_err().message.contains("'a' is sent more than once"), "{query} {body}");
    }
}

#[test]
fn debug_shows_names_only() {
    assert_eq!(format!("{:?}", parse("Password=hush&Name=Bob").unwrap()), r#"{"Name", "Password"}"#);
}

/// Returns the form that a client would send for these members.
fn form(pairs: &[(String, String)]) -> Vec<u8> {
    let mut form = Form::new("Act", "1", IdempotencyTokens::default());
    for (name, value) in pairs {
        form.required(&encoded(name).to_string(), value, Form::string);
    }
    form.into_bytes().to_vec()
}

proptest! {
    #[test]
    fn parameters_survive_encoding_and_parsing(pairs in proptest::collection::btree_map("\\PC{0,8}|[\\s\\S]{0,4}", "[\\s\\S]{0,20}", 0..8)) {
        let pairs: Vec<(String, String)> =
            pairs.into_iter().filter(|(name, _)| name != "Action" && name != "Version").collect();
        let parameters = Parameters::parse(&form(&pairs), 1000).unwrap();
        prop_assert_eq!(parameters.get("Action"), Some("Act"));
        for (name, value) in &pairs {
            prop_assert_eq!(parameters.get(name), Some(value.as_str()));
        }
    }

    #[test]
    fn parsing_never_panics(bytes: Vec<u8>, text in "[a=&%+0-9]{0,30}") {
        let _ = Parameters::parse(&bytes, 5);
        let _ = Parameters::parse(text.as_bytes(), 5);
    }
}
