//! `AssumeRole`

use awsquery::server::Refusal;

use super::mfa::check_mfa;
use super::role_session::{RoleSessionRequest, account_of_role, required_actions};
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::error_responses::{access_denied, not_authorized};
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{AssumeRoleRequest, AssumeRoleResponse};
use sts::policy::AccessRequest;

#[expect(deprecated, reason = "`PackedPolicySize` is the former name of the utilization")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleRequest,
) -> Result<AssumeRoleResponse, Refusal> {
    let caller = context.caller()?;
    let tags =
        SessionTags::from_request(request.tags.as_deref(), request.transitive_tag_keys.as_deref(), Some(caller))?;
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies(&context.directory, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if caller.identity.is_root() {
        return Err(access_denied("Roles may not be assumed by root accounts."));
    }
    let has_mfa = check_mfa(server, context, request.serial_number.as_deref(), request.token_code.as_ref())?;
    let source_identity = source_identity(caller, request.source_identity.as_deref(), &request.role_arn)?;
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
    for action in required_actions("sts:AssumeRole", &tags, source_identity.as_deref()) {
        let access = server.access_request(context, action, &request.role_arn);
        let access = tags.describe(describe(access, &request, source_identity.as_deref(), has_mfa));
        server.authorize_by_trust(context, &access, account.id.as_str(), &trust)?;
    }
    let session = RoleSessionRequest {
        account,
        role,
        name: request.role_session_name,
        tags,
        source_identity: source_identity.clone(),
        policies,
        duration: request.duration_seconds,
        latest_end: None,
        min_token_size: request.minimum_session_token_size,
        is_chained: caller.session_kind() == Some(SessionKind::Role),
        provider: None,
        trusted_context: None,
    };
    let session = session.issue(server)?;
    let issued = session.issued;
    let mut response = AssumeRoleResponse::default();
    response.credentials = Some(issued.credentials);
    response.assumed_role_user = Some(session.user);
    response.packed_policy_size = issued.token_utilization;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    response.source_identity = source_identity;
    Ok(response)
}

/// Adds the condition keys of the request.
fn describe(
    mut access: AccessRequest,
    request: &AssumeRoleRequest,
    source_identity: Option<&str>,
    has_mfa: bool,
) -> AccessRequest {
    access = access.key("sts:RoleSessionName", request.role_session_name.as_str());
    if let Some(external_id) = &request.external_id {
        access = access.key("sts:ExternalId", external_id.expose().as_str());
    }
    if let Some(source_identity) = source_identity {
        access = access.key("sts:SourceIdentity", source_identity);
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
