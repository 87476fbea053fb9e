//! Readers of plain values.

use proptest::prelude::*;

use super::super::{DecodeError, Element, Problem};
use super::{parse, text};
use crate::value::timestamp::{Timestamp, TimestampFormat};

fn read<T>(value: &str, read: impl FnOnce(Element<'_>) -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    parse(&format!("<R><S><v>{value}</v></S></R>")).unwrap().root().required("S", |s| s.required("v", read))
}

/// Checks that each of these values is refused with an error that names the path and does not quote the value.
fn refused<T: std::fmt::Debug>(values: &[&str], reader: fn(Element<'_>) -> Result<T, DecodeError>) {
    for value in values {
        let error = read(value, reader).expect_err(value);
        assert_eq!(error.path(), "S/v", "{value}");
        assert!(matches!(error.problem(), Problem::Not(_)), "{value}");
        assert!(value.len() < 3 || !error.to_string().contains(value), "{error}");
    }
}

/// Checks that an empty element is an error when the value is required, and an absent member when it is optional.
fn absent_if_empty<T: std::fmt::Debug + PartialEq>(reader: fn(Element<'_>) -> Result<T, DecodeError>) {
    for value in ["", " \n\t", "<!-- nothing -->"] {
        let error = read(value, reader).unwrap_err();
        assert_eq!((error.path(), error.problem()), ("S/v", Problem::Empty), "{value}");
        assert_eq!(optional(value, reader), Ok(None), "{value}");
    }
}

fn optional<T>(
    value: &str,
    read: impl FnOnce(Element<'_>) -> Result<T, DecodeError>,
) -> Result<Option<T>, DecodeError> {
    parse(&format!("<R><S><v>{value}</v></S></R>")).unwrap().root().required("S", |s| s.optional("v", read))
}

#[test]
fn booleans_are_true_or_false_in_any_case_or_a_digit() {
    for text in ["true", "True", "TRUE", "tRuE", "1", "\n  true\r\n"] {
        assert_eq!(read(text, |v| v.boolean()), Ok(true), "{text}");
    }
    for text in ["false", "False", "FALSE", "0", "\n  false\r\n"] {
        assert_eq!(read(text, |v| v.boolean()), Ok(false), "{text}");
    }
    refused(&["yes", "truth", "true true", "\u{A0}true", "t", "on", "01", "-1", "1.0", "fa\u{17f}e"], |v| v.boolean());
    absent_if_empty(|v| v.boolean());
}

#[test]
fn exact_booleans_are_in_lower_case() {
    assert_eq!(read("true", |v| v.exact_boolean()), Ok(true));
    assert_eq!(read("\n  false\r\n", |v| v.exact_boolean()), Ok(false));
    refused(&["True", "FALSE", "yes", "1", "0"], |v| v.exact_boolean());
}

#[test]
fn integers_are_decimal_and_in_range() {
    assert_eq!(read("-128", |v| v.byte()), Ok(-128));
    assert_eq!(read("+127", |v| v.byte()), Ok(127));
    assert_eq!(read("32767", |v| v.short()), Ok(i16::MAX));
    assert_eq!(read(" -2147483648\n", |v| v.integer()), Ok(i32::MIN));
    assert_eq!(read("9223372036854775807", |v| v.long()), Ok(i64::MAX));
    assert_eq!(read("007", |v| v.long()), Ok(7));
    refused(&["-129", "128"], |v| v.byte());
    refused(&["-32769", "32768"], |v| v.short());
    refused(&["-2147483649", "2147483648", "1099511627776"], |v| v.integer());
    refused(&["-9223372036854775809", "9223372036854775808"], |v| v.long());
    refused(&["-", "+", "--1", "1.0", "1e3", "0x1", "1_0", "1 0", "٣", "NaN", "one"], |v| v.integer());
    absent_if_empty(|v| v.byte());
    absent_if_empty(|v| v.short());
    absent_if_empty(|v| v.integer());
    absent_if_empty(|v| v.long());
}

#[test]
fn floats_are_decimal_or_one_of_three_special_names() {
    assert_eq!(read("1.5", |v| v.float()), Ok(1.5));
    assert_eq!(read(" -1e-07 ", |v| v.double()), Ok(-1e-7));
    assert_eq!(read("1E+16", |v| v.double()), Ok(1e16));
    assert_eq!(read("5e-324", |v| v.double()), Ok(5e-324));
    assert_eq!(read("7", |v| v.double()), Ok(7.0));
    assert!(read("NaN", |v| v.float()).unwrap().is_nan() && read("NaN", |v| v.double()).unwrap().is_nan());
    assert_eq!(read("Infinity", |v| v.float()), Ok(f32::INFINITY));
    assert_eq!(read("-Infinity", |v| v.float()), Ok(f32::NEG_INFINITY));
    assert_eq!(read("Infinity", |v| v.double()), Ok(f64::INFINITY));
    assert_eq!(read("-Infinity", |v| v.double()), Ok(f64::NEG_INFINITY));
    let bad = ["nan", "inf", "-inf", "infinity", "+Infinity", "INF", "1_0", "0x1", "1e", "e5", "1,5", ".", "-"];
    refused(&bad, |v| v.float());
    refused(&bad, |v| v.double());
    refused(&["1e39", "-1e39"], |v| v.float());
    refused(&["1e309"], |v| v.double());
    absent_if_empty(|v| v.float());
    absent_if_empty(|v| v.double());
}

#[test]
fn timestamps_are_read_in_the_format_of_the_member() {
    let moment = Timestamp::from_secs(1_398_796_238);
    for (value, format) in [
        (" 2014-04-29T18:30:38Z\n", TimestampFormat::DateTime),
        ("1398796238", TimestampFormat::EpochSeconds),
        ("Tue, 29 Apr 2014 18:30:38 GMT", TimestampFormat::HttpDate),
    ] {
        assert_eq!(read(value, |v| v.timestamp(format)), Ok(moment));
    }
    absent_if_empty(|v| v.timestamp(TimestampFormat::DateTime));
}

#[test]
fn timestamps_are_read_in_other_forms_with_one_meaning() {
    for (value, expected) in [
        ("2021-07-07T12:00:00.123456", "2021-07-07T12:00:00.123456Z"),
        ("2021-07-07T12:00:00+0000", "2021-07-07T12:00:00Z"),
        ("2021-07-07T12:00:00-0730", "2021-07-07T19:30:00Z"),
        ("2021-07-07 12:00:00Z", "2021-07-07T12:00:00Z"),
        ("2021-07-07 12:00:00", "2021-07-07T12:00:00Z"),
        ("2021-07-07 12:00:00.5+02:00", "2021-07-07T10:00:00.5Z"),
        ("2021-07-07t12:00:00z", "2021-07-07T12:00:00Z"),
        ("2021-07-07", "2021-07-07T00:00:00Z"),
        ("1625659200", "2021-07-07T12:00:00Z"),
        ("1625659200.5", "2021-07-07T12:00:00.5Z"),
        ("2016-12-31T23:59:60", "2017-01-01T00:00:00Z"),
    ] {
        for format in [TimestampFormat::DateTime, TimestampFormat::EpochSeconds, TimestampFormat::HttpDate] {
            let moment = read(value, |v| v.timestamp(format)).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), Ok(expected), "{value}");
        }
    }
}

#[test]
fn any_other_text_is_not_a_timestamp() {
    let bad = [
        "soon",
        "2021-07",
        "2021-7-7",
        "07/07/2021",
        "2021-13-01",
        "2021-02-30",
        "2021-07-07Z",
        "2021-07-07T",
        "2021-07-07T12:00",
        "2021-07-07T12:00:00 Z",
        "2021-07-07  12:00:00",
        "2021-07-07_12:00:00",
        "2021-07-07T12:00:00+00",
        "2021-07-07T12:00:00+2400",
        "2021-07-07T12:00:00+0",
        "2021-07-07T12:00:00 UTC",
        "2021-07-07T24:00:00",
        "2021-07-07T12:34:60",
        "Wed, 07 Jul 2021 12:00:00 GMT",
        // Milliseconds since 1970.
        "1625659200000",
        "0000-01-01",
    ];
    refused(&bad, |v| v.timestamp(TimestampFormat::DateTime));
}

#[test]
fn exact_timestamps_have_the_format_of_the_member() {
    let exact = |value| read(value, |v| v.exact_timestamp(TimestampFormat::DateTime));
    assert_eq!(exact("2014-04-29T18:30:38Z"), Ok(Timestamp::from_secs(1_398_796_238)));
    refused(&["2014-04-29T18:30:38", "2014-04-29 18:30:38Z", "2014-04-29", "1398796238"], |v| {
        v.exact_timestamp(TimestampFormat::DateTime)
    });
    assert_eq!(exact("").unwrap_err().problem(), Problem::Empty);
}

#[test]
fn an_empty_string_or_blob_is_a_value() {
    assert_eq!(optional("", |v| v.string()), Ok(Some(String::new())));
    assert_eq!(optional("", |v| v.blob()).unwrap().unwrap().as_ref(), b"");
    assert_eq!(optional("", |v| v.secret()).unwrap().unwrap().expose(), "");
    assert_eq!(optional("", |v| v.list("member", |item| item.integer())), Ok(Some(vec![])));
}

#[test]
fn only_the_member_itself_is_absent_if_it_is_empty() {
    // An empty value inside the member is not an empty member.
    let inner = "<n/>";
    let error = optional(inner, |v| v.required("n", Element::integer)).unwrap_err();
    assert_eq!((error.path(), error.problem()), ("S/v/n", Problem::Empty));
    assert_eq!(optional(inner, |v| v.optional("n", Element::integer)), Ok(Some(None)));
    let error = optional("<member>1</member><member/>", |v| v.list("member", Element::integer)).unwrap_err();
    assert_eq!((error.path(), error.problem()), ("S/v/member", Problem::Empty));
    let entry = "<entry><key>a</key><value/></entry>";
    let error = optional(entry, |v| v.map("entry", "key", "value", Element::integer)).unwrap_err();
    assert_eq!((error.path(), error.problem()), ("S/v/entry/value", Problem::Empty));
    let twice = parse("<R><n/><n>1</n></R>").unwrap();
    assert_eq!(twice.root().optional("n", Element::integer).unwrap_err().problem(), Problem::Repeated);
}

#[test]
fn blobs_are_base64() {
    assert_eq!(read("YmxvYg==", |v| v.blob()).unwrap().as_ref(), b"blob");
    assert_eq!(read("\n  Ymxv\n  Yg==\n", |v| v.blob()).unwrap().as_ref(), b"blob");
    assert_eq!(read("", |v| v.blob()).unwrap().as_ref(), b"");
    refused(&["YmxvYg", "YmxvYg=", "Ymxv Yg= =!", "-_-_", "====", "blob!"], |v| v.blob());
}

#[test]
fn secrets_keep_their_white_space_and_are_not_shown() {
    let secret = read(" key&amp; ", |v| v.secret()).unwrap();
    assert_eq!(secret.expose(), " key& ");
    assert_eq!(format!("{secret:?}"), "Secret(redacted)");
}

#[test]
fn a_plain_value_must_not_contain_elements() {
    fn refused<T: std::fmt::Debug>(reader: fn(Element<'_>) -> Result<T, DecodeError>) {
        for value in ["1<x/>", "<x>1</x>", "<x/>1"] {
            let error = read(value, reader).unwrap_err();
            assert_eq!((error.path(), error.problem()), ("S/v", Problem::Elements));
        }
    }
    refused(|v| v.string());
    refused(|v| v.secret());
    refused(|v| v.boolean());
    refused(|v| v.integer());
    refused(|v| v.double());
    refused(|v| v.blob());
    refused(|v| v.timestamp(TimestampFormat::EpochSeconds));
}

fn is_character_of_xml(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

/// Escapes text in one of four ways: plain with entities, decimal or hexadecimal references, or CDATA sections.
fn escape(text: &str, way: u8) -> String {
    let plain = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '\r' => "&#13;".to_owned(),
        c => c.to_string(),
    };
    match way {
        0 => text.chars().map(plain).collect(),
        1 => text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        2 => text.chars().map(|c| format!("&#x{:X};<!-- - -->", u32::from(c))).collect(),
        _ => format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>").replace('\r', "]]>&#13;<![CDATA[")),
    }
}

proptest! {
    #[test]
    fn any_text_survives_every_way_of_escaping(value: String, way in 0_u8..4) {
        let value: String = value.chars().filter(|&c| is_character_of_xml(c)).collect();
        prop_assert_eq!(text(&format!("<a>{}</a>", escape(&value, way))), value);
    }

    #[test]
    fn any_number_survives_writing_and_reading(int: i64, float: f32, double: f64) {
        prop_assert_eq!(read(&int.to_string(), |v| v.long()), Ok(int));
        if float.is_finite() && double.is_finite() {
            prop_assert_eq!(read(&float.to_string(), |v| v.float()), Ok(float));
            prop_assert_eq!(read(&format!("{double:e}"), |v| v.double()), Ok(double));
        }
    }

    #[test]
    fn readers_never_panic(value in "[0-9a-zA-Z+.:, \\-]{0,40}") {
        let _ = (read(&value, |v| v.double()), read(&value, |v| v.long()), read(&value, |v| v.blob()));
        for format in [TimestampFormat::DateTime, TimestampFormat::EpochSeconds, TimestampFormat::HttpDate] {
            let _ = read(&value, |v| v.timestamp(format));
        }
    }
}
