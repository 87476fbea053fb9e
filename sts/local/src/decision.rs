//! Decisions of policies in a form that shows the parts that decided.

mod pointer;

use std::sync::{Arc, Mutex};

use awsquery::layer::lock;
use serde::{Serialize, Serializer};
use serde_json::Value;

use self::pointer::existing;
use crate::json::as_text;
use sts::Policy;
use sts::policy::{
    AccessRequest, CombinedDecision, Decision, Effect, LayerDecision, Mismatch, Outcome, PolicyLayer, Verdict,
};

/// The decision of policies about one action of a call. See [`RecordedCall::decisions`](crate::RecordedCall::decisions).
///
/// ```
/// use sts_local::{DecisionOutcome, LocalSts, Role};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// local.sts().assume_role("arn:aws:iam::123456789012:role/demo", "test").await?;
/// let calls = local.calls();
/// let decision = &calls[0].decisions[0];
/// assert_eq!((decision.action.as_str(), decision.outcome), ("sts:AssumeRole", DecisionOutcome::Allowed));
/// assert_eq!(decision.policies[0].name, "trust policy of arn:aws:iam::123456789012:role/demo");
/// assert_eq!(decision.policies[0].statements[0].pointer, "/Statement/0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
///
/// Serializes as an object with the names of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PolicyDecision {
    /// The action, such as `sts:AssumeRole`.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The outcome of all policies together.
    pub outcome: DecisionOutcome,
    /// The reason. It may have several lines.
    pub explanation: String,
    /// The policies that were asked. Empty if something else decided, such as a role that does not exist.
    pub policies: Vec<EvaluatedPolicy>,
}

/// The outcome of one or several policies. Serializes as `allowed`, `denied` or `not_allowed`. Part of a
/// [`PolicyDecision`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// A statement allows the request, and none denies it.
    Allowed,
    /// A statement denies the request.
    Denied,
    /// No statement allows the request.
    NotAllowed,
}

impl From<Outcome> for DecisionOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Allowed => Self::Allowed,
            Outcome::Denied => Self::Denied,
            Outcome::NotAllowed => Self::NotAllowed,
        }
    }
}

/// A policy and its part in a decision. Part of a [`PolicyDecision`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvaluatedPolicy {
    /// The layer of the policy. Serializes as `trust`, `identity`, `session` and so on.
    #[serde(serialize_with = "layer_name")]
    pub layer: PolicyLayer,
    /// A name for people.
    pub name: String,
    /// The ARN of the role or user that has the policy, or of the managed policy itself. `None` for a policy that was passed
    /// with a request.
    pub attached_to: Option<String>,
    /// The position among the policies of its layer, counted from 0.
    pub index: usize,
    /// The outcome of this policy.
    pub outcome: DecisionOutcome,
    /// True if the layer has to allow the request.
    pub required: bool,
    /// True if the layer decides.
    pub decisive: bool,
    /// The policy as JSON. Serializes as an object.
    #[serde(serialize_with = "policy_as_object")]
    pub document: String,
    /// The statements, in the order of the policy.
    pub statements: Vec<EvaluatedStatement>,
}

/// A statement and its part in a decision. Part of an [`EvaluatedPolicy`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvaluatedStatement {
    /// The position in the policy, counted from 0.
    pub index: usize,
    /// The `Sid`.
    pub sid: Option<String>,
    /// The JSON Pointer (RFC 6901) of the statement in [`EvaluatedPolicy::document`].
    pub pointer: String,
    /// The effect if the statement applies. Serializes as `Allow` or `Deny`.
    #[serde(serialize_with = "as_text")]
    pub effect: Effect,
    /// True if the statement applies to the request.
    pub applies: bool,
    /// True if the statement decides about the outcome of its policy.
    pub decisive: bool,
    /// The element that does not match, and those that cannot be judged. If all others match, a statement that cannot be
    /// judged denies, or does not allow.
    pub elements: Vec<EvaluatedElement>,
}

/// An element of a statement that does not match the request, or that cannot be judged. Part of an
/// [`EvaluatedStatement`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvaluatedElement {
    /// The JSON Pointer (RFC 6901) of the element in [`EvaluatedPolicy::document`]. An element that is missing points to the
    /// value that lacks it.
    pub pointer: String,
    /// The path for people, such as `Statement[0].Condition.StringEquals.sts:ExternalId`.
    pub path: String,
    /// A description of what the request has and what would match.
    pub message: String,
    /// False if the element has no certain meaning, so that it helps no caller.
    pub judged: bool,
}

fn layer_name<S: Serializer>(layer: &PolicyLayer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match layer {
        PolicyLayer::Trust => "trust",
        PolicyLayer::Identity => "identity",
        PolicyLayer::Boundary => "boundary",
        PolicyLayer::Session => "session",
        PolicyLayer::ScopeDown(_) => "scope_down",
        _ => "resource",
    })
}

/// Serializes a policy with its keys in the order of the document.
fn policy_as_object<S: Serializer>(document: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match Policy::from_json_lenient(document) {
        Ok(policy) => policy.serialize(serializer),
        Err(_) => serializer.serialize_str(document),
    }
}

/// A policy of a [`PolicySet`](sts::policy::PolicySet), with its origin.
pub(crate) struct PolicySource<'p> {
    pub(crate) layer: PolicyLayer,
    pub(crate) name: String,
    pub(crate) attached_to: Option<String>,
    pub(crate) policy: &'p Policy,
}

impl PolicyDecision {
    /// Describes a decision. The sources are the policies that decided, those of one layer in the order of the decision.
    pub(crate) fn new(request: &AccessRequest, decision: &CombinedDecision, sources: &[PolicySource<'_>]) -> Self {
        let decisive = decision.decisive().map(|layer| layer.layer);
        let describe = |layer: &LayerDecision| -> Vec<EvaluatedPolicy> {
            let sources = sources.iter().filter(|source| source.layer == layer.layer);
            let decisions = sources.zip(&layer.decisions).enumerate();
            decisions
                .map(|(index, (source, decision))| EvaluatedPolicy {
                    required: layer.is_required,
                    decisive: decisive == Some(layer.layer),
                    ..EvaluatedPolicy::new(source, index, decision)
                })
                .collect()
        };
        Self {
            action: request.action().to_owned(),
            resource: request.resource().to_owned(),
            outcome: decision.outcome().into(),
            explanation: decision.to_string(),
            policies: decision.layers().iter().flat_map(describe).collect(),
        }
    }

    /// Describes a denial that is not due to a policy.
    pub(crate) fn without_policies(request: &AccessRequest, explanation: &str) -> Self {
        Self {
            action: request.action().to_owned(),
            resource: request.resource().to_owned(),
            outcome: DecisionOutcome::NotAllowed,
            explanation: explanation.to_owned(),
            policies: Vec::new(),
        }
    }

    /// Returns the approximate size of the content, in bytes.
    pub(crate) fn size(&self) -> usize {
        let policies = self.policies.iter().map(EvaluatedPolicy::size);
        size_of::<Self>() + self.action.len() + self.resource.len() + self.explanation.len() + policies.sum::<usize>()
    }
}

impl EvaluatedPolicy {
    fn new(source: &PolicySource<'_>, index: usize, decision: &Decision) -> Self {
        let document = source.policy.to_json();
        // A policy that was read or built is JSON, so this does not fail.
        let tree = serde_json::from_str(&document).unwrap_or_default();
        let decisive = decision.decisive().map(|verdict| verdict.index);
        let statement = |verdict: &Verdict| EvaluatedStatement {
            decisive: decisive == Some(verdict.index),
            ..EvaluatedStatement::new(verdict, &tree)
        };
        Self {
            layer: source.layer,
            name: source.name.clone(),
            attached_to: source.attached_to.clone(),
            index,
            outcome: decision.outcome().into(),
            required: false,
            decisive: false,
            statements: decision.verdicts().iter().map(statement).collect(),
            document,
        }
    }

    fn size(&self) -> usize {
        let statements = self.statements.iter().map(EvaluatedStatement::size);
        size_of::<Self>() + self.name.len() + self.document.len() + statements.sum::<usize>()
    }
}

impl EvaluatedStatement {
    fn new(verdict: &Verdict, document: &Value) -> Self {
        let element = |mismatch: &Mismatch, judged| EvaluatedElement {
            pointer: existing(document, &mismatch.pointer),
            path: mismatch.path.clone(),
            message: mismatch.message.clone(),
            judged,
        };
        let unjudged = verdict.unjudged.iter().map(|mismatch| element(mismatch, false));
        // An Allow that cannot be judged has its first doubt as mismatch, too.
        let is_doubt = |mismatch: &&Mismatch| verdict.unjudged.iter().any(|doubt| doubt.path == mismatch.path);
        let mismatch = verdict.mismatch.iter().filter(|mismatch| !is_doubt(mismatch));
        Self {
            index: verdict.index,
            sid: verdict.sid.clone(),
            pointer: existing(document, &format!("/Statement/{}", verdict.index)),
            effect: verdict.effect,
            applies: verdict.applies(),
            decisive: false,
            elements: mismatch.map(|mismatch| element(mismatch, true)).chain(unjudged).collect(),
        }
    }

    fn size(&self) -> usize {
        let texts =
            self.elements.iter().map(|element| element.pointer.len() + element.path.len() + element.message.len());
        let elements = self.elements.len() * size_of::<EvaluatedElement>();
        size_of::<Self>() + self.pointer.len() + texts.sum::<usize>() + elements
    }
}

/// The decisions that were made while a call was handled. Clones share the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecisionTrail(Option<Arc<Mutex<Vec<PolicyDecision>>>>);

impl DecisionTrail {
    /// Creates a trail that keeps decisions, for a call that is recorded.
    pub(crate) fn recording() -> Self {
        Self(Some(Arc::default()))
    }

    /// Adds a decision if the call is recorded.
    pub(crate) fn add(&self, decision: impl FnOnce() -> PolicyDecision) {
        if let Some(decisions) = &self.0 {
            lock(decisions).push(decision());
        }
    }

    /// Removes the decisions and returns them.
    pub(crate) fn take(&self) -> Vec<PolicyDecision> {
        self.0.as_ref().map(|decisions| std::mem::take(&mut *lock(decisions))).unwrap_or_default()
    }
}
