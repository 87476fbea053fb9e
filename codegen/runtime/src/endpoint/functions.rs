//! The functions that endpoint rules in AWS's models call, except
//! [`partition`](crate::endpoint::partition::partition()).
//!
//! They are those of [Smithy's rules engine](https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html).
//! A function returns `None` for input that it cannot parse, and rules can test for that.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::value::percent::encoded;

/// Returns `true` for a label of a host name (RFC 1123): 1 to 63 ASCII letters, digits and hyphens, without a hyphen at
/// either end. With `allow_dots`, also accepts several labels joined by dots.
#[inline]
pub fn is_valid_host_label(value: &str, allow_dots: bool) -> bool {
    if allow_dots {
        return value.split('.').all(is_label);
    }
    is_label(value)
}

#[inline]
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The parts of a URL that endpoint rules use. Returned by [`parse_url`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedUrl<'a> {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The host, and the port if the URL has one.
    pub authority: &'a str,
    /// The path as written. It may be empty.
    pub path: &'a str,
    /// The path with a slash at either end.
    pub normalized_path: String,
    /// `true` if the host is an IPv4 or IPv6 address.
    pub is_ip: bool,
}

/// Parses a URL.
///
/// Returns `None` if the scheme is neither `http` nor `https`, if the host or the port is not valid, or if there is a
/// user, a query or a fragment, which an endpoint must not have.
#[inline]
pub fn parse_url(url: &str) -> Option<ParsedUrl<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let start = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(start)?;
    let is_ip = parse_authority(authority)?;
    if !path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\')) {
        return None;
    }
    let normalized_path = match path.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    };
    Some(ParsedUrl { scheme, authority, path, normalized_path, is_ip })
}

/// Checks a host with an optional port. Returns `true` if the host is an IP address, and `None` if it is not valid.
#[inline]
fn parse_authority(authority: &str) -> Option<bool> {
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
    let is_valid_port = match port.strip_prefix(':') {
        Some(number) => number.bytes().all(|b| b.is_ascii_digit()) && number.parse::<u16>().is_ok(),
        None => port.is_empty(),
    };
    is_valid_port.then_some(is_ip)
}

/// Returns the characters from `start` to `stop`, excluding `stop`. With `reverse`, both are counted from the end.
///
/// Returns `None` if the value is too short or not ASCII, or if the range is empty.
#[inline]
pub fn substring(value: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || !value.is_ascii() {
        return None;
    }
    if reverse {
        return value.get(value.len().checked_sub(stop)?..value.len().checked_sub(start)?);
    }
    value.get(start..stop)
}

/// Percent-encodes all characters except ASCII letters, digits, `-`, `.`, `_` and `~`.
#[inline]
pub fn uri_encode(value: &str) -> String {
    encoded(value).to_string()
}

#[cfg(test)]
mod tests;
