//! `GetFederationToken`

use awsquery::server::Refusal;

use super::get_session_token::session_duration;
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::error_responses::internal;
use crate::identity::Identity;
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use sts::api::{FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse};
use sts::platform::Clock as _;

#[expect(deprecated, reason = "`PackedPolicySize` is the former name of the utilization")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetFederationTokenRequest,
) -> Result<GetFederationTokenResponse, Refusal> {
    let caller = context.caller()?;
    let refused = [SessionKind::User, SessionKind::Federated, SessionKind::Role, SessionKind::Root];
    caller.refuse_sessions(&refused, "GetFederationToken")?;
    let tags = SessionTags::from_request(request.tags.as_deref(), None, None)?;
    let account = caller.identity.account_id();
    let policies =
        session_policies(&context.directory, account.as_str(), request.policy, request.policy_arns.as_deref())?;
    let requested_by = match &caller.identity {
        Identity::User { name, .. } => Some(name.clone()),
        _ => None,
    };
    let identity = Identity::Federated { account: account.clone(), name: request.name, requested_by };
    let authorize = |action: &str| {
        let access = server.access_request(context, action, &identity.arn());
        server.authorize(context, &tags.describe(access))
    };
    authorize("sts:GetFederationToken")?;
    if !tags.is_empty() {
        authorize("sts:TagSession")?;
    }
    let duration = session_duration(caller, request.duration_seconds);
    let now = server.clock.wall().secs();
    let generation = context.directory.generation(&identity).unwrap_or_default();
    let session = SessionRecord::new(identity, generation, SessionKind::Federated, now, duration.into());
    let mut session = session.map_err(internal)?;
    session.tags = tags.requested;
    session.policies = policies;
    let issued = server.issue(&session, request.minimum_session_token_size)?;
    let mut user = FederatedUser::default();
    user.federated_user_id = Some(session.identity.user_id());
    user.arn = Some(session.identity.arn());
    let mut response = GetFederationTokenResponse::default();
    response.credentials = Some(issued.credentials);
    response.federated_user = Some(user);
    response.packed_policy_size = issued.token_utilization;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}
