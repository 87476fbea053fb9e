//! Session policies: what narrows a new session.

use awsquery::server::Refusal;

use crate::error_responses;
use crate::session_record::SessionPolicies;
use crate::state::ServerState;
use sts::Policy;
use sts::api::PolicyDescriptorType;
use sts::api::rules::SESSION_POLICY_DOCUMENT_TYPE;
use sts::policy::{FindingKind, PolicyErrorKind};

/// Holds policies against the grammar of AWS and against what is known here.
///
/// # Errors
///
/// `MalformedPolicyDocument`, or `ValidationError` for one that is too long or not there.
pub(super) fn read(
    server: &ServerState,
    account: &str,
    inline: Option<String>,
    managed: Option<&[PolicyDescriptorType]>,
) -> Result<SessionPolicies, Refusal> {
    if let Some(policy) = &inline {
        let most = SESSION_POLICY_DOCUMENT_TYPE.length.max.unwrap_or(i64::MAX);
        if i64::try_from(policy.chars().count()).is_ok_and(|characters| characters > most) {
            return Err(error_responses::too_long("policy", most));
        }
        check(policy)?;
    }
    let arns = managed.unwrap_or_default().iter().filter_map(|policy| policy.arn.clone());
    let managed: Vec<String> = arns.collect();
    for arn in &managed {
        let here = arn.starts_with("arn:aws:iam::aws:") || arn.starts_with(&format!("arn:aws:iam::{account}:"));
        if !here || server.managed_policy(arn).is_none() {
            return Err(error_responses::unknown_policy(arn));
        }
    }
    Ok(SessionPolicies { inline, managed })
}

fn check(json: &str) -> Result<(), Refusal> {
    let syntax = |error: &sts::policy::PolicyError| match error.kind() {
        PolicyErrorKind::Syntax => error_responses::malformed_policy("This policy contains invalid Json"),
        _ => error_responses::malformed_policy("Syntax errors in policy."),
    };
    let policy = Policy::from_json(json).map_err(|error| syntax(&error))?;
    let fatal = |kind| {
        use FindingKind as F;
        matches!(kind, F::Principal | F::Action | F::Operator | F::Value | F::Missing | F::Conflict | F::DuplicateSid)
    };
    match policy.lint().into_iter().find(|finding| fatal(finding.kind)) {
        Some(finding) if finding.kind == FindingKind::Principal => {
            Err(error_responses::malformed_policy("Policy document should not specify a principal."))
        }
        Some(_) => Err(error_responses::malformed_policy("Syntax errors in policy.")),
        None => Ok(()),
    }
}
