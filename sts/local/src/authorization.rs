//! Evaluates the policies that decide about a request: those of the caller, of the session, and the trust policy of a
//! role.

use awsquery::server::Refusal;
use serde_json::json;

use crate::account::principal::PrincipalSettings;
use crate::decision::{PolicyDecision, PolicySource};
use crate::directory::Directory;
use crate::error_responses;
use crate::identity::Identity;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use sts::arn::Arn;
use sts::platform::Clock as _;
use sts::policy::{AccessRequest, PolicyLayer, PolicySet};
use sts::{Policy, Timestamp};

/// The reason why a request is not allowed.
struct DenialReason {
    /// The policy that decided, and its decision.
    explanation: String,
    /// True if a statement denies the request, false if none allows it.
    is_explicit: bool,
}

/// The policies that decide about a request.
#[derive(Default)]
struct DecidingPolicies<'p> {
    /// The trust policy of the role that is to be assumed, and the role's account.
    trust: Option<(String, &'p Policy)>,
    is_root: bool,
    /// The user or role that the caller acts for, and its ARN.
    principal: Option<(String, &'p PrincipalSettings)>,
    /// The policies that limit the session, each with its ARN if it is a managed one. `None` for a caller whom only its own
    /// policies limit.
    session: Option<Vec<(Option<String>, Policy)>>,
    scope_down: Vec<Policy>,
}

impl DecidingPolicies<'_> {
    fn set(&self) -> PolicySet<'_> {
        let mut set = PolicySet::new();
        if let Some((account, trust)) = &self.trust {
            set = set.trust(account, trust);
        }
        set = set.identity(self.principal.iter().flat_map(|(_, principal)| &principal.policies));
        if self.is_root {
            set = set.root_user();
        }
        if let Some(session) = &self.session {
            set = set.session(session.iter().map(|(_, policy)| policy));
        }
        self.scope_down.iter().fold(set, PolicySet::scope_down)
    }

    /// Returns the policies with their origins. Those of a layer are in the order of the set.
    fn sources(&self, request: &AccessRequest) -> Vec<PolicySource<'_>> {
        let mut sources = Vec::new();
        let mut add = |layer, name: String, attached_to: Option<&str>, policy| {
            sources.push(PolicySource { layer, name, attached_to: attached_to.map(str::to_owned), policy });
        };
        if let Some((_, trust)) = &self.trust {
            let role = request.resource();
            add(PolicyLayer::Trust, format!("trust policy of {role}"), Some(role), trust);
        }
        if let Some((arn, principal)) = &self.principal {
            for (number, policy) in (1..).zip(&principal.policies) {
                add(PolicyLayer::Identity, format!("policy {number} of {arn}"), Some(arn), policy);
            }
        }
        for (arn, policy) in self.session.iter().flatten() {
            let name = arn.as_ref().map_or_else(|| "session policy".to_owned(), |arn| format!("session policy {arn}"));
            add(PolicyLayer::Session, name, arn.as_deref(), policy);
        }
        for (number, policy) in (1..).zip(&self.scope_down) {
            add(PolicyLayer::ScopeDown(number), format!("scope-down policy {number}"), None, policy);
        }
        sources
    }
}

impl ServerState {
    /// Returns a request for evaluation, with the condition keys of the request, of its caller and of the resource: those that
    /// AWS always sets, and those of the others that are known here. Nothing is known of organizations and networks. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>, "Availability" of each key.
    pub(crate) fn access_request(&self, context: &RequestContext, action: &str, resource: &str) -> AccessRequest {
        let now = self.clock.wall();
        let request = AccessRequest::new(action, resource)
            .key("aws:CurrentTime", now)
            .key("aws:EpochTime", now.secs())
            // AWS accepts requests over TLS only, so policies may rely on this key.
            .key("aws:SecureTransport", true)
            .key("aws:SourceIp", "127.0.0.1")
            .key("aws:UserAgent", context.user_agent.as_str())
            .key("aws:RequestedRegion", context.region.as_str())
            .key("aws:ViaAWSService", false);
        let request = with_resource(request, context);
        match &context.caller {
            Some(caller) => with_caller(request, &context.directory, caller, now),
            None => request
                .key("aws:PrincipalType", "Anonymous")
                .key("aws:PrincipalAccount", "anonymous")
                .key("aws:userid", "anonymous"),
        }
    }

    /// Checks a request against the caller's own policies and session policies.
    ///
    /// # Errors
    ///
    /// `AccessDenied`.
    pub(crate) fn authorize(&self, context: &RequestContext, request: &AccessRequest) -> Result<(), Refusal> {
        self.decide(context, request, own_policies(context, context.caller()?))
    }

    /// Checks a request against the trust policy of a role, and against the caller's own policies. The latter need not
    /// allow it if the role trusts a principal of its own account by name. See [`PolicySet`].
    ///
    /// # Errors
    ///
    /// `AccessDenied`.
    pub(crate) fn authorize_by_trust(
        &self,
        context: &RequestContext,
        request: &AccessRequest,
        account: &str,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        let own = own_policies(context, context.caller()?);
        self.decide(context, request, DecidingPolicies { trust: Some((account.to_owned(), trust)), ..own })
    }

    /// Checks a request of a caller that an identity provider authenticated against the trust policy of a role.
    ///
    /// # Errors
    ///
    /// `AccessDenied`.
    pub(crate) fn authorize_federated(
        &self,
        context: &RequestContext,
        request: &AccessRequest,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        let account = Arn::parse(request.resource()).map_or("", |arn| arn.account).to_owned();
        let policies = DecidingPolicies { trust: Some((account, trust)), ..DecidingPolicies::default() };
        self.decide(context, request, policies)
    }

    fn decide(
        &self,
        context: &RequestContext,
        request: &AccessRequest,
        policies: DecidingPolicies<'_>,
    ) -> Result<(), Refusal> {
        let decision = policies.set().evaluate(request);
        context.trail.add(|| PolicyDecision::new(request, &decision, &policies.sources(request)));
        if decision.is_allowed() {
            return Ok(());
        }
        let reason = DenialReason { explanation: decision.to_string(), is_explicit: decision.is_denied() };
        Err(self.refuse(context, request, reason))
    }

    /// Returns the refusal of a request for a reason that is not in a policy.
    pub(crate) fn deny(&self, context: &RequestContext, request: &AccessRequest, explanation: &str) -> Refusal {
        context.trail.add(|| PolicyDecision::without_policies(request, explanation));
        self.refuse(context, request, DenialReason { explanation: explanation.to_owned(), is_explicit: false })
    }

    /// Returns the refusal of a request. The reason becomes its explanation. With `encode_denials`, the message ends with
    /// encoded details.
    fn refuse(&self, context: &RequestContext, request: &AccessRequest, reason: DenialReason) -> Refusal {
        let Some(caller) = &context.caller else {
            let message = format!("Not authorized to perform {}", request.action());
            return error_responses::access_denied(message).with_explanation(reason.explanation);
        };
        let mut refusal = error_responses::not_authorized(&caller.identity.arn(), request.action(), request.resource());
        if self.options.encode_denials
            && let Ok(message) = self.issuer.encode_message(&denial_message(caller, request, reason.is_explicit))
        {
            refusal.message.push_str(". Encoded authorization failure message: ");
            refusal.message.push_str(&message);
        }
        refusal.with_explanation(reason.explanation)
    }
}

/// Adds the keys of the resource. A request without one, whose resource is `*`, is about the account of its caller.
fn with_resource(request: AccessRequest, context: &RequestContext) -> AccessRequest {
    let resource = request.resource().to_owned();
    let named = Arn::parse(&resource).filter(Arn::has_account).map(|arn| arn.account);
    let owner = named.or_else(|| context.caller.as_ref().map(|caller| caller.identity.account()));
    let request = owner.into_iter().fold(request, |request, owner| request.key("aws:ResourceAccount", owner));
    let role = context.directory.role(&resource);
    let tags = role.into_iter().flat_map(|(_, role)| &role.settings.tags);
    tags.fold(request, |request, (key, value)| {
        request.key(format!("aws:ResourceTag/{key}"), value).key(format!("iam:ResourceTag/{key}"), value)
    })
}

/// Adds the keys of the caller and of its session.
fn with_caller(
    request: AccessRequest,
    directory: &Directory,
    caller: &AuthenticatedCaller,
    now: Timestamp,
) -> AccessRequest {
    let identity = &caller.identity;
    let mut request = caller.names().into_iter().fold(request, |request, name| request.principal("AWS", name));
    request = request
        .principal("AWS", caller.account_arn())
        .key("aws:PrincipalArn", identity.principal_arn())
        .key("aws:PrincipalAccount", identity.account())
        .key("aws:PrincipalType", identity.principal_type())
        .key("aws:PrincipalIsAWSService", false)
        .key("aws:userid", identity.user_id());
    if let Identity::User { .. } = identity
        && let Some(user) = directory.principal(identity)
    {
        request = request.key("aws:username", user.base_name());
    }
    // A key that is set again replaces the earlier one in any case, so session tags override those of the user or role.
    let own = directory.principal(identity).into_iter().flat_map(|principal| &principal.tags);
    let own = own.map(|(key, value)| (key, value));
    for (key, value) in own.chain(caller.session.iter().flat_map(|session| &session.tags)) {
        request = request.key(format!("aws:PrincipalTag/{key}"), value);
    }
    let Some(session) = &caller.session else { return request };
    request = request
        .key("aws:TokenIssueTime", Timestamp::from_secs(session.issued_at))
        .key("aws:MultiFactorAuthPresent", session.mfa_at.is_some());
    if session.kind == SessionKind::Root {
        request = request.key("aws:AssumedRoot", true);
    }
    if let Some(mfa_at) = session.mfa_at {
        request = request.key("aws:MultiFactorAuthAge", now.secs().saturating_sub(mfa_at));
    }
    if let Some(source_identity) = &session.source_identity {
        request = request.key("aws:SourceIdentity", source_identity);
    }
    if let Some(provider) = &session.provider {
        request = request.key("aws:FederatedProvider", provider);
    }
    match &session.trusted_context {
        Some(context) => context.describe(request),
        None => request,
    }
}

/// Returns the policies of the caller and of its session.
fn own_policies<'c>(context: &'c RequestContext, caller: &AuthenticatedCaller) -> DecidingPolicies<'c> {
    let principal = context.directory.principal(&caller.identity);
    let session = caller.session.as_ref();
    DecidingPolicies {
        trust: None,
        is_root: caller.identity.is_root(),
        principal: principal.map(|principal| (caller.identity.principal_arn(), principal)),
        session: session.and_then(|session| session_policies(&context.directory, session)),
        // Each of those of `GetScopedCredentials` has to allow a request.
        scope_down: session
            .iter()
            .flat_map(|session| &session.scope_down_policies)
            .map(|json| read_policy(json))
            .collect(),
    }
}

/// Returns the policies that limit a session. `None` for a session that only the policies of its user or role limit. A
/// federated user for whom no policy was passed may do nothing.
fn session_policies(directory: &Directory, session: &SessionRecord) -> Option<Vec<(Option<String>, Policy)>> {
    if session.policies.is_empty() && session.kind != SessionKind::Federated {
        return None;
    }
    let find = |arn: &String| directory.managed_policy(arn).unwrap_or_else(deny_everything);
    let managed = session.policies.managed.iter().map(|arn| (Some(arn.clone()), find(arn)));
    Some(session.policies.inline.iter().map(|json| (None, read_policy(json))).chain(managed).collect())
}

/// Reads a policy of a session, which was checked when the session was made.
fn read_policy(json: &str) -> Policy {
    Policy::from_json_lenient(json).unwrap_or_else(|_| deny_everything())
}

/// Replaces a policy of a session that is lost, which must not widen the session.
fn deny_everything() -> Policy {
    Policy::new().deny(["*"], ["*"])
}

/// Returns the details of a denial in the form that `DecodeAuthorizationMessage` documents.
fn denial_message(caller: &AuthenticatedCaller, request: &AccessRequest, is_explicit: bool) -> serde_json::Value {
    let condition = |(key, values): (&str, &[sts::policy::Value])| {
        let values: Vec<_> = values.iter().map(|value| json!({"value": value.as_str()})).collect();
        json!({"key": key, "values": {"items": values}})
    };
    // An external ID is treated as a secret.
    let shown = request.keys().filter(|(key, _)| !key.eq_ignore_ascii_case("sts:ExternalId"));
    json!({
        "allowed": false,
        "explicitDeny": is_explicit,
        "matchedStatements": {"items": []},
        "failures": {"items": []},
        "context": {
            "principal": {"id": caller.identity.user_id(), "arn": caller.identity.arn()},
            "action": request.action(),
            "resource": request.resource(),
            "conditions": {"items": shown.map(condition).collect::<Vec<_>>()},
        },
    })
}
