//! Operations with a host of their own: a prefix, in which members of the request may stand.

use http::Uri;

use crate::platform::config_error::ConfigError;
use crate::protocol::operation::Request;

/// The prefix of a request's host, its labels filled in; `None` if its operation has none.
pub(crate) fn host_prefix<R: Request>(request: &R) -> Result<Option<String>, ConfigError> {
    let Some(pattern) = R::OPERATION.host_prefix else { return Ok(None) };
    filled_in(pattern, &|name| request.host_label(name)).map(Some)
}

fn filled_in<'v>(pattern: &str, label: &dyn Fn(&str) -> Option<&'v str>) -> Result<String, ConfigError> {
    let mut rest = pattern;
    let mut prefix = String::new();
    while let Some((before, named)) = rest.split_once('{') {
        let (name, after) = named.split_once('}').unwrap_or((named, ""));
        let value = label(name).unwrap_or_default();
        if !crate::endpoint::functions::is_valid_host_label(value, true) {
            return Err(ConfigError::new(format!(
                "{name} is part of the host name: it must be letters, digits, hyphens and dots, and not empty"
            )));
        }
        prefix.push_str(before);
        prefix.push_str(value);
        rest = after;
    }
    prefix.push_str(rest);
    Ok(prefix)
}

/// The same address with the prefix before its host.
pub(crate) fn prefixed(uri: &Uri, prefix: &str) -> Result<Uri, ConfigError> {
    let refused = |_| ConfigError::new(format!("{prefix:?} cannot stand before the host of {uri}"));
    let mut parts = uri.clone().into_parts();
    let authority = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    parts.authority = Some(format!("{prefix}{authority}").parse().map_err(refused)?);
    Uri::from_parts(parts).map_err(|_| ConfigError::new(format!("{prefix:?} cannot stand before the host of {uri}")))
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
            self.0.filter(|_| name == "Label")
        }
    }

    #[test]
    fn labels_are_filled_in_and_stand_before_the_host() {
        let prefix = host_prefix(&PutRequest(Some("bar-1"))).unwrap().unwrap();
        assert_eq!(prefix, "foo.bar-1.");
        let uri = prefixed(&"https://example.com:8443/custom/".parse().unwrap(), &prefix).unwrap();
        assert_eq!(uri, "https://foo.bar-1.example.com:8443/custom/");
    }

    #[test]
    fn what_would_lead_elsewhere_is_refused() {
        for bad in [None, Some(""), Some("evil.com/"), Some("a b"), Some("a@b"), Some("\u{e9}"), Some("a..b")] {
            let error = host_prefix(&PutRequest(bad)).unwrap_err().to_string();
            assert!(error.contains("Label is part of the host name"), "{bad:?}: {error}");
        }
    }
}
