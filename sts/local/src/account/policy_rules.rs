//! The rules by which IAM refuses policies when they are attached, and principals that do not exist.

use sts::Policy;
use sts::arn::Arn;
use sts::policy::{Finding, PolicyKind, Statement};

/// Checks a policy as IAM does when it is attached. A policy that IAM refuses decides about nothing at AWS, so a test that
/// relies on it would pass for the wrong reason.
///
/// # Errors
///
/// The first finding for which IAM refuses the policy.
pub(crate) fn check_policy(policy: &Policy, kind: PolicyKind) -> Result<(), String> {
    match policy.lint_as(kind).into_iter().find(Finding::is_refused) {
        Some(finding) => Err(format!("IAM refuses {kind} like this: {finding}")),
        None => Ok(()),
    }
}

/// The largest number of characters of a managed policy, without white space. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const MAX_MANAGED: usize = 6144;

/// Checks a managed policy as IAM does when it is created. Whether the policies of a user or role are inline is not known, so
/// the quota for all of its inline policies is not checked.
///
/// # Errors
///
/// As [`check_policy`], and if the policy is longer than IAM allows.
pub(crate) fn check_managed_policy(policy: &Policy) -> Result<(), String> {
    check_policy(policy, PolicyKind::Identity)?;
    match policy.size().characters() {
        ..=MAX_MANAGED => Ok(()),
        found => Err(format!("IAM refuses a managed policy of more than {MAX_MANAGED} characters; found {found}")),
    }
}

/// Returns the ARNs of users and roles that a trust policy names.
pub(crate) fn named_principals(trust: &Policy) -> impl Iterator<Item = &str> {
    let principals = trust.statements().iter().filter_map(Statement::principal);
    let kinds = principals.flat_map(|principal| principal.kinds().filter(|(kind, _)| *kind == "AWS"));
    let names = kinds.flat_map(|(_, names)| names.iter().map(String::as_str));
    let is_user_or_role = |arn: Arn<'_>| arn.iam_resource("user").or(arn.iam_resource("role")).is_some();
    names.filter(move |name| Arn::parse(name).is_some_and(is_user_or_role))
}
