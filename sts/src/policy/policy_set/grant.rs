//! Permissions of resource-based policies, by whom they name.

use crate::arn::{Arn, account_of_root};
use crate::policy::Policy;
use crate::policy::evaluate::{AccessRequest, Decision};
use crate::policy::operator::{Comparison, Quantifier};
use crate::policy::principal::Principal;
use crate::policy::statement::{Effect, Statement};

/// A permission of a resource-based policy, by how directly the statement names the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grant {
    /// The statement names the account, and leaves it to the account to give the permission to users and roles.
    Account,
    /// The statement names the role or user behind a session, or everyone.
    Entity,
    /// The statement names the caller itself.
    Caller,
}

impl Grant {
    /// Returns the strongest permission that the statements of a policy give, by its decision about a request.
    #[inline]
    pub(super) fn strongest(policy: &Policy, decision: &Decision, request: &AccessRequest) -> Option<Self> {
        let applying =
            decision.verdicts().iter().filter(|verdict| verdict.applies() && verdict.effect == Effect::Allow);
        let statements = applying.filter_map(|verdict| policy.statements().get(verdict.index));
        statements.map(|statement| Self::of(statement, request)).max()
    }

    #[inline]
    fn of(statement: &Statement, request: &AccessRequest) -> Self {
        let has_session = request.principals().any(|(kind, name)| kind == "AWS" && is_session(name));
        let grant_by = |(kind, name): (&str, &str)| match kind {
            "AWS" if account_of_root(name).is_some() => Self::Account,
            "AWS" if has_session && !is_session(name) => Self::Entity,
            _ => Self::Caller,
        };
        let Some(principal) = statement.principal() else { return Self::Entity };
        let by_name = request.principals().filter(|(kind, name)| names(principal, kind, name)).map(grant_by);
        let for_everyone =
            principal.is_everyone().then(|| if narrows_principal(statement) { Self::Caller } else { Self::Entity });
        // A statement that applies names the caller in one of these ways. The weakest one grants the least.
        by_name.chain(for_everyone).max().unwrap_or(Self::Account)
    }
}

/// Returns whether a principal has this name. `*` for everyone is something else.
#[inline]
fn names(principal: &Principal, kind: &str, name: &str) -> bool {
    let account = account_of_root(name);
    let mut listed = principal.kinds().filter(|(listed, _)| *listed == kind).flat_map(|(_, names)| names);
    listed.any(|listed| listed == name || (account.is_some() && account_of_root(listed) == account))
}

/// Returns whether a condition on `aws:PrincipalArn` says which principals of everyone are meant. AWS treats this like naming
/// them, without the limits of session policies. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles>.
/// A pattern names no one: `*` would lift the limits from every caller.
#[inline]
fn narrows_principal(statement: &Statement) -> bool {
    let positive = [Comparison::ArnEquals, Comparison::ArnLike, Comparison::StringEquals, Comparison::StringLike];
    statement.conditions().with_key("aws:PrincipalArn").iter().any(|condition| {
        let operator = condition.operator();
        let may_be_missing = operator.is_if_exists() || operator.quantifier() == Some(Quantifier::ForAllValues);
        let are_names = condition.values().iter().all(|value| !value.as_str().contains(['*', '?', '$']));
        positive.contains(operator.comparison()) && !may_be_missing && are_names
    })
}

/// Returns the account of the caller: `None` without a name of the kind `AWS`, `Some(None)` if its names are not of one
/// account.
#[inline]
pub(super) fn account(request: &AccessRequest) -> Option<Option<String>> {
    let mut accounts = request.principals().filter(|(kind, _)| *kind == "AWS").map(|(_, name)| {
        account_of_root(name)
            .or_else(|| Arn::parse(name).filter(Arn::has_account).map(|arn| arn.account))
            .map(str::to_owned)
    });
    let first = accounts.next()?;
    Some(first.filter(|first| accounts.all(|account| account.as_ref() == Some(first))))
}

/// Returns whether this is the ARN of a session, which has a name of its own.
#[inline]
fn is_session(name: &str) -> bool {
    Arn::parse(name).is_some_and(|arn| {
        arn.service == "sts" && ["assumed-role/", "federated-user/"].iter().any(|kind| arn.resource.starts_with(kind))
    })
}
