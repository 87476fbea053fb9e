//! Rules that AWS states only in its documentation, not in the service model.
//!
//! The calls of `Sts` check them. The generated client checks only the model.

use awsquery::layer::check_request;
use awsquery::protocol::Operation;
use awsquery::rule::violation::{Constraint, Found, Path, Violation};

use crate::api::{ASSUME_ROLE, Error, PolicyDescriptorType, Tag};
use crate::arn::{Arn, is_of_name};
use crate::session::caller::{Caller, CallingSession};
use crate::session::request::{SessionParameters, SessionRequest};
use crate::session::role_arn;
use crate::session::scope_down;
use crate::tag_key::{folded, is_same};

/// The longest session of a role that was assumed by another role, in seconds. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
pub(crate) const CHAINED_SECONDS: i32 = 3600;

/// Checks a request against the service model and the rules of the documentation.
///
/// # Errors
///
/// Fails with all violations if there are any.
pub(crate) fn check<R: SessionRequest>(request: &R, session: &CallingSession) -> Result<(), Error> {
    let parameters = request.parameters();
    let mut violations = violations(R::OPERATION, &parameters, &session.caller);
    if R::SCOPES_DOWN {
        violations.extend(scope_down::policy_or_duration(&parameters));
        violations.extend(scope_down::another_policy(&parameters, session.scope_down_policies));
    }
    check_request(request, violations).map_err(Error::from)
}

/// Returns whether the session of a role assumes a role with its credentials. If a token identifies the caller, it does not
/// matter whose credentials the client has.
pub(crate) fn is_chained(operation: &Operation, caller: &Caller) -> bool {
    operation.name == ASSUME_ROLE.name && caller.is_role()
}

/// Returns the violations of the rules, in the order of the model's members.
fn violations(operation: &Operation, parameters: &SessionParameters<'_>, caller: &Caller) -> Vec<Violation> {
    let mut violations: Vec<Violation> = parameters.role_arn.and_then(role_arn::check).into_iter().collect();
    violations.extend(policy_arns(parameters.policy_arns));
    if is_chained(operation, caller) {
        violations.extend(chained_duration(parameters.duration_seconds));
    }
    violations.extend(tag_keys(parameters.tags()));
    violations.extend(reserved_tags(parameters.tags()));
    violations.extend(transitive_tag_keys(parameters.tags(), parameters.transitive_tag_keys));
    violations.extend(serial_number(parameters.serial_number));
    violations
}

/// Requires the ARN of a managed policy, of AWS or of an account. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_PolicyDescriptorType.html> and
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>.
fn policy_arns(policies: &[PolicyDescriptorType]) -> Vec<Violation> {
    let is_policy = |text: &str| {
        let arn = Arn::parse(text).filter(|arn| arn.account == "aws" || arn.has_account());
        arn.and_then(|arn| arn.iam_resource("policy"))
            .is_some_and(|name| name.rsplit('/').next().is_some_and(|name| name.chars().all(is_of_name)))
    };
    let others = policies.iter().enumerate().filter(|(_, policy)| !policy.arn.as_deref().is_some_and(is_policy));
    others
        .map(|(index, _)| {
            let path = Path::member("PolicyArns").index(index).then("arn");
            let allowed = "be the ARN of one managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess or \
                           arn:aws:iam::123456789012:policy/Mine";
            Violation::documented(path, Constraint::Format, Found::Mismatch, allowed)
        })
        .collect()
}

/// Limits the sessions of a role that is assumed by a role to one hour. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `DurationSeconds`.
fn chained_duration(seconds: Option<i32>) -> Option<Violation> {
    let seconds = seconds.filter(|seconds| *seconds > CHAINED_SECONDS)?;
    let path = Path::member("DurationSeconds");
    let allowed = "be at most 3600: the caller is the session of a role, and a role that is assumed by a role has \
                   sessions of at most one hour (role chaining), even if its MaxSessionDuration is longer";
    Some(Violation::documented(path, Constraint::RangeMax, Found::Number(seconds.into()), allowed))
}

/// Requires tag keys that differ in more than case. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know>.
fn tag_keys(tags: &[Tag]) -> Vec<Violation> {
    let path = |index: usize| Path::member("Tags").index(index).then("Key");
    let hashes: Vec<u32> = tags.iter().map(|tag| hash(&tag.key)).collect();
    let first = |index: usize, tag: &Tag| {
        let (earlier, rest) = hashes.split_at_checked(index)?;
        let may_be_repeated = earlier.contains(rest.first()?);
        may_be_repeated.then(|| tags.iter().take(index).position(|other| is_same(&other.key, &tag.key)))?
    };
    let repeated = tags.iter().enumerate().filter_map(|(index, tag)| Some((index, first(index, tag)?)));
    repeated
        .map(|(index, first)| {
            let found = Found::SameAs(path(first));
            let allowed = "differ from it in more than upper and lower case";
            Violation::documented(path(index), Constraint::Unique, found, allowed)
        })
        .collect()
}

/// Refuses the prefix `aws:` in keys and values. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules>, which session tags follow.
fn reserved_tags(tags: &[Tag]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        for (part, text) in [("Key", &tag.key), ("Value", &tag.value)] {
            if is_reserved(text) {
                let path = Path::member("Tags").index(index).then(part);
                let allowed = "not begin with \"aws:\" in upper or lower case, because AWS reserves that prefix";
                violations.push(Violation::documented(path, Constraint::Format, Found::Mismatch, allowed));
            }
        }
    }
    violations
}

fn is_reserved(text: &str) -> bool {
    text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
}

/// Returns a number that is the same for keys that differ at most in case. Those of other keys nearly always differ, so few
/// keys have to be compared.
fn hash(key: &str) -> u32 {
    // The bit in which ASCII letters differ from those in the other case is always set.
    let add = |hash: u32, code: u32| hash.wrapping_mul(31).wrapping_add(code | 0x20);
    if key.is_ascii() {
        return key.bytes().fold(0, |hash, byte| add(hash, byte.into()));
    }
    folded(key).fold(0, |hash, c| add(hash, c.into()))
}

/// Requires transitive keys to be keys of tags in the same request. Transitive tags of earlier sessions stay transitive by
/// themselves. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining>.
fn transitive_tag_keys(tags: &[Tag], keys: &[String]) -> Vec<Violation> {
    let is_tag = |key: &str| tags.iter().any(|tag| is_same(&tag.key, key));
    let others = keys.iter().enumerate().filter(|(_, key)| !is_tag(key));
    others
        .map(|(index, _)| {
            let path = Path::member("TransitiveTagKeys").index(index);
            Violation::documented(path, Constraint::Reference, Found::Mismatch, "be the key of one of Tags")
        })
        .collect()
}

/// Requires the serial number of a hardware device or the ARN of a virtual one. The model checks that a code has six
/// digits, and the method `mfa` takes both. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html> and, for devices that do not show codes,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>.
fn serial_number(serial_number: Option<&str>) -> Option<Violation> {
    let is_device = |text: &str| {
        let arn = Arn::parse(text).filter(Arn::has_account);
        arn.is_some_and(|arn| arn.iam_resource("mfa").or(arn.iam_resource("sms-mfa")).is_some())
    };
    serial_number.filter(|text| text.contains([':', '/']) && !is_device(text))?;
    let path = Path::member("SerialNumber");
    let allowed = "be the serial number of a device, such as GAHT12345678, or the ARN of a device that shows codes, \
                   such as arn:aws:iam::123456789012:mfa/Alice";
    Some(Violation::documented(path, Constraint::Format, Found::Mismatch, allowed))
}

#[cfg(test)]
mod tests;
