//! Evaluation of principals.

use super::request::AccessRequest;
use super::truth::{Judgement, Truth};
use crate::arn::{account_of_root, is_account};
use crate::json::shown;
use crate::policy::Effect;
use crate::policy::form::is_unique_id;
use crate::policy::principal::{NOT_PRINCIPAL_IN_ALLOW, Principal};

/// Checks whether `Principal` includes the caller, by any of its names.
#[inline]
pub(super) fn check_principal(principal: &Principal, request: &AccessRequest) -> Judgement {
    let listed = Truth::any(request.principals().map(|(kind, name)| lists(principal, kind, name)));
    match (principal.is_everyone(), listed) {
        (true, _) | (_, Truth::True) => Judgement::Matches,
        (false, Truth::False) => Judgement::Mismatch(format!("does not name {}", caller(request))),
        (false, Truth::Unknown) => Judgement::Unjudged(UNCLEAR_NAME.to_owned()),
    }
}

/// Checks whether `NotPrincipal` leaves a Deny for the caller.
///
/// AWS checks the account, the role and the session of a caller one after the other, so a caller is exempt only if each of its
/// names is listed. AWS does not support the element in an Allow. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>.
#[inline]
pub(super) fn check_not_principal(principal: &Principal, effect: Effect, request: &AccessRequest) -> Judgement {
    if effect == Effect::Allow {
        return Judgement::Unjudged(NOT_PRINCIPAL_IN_ALLOW.to_owned());
    }
    let mut listed = request.principals().map(|(kind, name)| lists(principal, kind, name)).peekable();
    let is_exempt = listed.peek().is_some() && listed.all(|listed| listed == Truth::True);
    if is_exempt { Judgement::Mismatch(format!("excludes {}", caller(request))) } else { Judgement::Matches }
}

const UNCLEAR_NAME: &str = "whose a unique ID is is not known";

/// Returns whether this name of a caller is listed.
#[inline]
fn lists(principal: &Principal, kind: &str, name: &str) -> Truth {
    if principal.is_everyone() {
        return Truth::True;
    }
    let listed = principal.kinds().filter(|(listed, _)| *listed == kind).flat_map(|(_, names)| names);
    Truth::any(listed.map(|listed| {
        if listed == name || (kind == "AWS" && is_same_account(listed, name)) {
            Truth::True
        } else if is_unique_id(listed) && account_of_root(name).is_none() {
            // IAM shows the unique ID of a user or role that was deleted, and a request does not tell the IDs of its caller.
            Truth::Unknown
        } else {
            Truth::False
        }
    }))
}

/// Returns whether one name is the number of an account, and the other that number or the ARN of its root user.
#[inline]
fn is_same_account(one: &str, other: &str) -> bool {
    (is_account(one) || is_account(other)) && account_of_root(one) == account_of_root(other)
}

/// Describes the caller for a message.
#[inline]
fn caller(request: &AccessRequest) -> String {
    let names: Vec<String> = request.principals().map(|(_, name)| format!("\"{}\"", shown(name))).collect();
    if names.is_empty() { "an anonymous caller".to_owned() } else { names.join(", ") }
}
