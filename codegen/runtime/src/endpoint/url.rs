//! Endpoint URLs: which ones are accepted, and which parts of them may be shown.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, Scheme};

/// Parses the URL of an endpoint. The path of the result ends with a slash.
///
/// # Errors
///
/// Returns the reason why the URL is not accepted, as a clause that starts with "it" or "its". Plain http is accepted
/// only for this machine, unless `allow_plain_http` is set.
pub(crate) fn parse_endpoint(url: &str, allow_plain_http: bool) -> Result<Uri, String> {
    let refuse = |reason: &str| Err(reason.to_owned());
    if url.contains(['?', '#']) {
        return refuse("it has a query or a fragment; an endpoint must end with its path");
    }
    let parts = url.parse::<Uri>().map_err(|_| "it is not a URL")?.into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return refuse("its scheme or host is missing; it must begin with https:// and a host");
    };
    if authority.as_str().contains('@') {
        return refuse("it must not contain user names and passwords");
    }
    check_host(authority.host())?;
    if scheme == Scheme::HTTP && !allow_plain_http && !is_loopback(&authority) {
        return refuse("its scheme http would send credentials in the clear; use https, or call `allow_plain_http()`");
    }
    if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
        return refuse("its scheme is not supported; it must begin with https://");
    }
    let path = parts.path_and_query.map_or_else(String::new, |path| path.path().trim_end_matches('/').to_owned());
    if path.split('/').skip(1).any(is_relative) {
        return refuse("its path has empty or relative parts, which HTTP clients change after the request is signed");
    }
    let uri = Uri::builder().scheme(scheme).authority(authority).path_and_query(format!("{path}/")).build();
    uri.map_err(|_| "its path is not valid".to_owned())
}

/// Refuses hosts that are not what they seem, and those where instance metadata is served.
fn check_host(host: &str) -> Result<(), &'static str> {
    if host.is_empty() || host.ends_with('.') {
        return Err("its host is empty or ends in a dot");
    }
    if host.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))) {
        return Err("its host is in punycode, which can make one name look like another");
    }
    match ip(host) {
        Some(IpAddr::V4(address)) if address.is_link_local() => Err(METADATA),
        Some(IpAddr::V6(address)) if address == EC2_METADATA || address.is_unicast_link_local() => Err(METADATA),
        Some(_) => Ok(()),
        // HTTP clients read `2852039166` and `0xa9.254.169.254` as IP addresses.
        None if host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())) => {
            Err("its host ends in a number, but is not an IP address in the usual notation")
        }
        None => Ok(()),
    }
}

const METADATA: &str = "its host is an address where instance metadata is served, or another link-local one";

/// The IPv6 address of EC2's instance metadata service.
const EC2_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Returns a URL without the parts that may be secret: user, query and fragment. Each is replaced by `…`.
pub(crate) fn showable(url: &str) -> String {
    let (url, ellipsis) = match url.find(['?', '#']) {
        Some(end) => (url.get(..end).unwrap_or_default(), "…"),
        None => (url, ""),
    };
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let scheme = url.get(..scheme + 3).unwrap_or_default();
            let host = url.get(at + 1..).unwrap_or_default();
            format!("{scheme}…@{host}{ellipsis}")
        }
        (None, Some(at)) => format!("…@{}{ellipsis}", url.get(at + 1..).unwrap_or_default()),
        _ => format!("{url}{ellipsis}"),
    }
}

/// Returns `true` for a part of a path that HTTP clients and signers normalize in different ways.
fn is_relative(part: &str) -> bool {
    matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..")
}

/// Returns `true` for plain http to this machine.
pub(crate) fn is_plain_loopback(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTP) && uri.authority().is_some_and(is_loopback)
}

fn is_loopback(authority: &Authority) -> bool {
    authority.host() == "localhost" || ip(authority.host()).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_accepted_only_for_this_machine() {
        for url in ["http://127.0.0.1:4566", "http://localhost", "http://[::1]:80/x", "https://example.com"] {
            assert!(parse_endpoint(url, false).is_ok(), "{url}");
        }
        let error = parse_endpoint("http://example.com", false).unwrap_err();
        assert!(error.contains("in the clear"), "{error}");
        assert!(parse_endpoint("http://example.com", true).is_ok());
    }

    #[test]
    fn a_path_is_kept_and_ends_with_a_slash() {
        assert_eq!(parse_endpoint("https://example.com/custom", false).unwrap(), "https://example.com/custom/");
        assert_eq!(parse_endpoint("https://example.com", false).unwrap(), "https://example.com/");
    }

    #[test]
    fn a_path_that_http_clients_normalize_is_refused() {
        for url in ["https://h/a/../b", "https://h/./b", "https://h/..", "https://h//b", "https://h/%2e%2E/b"] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(error.contains("empty or relative"), "{error}");
        }
        assert_eq!(parse_endpoint("https://h/a..b/.c/%20//", false).unwrap(), "https://h/a..b/.c/%20/");
    }

    #[test]
    fn urls_that_are_not_endpoints_are_refused_without_showing_a_password() {
        for url in ["https://u:hush@h", "https://h?x=1", "https://h#f", "file:///etc/passwd", "h", "https://h./"] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
