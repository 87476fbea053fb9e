//! Rules for names in the tokens and assertions of identity providers, which have not been checked against the service
//! model yet, and for tags.

use awsquery::rule::{Check, Rule, Validate, validate};
use awsquery::server::Refusal;

use crate::error_responses::invalid_identity_token;
#[cfg(feature = "saml")]
use sts::api::rules::ROLE_SESSION_NAME_TYPE;
use sts::api::rules::SOURCE_IDENTITY_TYPE;

/// Text that has to follow a rule of the service model.
struct CheckedName<'a> {
    text: &'a str,
    rule: &'static Rule,
}

impl Validate for CheckedName<'_> {
    const NAME: &'static str = "CheckedName";

    fn check(&self, check: &mut Check) {
        self.rule.string()(check, self.text);
    }
}

/// Returns true if AWS accepts the name of a session.
#[cfg(feature = "saml")]
pub(crate) fn is_session_name(text: &str) -> bool {
    validate(&CheckedName { text, rule: &ROLE_SESSION_NAME_TYPE }).is_ok()
}

/// Returns true if AWS accepts a source identity. The colon is not allowed, so none begins with `aws:`.
pub(crate) fn is_source_identity(text: &str) -> bool {
    validate(&CheckedName { text, rule: &SOURCE_IDENTITY_TYPE }).is_ok()
}

/// Returns the refusal of a source identity that is not valid. AWS's message is not recorded.
pub(crate) fn invalid_source_identity() -> Refusal {
    let [min, max] = [SOURCE_IDENTITY_TYPE.length.min, SOURCE_IDENTITY_TYPE.length.max].map(Option::unwrap_or_default);
    invalid_identity_token(format!(
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{{{min},{max}}} and not begin with \"aws:\""
    ))
}

/// Returns true for the key or value of a tag that begins with `aws:`, in upper or lower case, which AWS reserves. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules>.
pub(crate) fn is_reserved_for_aws(text: &str) -> bool {
    text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
}

/// Returns true for a name of at most `max` characters that IAM accepts, after a path. See
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>.
pub(crate) fn is_iam_name(text: &str, max: usize) -> bool {
    let (path, name) = text.rsplit_once('/').map_or((None, text), |(path, name)| (Some(path), name));
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
    let is_path =
        |path: &str| path.split('/').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic()));
    (1..=max).contains(&name.len()) && name.bytes().all(is_of_name) && path.is_none_or(is_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_iam_accepts_after_a_path() {
        for name in ["Alice", "a+=,.@_-", "engineering/Ann", "a/b!/c", &"x".repeat(64)] {
            assert!(is_iam_name(name, 64), "{name}");
        }
        for name in ["", "/", "a/", "/a", "a//b", "a b", "a b/c", "ü", "a:b", &"x".repeat(65)] {
            assert!(!is_iam_name(name, 64), "{name}");
        }
    }
}
