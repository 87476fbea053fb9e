//! Whether policies allow a request: those of the caller, of the session, and the trust policy of a role.

use std::collections::BTreeMap;

use awsquery::server::Refusal;
use serde_json::json;

use crate::error_responses;
use crate::identity::Identity;
use crate::request_context::{Caller, Context};
use crate::state::Server;
use sts::platform::Clock as _;
use sts::policy::{AccessRequest, Outcome};
use sts::{Policy, Timestamp};

/// What policies say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    /// Why not, and whether a statement denies it.
    Refused {
        explanation: String,
        denied: bool,
    },
}

impl Verdict {
    fn of(name: &str, decision: &sts::policy::Decision) -> Self {
        match decision.outcome() {
            Outcome::Allowed => Self::Allowed,
            outcome => Self::Refused { explanation: format!("{name}: {decision}"), denied: outcome == Outcome::Denied },
        }
    }

    fn is_denied(&self) -> bool {
        matches!(self, Self::Refused { denied: true, .. })
    }
}

impl Server {
    /// A request of the caller, with what is known of both.
    pub(super) fn access(&self, context: &Context, action: &str, resource: &str) -> AccessRequest {
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

    fn with_caller(&self, request: AccessRequest, caller: &Caller, now: Timestamp) -> AccessRequest {
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
    fn tags_of(&self, caller: &Caller) -> BTreeMap<String, String> {
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

    /// Asks the caller's own policies, and those that narrow the session.
    ///
    /// # Errors
    ///
    /// `AccessDenied`, in AWS's words.
    pub(super) fn authorize(&self, context: &Context, request: &AccessRequest) -> Result<(), Refusal> {
        match self.permission(context.caller()?, request) {
            Verdict::Allowed => Ok(()),
            Verdict::Refused { explanation, denied } => Err(self.deny(context, request, explanation, denied)),
        }
    }

    /// Asks the trust policy of a role, and the caller's own policies as far as it takes them: not where a role trusts
    /// somebody of its own account by name. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-context.html>.
    ///
    /// # Errors
    ///
    /// `AccessDenied`, in AWS's words.
    pub(super) fn authorize_trusted(
        &self,
        context: &Context,
        request: &AccessRequest,
        account: &str,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        let caller = context.caller()?;
        let trusted = Verdict::of("trust policy", &trust.evaluate(request));
        let permitted = self.permission(caller, request);
        if let Verdict::Refused { explanation, denied } = trusted {
            return Err(self.deny(context, request, explanation, denied));
        }
        if permitted == Verdict::Allowed {
            return Ok(());
        }
        let by_name = |names: &[String]| {
            let bare = request.clone().without_principals();
            let named = names.iter().fold(bare, |request, name| request.principal("AWS", name));
            trust.evaluate(&named).is_allowed()
        };
        let own_account = caller.identity.account() == account;
        let named = own_account && !permitted.is_denied() && by_name(&caller.names());
        // A role that is trusted by name still has what narrows its session; a session that is trusted by name has not.
        let narrowed = named && !by_name(&[caller.identity.arn()]);
        let permitted = match (named, narrowed) {
            (true, true) => self.session_verdict(caller, request),
            (true, false) => Verdict::Allowed,
            _ => permitted,
        };
        match permitted {
            Verdict::Allowed => Ok(()),
            Verdict::Refused { explanation, denied } => Err(self.deny(context, request, explanation, denied)),
        }
    }

    /// What identity policies and session policies say: both have to allow it.
    fn permission(&self, caller: &Caller, request: &AccessRequest) -> Verdict {
        let session = self.session_verdict(caller, request);
        if caller.identity.is_root() {
            return session;
        }
        match union("identity policies", self.identity_policies(&caller.identity), request) {
            refused @ Verdict::Refused { denied: true, .. } => refused,
            _ if session.is_denied() => session,
            Verdict::Allowed => session,
            refused => refused,
        }
    }

    fn session_verdict(&self, caller: &Caller, request: &AccessRequest) -> Verdict {
        let narrowing = caller.grant.iter().map(|grant| &grant.policies).find(|policies| !policies.is_empty());
        let Some(policies) = narrowing else { return Verdict::Allowed };
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

    /// The refusal, with the reason kept for the record, and told in code where that was asked for.
    pub(super) fn deny(
        &self,
        context: &Context,
        request: &AccessRequest,
        explanation: String,
        denied: bool,
    ) -> Refusal {
        context.denial.explain(explanation);
        let Some(caller) = &context.caller else {
            return error_responses::access_denied(format!("Not authorized to perform {}", request.action()));
        };
        let mut refusal = error_responses::not_authorized(&caller.identity.arn(), request.action(), request.resource());
        if self.deviations.encode_denials
            && let Ok(message) = self.issuer.encode_message(&describe(caller, request, denied))
        {
            refusal.message.push_str(". Encoded authorization failure message: ");
            refusal.message.push_str(&message);
        }
        refusal
    }

    /// The refusal of somebody who is trusted by a provider and not by the role.
    pub(super) fn authorize_federated(
        &self,
        context: &Context,
        request: &AccessRequest,
        trust: &Policy,
    ) -> Result<(), Refusal> {
        match Verdict::of("trust policy", &trust.evaluate(request)) {
            Verdict::Allowed => Ok(()),
            Verdict::Refused { explanation, denied } => Err(self.deny(context, request, explanation, denied)),
        }
    }
}

/// Several policies of one kind: one has to allow, and none may deny.
fn union<'a>(name: &str, policies: impl Iterator<Item = &'a Policy>, request: &AccessRequest) -> Verdict {
    let decisions: Vec<_> = policies.map(|policy| policy.evaluate(request)).collect();
    let denial = decisions.iter().find(|decision| decision.is_denied());
    if let Some(decisive) = denial.or_else(|| decisions.iter().find(|decision| decision.is_allowed())) {
        return Verdict::of(name, decisive);
    }
    let mut explanation = format!("{name}: none allows it");
    for decision in &decisions {
        explanation.push_str(&format!("\n{decision}"));
    }
    Verdict::Refused { explanation, denied: false }
}

/// In the form that `DecodeAuthorizationMessage` documents.
fn describe(caller: &Caller, request: &AccessRequest, denied: bool) -> serde_json::Value {
    let condition = |(key, values): (&str, &[sts::policy::Value])| {
        let values: Vec<_> = values.iter().map(|value| json!({"value": value.as_str()})).collect();
        json!({"key": key, "values": {"items": values}})
    };
    // External ids are treated as secrets.
    let shown = request.keys().filter(|(key, _)| !key.eq_ignore_ascii_case("sts:ExternalId"));
    json!({
        "allowed": false,
        "explicitDeny": denied,
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
