//! Decisions of several policies, with reasons.

use std::fmt;

use super::grant::Grant;
use crate::policy::evaluate::{Decision, Outcome, Verdict};
use crate::policy::kind::PolicyKind;

/// The decision of a [`PolicySet`](super::PolicySet).
///
/// `Display` names the layer and the statement that decide.
///
/// ```
/// use sts::Policy;
/// use sts::policy::{AccessRequest, Outcome, PolicyLayer, PolicySet};
///
/// let identity = Policy::new().allow(["s3:*"], ["*"]);
/// let session = Policy::new().deny(["s3:Delete*"], ["*"]).allow(["s3:*"], ["*"]);
/// let set = PolicySet::new().identity([&identity]).session([&session]);
/// let decision = set.evaluate(&AccessRequest::new("s3:DeleteObject", "arn:aws:s3:::plans/a"));
/// assert_eq!(decision.outcome(), Outcome::Denied);
/// assert_eq!(decision.decisive().unwrap().layer, PolicyLayer::Session);
/// assert_eq!(decision.to_string(), "session policies: Statement[0] denies the request");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CombinedDecision {
    layers: Vec<LayerDecision>,
    /// Set if the resource-based policy allows the request without the identity-based policies.
    grant: Option<Grant>,
}

/// The policies of one layer, which add up. Part of a [`LayerDecision`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PolicyLayer {
    /// The policy of the resource.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// The policies of the user, its groups or the role.
    Identity,
    /// The permissions boundary of the user or role.
    Boundary,
    /// The policies that were passed when the session was made.
    Session,
    /// A scope-down policy of the session, counted from 1.
    ScopeDown(usize),
}

/// The decisions of the policies of one layer. Returned by [`CombinedDecision::layers`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerDecision {
    /// The layer.
    pub layer: PolicyLayer,
    /// The decision of each policy of the layer, in the order in which they were added.
    pub decisions: Vec<Decision>,
    /// True if the layer has to allow the request. A Deny counts in any case.
    pub is_required: bool,
}

impl PolicyLayer {
    /// Returns the kind of the layer's policies.
    #[inline]
    pub(super) fn kind(self) -> PolicyKind {
        match self {
            Self::Resource => PolicyKind::Resource,
            Self::Trust => PolicyKind::Trust,
            Self::Identity | Self::Boundary => PolicyKind::Identity,
            Self::Session | Self::ScopeDown(_) => PolicyKind::Session,
        }
    }
}

impl LayerDecision {
    /// Returns whether the layer allows the request, denies it, or neither.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        let has = |outcome| self.decisions.iter().any(|decision| decision.outcome() == outcome);
        [Outcome::Denied, Outcome::Allowed].into_iter().find(|outcome| has(*outcome)).unwrap_or(Outcome::NotAllowed)
    }

    /// Returns the statement that decides, with the position of its policy in the layer: the first one that denies, or else
    /// the first one that allows.
    #[inline]
    pub fn decisive(&self) -> Option<(usize, &Verdict)> {
        let outcome = self.outcome();
        let (index, decision) =
            self.decisions.iter().enumerate().find(|(_, decision)| decision.outcome() == outcome)?;
        decision.decisive().map(|verdict| (index, verdict))
    }
}

impl CombinedDecision {
    #[inline]
    pub(super) fn new(layers: Vec<LayerDecision>, grant: Option<Grant>) -> Self {
        Self { layers, grant }
    }

    /// Returns whether the request is allowed, denied by a statement, or neither.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        if self.layers.iter().any(|layer| layer.outcome() == Outcome::Denied) {
            return Outcome::Denied;
        }
        let missing = self.layers.iter().any(|layer| layer.is_required && layer.outcome() != Outcome::Allowed);
        if missing { Outcome::NotAllowed } else { Outcome::Allowed }
    }

    /// Returns whether the request is allowed.
    #[inline]
    pub fn is_allowed(&self) -> bool {
        self.outcome() == Outcome::Allowed
    }

    /// Returns whether a statement denies the request.
    #[inline]
    pub fn is_denied(&self) -> bool {
        self.outcome() == Outcome::Denied
    }

    /// Returns the layers: the policy of the resource, identity-based policies, permissions boundary, session policies and
    /// scope-down policies, as far as the set has them.
    #[inline]
    pub fn layers(&self) -> &[LayerDecision] {
        &self.layers
    }

    /// Returns the layer that decides: the first one that denies; or else the first one that has to allow the request and does
    /// not; or else the one that gives the permission. `None` if nothing but being the root user gives it.
    #[inline]
    pub fn decisive(&self) -> Option<&LayerDecision> {
        let outcome = self.outcome();
        let decides = |layer: &&LayerDecision| match outcome {
            Outcome::Denied => layer.outcome() == Outcome::Denied,
            Outcome::NotAllowed => layer.is_required && layer.outcome() != Outcome::Allowed,
            Outcome::Allowed => match layer.layer {
                PolicyLayer::Resource | PolicyLayer::Trust => self.grant.is_some(),
                layer => layer == PolicyLayer::Identity,
            },
        };
        self.layers.iter().find(decides)
    }
}

impl fmt::Display for PolicyLayer {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource => f.pad("resource-based policy"),
            Self::Trust => f.pad("trust policy"),
            Self::Identity => f.pad("identity-based policies"),
            Self::Boundary => f.pad("permissions boundary"),
            Self::Session => f.pad("session policies"),
            Self::ScopeDown(number) => f.pad(&format!("scope-down policy {number}")),
        }
    }
}

/// Prints the layer with the decision of each policy that decides: the first one that denies, or else the first one that
/// allows, or else all.
impl fmt::Display for LayerDecision {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.layer)?;
        match self.decisions.as_slice() {
            [] => f.write_str("there are none"),
            [decision] => write!(f, "{decision}"),
            decisions => match self.decisive() {
                Some((index, _)) => {
                    let decision = decisions.get(index).map(ToString::to_string).unwrap_or_default();
                    write!(f, "policy {}: {decision}", index + 1)
                }
                None => {
                    f.write_str("none of them allows the request")?;
                    (1..).zip(decisions).try_for_each(|(number, decision)| write!(f, "\npolicy {number}: {decision}"))
                }
            },
        }
    }
}

impl fmt::Display for CombinedDecision {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decisive() {
            Some(layer) => write!(f, "{layer}")?,
            None => f.write_str("the root user may do everything that no policy denies")?,
        }
        if self.outcome() != Outcome::Allowed {
            return Ok(());
        }
        match self.grant {
            Some(Grant::Caller) => f.write_str("; it names the caller, so no other policy has to allow that"),
            Some(_) => {
                f.write_str("; it does not only name the account, so identity-based policies need not allow that")
            }
            None => Ok(()),
        }
    }
}
