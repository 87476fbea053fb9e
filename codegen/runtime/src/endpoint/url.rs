//! Endpoint URLs: which ones are accepted, and which parts of them may be shown.

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use super::host::{check_host, is_loopback};

/// Parses the URL of an endpoint. The path of the result is that of the URL, or `/` if it has none; its host is in lower
/// case.
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
    if scheme == Scheme::HTTP && !allow_plain_http && !is_loopback(authority.host()) {
        return refuse(
            "its scheme http would send credentials in the clear; use https, or call `Config::allow_plain_http()`",
        );
    }
    if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
        return refuse("its scheme is not supported; it must begin with https://");
    }
    let host = authority.host().to_ascii_lowercase();
    let authority = match port(&authority)? {
        Some(port) => format!("{host}:{port}"),
        None => host,
    };
    let path = parts.path_and_query.as_ref().map_or("/", PathAndQuery::path);
    check_path(path)?;
    let uri = Uri::builder().scheme(scheme).authority(authority).path_and_query(path).build();
    uri.map_err(|_| "its path is not valid".to_owned())
}

/// Returns the port that a URL names.
fn port(authority: &Authority) -> Result<Option<u16>, &'static str> {
    let after = authority.as_str().get(authority.host().len()..).unwrap_or_default();
    let Some(port) = after.strip_prefix(':').or_else(|| after.is_empty().then_some(after)) else {
        return Err("it lacks a colon between its host and its port");
    };
    match port.parse::<u16>() {
        Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(number)),
        Err(_) if port.is_empty() => Ok(None),
        _ => Err("its port is not a number from 1 to 65535"),
    }
}

/// Refuses paths that HTTP clients and signers change, each in its own way. The last part may be empty, because a slash at
/// the end is kept.
fn check_path(path: &str) -> Result<(), String> {
    let mut parts = path.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let is_closing_slash = part.is_empty() && parts.peek().is_none();
        if is_relative(part) && !is_closing_slash {
            return Err(
                "its path has empty or relative parts, which HTTP clients change after the request is signed".into()
            );
        }
        if let Some(bad) = outside_path(part) {
            return Err(format!("its path contains {bad:?}, which must be percent-encoded"));
        }
    }
    Ok(())
}

/// Returns the first character that a part of a path may not contain by RFC 3986 (3.3), or a `%` that starts no escape.
fn outside_path(part: &str) -> Option<char> {
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        let is_allowed = match c {
            '%' => rest.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2,
            c => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c),
        };
        if !is_allowed {
            return Some(c);
        }
    }
    None
}

/// Returns a URL without the parts that may be secret: user, query and fragment. Each is replaced by `…`.
///
/// A `@` after the first `?` or `#` may end a password that contains one of them. Only the scheme is shown then.
pub(crate) fn showable(url: &str) -> String {
    let (url, hidden) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let scheme = url.split_once("://").filter(|(scheme, _)| is_scheme(scheme));
    let (scheme, rest) = url.split_at(scheme.map_or(0, |(scheme, _)| scheme.len() + "://".len()));
    let ellipsis = if hidden.is_empty() { "" } else { "…" };
    match rest.rsplit_once('@') {
        _ if hidden.contains('@') => format!("{scheme}…"),
        Some((_, host)) => format!("{scheme}…@{host}{ellipsis}"),
        None => format!("{url}{ellipsis}"),
    }
}

/// Returns `true` for a part of a path that HTTP clients and signers normalize in different ways: an empty one, `.` and `..`.
fn is_relative(part: &str) -> bool {
    let is_dot = |part: &str| after_dot(part).is_some_and(str::is_empty);
    part.is_empty() || is_dot(part) || after_dot(part).is_some_and(is_dot)
}

/// Returns what follows a dot, which may be percent-encoded.
fn after_dot(text: &str) -> Option<&str> {
    text.strip_prefix('.').or_else(|| {
        let (dot, rest) = text.split_at_checked("%2e".len())?;
        dot.eq_ignore_ascii_case("%2e").then_some(rest)
    })
}

/// Returns `true` for plain http to this machine.
pub(crate) fn is_plain_loopback(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTP) && uri.host().is_some_and(is_loopback)
}

/// Returns the host and the port that a URL leads to: `sts.example:443`.
pub(crate) fn host_and_port(uri: &Uri) -> String {
    format!("{}:{}", uri.host().unwrap_or_default(), port_of(uri))
}

/// Returns the port of a URL, or the default one of its scheme.
pub(crate) fn port_of(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_user_query_and_fragment() {
        for (url, shown) in [
            ("https://h:1/p", "https://h:1/p"),
            ("https://me:secret@h/p?secret#secret", "https://…@h/p…"),
            ("https://me:sec/ret@secret@h", "https://…@h"),
            ("me:secret@h", "…@h"),
            ("me:secret@h://p", "…@h://p"),
            ("h?secret", "h…"),
        ] {
            assert_eq!(showable(url), shown, "{url}");
        }
    }

    #[test]
    fn a_password_with_the_character_that_starts_a_query_or_a_fragment_is_not_shown() {
        for url in ["https://me:secret#x@h", "https://me:secret?x@h/p", "https://me@you:secret#x@h", "me:secret#x@h"] {
            let shown = showable(url);
            assert!(!shown.contains("secret") && shown.ends_with('…'), "{url}: {shown}");
        }
    }

    #[test]
    fn plain_http_is_accepted_only_for_this_machine() {
        for url in [
            "http://127.0.0.1:4566",
            "http://LOCALHOST",
            "http://sts.localhost:1",
            "http://[::1]:80/x",
            "https://example.com",
        ] {
            assert!(parse_endpoint(url, false).is_ok(), "{url}");
        }
        let error = parse_endpoint("http://localhost.example.com", false).unwrap_err();
        assert!(error.contains("in the clear") && error.contains("Config::allow_plain_http()"), "{error}");
        assert!(parse_endpoint("http://example.com", true).is_ok());
    }

    #[test]
    fn a_path_is_kept_as_it_is() {
        for (url, path) in [
            ("https://h", "/"),
            ("https://h/", "/"),
            ("https://h/sts/ns", "/sts/ns"),
            ("https://h/sts/ns/", "/sts/ns/"),
            ("https://h/a..b/.c/%20", "/a..b/.c/%20"),
            ("https://h/a:b@c/~d;e=f", "/a:b@c/~d;e=f"),
        ] {
            assert_eq!(parse_endpoint(url, false).unwrap().path(), path, "{url}");
        }
    }

    #[test]
    fn a_path_that_http_clients_normalize_is_refused() {
        for url in [
            "https://h/a/../b",
            "https://h/./b",
            "https://h/..",
            "https://h//b",
            "https://h/b//",
            "https://h//",
            "https://h/%2e%2E/b",
        ] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(error.contains("empty or relative"), "{url}: {error}");
        }
        for url in
            ["https://h/a\\..\\b", "https://h/{a}", "https://h/a|b", "https://h/50%", "https://h/%zz", "https://h/a^b"]
        {
            assert!(parse_endpoint(url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn a_host_is_in_lower_case_and_a_port_is_kept() {
        assert_eq!(parse_endpoint("https://STS.Example:8443/Path", false).unwrap(), "https://sts.example:8443/Path");
        assert_eq!(parse_endpoint("https://[2001:DB8::1]:443", false).unwrap(), "https://[2001:db8::1]:443/");
        assert_eq!(parse_endpoint("https://sts.example:", false).unwrap(), "https://sts.example/");
        for port in ["0", "65536", "99999", "4294967739", "+80", "80a"] {
            assert!(parse_endpoint(&format!("https://sts.example:{port}"), false).is_err(), "{port}");
            assert!(parse_endpoint(&format!("https://[::1]:{port}/path"), false).is_err(), "{port}");
        }
    }

    #[test]
    fn what_surrounds_a_host_in_brackets_is_refused() {
        for url in [
            "https://[::1]4566",
            "https://[::1]4566/path",
            "https://[::1]x",
            "https://[::1]]",
            "https://[[::1]]",
            "https://[::1][::1]",
            "https://foo[]",
            "https://foo[]:4566",
            "https://foo[::1]",
            "https://[foo]",
            "https://[]",
            "https://[]:4566",
            "https://[127.0.0.1]:4566",
            "https://::1",
            "https://::1:4566",
        ] {
            assert!(parse_endpoint(url, false).is_err(), "{url}");
        }
        let error = parse_endpoint("https://[::1]4566", false).unwrap_err();
        assert!(error.contains("colon between its host and its port"), "{error}");
        for url in ["https://3f2a9c1b7d4e:4566", "https://[::1]:4566", "https://my_container"] {
            assert!(parse_endpoint(url, false).is_ok(), "{url}");
        }
    }

    #[test]
    fn urls_that_are_not_endpoints_are_refused_without_showing_a_password() {
        for url in ["https://u:hush@h", "https://h?x=1", "https://h#f", "file:///etc/passwd", "h", "https://h./"] {
            let error = parse_endpoint(url, false).unwrap_err();
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
