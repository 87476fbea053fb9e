//! Several policies that decide together.

mod combined;
mod grant;

pub use combined::{CombinedDecision, LayerDecision, PolicyLayer};

use super::Policy;
use super::evaluate::{AccessRequest, Setting};
use super::kind::PolicyKind;
use grant::Grant;

/// The policies that decide together about requests of one caller.
///
/// They are combined by AWS's [policy
/// evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html),
/// which is not a plain intersection:
///
/// - A Deny in any policy decides.
/// - Policies of one layer add up: one of the [identity-based policies](Self::identity) has to allow the request, and one of
///   the [session policies](Self::session).
/// - Layers intersect: identity-based policies, the [permissions boundary](Self::boundary), session policies and each
///   [scope-down policy](Self::scope_down) have to allow the request.
/// - A [resource-based policy](Self::resource) of the caller's own account may allow the request instead of the
///   identity-based policies. If it names the session itself (`assumed-role/…`, `federated-user/…`) or the user who calls,
///   the permissions boundary and session policies do not limit that. If it names the role or the user behind a session, they
///   do. If it names the account, identity-based policies have to allow the request as well.
/// - Across accounts, the resource-based policy and the policies of the caller both have to allow the request.
/// - A caller with a permissions boundary is never exempt from a Deny with `NotPrincipal`.
/// - A [trust policy](Self::trust) always has to allow the request.
/// - Scope-down policies limit every permission of a session, also what a resource-based policy allows the session itself:
///   AWS intersects them with the effective permissions of the session.
///
/// ```
/// use sts::Policy;
/// use sts::policy::{AccessRequest, PolicyLayer, PolicySet, Principal, Statement};
///
/// let session_arn = "arn:aws:sts::123456789012:assumed-role/demo/app1";
/// let request = AccessRequest::new("s3:GetObject", "arn:aws:s3:::plans/a")
///     .principal("AWS", session_arn)
///     .principal("AWS", "arn:aws:iam::123456789012:role/demo")
///     .principal("AWS", "arn:aws:iam::123456789012:root");
/// let identity = Policy::new().allow(["s3:*"], ["*"]);
/// let session = Policy::new().allow(["s3:ListBucket"], ["*"]);
/// let set = PolicySet::new().identity([&identity]).session([&session]);
///
/// let decision = set.evaluate(&request);
/// assert!(!decision.is_allowed());
/// assert_eq!(decision.decisive().unwrap().layer, PolicyLayer::Session);
///
/// // A bucket policy that names the session is not limited by the session policy.
/// let get = |principal: &str| {
///     let principal = Principal::new("AWS", [principal]);
///     Policy::new().statement(Statement::allow().principal(principal).actions(["s3:GetObject"]).resources(["*"]))
/// };
/// assert!(set.clone().resource("123456789012", &get(session_arn)).evaluate(&request).is_allowed());
/// let names_role = get("arn:aws:iam::123456789012:role/demo");
/// assert!(!set.resource("123456789012", &names_role).evaluate(&request).is_allowed());
/// ```
///
/// # Judgment
///
/// Where the documentation leaves the meaning open, the request is not allowed:
///
/// - Each policy is evaluated as its kind. An element that the kind must not have (`Principal` in an identity-based policy) or
///   that is missing (`Principal` in a resource-based policy) cannot be judged; see [`Policy::evaluate`].
/// - A resource-based policy for everyone counts like one for the role: the permissions boundary and session policies limit
///   it. AWS says that they do not if a condition on `aws:PrincipalArn` narrows `*`, and nothing about `*` alone.
/// - A caller whose names are of several accounts, or of none that can be read, is a caller of another account.
///
/// Service control policies, resource control policies and the policies of VPC endpoints are not part of the set.
#[derive(Clone, Debug, Default)]
#[must_use = "a set decides nothing until it is evaluated"]
pub struct PolicySet<'p> {
    is_root: bool,
    identity: Vec<&'p Policy>,
    boundary: Option<&'p Policy>,
    session: Option<Vec<&'p Policy>>,
    scope_down: Vec<&'p Policy>,
    resource: Option<Attached<'p>>,
}

/// A policy that is attached to a resource.
#[derive(Clone, Debug)]
struct Attached<'p> {
    /// The account that owns the resource.
    owner: String,
    policy: &'p Policy,
    layer: PolicyLayer,
}

/// The layers that have to allow a request, given what the resource-based policy says.
struct Requirements {
    resource: bool,
    identity: bool,
    /// The permissions boundary and session policies.
    limits: bool,
    grant: Option<Grant>,
}

impl<'p> PolicySet<'p> {
    /// Creates a set without policies, which allows nothing.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds policies that are attached to the user, its groups or the role. One of them has to allow a request.
    pub fn identity(mut self, policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        self.identity.extend(policies);
        self
    }

    /// Makes the caller the root user of its account, who needs no identity-based policy.
    #[inline]
    pub fn root_user(mut self) -> Self {
        self.is_root = true;
        self
    }

    /// Sets the permissions boundary of the user or role.
    #[inline]
    pub fn boundary(mut self, policy: &'p Policy) -> Self {
        self.boundary = Some(policy);
        self
    }

    /// Adds session policies, both inline and managed ones. One of them has to allow a request. An empty list is a session
    /// that may do nothing, like a federated user for whom `GetFederationToken` was called without policies; leave the call
    /// out for a session that its policies do not limit.
    pub fn session(mut self, policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        self.session.get_or_insert_default().extend(policies);
        self
    }

    /// Adds a layer that a scope-down policy makes. Each layer has to allow a request. AWS accepts three for a session; a
    /// set accepts any number, since each one only narrows the others.
    #[inline]
    pub fn scope_down(mut self, policy: &'p Policy) -> Self {
        self.scope_down.push(policy);
        self
    }

    /// Sets the policy of the resource, and the account that owns the resource. Replaces a trust policy.
    pub fn resource(mut self, owner: impl Into<String>, policy: &'p Policy) -> Self {
        self.resource = Some(Attached { owner: owner.into(), policy, layer: PolicyLayer::Resource });
        self
    }

    /// Sets the trust policy of the role that is to be assumed, and the account of the role. Unlike other resource-based
    /// policies, it has to allow a request even within one account. Replaces a resource-based policy.
    pub fn trust(mut self, owner: impl Into<String>, policy: &'p Policy) -> Self {
        self.resource = Some(Attached { owner: owner.into(), policy, layer: PolicyLayer::Trust });
        self
    }

    /// Decides whether the policies together allow a request, and explains the decision. The principals of the request are
    /// all names of the caller; without any, the caller is anonymous.
    #[inline]
    pub fn evaluate(&self, request: &AccessRequest) -> CombinedDecision {
        let requirements = self.requirements(request);
        let mut layers = Vec::new();
        let mut add = |layer: PolicyLayer, kind: PolicyKind, policies: &[&Policy], is_required: bool| {
            let decisions = policies.iter().map(|policy| policy.decide(self.setting(kind), request)).collect();
            layers.push(LayerDecision { layer, decisions, is_required });
        };
        if let Some(Attached { policy, layer, .. }) = &self.resource {
            add(*layer, layer.kind(), &[policy], requirements.resource);
        }
        if !self.is_root {
            add(PolicyLayer::Identity, PolicyKind::Identity, &self.identity, requirements.identity);
        }
        if let Some(boundary) = self.boundary {
            add(PolicyLayer::Boundary, PolicyKind::Identity, &[boundary], requirements.limits);
        }
        if let Some(session) = &self.session {
            add(PolicyLayer::Session, PolicyKind::Session, session, requirements.limits);
        }
        for (number, policy) in (1..).zip(&self.scope_down) {
            add(PolicyLayer::ScopeDown(number), PolicyKind::Session, &[policy], true);
        }
        CombinedDecision::new(layers, requirements.grant)
    }

    #[inline]
    fn setting(&self, kind: PolicyKind) -> Setting {
        Setting { kind: Some(kind), has_boundary: self.boundary.is_some() }
    }

    #[inline]
    fn requirements(&self, request: &AccessRequest) -> Requirements {
        let Some(Attached { owner, policy, layer }) = &self.resource else {
            return Requirements { resource: false, identity: true, limits: true, grant: None };
        };
        let grant = Grant::strongest(policy, &policy.decide(self.setting(layer.kind()), request), request);
        let caller = grant::account(request);
        let is_foreign = caller.as_ref().is_some_and(|account| account.as_deref() != Some(owner.as_str()));
        let decides_alone = !is_foreign && grant >= Some(Grant::Entity);
        Requirements {
            resource: decides_alone || is_foreign || caller.is_none() || *layer == PolicyLayer::Trust,
            identity: !decides_alone && caller.is_some(),
            limits: !decides_alone || grant < Some(Grant::Caller),
            grant: grant.filter(|_| decides_alone),
        }
    }
}
