//! Prefixes of host names, which some operations have and which may contain members of the request.

use http::Uri;

use crate::platform::config_error::ConfigError;
use crate::protocol::operation::Request;

/// Returns the host prefix of a request, with the values of members filled in. Returns `None` if its operation has none.
///
/// # Errors
///
/// Fails for a value that cannot be part of a host name. Returns what is wrong.
pub(crate) fn host_prefix<R: Request>(request: &R) -> Result<Option<String>, String> {
    let Some(pattern) = R::OPERATION.host_prefix else { return Ok(None) };
    filled_in(pattern, &|name| request.host_label(name)).map(Some)
}

fn filled_in<'v>(pattern: &str, label: &dyn Fn(&str) -> Option<&'v str>) -> Result<String, String> {
    let mut rest = pattern;
    let mut prefix = String::new();
    while let Some((before, label_and_rest)) = rest.split_once('{') {
        let (name, after) = label_and_rest.split_once('}').unwrap_or((label_and_rest, ""));
        let value = label(name).unwrap_or_default();
        if !crate::endpoint::functions::is_valid_host_label(value, true) {
            return Err(format!(
                "{name} is part of the host name, so it must consist of letters, digits, hyphens and dots"
            ));
        }
        prefix.push_str(before);
        prefix.push_str(value);
        rest = after;
    }
    prefix.push_str(rest);
    Ok(prefix)
}

/// Returns a URL with the prefix before its host.
pub(crate) fn prefixed(uri: &Uri, prefix: &str) -> Result<Uri, ConfigError> {
    let refuse = || ConfigError::new(format!("{prefix:?} is not a valid prefix for the host of {uri}"));
    let mut parts = uri.clone().into_parts();
    let authority = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    parts.authority = Some(format!("{prefix}{authority}").parse().map_err(|_| refuse())?);
    Uri::from_parts(parts).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::form::{Encode, Form};
    use crate::protocol::operation::{Auth, Operation, ResultElement};
    use crate::rule::check::{Check, Validate};
    use crate::testing::{Nothing, SERVICE};

    static PUT: Operation =
        Operation::new(&SERVICE, "Put", Auth::Unsigned, ResultElement::Empty, &[]).with_host_prefix("foo.{Label}.");

    struct PutRequest(Option<&'static str>);

    impl Encode for PutRequest {
        fn encode(&self, _: &mut Form) {}
    }

    impl Validate for PutRequest {
        const NAME: &'static str = "PutRequest";

        fn check(&self, _: &mut Check) {}
    }

    impl Request for PutRequest {
        const OPERATION: &'static Operation = &PUT;
        type Output = Nothing;

        fn host_label(&self, name: &str) -> Option<&str> {
            if name == "Label" { self.0 } else { None }
        }
    }

    #[test]
    fn labels_are_filled_in_and_put_before_the_host() {
        let prefix = host_prefix(&PutRequest(Some("bar-1"))).unwrap().unwrap();
        assert_eq!(prefix, "foo.bar-1.");
        let uri = prefixed(&"https://example.com:8443/custom/".parse().unwrap(), &prefix).unwrap();
        assert_eq!(uri, "https://foo.bar-1.example.com:8443/custom/");
    }

    #[test]
    fn labels_that_would_change_the_host_are_refused() {
        for bad in [None, Some(""), Some("evil.com/"), Some("a b"), Some("a@b"), Some("\u{e9}"), Some("a..b")] {
            let error = host_prefix(&PutRequest(bad)).unwrap_err();
            assert!(error.contains("Label is part of the host name"), "{bad:?}: {error}");
        }
    }
}
