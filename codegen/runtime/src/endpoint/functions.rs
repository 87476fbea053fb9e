//! What the endpoint rules in AWS's models may call, besides [`partition`](crate::endpoint::partition::partition).
//!
//! The semantics are those of Smithy's rules engine: what does not parse is `None`, which a rule can ask for.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// All but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether this can be a label of a host name (RFC 1123): 1 to 63 letters, digits and hyphens, no hyphen at either end.
/// With `allow_dots`, whether it is one or more of them joined by dots.
pub fn is_valid_host_label(value: &str, allow_dots: bool) -> bool {
    if allow_dots {
        return value.split('.').all(is_label);
    }
    is_label(value)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A URL in the parts that rules ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedUrl<'a> {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The host, and the port if one is given.
    pub authority: &'a str,
    /// The path as it is written, perhaps empty.
    pub path: &'a str,
    /// The path with a slash at either end.
    pub normalized_path: String,
    /// Whether the host is an address, of either version.
    pub is_ip: bool,
}

/// Takes a URL apart. `None` for another scheme than `http` and `https`, for a host or port that cannot be one, and if
/// there is a user, a query or a fragment: an endpoint has none.
pub fn parse_url(url: &str) -> Option<ParsedUrl<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let start = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(start)?;
    let is_ip = judge_authority(authority)?;
    if !path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\')) {
        return None;
    }
    let normalized_path = match path.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    };
    Some(ParsedUrl { scheme, authority, path, normalized_path, is_ip })
}

/// Whether the host is an address; `None` if it cannot be a host.
fn judge_authority(authority: &str) -> Option<bool> {
    let (is_ip, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (true, port)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at_checked(end)?;
            let in_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
            if host.is_empty() || !host.bytes().all(in_name) {
                return None;
            }
            (host.parse::<Ipv4Addr>().is_ok(), port)
        }
    };
    let port_is_right = match port.strip_prefix(':') {
        Some(number) => number.bytes().all(|b| b.is_ascii_digit()) && number.parse::<u16>().is_ok(),
        None => port.is_empty(),
    };
    port_is_right.then_some(is_ip)
}

/// The characters from `start` up to `stop`, not included; with `reverse` counted from the end. `None` if the value is
/// too short or not ASCII, or if there is nothing between the two.
pub fn substring(value: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || !value.is_ascii() {
        return None;
    }
    if reverse {
        return value.get(value.len().checked_sub(stop)?..value.len().checked_sub(start)?);
    }
    value.get(start..stop)
}

/// Percent-encodes all but letters, digits, `-`, `.`, `_` and `~`.
pub fn uri_encode(value: &str) -> String {
    uri_encoded(value).to_string()
}

/// As [`uri_encode`], piece by piece.
pub(crate) fn uri_encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, RESERVED)
}

#[cfg(test)]
mod tests;
