//! Evaluates the policies that decide about a request: those of the caller, of the session, and the trust policy of a
//! role.

use std::collections::BTreeMap;

use awsquery::server::Refusal;
use serde_json::json;

use crate::error_responses;
use crate::identity::Identity;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::state::ServerState;
use sts::platform::Clock as _;
use sts::policy::{AccessRequest, Outcome};
use sts::{Policy, Timestamp};

/// The reason why policies do not allow a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DenialReason {
    /// The policy that decided, and its decision.
    pub(crate) explanation: String,
    /// True if a statement denies the request, false if none allows it.
    pub(crate) is_explicit: bool,
}

impl DenialReason {
    /// Returns the reason for a denial that no statement caused.
    pub(crate) fn implicit(explanation: impl Into<String>) -> Self {
        Self { explanation: explanation.into(), is_explicit: false }
    }
}

/// `Ok` if policies allow a request.
type Permission = Result<(), DenialReason>;

/// Converts the decision of a policy. `name` is the name of the policy in explanations.
fn permission(name: &str, decision: &sts::policy::Decision) -> Permission {
    let outcome = decision.outcome();
    if outcome == Outcome::Allowed {
        return Ok(());
    }
    Err(DenialReason { explanation: format!("{name}: {decision}"), is_explicit: outcome == Outcome::Denied })
}

fn is_explicitly_denied(permission: &Permission) -> bool {
    permission.as_ref().is_err_and(|reason| reason.is_explicit)
}

impl ServerState {
    /// Returns a request for evaluation, with the condition keys of the request and of its caller.
    pub(crate) fn access_request(&self, context: &RequestContext, action: &str, resource: &str) -> AccessRequest {
        let now = self.clock.wall();
        let request = AccessRequest::new(action, resource)
            .key("aws:CurrentTime", now)
            .key("aws:EpochTime", now.secs())
            // AWS accepts requests over TLS only, so policies may rely on this key.
            .key("aws:SecureTransport", true)
            .key("aws:SourceIp", "127.0.0.1")
            .key("aws:UserAgent", context.user_agent.as_str())
            .key("aws:RequestedRegion", context.region.as_str());
        match &context.caller {
            Some(caller) => self.with_caller(request, caller, now),
            None => request.key("aws:PrincipalType", "Anonymous"),
        }
    }

    fn with_caller(&self, request: AccessRequest, caller: &AuthenticatedCaller, now: Timestamp) -> AccessRequest {
        let identity = &caller.identity;
        let mut request = caller.names().into_iter().fold(request, |request, name| request.principal("AWS", name));
        request = request
            .principal("AWS", caller.account_arn())
            .key("aws:PrincipalArn", identity.principal_arn())
            .key("aws:PrincipalAccount", identity.account())
            .key("aws:PrincipalType", identity.principal_type())
            .key("aws:userid", identity.user_id());
        if let Identity::User { .. } = identity
            && let Some(user) = self.directory.principal(identity)
        {
            request = request.key("aws:username", user.base_name());
        }
        for (key, value) in self.principal_tags(caller) {
            request = request.key(format!("aws:PrincipalTag/{key}"), value);
        }
        let Some(session) = &caller.session else { return request };
        request = request
            .key("aws:TokenIssueTime", Timestamp::from_secs(session.issued_at))
            .key("aws:MultiFactorAuthPresent", session.mfa_at.is_some());
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

    /// Returns the tags of the user or role, overridden by the session tags.
    fn principal_tags(&self, caller: &AuthenticatedCaller) -> BTreeMap<String, String> {
        let principal = self.directory.principal(&caller.identity);
        let mut tags: BTreeMap<String, String> =
            principal.into_iter().flat_map(|principal| principal.tags.iter().cloned()).collect();
        tags.extend(caller.session.iter().flat_map(|session| session.tags.clone()));
        tags
    }

    /// Checks a request against the caller's own policies and session policies.
    ///
    /// # Errors
    ///
    /// `AccessDenied`.
    pub(crate) fn authorize(&self, context: &RequestContext, request: &AccessRequest) -> Result<(), Refusal> {
        let permission = self.permission(context.caller()?, request);
        permission.map_err(|reason| self.deny(context, request, reason))
    }

    /// Checks a request against the trust policy of a role, and against the caller's own policies. The latter need not
    /// allow it if the role trusts a principal of its own account by name. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-context.html>.
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
        let caller = context.caller()?;
        let deny = |reason| self.deny(context, request, reason);
        permission("trust policy", &trust.evaluate(request)).map_err(deny)?;
        let permission = self.permission(caller, request);
        if permission.is_ok() {
            return Ok(());
        }
        let trusts_by_name = |names: &[String]| {
            let bare = request.clone().without_principals();
            let named = names.iter().fold(bare, |request, name| request.principal("AWS", name));
            trust.evaluate(&named).is_allowed()
        };
        let is_own_account = caller.identity.account() == account;
        let is_trusted = is_own_account && !is_explicitly_denied(&permission) && trusts_by_name(&caller.names());
        let permission = if !is_trusted {
            permission
        } else if trusts_by_name(&[caller.identity.arn()]) {
            // The trust policy names the session itself, so session policies do not narrow it. Scope-down policies do,
            // because they apply to everything that the calling session may do.
            scope_down_permission(caller, request)
        } else {
            // The trust policy names the session's role, so session policies still narrow the session.
            self.session_permission(caller, request)
        };
        permission.map_err(deny)
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
        permission("trust policy", &trust.evaluate(request)).map_err(|reason| self.deny(context, request, reason))
    }

    /// Evaluates identity policies and session policies, which both have to allow a request.
    fn permission(&self, caller: &AuthenticatedCaller, request: &AccessRequest) -> Permission {
        let session = self.session_permission(caller, request);
        if caller.identity.is_root() {
            return session;
        }
        let principal = self.directory.principal(&caller.identity);
        let policies = principal.into_iter().flat_map(|principal| &principal.policies);
        let identity = union("identity policies", policies, request);
        // An explicit denial explains more than a missing permission.
        if is_explicitly_denied(&session) && !is_explicitly_denied(&identity) { session } else { identity.and(session) }
    }

    fn session_permission(&self, caller: &AuthenticatedCaller, request: &AccessRequest) -> Permission {
        let scope_down = scope_down_permission(caller, request);
        let Some(session) = &caller.session else { return Ok(()) };
        if session.policies.is_empty() || is_explicitly_denied(&scope_down) {
            return scope_down;
        }
        let inline = session.policies.inline.iter().filter_map(|policy| Policy::from_json_lenient(policy).ok());
        let managed = session.policies.managed.iter().filter_map(|arn| self.directory.managed_policy(arn));
        union("session policies", inline.chain(managed).collect::<Vec<_>>().iter(), request).and(scope_down)
    }

    /// Returns the refusal of a request. The reason becomes its explanation. With `encode_denials`, the message ends with
    /// encoded details.
    pub(crate) fn deny(&self, context: &RequestContext, request: &AccessRequest, reason: DenialReason) -> Refusal {
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

/// Evaluates the policies of `GetScopedCredentials`, each of which has to allow a request. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getscopedcredentials.html>.
fn scope_down_permission(caller: &AuthenticatedCaller, request: &AccessRequest) -> Permission {
    let policies = caller.session.iter().flat_map(|session| &session.scope_down_policies);
    let permissions: Vec<Permission> = policies
        .enumerate()
        .map(|(index, json)| {
            let name = format!("scope-down policy {}", index + 1);
            let unreadable = |problem| DenialReason::implicit(format!("{name}: {problem}"));
            permission(&name, &Policy::from_json_lenient(json).map_err(unreadable)?.evaluate(request))
        })
        .collect();
    let denial = permissions.iter().find(|permission| is_explicitly_denied(permission));
    denial.or_else(|| permissions.iter().find(|permission| permission.is_err())).cloned().unwrap_or(Ok(()))
}

/// Evaluates several policies of one kind: at least one has to allow the request, and none may deny it.
fn union<'a>(name: &str, policies: impl Iterator<Item = &'a Policy>, request: &AccessRequest) -> Permission {
    let decisions: Vec<_> = policies.map(|policy| policy.evaluate(request)).collect();
    let denial = decisions.iter().find(|decision| decision.is_denied());
    if let Some(decisive) = denial.or_else(|| decisions.iter().find(|decision| decision.is_allowed())) {
        return permission(name, decisive);
    }
    let mut explanation = format!("{name}: none allows it");
    for decision in &decisions {
        explanation.push_str(&format!("\n{decision}"));
    }
    Err(DenialReason::implicit(explanation))
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
