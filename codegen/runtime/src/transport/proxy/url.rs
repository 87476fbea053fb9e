//! URLs of proxies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Uri};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use super::{Proxy, ProxyName};
use crate::endpoint::host::is_host;
use crate::endpoint::url::host_and_port;
use crate::platform::config_error::ConfigError;

impl Proxy {
    /// Parses a URL, or a host and a port.
    ///
    /// # Errors
    ///
    /// Fails if the value is not the URL of a proxy. The error says what to change. It shows no more of the value than the
    /// scheme, and one character of a password if that must be escaped.
    pub(super) fn parse(variable: &'static str, value: &str) -> Result<Self, ConfigError> {
        let refuse = |reason: String| {
            ConfigError::new(format!(
                "{variable} is not an HTTP proxy: {reason}; a proxy looks like http://user:password@proxy.example:3128"
            ))
        };
        let (scheme, rest) = split_scheme(value).map_err(refuse)?;
        // The last @ ends the user part, as in other programs: an @ of a password need not be escaped.
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        if let Some(reason) = user.and_then(unescaped) {
            return Err(refuse(reason));
        }
        let host = host.strip_suffix('/').unwrap_or(host);
        if host.contains(['/', '?', '#']) {
            return Err(refuse("it has a path, a query or a fragment, and must end with its port".to_owned()));
        }
        if host.contains(char::is_whitespace) {
            return Err(refuse("it contains white space".to_owned()));
        }
        let uri = uri(scheme, host).ok_or_else(|| refuse("its host or its port is missing or not valid".to_owned()))?;
        let authorization = user.filter(|user| !user.is_empty()).map(basic).transpose();
        let authorization = authorization.map_err(|_| refuse("its user name or password cannot be sent".to_owned()))?;
        Ok(Self { name: ProxyName { address: host_and_port(&uri), variable }, uri, authorization })
    }
}

/// Returns the scheme, `http` by default, and what follows it.
fn split_scheme(value: &str) -> Result<(&'static str, &str), String> {
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    match value.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => Ok(("http", rest)),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => Ok(("https", rest)),
        Some((scheme, _)) if is_scheme(scheme) => {
            Err(format!("its scheme {} is not supported, only http and https are", scheme.to_ascii_lowercase()))
        }
        // White space or a quote before the scheme, or a colon and two slashes in a password.
        Some(_) if value.starts_with(|c: char| !c.is_ascii_alphanumeric()) => {
            Err("it starts with white space or another character that no URL starts with".to_owned())
        }
        _ => Ok(("http", value)),
    }
}

/// Returns what is wrong with a user part that contains a character which has to be escaped there. See RFC 3986, 3.2.1.
fn unescaped(user: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:%@".contains(c);
    let bad = user.chars().find(|c| !is_allowed(*c))?;
    let mut buffer = [0; 4];
    let escaped = utf8_percent_encode(bad.encode_utf8(&mut buffer), NON_ALPHANUMERIC);
    let named = if bad.is_whitespace() { "white space".to_owned() } else { format!("{bad:?}") };
    Some(format!("its user name or password contains {named}, which must be written as {escaped}"))
}

/// Builds the URL of a host with an optional port.
fn uri(scheme: &str, host: &str) -> Option<Uri> {
    let uri = Uri::builder().scheme(scheme).authority(host).path_and_query("/").build().ok()?;
    let authority = uri.authority()?;
    let after = authority.as_str().get(authority.host().len()..)?;
    let is_port =
        |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0) && port.bytes().all(|b| b.is_ascii_digit());
    let is_end = after.is_empty() || after.strip_prefix(':').is_some_and(is_port);
    (is_host(authority.host()) && is_end).then_some(uri)
}

/// Returns the value of `Proxy-Authorization` for a user part.
fn basic(user: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut credentials = Zeroizing::new(Vec::with_capacity(user.len() + 1));
    credentials.extend(percent_decode_str(name));
    credentials.push(b':');
    credentials.extend(percent_decode_str(password));
    let encoded = Zeroizing::new(STANDARD.encode(&credentials));
    let mut value = HeaderValue::try_from(format!("Basic {}", *encoded))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(value: &str) -> Result<Proxy, String> {
        Proxy::parse("HTTPS_PROXY", value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in
            ["[::1]3128", "foo[]", "foo[]:3128", "[foo]:3128", "[::1", "p%72oxy:3128", "proxy:+80", "proxy:", "::1:1"]
        {
            let error = parse(host).unwrap_err();
            assert!(error.contains("its host or its port is missing or not valid"), "{host}: {error}");
        }
        for host in ["[::1]:3128", "3f2a9c1b7d4e:3128", "my_proxy", "10.0.0.1:80"] {
            assert!(parse(host).is_ok(), "{host}");
        }
    }

    fn credentials(value: &str) -> Option<String> {
        let proxy = parse(value).unwrap();
        let value = proxy.authorization()?.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
        Some(String::from_utf8(STANDARD.decode(value).unwrap()).unwrap())
    }

    #[test]
    fn a_proxy_is_a_url_or_a_host_with_a_port() {
        for (value, uri, address) in [
            ("http://proxy.example:3128", "http://proxy.example:3128/", "proxy.example:3128"),
            ("HTTP://proxy.example/", "http://proxy.example/", "proxy.example:80"),
            ("proxy.example:3128", "http://proxy.example:3128/", "proxy.example:3128"),
            ("user:pass@proxy:3128", "http://proxy:3128/", "proxy:3128"),
            ("http://[::1]:3128", "http://[::1]:3128/", "[::1]:3128"),
            ("user:a://b@proxy:1", "", ""),
        ] {
            match parse(value) {
                Ok(proxy) => {
                    assert_eq!((proxy.uri().to_string().as_str(), proxy.name().address.as_str()), (uri, address))
                }
                Err(error) => assert!(uri.is_empty() && error.contains("%2F"), "{error}"),
            }
        }
    }

    #[test]
    fn user_names_and_passwords_are_decoded() {
        assert_eq!(credentials("http://proxy:1"), None);
        assert_eq!(credentials("http://@proxy:1"), None);
        assert_eq!(credentials("http://user@proxy:1").unwrap(), "user:");
        assert_eq!(credentials("http://us%65r:p%23ss%2F@proxy:1").unwrap(), "user:p#ss/");
        assert_eq!(credentials("user:p@ss:word@proxy:1").unwrap(), "user:p@ss:word");
        assert_eq!(credentials("http://user:100%@proxy:1").unwrap(), "user:100%");
    }

    #[test]
    fn a_character_that_must_be_escaped_is_named_with_its_escape_and_without_the_password() {
        for (character, escape) in [
            ('#', "%23"),
            ('/', "%2F"),
            ('?', "%3F"),
            ('[', "%5B"),
            (']', "%5D"),
            ('\\', "%5C"),
            (' ', "%20"),
            ('\n', "%0A"),
            ('"', "%22"),
            ('<', "%3C"),
            ('^', "%5E"),
            ('|', "%7C"),
            ('\u{e4}', "%C3%A4"),
        ] {
            for scheme in ["http://", "https://", ""] {
                let error = parse(&format!("{scheme}user:hu{character}sh@proxy.example:3128")).unwrap_err();
                assert!(error.contains("HTTPS_PROXY") && error.contains(escape), "{error}");
                assert!(!error.contains(&format!("hu{character}")) && !error.contains("sh@"), "{error}");
            }
        }
    }

    #[test]
    fn other_values_are_refused_with_the_reason() {
        for (value, reason) in [
            ("socks5://proxy.example:1080", "socks5 is not supported"),
            ("SOCKS5H://u:hush@proxy.example", "socks5h is not supported"),
            ("ftp://proxy.example", "ftp"),
            ("http://proxy.example/path", "must end with its port"),
            ("http://u:hush@proxy.example/path", "must end with its port"),
            ("http://proxy.example?x", "must end with its port"),
            ("http://proxy.example#x", "must end with its port"),
            (" http://proxy.example", "white space"),
            ("http://proxy.example:3128\n", "white space"),
            ("http://proxy.example:3128 ", "white space"),
            ("proxy .example", "white space"),
            ("\"http://proxy.example\"", "starts with"),
            ("http://", "host"),
            ("://", "starts with"),
            ("http://user:hush@", "host"),
            ("http://:3128", "host"),
            ("http://proxy.example:port", "port"),
            ("http://proxy.example:0", "port"),
            ("http://proxy.example:99999", "port"),
            ("http://[::1", "host"),
            ("http://prox\u{fc}.example", "host"),
            ("socks5:proxy.example", "port"),
        ] {
            let error = parse(value).unwrap_err();
            assert!(
                error.contains("HTTPS_PROXY") && error.contains(reason) && !error.contains("hush"),
                "{value:?}: {error}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_error_shows_a_password(password in "[ -~]{6,20}", scheme in "(http://|https://|socks5://||x://)") {
            // A password that is a part of the message itself proves nothing.
            let value = format!("{scheme}user:Q7{password}Z9@proxy.example:3128");
            if let Err(error) = parse(&value) {
                prop_assert!(!error.contains(&password) && !error.contains("Q7"), "{error}");
            }
        }

        #[test]
        fn an_escaped_password_is_sent_as_it_is(password in "\\PC{1,20}") {
            let escaped = utf8_percent_encode(&password, NON_ALPHANUMERIC);
            prop_assert_eq!(credentials(&format!("http://user:{escaped}@proxy:1")).unwrap(), format!("user:{password}"));
        }
    }
}
