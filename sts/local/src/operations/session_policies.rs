//! Session policies in requests.

use awsquery::server::Refusal;

use crate::directory::Directory;
use crate::error_responses::{malformed_policy, policies_too_long, too_long, unknown_policy};
use crate::session_record::SessionPolicies;
use sts::Policy;
use sts::api::PolicyDescriptorType;
use sts::api::rules::SESSION_POLICY_DOCUMENT_TYPE;
use sts::policy::{Finding, FindingKind, PolicyErrorKind, PolicyKind};

/// Reads and checks the session policies of a request.
///
/// # Errors
///
/// `MalformedPolicyDocument`, or `ValidationError` if a policy does not exist, or if the inline policy and the ARNs have more
/// than the 2,048 characters that AWS documents for them together.
pub(super) fn session_policies(
    directory: &Directory,
    account: &str,
    inline: Option<String>,
    managed: Option<&[PolicyDescriptorType]>,
) -> Result<SessionPolicies, Refusal> {
    let managed: Vec<String> = managed.unwrap_or_default().iter().filter_map(|policy| policy.arn.clone()).collect();
    let max = SESSION_POLICY_DOCUMENT_TYPE.length.max.unwrap_or(i64::MAX);
    let characters = inline.iter().chain(&managed).map(|text| text.chars().count()).sum::<usize>();
    if i64::try_from(characters).is_ok_and(|characters| characters > max) {
        return Err(if managed.is_empty() { too_long("policy", max) } else { policies_too_long(characters, max) });
    }
    if let Some(policy) = &inline {
        check_inline_policy(policy)?;
    }
    for arn in &managed {
        let owners = [directory.aws_managed(), directory.account_id(account)];
        let is_attachable = owners.iter().any(|owner| owner.iam_resource(arn).is_some());
        if !is_attachable || directory.managed_policy(arn).is_none() {
            return Err(unknown_policy(arn));
        }
    }
    Ok(SessionPolicies { inline, managed })
}

fn check_inline_policy(json: &str) -> Result<(), Refusal> {
    let policy = Policy::from_json(json).map_err(|error| match error.kind() {
        PolicyErrorKind::Syntax => malformed_policy("This policy contains invalid Json"),
        _ => malformed_policy("Syntax errors in policy."),
    })?;
    let Some(finding) = policy.lint_as(PolicyKind::Session).into_iter().find(Finding::is_refused) else {
        return Ok(());
    };
    let message = match finding.kind {
        FindingKind::Principal => "Policy document should not specify a principal.",
        _ => "Syntax errors in policy.",
    };
    Err(malformed_policy(message).with_explanation(finding.to_string()))
}
