//! Which values fit which operators.

use std::net::IpAddr;

use awsquery::{Blob, Timestamp, TimestampFormat};

use crate::arn::Arn;
use crate::policy::operator::ValueType;

/// Whether a value can be what an operator compares.
pub(super) fn fits(expected: ValueType, text: &str) -> bool {
    match expected {
        ValueType::Text => true,
        ValueType::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        ValueType::Date => date(text).is_some(),
        ValueType::Bool => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        ValueType::Binary => Blob::from_base64(text).is_ok(),
        ValueType::IpAddress => Range::parse(text).is_some(),
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
pub(in crate::policy) fn date(text: &str) -> Option<Timestamp> {
    let completed = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        // To the minute: seconds are put before the offset.
        17 | 22 => {
            let (minute, offset) = text.split_at_checked(16)?;
            format!("{minute}:00{offset}")
        }
        _ => text.to_owned(),
    };
    let written = |text: &str| Timestamp::parse(text, TimestampFormat::DateTime).ok();
    written(text).or_else(|| written(&completed)).or_else(|| Timestamp::parse(text, TimestampFormat::EpochSeconds).ok())
}

/// An address, or those that begin with the same bits.
#[derive(Clone, Copy, Debug)]
pub(in crate::policy) struct Range {
    address: IpAddr,
    prefix: u8,
}

impl Range {
    /// Reads `203.0.113.0/24`, or an address alone.
    pub(in crate::policy) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address = address.parse::<IpAddr>().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let digits = |prefix: &&str| prefix.bytes().all(|digit| digit.is_ascii_digit());
        let prefix = prefix.map_or(Some(bits), |prefix| Some(prefix).filter(digits)?.parse().ok())?;
        (prefix <= bits).then_some(Self { address, prefix })
    }

    pub(in crate::policy) fn contains(self, address: IpAddr) -> bool {
        let differ = match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => (ours.to_bits() ^ theirs.to_bits()).leading_zeros(),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits() ^ theirs.to_bits()).leading_zeros(),
            _ => return false,
        };
        differ >= u32::from(self.prefix)
    }
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
