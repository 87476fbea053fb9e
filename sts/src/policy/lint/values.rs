//! Which values fit which operators.

use std::net::IpAddr;

use awsquery::{Blob, TimestampFormat};

use crate::Timestamp;
use crate::arn::Arn;
use crate::policy::operator::ValueType;

/// Whether a value can be what an operator compares.
pub(super) fn fits(expected: ValueType, text: &str) -> bool {
    match expected {
        ValueType::Text => true,
        ValueType::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        ValueType::Date => is_date(text),
        ValueType::Bool => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        ValueType::Binary => Blob::from_base64(text).is_ok(),
        ValueType::IpAddress => is_range(text),
        ValueType::Arn => is_arn(text),
    }
}

/// What would fit.
pub(super) fn describe(expected: ValueType) -> &'static str {
    match expected {
        ValueType::Text => "text",
        ValueType::Number => "a number",
        ValueType::Date => "a date of ISO 8601, such as 2030-01-01T00:00:00Z, nor seconds since 1970",
        ValueType::Bool => "true or false",
        ValueType::Binary => "base64",
        ValueType::IpAddress => "an IP address or a range of them, such as 203.0.113.0/24 or 2001:db8::/32",
        ValueType::Arn => "an ARN with six parts, such as arn:aws:sns:*:123456789012:*",
    }
}

/// A W3C date, from the year alone to fractions of a second, or seconds since 1970.
fn is_date(text: &str) -> bool {
    let completed = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        // To the minute: seconds are put before the offset.
        17 | 22 => match text.split_at_checked(16) {
            Some((minute, offset)) => format!("{minute}:00{offset}"),
            None => return false,
        },
        _ => text.to_owned(),
    };
    [text, &completed].into_iter().any(|text| Timestamp::parse(text, TimestampFormat::DateTime).is_ok())
        || Timestamp::parse(text, TimestampFormat::EpochSeconds).is_ok()
}

fn is_range(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let bits = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| {
        prefix.bytes().all(|digit| digit.is_ascii_digit()) && prefix.parse::<u8>().is_ok_and(|prefix| prefix <= bits)
    })
}

/// Six parts, any of them with wildcards or variables; `*` alone matches every ARN.
fn is_arn(text: &str) -> bool {
    text == "*" || text.contains("${") || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}

/// What is wrong with a resource: one is `*` or an ARN with six parts, whose partition, service and resource are not
/// empty. Wildcards and policy variables may stand in it. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
pub(super) fn resource_problem(text: &str) -> Option<&'static str> {
    const FORM: &str = "is neither * nor arn:partition:service:region:account:resource";
    if text == "*" {
        return None;
    }
    let Some(text) = without_variables(text) else {
        return Some("opens a policy variable with ${ and does not close it");
    };
    // A variable may stand for any number of parts.
    if text.starts_with(VARIABLE) {
        return None;
    }
    match Arn::parse(&text) {
        Some(arn) if [arn.partition, arn.service, arn.resource].contains(&"") => Some(FORM),
        Some(_) => None,
        None if text.starts_with("arn:") => Some("has fewer than the six parts of an ARN; AWS fills up with *"),
        None => Some(FORM),
    }
}

/// Stands for a policy variable.
const VARIABLE: char = '$';

/// The text with one character in the place of each policy variable, in which colons and braces part nothing; `None` if
/// one is not closed.
fn without_variables(text: &str) -> Option<String> {
    let mut parts = text.split("${");
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        plain.push(VARIABLE);
        plain.push_str(part.split_once('}')?.1);
    }
    Some(plain)
}
