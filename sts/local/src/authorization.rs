//! Whether policies allow a request: those of the caller, of the session, and the trust policy of a role.

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

/// Why policies do not allow a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DenialReason {
    /// The policy that decided, and its decision.
    pub(super) explanation: String,
    /// A statement denies the request; otherwise none allows it.
    pub(super) is_explicit: bool,
}

impl DenialReason {
    /// The reason of a server that does not get as far as a policy.
    pub(super) fn implicit(explanation: &str) -> Self {
        Self { explanation: explanation.to_owned(), is_explicit: false }
    }
}

/// Succeeds if policies allow a request.
type Permission = Result<(), DenialReason>;

/// Reads the decision of a policy, or of several. `name` is what the explanation calls them.
fn permission(name: &str, decision: &sts::policy::Decision) -> Permission {
    match decision.outcome() {
        Outcome::Allowed => Ok(()),
        outcome => {
            let explanation = format!("{name}: {decision}");
            Err(DenialReason { explanation, is_explicit: outcome == Outcome::Denied })
        }
    }
}

fn is_explicitly_denied(permission: &Permission) -> bool {
    permission.as_ref().is_err_and(|reason| reason.is_explicit)
}

impl ServerState {
    /// A request of the caller, with what is known of both.
    pub(super) fn access(&self, context: &RequestContext, action: &str, resource: &str) -> AccessRequest {
        let now = self.clock.wall();
        // AWS takes requests over TLS alone, and this server stands for it.
        let request = AccessRequest::new(action, resource)
            .key("aws:CurrentTime", now)
            .key("aws:EpochTime", now.secs())
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
        if let Identity::User { account, name } = identity
            && let Some(user) = self.directory.user(account, name)
        {
            request = request.key("aws:username", user.plain_name());
        }
        for (key, value) in self.tags_of(caller) {
            request = request.key(format!("aws:PrincipalTag/{key}"), value);
        }
        let Some(grant) = &caller.grant else { return request };
        request = request
            .key("aws:TokenIssueTime", Timestamp::from_secs(grant.issued_at))
            .key("aws:MultiFactorAuthPresent", grant.mfa_at.is_some());
        if let Some(at) = grant.mfa_at {
            request = request.key("aws:MultiFactorAuthAge", now.secs().saturating_sub(at));
        }
        if let Some(source) = &grant.source_identity {
            request = request.key("aws:SourceIdentity", source);
        }
        match &grant.provider {
            Some(provider) => request.key("aws:FederatedProvider", provider),
            None => request,
        }
    }

    /// Tags of the user or role, and over them those of the session.
    fn tags_of(&self, caller: &AuthenticatedCaller) -> BTreeMap<String, String> {
        let own = match &caller.identity {
            Identity::User { account, name } | Identity::Federated { account, by: Some(name), .. } => {
                self.directory.user(account, name).map(|user| &user.tags)
            }
            Identity::Role { .. } => self.directory.role(&caller.identity.principal_arn()).map(|(_, role)| &role.tags),
            _ => None,
        };
        let mut tags: BTreeMap<String, String> = own.into_iter().flatten().cloned().collect();
        tags.extend(caller.grant.iter().flat_map(|grant| grant.tags.clone()));
        tags
    }

    /// Checks a request against the caller's own policies and those that narrow the session.
    ///
    /// # Errors
    ///
    /// `AccessDenied` with AWS's message.
    pub(super) fn authorize(&self, context: &RequestContext, request: &AccessRequest) -> Result<(), Refusal> {
        let permission = self.permission(context.caller()?, request);
        permission.map_err(|reason| self.deny(context, request, reason))
    }

    /// Checks a request against the trust policy of a role, and against the caller's own policies unless the role trusts
    /// a principal of its own account by name. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-context.html>.
    ///
    /// # Errors
    ///
    /// `AccessDenied` with AWS's message.
    pub(super) fn authorize_trusted(
        &self,
        context: &RequestContext,
        request: &AccessRequest,
        account: &str,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        let caller = context.caller()?;
        let deny = |reason| self.deny(context, request, reason);
        permission("trust policy", &trust.evaluate(request)).map_err(deny)?;
        let permitted = self.permission(caller, request);
        if permitted.is_ok() {
            return Ok(());
        }
        let trusts_by_name = |names: &[String]| {
            let bare = request.clone().without_principals();
            let named = names.iter().fold(bare, |request, name| request.principal("AWS", name));
            trust.evaluate(&named).is_allowed()
        };
        let is_own_account = caller.identity.account() == account;
        let is_trusted = is_own_account && !is_explicitly_denied(&permitted) && trusts_by_name(&caller.names());
        let permitted = if !is_trusted {
            permitted
        } else if trusts_by_name(&[caller.identity.arn()]) {
            // The session itself is named: session policies do not narrow it.
            Ok(())
        } else {
            // The role of the session is named: session policies still narrow it.
            self.session_permission(caller, request)
        };
        permitted.map_err(deny)
    }

    /// Identity policies and session policies both have to allow a request.
    fn permission(&self, caller: &AuthenticatedCaller, request: &AccessRequest) -> Permission {
        let session = self.session_permission(caller, request);
        if caller.identity.is_root() {
            return session;
        }
        let identity = union("identity policies", self.identity_policies(&caller.identity), request);
        // An explicit denial is the better explanation.
        if is_explicitly_denied(&session) && !is_explicitly_denied(&identity) { session } else { identity.and(session) }
    }

    fn session_permission(&self, caller: &AuthenticatedCaller, request: &AccessRequest) -> Permission {
        let narrowing = caller.grant.iter().map(|grant| &grant.policies).find(|policies| !policies.is_empty());
        let Some(policies) = narrowing else { return Ok(()) };
        let inline = policies.inline.iter().filter_map(|policy| Policy::from_json_lenient(policy).ok());
        let managed = policies.managed.iter().filter_map(|arn| self.managed_policy(arn));
        union("session policies", inline.chain(managed).collect::<Vec<_>>().iter(), request)
    }

    fn identity_policies(&self, identity: &Identity) -> impl Iterator<Item = &Policy> {
        let policies = match identity {
            Identity::User { account, name } | Identity::Federated { account, by: Some(name), .. } => {
                self.directory.user(account, name).map(|user| &user.policies)
            }
            Identity::Role { .. } => self.directory.role(&identity.principal_arn()).map(|(_, role)| &role.policies),
            _ => None,
        };
        policies.into_iter().flatten()
    }

    /// A managed policy. Of AWS's own, `AdministratorAccess` is known; the others allow nothing in STS.
    pub(super) fn managed_policy(&self, arn: &str) -> Option<Policy> {
        let (owner, name) = arn.strip_prefix("arn:aws:iam::")?.split_once(":policy/")?;
        match (owner, name) {
            ("aws", "AdministratorAccess") => Some(Policy::new().allow(["*"], ["*"])),
            ("aws", _) => Some(Policy::new()),
            _ => self.directory.account(owner)?.policies.get(name).cloned(),
        }
    }

    /// Returns the refusal of a request, with the reason as its explanation. With `encode_denials` the message also holds
    /// the encoded details.
    pub(super) fn deny(&self, context: &RequestContext, request: &AccessRequest, reason: DenialReason) -> Refusal {
        let Some(caller) = &context.caller else {
            let message = format!("Not authorized to perform {}", request.action());
            return error_responses::access_denied(message).with_explanation(reason.explanation);
        };
        let mut refusal = error_responses::not_authorized(&caller.identity.arn(), request.action(), request.resource());
        if self.options.encode_denials
            && let Ok(message) = self.issuer.encode_message(&describe(caller, request, reason.is_explicit))
        {
            refusal.message.push_str(". Encoded authorization failure message: ");
            refusal.message.push_str(&message);
        }
        refusal.with_explanation(reason.explanation)
    }

    /// Checks a request of a caller that an identity provider vouches for against the trust policy of a role.
    pub(super) fn authorize_federated(
        &self,
        context: &RequestContext,
        request: &AccessRequest,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        permission("trust policy", &trust.evaluate(request)).map_err(|reason| self.deny(context, request, reason))
    }
}

/// Evaluates several policies of one kind: one has to allow, and none may deny.
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
    Err(DenialReason { explanation, is_explicit: false })
}

/// In the form that `DecodeAuthorizationMessage` documents.
fn describe(caller: &AuthenticatedCaller, request: &AccessRequest, is_explicit: bool) -> serde_json::Value {
    let condition = |(key, values): (&str, &[sts::policy::Value])| {
        let values: Vec<_> = values.iter().map(|value| json!({"value": value.as_str()})).collect();
        json!({"key": key, "values": {"items": values}})
    };
    // External ids are treated as secrets.
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
