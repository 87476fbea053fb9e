//! The text formats of timestamps.

use super::super::Timestamp;
use super::super::TimestampFormat::{DateTime, EpochSeconds, HttpDate};
use super::{at, parse};

#[test]
fn date_times_are_read_with_any_offset_and_fraction() {
    for (text, secs, nanos) in [
        ("2014-04-29T18:30:38Z", 1_398_796_238, 0),
        ("2014-04-29t18:30:38z", 1_398_796_238, 0),
        ("2014-04-29T20:30:38+02:00", 1_398_796_238, 0),
        ("2014-04-29T18:30:38-00:00", 1_398_796_238, 0),
        ("2014-04-29T00:00:38.5-18:30", 1_398_796_238, 500_000_000),
        ("2014-04-29T18:30:38.000000001Z", 1_398_796_238, 1),
        ("2014-04-29T18:30:38.1234567899999Z", 1_398_796_238, 123_456_789),
        ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
        ("2000-02-29T00:00:00Z", 951_782_400, 0),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
    ] {
        assert_eq!(parse(text, DateTime), at(secs, nanos), "{text}");
    }
}

#[test]
fn a_leap_second_is_read_as_the_following_second() {
    assert_eq!(parse("2016-12-31T23:59:60Z", DateTime), parse("2017-01-01T00:00:00Z", DateTime));
    assert_eq!(parse("2017-01-01T00:59:60.5+01:00", DateTime), parse("2017-01-01T00:00:00.5Z", DateTime));
    for text in ["2016-12-31T23:58:60Z", "2016-12-31T22:59:60Z", "2016-12-31T23:59:60+01:00", "2016-12-31T23:59:61Z"] {
        Timestamp::parse(text, DateTime).expect_err(text);
    }
}

#[test]
fn text_that_is_not_a_date_time_is_refused() {
    for text in [
        "",
        "soon",
        "2014-04-29",
        "2014-04-29T18:30:38",
        "2014-04-29 18:30:38Z",
        "2014-04-29T18:30Z",
        "2014-4-29T18:30:38Z",
        "20140429T183038Z",
        "2014-02-29T00:00:00Z",
        "2014-13-01T00:00:00Z",
        "2014-00-01T00:00:00Z",
        "2014-04-31T00:00:00Z",
        "2014-04-00T00:00:00Z",
        "2014-04-29T24:00:00Z",
        "2014-04-29T18:60:00Z",
        "2014-04-29T18:30:38.Z",
        "2014-04-29T18:30:38,5Z",
        "2014-04-29T18:30:38+0200",
        "2014-04-29T18:30:38+2:00",
        "2014-04-29T18:30:38+24:00",
        "2014-04-29T18:30:38+02:60",
        "+2014-04-29T18:30:38Z",
        "2014-04-29T18:30:38ZZ",
        " 2014-04-29T18:30:38Z",
        "2014-04-29T18:30:38Z ",
        "２０14-04-29T18:30:38Z",
        "201\u{E9}-04-29T18:30:38Z",
        "1398796238",
        // Outside the years 1 to 9999.
        "0000-01-01T00:00:00Z",
        "0000-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:60Z",
        "-2014-04-29T18:30:38Z",
    ] {
        Timestamp::parse(text, DateTime).expect_err(text);
    }
    for digit in ["0", "1", "9"] {
        let digits = digit.repeat(300);
        Timestamp::parse(&format!("2014-04-29T18:30:38.{digits}Z"), DateTime).unwrap_err();
        Timestamp::parse(&format!("{digits}-04-29T18:30:38Z"), DateTime).unwrap_err();
        Timestamp::parse(&digits, EpochSeconds).unwrap_err();
        Timestamp::parse(&format!("0.{digits}"), EpochSeconds).unwrap_err();
    }
}

#[test]
fn epoch_seconds_are_read_exactly() {
    for (text, secs, nanos) in [
        ("1398796238", 1_398_796_238, 0),
        ("1398796238.500", 1_398_796_238, 500_000_000),
        ("0", 0, 0),
        ("-0", 0, 0),
        ("-1", -1, 0),
        ("-0.25", -1, 750_000_000),
        ("-31535999.877", -31_536_000, 123_000_000),
        // A double would round this to 253402300799.12345886.
        ("253402300799.123456789", 253_402_300_799, 123_456_789),
        ("253402300799.9999999999", 253_402_300_799, 999_999_999),
    ] {
        assert_eq!(parse(text, EpochSeconds), at(secs, nanos), "{text}");
    }
    for text in [
        "",
        "-",
        ".",
        "1.",
        ".5",
        "+1",
        "1e9",
        "1_0",
        "0x1",
        " 1",
        "1 ",
        "--1",
        "1.-5",
        "1.5.5",
        "NaN",
        "inf",
        "253402300800",
        "-62135596801",
        "-62135596800.1",
        "9223372036854775808",
        "2014-04-29T18:30:38Z",
    ] {
        Timestamp::parse(text, EpochSeconds).expect_err(text);
    }
}

#[test]
fn http_dates_are_read_with_and_without_a_fraction() {
    assert_eq!(parse("Tue, 29 Apr 2014 18:30:38 GMT", HttpDate), at(1_398_796_238, 0));
    assert_eq!(parse("Sun, 02 Jan 2000 20:34:56.456 GMT", HttpDate), at(946_845_296, 456_000_000));
    assert_eq!(parse("Fri, 31 Dec 9999 23:59:59 GMT", HttpDate), at(253_402_300_799, 0));
    for text in [
        "",
        "Wed, 29 Apr 2014 18:30:38 GMT",
        "tue, 29 Apr 2014 18:30:38 GMT",
        "Tue, 29 APR 2014 18:30:38 GMT",
        "Tue, 9 Apr 2014 18:30:38 GMT",
        "Tue 29 Apr 2014 18:30:38 GMT",
        "Tue, 29 Apr 2014 18:30:38",
        "Tue, 29 Apr 2014 18:30:38 UTC",
        "Tue, 29 Apr 2014 18:30:38 +0000",
        "Tue, 29 Apr 14 18:30:38 GMT",
        "Tue, 31 Apr 2014 18:30:38 GMT",
        "Sat, 31 Dec 2016 23:58:60 GMT",
        "Sat, 31 Dec 2016 23:59:61 GMT",
        "Tue, 29 Apr 2014 18:30:38. GMT",
        "Sat, 01 Jan 0000 00:00:00 GMT",
    ] {
        Timestamp::parse(text, HttpDate).expect_err(text);
    }
}

#[test]
fn the_obsolete_forms_of_http_dates_are_read() {
    let same = parse("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate);
    assert_eq!(parse("Sunday, 06-Nov-94 08:49:37 GMT", HttpDate), same);
    assert_eq!(parse("Sun Nov  6 08:49:37 1994", HttpDate), same);
    assert_eq!(parse("Tuesday, 29-Apr-14 18:30:38 GMT", HttpDate), at(1_398_796_238, 0));
    assert_eq!(parse("Tue Apr 29 18:30:38 2014", HttpDate), at(1_398_796_238, 0));
    assert_eq!(parse("Saturday, 01-Jan-00 00:00:00 GMT", HttpDate), parse("Sat, 01 Jan 2000 00:00:00 GMT", HttpDate));
    for text in [
        "Monday, 06-Nov-94 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 6-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Tuesday, 29-Feb-00 00:00:60 GMT",
        "Sunday, 29-Feb-01 08:49:37 GMT",
        "Mon Nov  6 08:49:37 1994",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov   6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994 GMT",
        "Sun Nov  6 08:49:37 94",
        "Sunday Nov  6 08:49:37 1994",
    ] {
        Timestamp::parse(text, HttpDate).expect_err(text);
    }
}

#[test]
fn a_leap_second_of_an_http_date_is_read_as_the_following_second() {
    let next = parse("Sun, 01 Jan 2017 00:00:00 GMT", HttpDate);
    for text in ["Sat, 31 Dec 2016 23:59:60 GMT", "Saturday, 31-Dec-16 23:59:60 GMT", "Sat Dec 31 23:59:60 2016"] {
        assert_eq!(parse(text, HttpDate), next, "{text}");
    }
}

#[test]
fn a_fraction_is_written_only_if_it_is_not_zero() {
    for (moment, date_time, epoch, http) in [
        (at(1_398_796_238, 0), "2014-04-29T18:30:38Z", "1398796238", "Tue, 29 Apr 2014 18:30:38 GMT"),
        (at(0, 0), "1970-01-01T00:00:00Z", "0", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (at(0, 123_000_000), "1970-01-01T00:00:00.123Z", "0.123", "Thu, 01 Jan 1970 00:00:00.123 GMT"),
        (at(0, 1), "1970-01-01T00:00:00.000000001Z", "0.000000001", "Thu, 01 Jan 1970 00:00:00.000000001 GMT"),
        (at(-1, 0), "1969-12-31T23:59:59Z", "-1", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (at(-1, 750_000_000), "1969-12-31T23:59:59.75Z", "-0.25", "Wed, 31 Dec 1969 23:59:59.75 GMT"),
        (at(-31_536_000, 1_000_000), "1969-01-01T00:00:00.001Z", "-31535999.999", "Wed, 01 Jan 1969 00:00:00.001 GMT"),
        (Timestamp::MIN, "0001-01-01T00:00:00Z", "-62135596800", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ] {
        assert_eq!(moment.format(DateTime), date_time);
        assert_eq!(moment.format(EpochSeconds), epoch);
        assert_eq!(moment.format(HttpDate), http);
        assert_eq!((moment.to_string(), format!("{moment:?}")), (date_time.to_owned(), date_time.to_owned()));
    }
}

#[test]
fn an_error_quotes_at_most_forty_characters() {
    let text = "é".repeat(5000);
    for format in [DateTime, EpochSeconds, HttpDate] {
        let error = Timestamp::parse(&text, format).unwrap_err();
        assert_eq!(error.to_string().matches('é').count(), 40);
        assert!(format!("{error:?}").len() < 300);
    }
    let error = Timestamp::parse("soon\r\n", DateTime).unwrap_err();
    assert_eq!(error.to_string(), "`soon\u{FFFD}\u{FFFD}` is not an RFC 3339 timestamp in the years 1 to 9999");
}
