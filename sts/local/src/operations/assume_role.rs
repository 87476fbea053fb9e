//! `AssumeRole`

use awsquery::server::Refusal;

use super::mfa::check_mfa;
use super::role_session::{RoleSessionRequest, account_of_role};
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::account::Account;
use crate::account::role::Role;
use crate::error_responses::{access_denied, not_authorized};
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{AssumeRoleRequest, AssumeRoleResponse};
use sts::policy::AccessRequest;

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleRequest,
) -> Result<AssumeRoleResponse, Refusal> {
    let caller = context.caller()?;
    let (session, has_mfa) = check(server, context, caller, &request)?;
    let (account, role) = authorize(server, context, caller, &request, &session, has_mfa)?;
    Ok(session.issue(server, account, role)?.into())
}

/// Checks everything but the policies. Returns the session, and true if the request has a valid MFA code.
fn check(
    server: &ServerState,
    context: &RequestContext,
    caller: &AuthenticatedCaller,
    request: &AssumeRoleRequest,
) -> Result<(RoleSessionRequest, bool), Refusal> {
    let tags =
        SessionTags::from_request(request.tags.as_deref(), request.transitive_tag_keys.as_deref(), Some(caller))?;
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies(&context.directory, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if caller.identity.is_root() {
        return Err(access_denied("Roles may not be assumed by root accounts."));
    }
    let has_mfa = check_mfa(server, context, request.serial_number.as_deref(), request.token_code.as_ref())?;
    let session = RoleSessionRequest {
        name: request.role_session_name.clone(),
        tags,
        source_identity: source_identity(caller, request.source_identity.as_deref(), &request.role_arn)?,
        policies,
        duration: request.duration_seconds,
        min_token_size: request.minimum_session_token_size,
        is_chained: caller.session_kind() == Some(SessionKind::Role),
        ..RoleSessionRequest::default()
    };
    Ok((session, has_mfa))
}

/// Checks the request against the policies of the caller and of the role. Returns the role and its account.
fn authorize<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    caller: &AuthenticatedCaller,
    request: &AssumeRoleRequest,
    session: &RoleSessionRequest,
    has_mfa: bool,
) -> Result<(&'a Account, &'a Role), Refusal> {
    let deny = |explanation: &str| {
        let access = server.access_request(context, "sts:AssumeRole", &request.role_arn);
        server.deny(context, &access, explanation)
    };
    if caller.session_kind() == Some(SessionKind::Federated) {
        return Err(deny("federated users may not assume roles"));
    }
    // AWS's response is the same for a role that does not exist and for one that the caller may not assume.
    let (account, role) = context.directory.role(&request.role_arn).ok_or_else(|| deny("the role does not exist"))?;
    let trust = role.trust_in(&account.id);
    for action in session.required_actions("sts:AssumeRole") {
        let access = describe(server.access_request(context, action, &request.role_arn), request, has_mfa);
        server.authorize_by_trust(context, &session.describe(access), account.id.as_str(), &trust)?;
    }
    Ok((account, role))
}

/// Adds the condition keys of the request that are not those of the session.
fn describe(mut access: AccessRequest, request: &AssumeRoleRequest, has_mfa: bool) -> AccessRequest {
    if let Some(external_id) = &request.external_id {
        access = access.key("sts:ExternalId", external_id.expose().as_str());
    }
    if has_mfa {
        access = access.key("aws:MultiFactorAuthPresent", true).key("aws:MultiFactorAuthAge", 0);
    }
    access
}

/// Returns the source identity of the new session. It cannot change along a role chain.
fn source_identity(
    caller: &AuthenticatedCaller,
    requested: Option<&str>,
    role: &str,
) -> Result<Option<String>, Refusal> {
    let inherited = caller.session.as_ref().and_then(|session| session.source_identity.as_deref());
    match (inherited, requested) {
        (Some(inherited), Some(requested)) if inherited != requested => {
            Err(not_authorized(&caller.identity.arn(), "sts:SetSourceIdentity", role))
        }
        (inherited, requested) => Ok(inherited.or(requested).map(str::to_owned)),
    }
}
