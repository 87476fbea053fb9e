//! Readers of the values that operators compare. The evaluator and the lint use the same readers, so they agree on what a
//! number, a date or a range is.

mod address_range;
mod decimal;

use awsquery::{Blob, Timestamp, TimestampFormat};

pub(super) use address_range::AddressRange;
pub(super) use decimal::Decimal;

use super::form::is_arn_pattern;
use super::operator::ValueType;

/// Returns whether a value of a policy has the type that its operator expects.
#[inline]
pub(super) fn fits(expected: ValueType, text: &str) -> bool {
    match expected {
        ValueType::Text => true,
        ValueType::Number => Decimal::parse(text).is_some(),
        ValueType::Date => date(text).is_some(),
        ValueType::Bool => boolean(text).is_some(),
        ValueType::Binary => bytes(text).is_some(),
        ValueType::IpAddress => AddressRange::parse(text).is_some(),
        ValueType::Arn => is_arn_pattern(text),
    }
}

/// Describes the expected values.
#[inline]
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
#[inline]
pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

/// Parses base64.
#[inline]
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    Blob::from_base64(text).ok().map(Blob::into_vec)
}

/// Returns why the meaning of a value is open that IAM accepts, so that it cannot be judged.
#[inline]
pub(super) fn doubt(expected: ValueType, text: &str) -> Option<&'static str> {
    match expected {
        ValueType::Date if date(text).is_none() => doubt_about_date(text),
        ValueType::Arn if has_parts_of_arn(text) && !is_arn_pattern(text) => {
            Some("must have a partition that exists and a service in lower case, or it cannot be judged")
        }
        _ => None,
    }
}

#[inline]
fn doubt_about_date(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit()) && text.parse::<i64>().is_ok();
    match text.len() {
        _ if is_number && digits.len() < text.len() => {
            Some("may be a year or seconds before 1970; write a whole date, such as 1969-12-31T23:59:59Z")
        }
        4 if is_number => Some("may be a year or seconds since 1970; write a whole date, such as 2030-01-01T00:00:00Z"),
        _ if is_number => Some("must be a time before the year 10000, in seconds, and not in milliseconds, since 1970"),
        _ if date(&format!("{text}Z")).is_some() => {
            Some("must end with a time zone, because AWS does not say which one it assumes; write Z for UTC")
        }
        _ => None,
    }
}

/// Parses an ISO 8601 date with a time zone, from a month alone to fractions of a second, or seconds since 1970, in the years
/// 1 to 9999.
///
/// The forms are those of W3C, which AWS names, and the short offsets of ISO 8601, such as `+01` and `+0100`, which IAM accepts.
/// Returns `None` for a year alone and for a negative number, each of which could be a year or seconds, and for a fraction that is finer than a nanosecond, which would not
/// be compared exactly.
#[inline]
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let completed = match text.split_once(['T', 't']) {
        Some((day, time)) => format!("{day}T{}", with_long_offset(time)?),
        None if text.len() == 7 && text.contains('-') => format!("{text}-01T00:00:00Z"),
        None if text.len() == 10 && text.contains('-') => format!("{text}T00:00:00Z"),
        None if text.len() == 4 || text.starts_with('-') => return None,
        None => return Timestamp::parse(text, TimestampFormat::EpochSeconds).ok(),
    };
    Timestamp::parse(&completed, TimestampFormat::DateTime).ok()
}

/// Writes a time of day with seconds and an offset with minutes, as RFC 3339 does.
#[inline]
fn with_long_offset(time: &str) -> Option<String> {
    let (clock, offset) = time.split_at_checked(time.find(['Z', 'z', '+', '-'])?)?;
    let fraction = clock.split_once('.').map_or("", |(_, fraction)| fraction);
    if fraction.len() > 9 {
        return None;
    }
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let offset = match (offset.len(), offset.split_at_checked(3)) {
        (1, _) => offset.to_ascii_uppercase(),
        (3, _) => format!("{offset}:00"),
        (5, Some((hours, minutes))) => format!("{hours}:{minutes}"),
        _ => offset.to_owned(),
    };
    Some(format!("{clock}{seconds}{offset}"))
}

/// Returns whether the text has the prefix and the number of parts of an ARN, or a policy variable that could stand for them.
#[inline]
fn has_parts_of_arn(text: &str) -> bool {
    text.contains("${") || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_exactly_or_not_at_all() {
        for text in [
            "2030-01",
            "2030-01-31",
            "2030-01-31T10:20Z",
            "2030-01-31T10:20+01:00",
            "2030-01-31T10:20-0130",
            "2030-01-31t10:20:30.5+01",
            "2030-01-31T10:20:30.123456789Z",
            "1900000000",
            "1900000000.5",
            "253402300799",
        ] {
            assert!(date(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2030",
            "-1",
            "2030-01-31T10:20:30",
            "2030-01-31T10:20:30+1",
            "2030-01-31T10:20:30+010",
            "2030-01-31T1020Z",
            "2030-01-31TZ",
            "2030-01T10:20Z",
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
