//! Decides what a policy says about a request, and why.

mod condition;
mod decision;
mod pattern;
mod request;

pub use decision::{Decision, Mismatch, Outcome, Verdict};
use pattern::Pattern;
pub use request::AccessRequest;

use super::principal::Principal;
use super::statement::Statement;
use super::{Effect, Policy, VERSION};
use crate::json::{JsonPath, shown};

impl Policy {
    /// Decides whether this policy allows a request, and explains the decision.
    ///
    /// The rules are those of AWS's [policy
    /// evaluation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html) for a
    /// single policy: a statement that denies overrides those that allow, and a request that no statement allows is not
    /// allowed. A statement without `Principal` applies to every caller, as in an identity-based policy, which is
    /// attached to its caller. A statement with `Principal` and without `Resource` applies to every resource, as in a
    /// trust policy, which is attached to its role. Policy variables such as `${aws:username}` are expanded in policies
    /// of version `2012-10-17`. A condition with an unknown operator never holds.
    ///
    /// ```
    /// use sts::Policy;
    /// use sts::policy::{AccessRequest, Condition, Principal, Statement};
    ///
    /// let trust = Policy::new().statement(
    ///     Statement::allow()
    ///         .principal(Principal::new("AWS", ["123456789012"]))
    ///         .actions(["sts:AssumeRole"])
    ///         .condition(Condition::key("sts:ExternalId").is("unicorn")),
    /// );
    /// let request = AccessRequest::new("sts:AssumeRole", "arn:aws:iam::123456789012:role/demo")
    ///     .principal("AWS", "arn:aws:iam::123456789012:root");
    /// let decision = trust.evaluate(&request);
    /// assert!(!decision.is_allowed());
    /// assert_eq!(
    ///     decision.to_string(),
    ///     "no statement allows the request\n  Statement[0].Condition.StringEquals.sts:ExternalId: the request does not have this key"
    /// );
    /// assert!(trust.evaluate(&request.key("sts:ExternalId", "unicorn")).is_allowed());
    /// ```
    pub fn evaluate(&self, request: &AccessRequest) -> Decision {
        let variables = self.version() == Some(VERSION);
        let statements = self.statements().iter().enumerate();
        Decision::new(statements.map(|(index, statement)| verdict(index, statement, request, variables)).collect())
    }
}

fn verdict(index: usize, statement: &Statement, request: &AccessRequest, variables: bool) -> Verdict {
    let (root, sid) = (JsonPath::Root, statement.sid().map(str::to_owned));
    let statements = root.key("Statement");
    let mismatch = judge(statement, request, variables, &statements.index(index)).err();
    Verdict { index, sid, effect: statement.effect(), mismatch }
}

/// Checks whether a statement applies to a request. The error is the first element that does not match.
fn judge(statement: &Statement, request: &AccessRequest, variables: bool, path: &JsonPath<'_>) -> Result<(), Mismatch> {
    judge_principal(statement, request, path)?;
    let action = |pattern: &String| Pattern::of(&pattern.to_lowercase()).matches(&request.action().to_lowercase());
    one_of(statement, path, ["Action", "NotAction"], [statement.actions(), statement.not_actions()], action, || {
        request.action().to_owned()
    })?;
    // What a trust policy is about is its role.
    if statement.has("Resource") || statement.has("NotResource") || !statement.has_principal() {
        let resource = |pattern: &String| {
            Pattern::expand(pattern, request, variables).is_some_and(|pattern| pattern.matches_arn(request.resource()))
        };
        let lists = [statement.resources(), statement.not_resources()];
        one_of(statement, path, ["Resource", "NotResource"], lists, resource, || request.resource().to_owned())?;
    }
    for condition in statement.conditions().iter() {
        condition::judge(condition, request, variables).map_err(|message| {
            let (block, name) = (path.key("Condition"), condition.operator().to_string());
            Mismatch::new(&block.key(&name).key(condition.name()), message)
        })?;
    }
    Ok(())
}

fn judge_principal(statement: &Statement, request: &AccessRequest, path: &JsonPath<'_>) -> Result<(), Mismatch> {
    let who = || request.principals().map(|(_, name)| format!("\"{}\"", shown(name))).collect::<Vec<_>>().join(", ");
    if statement.principal().is_some_and(|principal| !names(principal, request)) {
        return Err(Mismatch::new(&path.key("Principal"), format!("names none of {}", who())));
    }
    if statement.not_principal().is_some_and(|principal| names(principal, request)) {
        return Err(Mismatch::new(&path.key("NotPrincipal"), format!("names one of {}", who())));
    }
    Ok(())
}

/// Returns whether the principal includes one of the request's principals.
fn names(principal: &Principal, request: &AccessRequest) -> bool {
    let named = |kind: &str, name: &String| {
        let mut alike = request.principals().filter(|(there, _)| *there == kind);
        alike.any(|(_, there)| name == "*" || name == there || (kind == "AWS" && is_account(name, there)))
    };
    principal.is_everyone() || principal.kinds().any(|(kind, all)| all.iter().any(|name| named(kind, name)))
}

/// The number of an account stands for the account.
fn is_account(number: &str, arn: &str) -> bool {
    let is_number = number.len() == 12 && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number && arn.ends_with(&format!(":iam::{number}:root"))
}

/// `Action` has to fit, or `NotAction` must not; likewise with resources.
fn one_of(
    statement: &Statement,
    path: &JsonPath<'_>,
    [plain, negated]: [&str; 2],
    [wanted, unwanted]: [&[String]; 2],
    fits: impl Fn(&String) -> bool,
    found: impl Fn() -> String,
) -> Result<(), Mismatch> {
    let found = || format!("\"{}\"", shown(&found()));
    if statement.has(negated) {
        return match unwanted.iter().any(&fits) {
            true => Err(Mismatch::new(&path.key(negated), format!("matches {}, which it excludes", found()))),
            false => Ok(()),
        };
    }
    match wanted.iter().any(fits) {
        true => Ok(()),
        false => Err(Mismatch::new(&path.key(plain), format!("does not match {}", found()))),
    }
}

impl Statement {
    /// Returns whether the statement has a `Principal` or a `NotPrincipal`, as every statement of a trust policy must.
    pub fn has_principal(&self) -> bool {
        self.has("Principal") || self.has("NotPrincipal")
    }
}

impl Effect {
    /// Returns the verb for a sentence.
    fn verb(self) -> &'static str {
        match self {
            Self::Allow => "allows",
            Self::Deny => "denies",
        }
    }
}
