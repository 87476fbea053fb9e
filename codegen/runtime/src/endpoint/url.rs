//! URLs of endpoints: what may be one, and how one may be shown.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, Scheme};

/// The URL of an endpoint, ending with a slash.
///
/// # Errors
///
/// What does not belong into it, and plain http to other hosts than this one unless it is allowed.
pub(crate) fn parse_endpoint(url: &str, allow_plain_http: bool) -> Result<Uri, String> {
    let refuse = |why: &str| Err(why.to_owned());
    if url.contains(['?', '#']) {
        return refuse("it must end with the path, without a query or fragment");
    }
    let parts = url.parse::<Uri>().map_err(|_| "it is not a URL")?.into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return refuse("it must begin with https:// and a host");
    };
    if authority.as_str().contains('@') {
        return refuse("user names and passwords do not belong into it");
    }
    check_host(authority.host())?;
    if scheme == Scheme::HTTP && !allow_plain_http && !is_loopback(&authority) {
        return refuse("http would send credentials in the clear; use https, or say `allow_plain_http()`");
    }
    if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
        return refuse("it must begin with https://");
    }
    let path = parts.path_and_query.map_or_else(String::new, |path| path.path().trim_end_matches('/').to_owned());
    if path.split('/').skip(1).any(is_relative) {
        return refuse("its path holds empty or relative parts, which are not sent as they are signed");
    }
    let uri = Uri::builder().scheme(scheme).authority(authority).path_and_query(format!("{path}/")).build();
    uri.map_err(|_| "its path is not valid".to_owned())
}

/// Hosts that are not what they seem.
fn check_host(host: &str) -> Result<(), &'static str> {
    if host.is_empty() || host.ends_with('.') {
        return Err("its host is empty or ends in a dot");
    }
    if host.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))) {
        return Err("its host is written in punycode, in which a name can look like another one");
    }
    match ip(host) {
        Some(IpAddr::V4(address)) if address.is_link_local() => Err(METADATA),
        Some(IpAddr::V6(address)) if address == EC2_METADATA || address.is_unicast_link_local() => Err(METADATA),
        Some(_) => Ok(()),
        // HTTP stacks take `2852039166` and `0xa9.254.169.254` for addresses.
        None if host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())) => {
            Err("its host ends in a number and is not an address in the usual form")
        }
        None => Ok(()),
    }
}

const METADATA: &str = "its host is an address of the machine's own network, where instance metadata is served";
const EC2_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// A URL as it may be shown: without a user, a query and a fragment, which may be secret.
pub(crate) fn showable(url: &str) -> String {
    let (url, cut) = match url.find(['?', '#']) {
        Some(end) => (url.get(..end).unwrap_or_default(), "…"),
        None => (url, ""),
    };
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let (start, end) = (url.get(..scheme + 3), url.get(at + 1..));
            format!("{}…@{}{cut}", start.unwrap_or_default(), end.unwrap_or_default())
        }
        (None, Some(at)) => format!("…@{}{cut}", url.get(at + 1..).unwrap_or_default()),
        _ => format!("{url}{cut}"),
    }
}

/// Parts of a path that HTTP stacks and signers drop, each in its own way.
fn is_relative(part: &str) -> bool {
    matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..")
}

/// True for a server on this machine that is spoken to in the clear.
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
    fn plain_http_is_for_loopback_only() {
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
    fn a_path_that_is_not_sent_as_it_is_signed_is_refused() {
        for url in ["https://h/a/../b", "https://h/./b", "https://h/..", "https://h//b", "https://h/%2e%2E/b"] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(error.contains("empty or relative"), "{error}");
        }
        assert_eq!(parse_endpoint("https://h/a..b/.c/%20//", false).unwrap(), "https://h/a..b/.c/%20/");
    }

    #[test]
    fn what_does_not_belong_into_an_endpoint_is_refused_without_showing_a_password() {
        for url in ["https://u:hush@h", "https://h?x=1", "https://h#f", "file:///etc/passwd", "h", "https://h./"] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
