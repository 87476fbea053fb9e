//! Checks of values against the types that operators expect.

use std::net::IpAddr;

use awsquery::{Blob, Timestamp, TimestampFormat};

use crate::arn::Arn;
use crate::policy::operator::ValueType;

/// Returns whether a value has the expected type.
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

/// Parses a W3C date, from a year alone to fractions of a second, or seconds since 1970.
pub(in crate::policy) fn date(text: &str) -> Option<Timestamp> {
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

/// A range of IP addresses that start with the same bits.
#[derive(Clone, Copy, Debug)]
pub(in crate::policy) struct Range {
    address: IpAddr,
    prefix: u8,
}

impl Range {
    /// Parses a range such as `203.0.113.0/24`, or a single address.
    pub(in crate::policy) fn parse(text: &str) -> Option<Self> {
        let Some((address, prefix)) = text.split_once('/') else {
            let address = text.parse::<IpAddr>().ok()?;
            return Some(Self { address, prefix: bits(address) });
        };
        let address = address.parse::<IpAddr>().ok()?;
        // `parse` would accept a plus sign.
        if !prefix.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let prefix = prefix.parse().ok()?;
        (prefix <= bits(address)).then_some(Self { address, prefix })
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

/// Returns the number of bits in an address.
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Returns whether the text is an ARN of six parts, in which wildcards and variables may occur, or `*`, which matches
/// every ARN.
fn is_arn(text: &str) -> bool {
    text == "*" || text.contains("${") || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}

/// Returns what is wrong with a resource. A resource is `*` or an ARN of six parts with a partition, a service and a
/// resource, in which wildcards and policy variables may occur. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
pub(super) fn resource_problem(text: &str) -> Option<&'static str> {
    const FORM: &str = "must be * or arn:partition:service:region:account:resource";
    if text == "*" {
        return None;
    }
    let Some(text) = without_variables(text) else {
        return Some("must close the policy variable that ${ opens");
    };
    // A variable can expand to any number of parts.
    if text.starts_with(VARIABLE) {
        return None;
    }
    match Arn::parse(&text) {
        Some(arn) if [arn.partition, arn.service, arn.resource].contains(&"") => Some(FORM),
        Some(_) => None,
        None if text.starts_with("arn:") => {
            Some("must have all six parts of an ARN, because AWS completes missing ones with *")
        }
        None => Some(FORM),
    }
}

/// Replaces a policy variable.
const VARIABLE: char = '$';

/// Replaces each policy variable by one character, because colons and braces inside a variable do not separate
/// anything. Returns `None` if a variable is not closed.
fn without_variables(text: &str) -> Option<String> {
    let mut parts = text.split("${");
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        plain.push(VARIABLE);
        plain.push_str(part.split_once('}')?.1);
    }
    Some(plain)
}
