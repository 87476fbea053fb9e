//! Readers of the values that operators compare. The evaluator and the lint use the same readers, so they agree on what a
//! number, a date or a range is.

mod address_range;
mod decimal;

use awsquery::{Blob, Timestamp, TimestampFormat};

pub(super) use address_range::AddressRange;
pub(super) use decimal::Decimal;

use super::operator::ValueType;

/// Returns whether a value of a policy has the type that its operator expects.
pub(super) fn fits(expected: ValueType, text: &str) -> bool {
    match expected {
        ValueType::Text => true,
        ValueType::Number => Decimal::parse(text).is_some(),
        ValueType::Date => date(text).is_some(),
        ValueType::Bool => boolean(text).is_some(),
        ValueType::Binary => bytes(text).is_some(),
        ValueType::IpAddress => AddressRange::parse(text).is_some(),
        ValueType::Arn => is_arn(text),
    }
}

/// Describes the expected values.
pub(super) fn describe(expected: ValueType) -> &'static str {
    match expected {
        ValueType::Text => "text",
        ValueType::Number => "a number",
        ValueType::Date => "an ISO 8601 date, such as 2030-01-01T00:00:00Z, or seconds since 1970",
        ValueType::Bool => "true or false",
        ValueType::Binary => "base64",
        ValueType::IpAddress => "an IP address or a range, such as 203.0.113.0/24 or 2001:db8::/32",
        ValueType::Arn => "an ARN with six parts, such as arn:aws:sns:*:123456789012:*",
    }
}

/// Parses `true` or `false`, ignoring case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

/// Parses base64.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    Blob::from_base64(text).ok().map(Blob::into_vec)
}

/// Parses a W3C date, from a year alone to fractions of a second, or seconds since 1970, in the years 1 to 9999.
///
/// Returns `None` for a fraction that is finer than a nanosecond, which would not be compared exactly.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let digits = text.split_once('.').map_or(0, |(_, rest)| rest.len() - fraction.len());
    if digits > 9 {
        return None;
    }
    let completed = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        // Minutes without seconds: insert the seconds before the offset.
        17 | 22 => {
            let (minute, offset) = text.split_at_checked(16)?;
            format!("{minute}:00{offset}")
        }
        _ => text.to_owned(),
    };
    let parse = |text: &str| Timestamp::parse(text, TimestampFormat::DateTime).ok();
    parse(text).or_else(|| parse(&completed)).or_else(|| Timestamp::parse(text, TimestampFormat::EpochSeconds).ok())
}

/// Returns whether the text is an ARN of six parts, in which wildcards and variables may occur, or `*`, which matches
/// every ARN.
fn is_arn(text: &str) -> bool {
    text == "*" || text.contains("${") || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_exactly_or_not_at_all() {
        for text in [
            "2030",
            "2030-01",
            "2030-01-31",
            "2030-01-31T10:20Z",
            "2030-01-31T10:20+01:00",
            "2030-01-31T10:20:30.123456789Z",
            "1900000000",
            "1900000000.5",
            "-1",
            "253402300799",
        ] {
            assert!(date(text).is_some(), "{text}");
        }
        for text in [
            "",
            "soon",
            "1577836800000",
            "253402300800",
            "1e9",
            "inf",
            "NaN",
            "+1",
            "1_000",
            "2030-13-01",
            "20300101T000000Z",
            "2030-01-31T10:20:30.1234567890Z",
            " 2030",
            "1900000000.",
        ] {
            assert!(date(text).is_none(), "{text}");
        }
    }
}
