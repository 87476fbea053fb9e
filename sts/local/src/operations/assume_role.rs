//! `AssumeRole`

use awsquery::server::Refusal;

use super::role_session::{RoleSessionRequest, actions};
use super::session_tags::SessionTags;
use super::{get_session_token, session_policies};
use crate::authorization::DenialReason;
use crate::error_responses;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::session_record::SessionKind;
use crate::state::ServerState;
use sts::api::{AssumeRoleRequest, AssumeRoleResponse};
use sts::arn::Arn;
use sts::policy::AccessRequest;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleRequest,
) -> Result<AssumeRoleResponse, Refusal> {
    let caller = context.caller()?;
    let tags = SessionTags::read(request.tags.as_deref(), request.transitive_tag_keys.as_deref(), Some(caller))?;
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies::read(server, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    if caller.identity.is_root() {
        return Err(error_responses::access_denied("Roles may not be assumed by root accounts."));
    }
    let mfa =
        get_session_token::check_mfa(server, caller, request.serial_number.as_deref(), request.token_code.as_ref())?;
    let source_identity = source_identity(caller, request.source_identity.as_deref(), &request.role_arn)?;
    let deny = |explanation: &str| {
        let access = server.access(context, "sts:AssumeRole", &request.role_arn);
        server.deny(context, &access, DenialReason::implicit(explanation))
    };
    if caller.kind() == Some(SessionKind::Federated) {
        return Err(deny("the credentials of federated users may call nothing of STS but GetCallerIdentity"));
    }
    // AWS does not tell this from a role that one may not assume.
    let (account, role) = server.directory.role(&request.role_arn).ok_or_else(|| deny("there is no such role"))?;
    let trust = role.trust_in(&account.id);
    for action in actions("sts:AssumeRole", &tags, source_identity.as_deref()) {
        let access = server.access(context, action, &request.role_arn);
        let access = describe(access, &request, source_identity.as_deref(), mfa);
        let access = role.tags.iter().fold(tags.describe(access), |access, (key, value)| {
            access.key(format!("aws:ResourceTag/{key}"), value).key(format!("iam:ResourceTag/{key}"), value)
        });
        server.authorize_trusted(context, &access, &account.id, &trust)?;
    }
    let chained = caller.kind() == Some(SessionKind::Role);
    let (name, duration) = (request.role_session_name, request.duration_seconds);
    let session = RoleSessionRequest {
        account,
        role,
        name,
        tags,
        source_identity: source_identity.clone(),
        policies,
        duration,
        ends: None,
        token_size: request.minimum_session_token_size,
        chained,
        provider: None,
    };
    let session = session.issue(server)?;
    let issued = session.issued;
    let mut response = AssumeRoleResponse::default();
    response.credentials = Some(issued.credentials);
    response.assumed_role_user = Some(session.user);
    response.packed_policy_size = session.packed_policy_size;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    response.source_identity = source_identity;
    Ok(response)
}

fn describe(
    mut access: AccessRequest,
    request: &AssumeRoleRequest,
    source_identity: Option<&str>,
    mfa: bool,
) -> AccessRequest {
    access = access.key("sts:RoleSessionName", request.role_session_name.as_str());
    if let Some(external_id) = &request.external_id {
        access = access.key("sts:ExternalId", external_id.expose().as_str());
    }
    if let Some(source_identity) = source_identity {
        access = access.key("sts:SourceIdentity", source_identity);
    }
    if mfa {
        access = access.key("aws:MultiFactorAuthPresent", true).key("aws:MultiFactorAuthAge", 0);
    }
    access
}

/// The source identity stays the same along a chain of roles.
fn source_identity(
    caller: &AuthenticatedCaller,
    requested: Option<&str>,
    role: &str,
) -> Result<Option<String>, Refusal> {
    let carried = caller.grant.as_ref().and_then(|grant| grant.source_identity.as_deref());
    match (carried, requested) {
        (Some(carried), Some(requested)) if carried != requested => {
            Err(error_responses::not_authorized(&caller.identity.arn(), "sts:SetSourceIdentity", role))
        }
        (carried, requested) => Ok(carried.or(requested).map(str::to_owned)),
    }
}

/// The account in the ARN of a role; what is none is refused in AWS's words.
pub(super) fn account_of_role(arn: &str) -> Result<&str, Refusal> {
    match Arn::parse(arn) {
        Some(role) if role.has_account() && role.iam_resource("role").is_some() => Ok(role.account),
        _ => Err(error_responses::validation(format!("{arn} is invalid"))),
    }
}
