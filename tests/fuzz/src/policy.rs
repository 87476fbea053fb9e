//! Target for policy documents that users pass.

use sts::Policy;
use sts::policy::{AccessRequest, PolicyKind, PolicySet};

use crate::Found;

/// Checks that a policy is written without loss, that the lint and the evaluator take every policy, and that lenient reading
/// accepts everything that strict reading does, and allows nothing that it does not.
pub(crate) fn policy(bytes: &[u8]) -> Found {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let strict = Policy::from_json(text);
    let lenient = Policy::from_json_lenient(text);
    match (&strict, &lenient) {
        (Ok(_), Err(error)) => return Err(format!("strict reading accepts what lenient reading refuses: {error}")),
        (Err(error), _) if error.to_string().is_empty() => return Err("an error has an empty text".to_owned()),
        _ => {}
    }
    let Ok(policy) = lenient else { return Ok(()) };
    lint(&policy)?;
    for request in requests() {
        evaluate(&policy, strict.as_ref().ok(), &request)?;
    }
    round_trip(&policy)
}

fn lint(policy: &Policy) -> Found {
    for kind in [PolicyKind::Session, PolicyKind::Identity, PolicyKind::Trust, PolicyKind::Resource] {
        let findings = policy.lint_as(kind);
        if findings.iter().any(|finding| finding.to_string().is_empty()) {
            return Err("a finding has an empty text".to_owned());
        }
    }
    Ok(())
}

/// Returns requests of callers of several kinds, about the texts that the seeds have.
fn requests() -> [AccessRequest; 3] {
    let role = "arn:aws:iam::123456789012:role/demo";
    let user = AccessRequest::new("s3:GetObject", "arn:aws:s3:::bucket/key")
        .principal("AWS", "arn:aws:iam::123456789012:user/Ann")
        .principal("AWS", "arn:aws:iam::123456789012:root")
        .key("aws:username", "Ann")
        .key("aws:SourceIp", "203.0.113.7")
        .key("aws:CurrentTime", "2026-06-01T12:00:00Z")
        .key("aws:SecureTransport", true)
        .key("aws:TagKeys", ["team", "project"]);
    let session = AccessRequest::new("sts:AssumeRole", role)
        .principal("AWS", "arn:aws:sts::123456789012:assumed-role/demo/app1")
        .principal("AWS", role)
        .principal("AWS", "arn:aws:iam::123456789012:root")
        .key("sts:ExternalId", "unicorn");
    [user, session, AccessRequest::new("s3:ListAllMyBuckets", "*")]
}

fn evaluate(policy: &Policy, strict: Option<&Policy>, request: &AccessRequest) -> Found {
    let decision = policy.evaluate(request);
    if decision.to_string().is_empty() {
        return Err("a decision has an empty text".to_owned());
    }
    if decision.verdicts().len() != policy.statements().len() {
        return Err("a statement has no verdict".to_owned());
    }
    if decision.is_allowed() && !strict.is_some_and(|strict| strict.evaluate(request).is_allowed()) {
        return Err(format!("the lenient reader allows more than the strict one: {decision}"));
    }
    let everything = Policy::new().allow(["*"], ["*"]);
    let account = "123456789012";
    for set in [
        PolicySet::new().identity([policy]),
        PolicySet::new().identity([&everything]).boundary(policy),
        PolicySet::new().identity([&everything]).session([policy]).scope_down(policy),
        PolicySet::new().identity([&everything]).trust(account, policy),
        PolicySet::new().resource(account, policy),
    ] {
        let combined = set.evaluate(request);
        if combined.to_string().is_empty() {
            return Err("a combined decision has an empty text".to_owned());
        }
        if combined.is_allowed() && strict.is_none() {
            return Err(format!("a policy that only the lenient reader accepts allows: {combined}"));
        }
    }
    Ok(())
}

fn round_trip(policy: &Policy) -> Found {
    let written = policy.to_json();
    let again =
        Policy::from_json_lenient(&written).map_err(|error| format!("cannot read its own {written}: {error}"))?;
    if again == *policy && again.to_json() == written {
        Ok(())
    } else {
        Err(format!("{written} is read as another policy"))
    }
}
