//! What a policy says, and why.

use std::fmt;

use crate::json::{Path, shown};
use crate::policy::statement::Effect;

/// What a policy says about a request.
///
/// Printed, it says which statement decides, or for each statement why it does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision(Vec<Verdict>);

/// How a policy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A statement allows it, and none denies it.
    Allowed,
    /// A statement denies it, whatever else allows it.
    Denied,
    /// No statement applies that allows it. Another policy may.
    NotAllowed,
}

/// What one statement has to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// Which statement of the policy, counted from 0.
    pub index: usize,
    /// Its name, if it has one.
    pub sid: Option<String>,
    /// What it does where it applies.
    pub effect: Effect,
    /// Why it does not apply; nothing if it does.
    pub mismatch: Option<Mismatch>,
}

/// Why a statement does not apply: the first element that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// Where, as `Statement[1].Condition.StringEquals.sts:ExternalId`.
    pub path: String,
    /// What was asked for, and what would fit.
    pub message: String,
}

impl Mismatch {
    pub(super) fn new(path: &Path<'_>, message: impl Into<String>) -> Self {
        Self { path: path.to_string(), message: message.into() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl Verdict {
    /// Whether the statement applies to the request.
    pub fn applies(&self) -> bool {
        self.mismatch.is_none()
    }
}

impl Decision {
    pub(super) fn new(verdicts: Vec<Verdict>) -> Self {
        Self(verdicts)
    }

    /// Allowed, denied, or neither.
    pub fn outcome(&self) -> Outcome {
        match self.decisive() {
            Some(Verdict { effect: Effect::Deny, .. }) => Outcome::Denied,
            Some(_) => Outcome::Allowed,
            None => Outcome::NotAllowed,
        }
    }

    /// Whether a statement allows it and none denies it.
    pub fn is_allowed(&self) -> bool {
        self.outcome() == Outcome::Allowed
    }

    /// Whether a statement denies it.
    pub fn is_denied(&self) -> bool {
        self.outcome() == Outcome::Denied
    }

    /// What each statement has to do with the request, in the order of the policy.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.0
    }

    /// The statement that decides: the first that denies, else the first that allows.
    pub fn decisive(&self) -> Option<&Verdict> {
        let first = |effect| self.0.iter().find(move |verdict| verdict.applies() && verdict.effect == effect);
        first(Effect::Deny).or_else(|| first(Effect::Allow))
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(verdict) = self.decisive() {
            write!(f, "Statement[{}]", verdict.index)?;
            if let Some(sid) = &verdict.sid {
                write!(f, " (\"{}\")", shown(sid))?;
            }
            return write!(f, " {} it", verdict.effect.verb());
        }
        f.write_str("no statement allows it")?;
        let allowing = self.0.iter().filter(|verdict| verdict.effect == Effect::Allow);
        allowing.filter_map(|verdict| verdict.mismatch.as_ref()).try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
    }
}
