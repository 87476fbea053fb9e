//! Decisions of policies, with reasons.

use std::fmt;

use crate::json::{JsonPath, shown};
use crate::policy::statement::{Effect, Statement};

/// The decision of a policy about a request. Returned by [`Policy::evaluate`](crate::Policy::evaluate).
///
/// `Display` names the statement that decides, or prints for each statement that allows why it does not apply. It also names
/// what could not be judged.
///
/// ```
/// use sts::Policy;
/// use sts::policy::{AccessRequest, Outcome};
///
/// let decision = Policy::new().allow(["s3:Get*"], ["*"]).evaluate(&AccessRequest::new("s3:PutObject", "*"));
/// assert_eq!(decision.outcome(), Outcome::NotAllowed);
/// assert_eq!(decision.verdicts()[0].mismatch.as_ref().unwrap().path, "Statement[0].Action");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision(Vec<Verdict>);

/// The outcome of evaluating a policy. Returned by [`Decision::outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A statement allows the request, and none denies it.
    Allowed,
    /// A statement denies the request, which overrides every Allow.
    Denied,
    /// No statement that applies allows the request. Another policy may allow it.
    NotAllowed,
}

/// The result of one statement for a request. Returned by [`Decision::verdicts`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The position of the statement in the policy, counted from 0.
    pub index: usize,
    /// The `Sid` of the statement, if it has one.
    pub sid: Option<String>,
    /// The effect of the statement if it applies.
    pub effect: Effect,
    /// The reason why the statement does not apply, or `None` if it does.
    pub mismatch: Option<Mismatch>,
    /// The elements that could not be judged, with the reasons. If there are any, and all other elements match, then a
    /// statement that denies applies, and one that allows does not.
    pub unjudged: Vec<Mismatch>,
}

/// An element of a statement that does not match the request, or that cannot be judged, and the reason. Part of a [`Verdict`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The path of the element, such as `Statement[1].Condition.StringEquals.sts:ExternalId`.
    pub path: String,
    /// The path as a JSON Pointer (RFC 6901), such as `/Statement/1/Condition/StringEquals/sts:ExternalId`. It contains the
    /// index of the statement even if the document has a single statement outside a list.
    pub pointer: String,
    /// A description of what the request has and what would match.
    pub message: String,
}

impl Mismatch {
    pub(super) fn new(path: &JsonPath<'_>, message: impl Into<String>) -> Self {
        Self { path: path.to_string(), pointer: path.to_pointer(), message: message.into() }
    }
}

impl fmt::Display for Mismatch {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl Verdict {
    #[inline]
    pub(super) fn new(
        index: usize,
        statement: &Statement,
        mismatch: Option<Mismatch>,
        unjudged: Vec<Mismatch>,
    ) -> Self {
        let effect = statement.effect();
        let unclear = unjudged.first().filter(|_| effect == Effect::Allow).map(|unjudged| Mismatch {
            path: unjudged.path.clone(),
            pointer: unjudged.pointer.clone(),
            message: format!("cannot be judged, so the statement does not allow: {}", unjudged.message),
        });
        let mismatch = mismatch.or(unclear);
        Self { index, sid: statement.sid().map(str::to_owned), effect, mismatch, unjudged }
    }

    /// Returns whether the statement applies to the request.
    #[inline]
    pub fn applies(&self) -> bool {
        self.mismatch.is_none()
    }
}

impl Decision {
    #[inline]
    pub(super) fn new(verdicts: Vec<Verdict>) -> Self {
        Self(verdicts)
    }

    /// Returns whether the request is allowed, denied, or neither.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        match self.decisive() {
            Some(Verdict { effect: Effect::Deny, .. }) => Outcome::Denied,
            Some(_) => Outcome::Allowed,
            None => Outcome::NotAllowed,
        }
    }

    /// Returns whether a statement allows the request and none denies it.
    #[inline]
    pub fn is_allowed(&self) -> bool {
        self.outcome() == Outcome::Allowed
    }

    /// Returns whether a statement denies the request.
    #[inline]
    pub fn is_denied(&self) -> bool {
        self.outcome() == Outcome::Denied
    }

    /// Returns a verdict for each statement, in the order of the policy.
    #[inline]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.0
    }

    /// Returns the statement that decides: the first one that denies, or else the first one that allows.
    #[inline]
    pub fn decisive(&self) -> Option<&Verdict> {
        let first = |effect| self.0.iter().find(move |verdict| verdict.applies() && verdict.effect == effect);
        first(Effect::Deny).or_else(|| first(Effect::Allow))
    }
}

impl fmt::Display for Decision {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(verdict) = self.decisive() {
            write!(f, "Statement[{}]", verdict.index)?;
            if let Some(sid) = &verdict.sid {
                write!(f, " (\"{}\")", shown(sid))?;
            }
            write!(f, " {} the request", verdict.effect.verb())?;
            let because = |Mismatch { path, message, .. }: &Mismatch| {
                write!(f, "\n  {path}: cannot be judged, so the statement denies: {message}")
            };
            return verdict.unjudged.iter().try_for_each(because);
        }
        f.write_str("no statement allows the request")?;
        let allowing = self.0.iter().filter(|verdict| verdict.effect == Effect::Allow);
        allowing.filter_map(|verdict| verdict.mismatch.as_ref()).try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
    }
}
