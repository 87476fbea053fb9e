//! `GetFederationToken`

use awsquery::server::Refusal;

use super::session_tags::SessionTags;
use super::{get_session_token, session_policies};
use crate::credential_issuer::CredentialIssuer;
use crate::identity::Identity;
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionRecord};
use crate::state::ServerState;
use crate::{error_responses, packed_policy_size};
use sts::api::{FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse};
use sts::platform::Clock as _;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: GetFederationTokenRequest,
) -> Result<GetFederationTokenResponse, Refusal> {
    let caller = context.caller()?;
    caller.must_not_be(
        &[SessionKind::User, SessionKind::Federated, SessionKind::Role, SessionKind::Root],
        "GetFederationToken",
    )?;
    let tags = SessionTags::read(request.tags.as_deref(), None, None)?;
    let account = caller.identity.account();
    let policies = session_policies::read(server, account, request.policy, request.policy_arns.as_deref())?;
    let size = packed_policy_size::size(&policies, tags.iter())?;
    let by = match &caller.identity {
        Identity::User { name, .. } => Some(name.clone()),
        _ => None,
    };
    let identity = Identity::Federated { account: account.to_owned(), name: request.name, by };
    let actions = ["sts:GetFederationToken", "sts:TagSession"];
    for action in actions.into_iter().take(if tags.is_empty() { 1 } else { 2 }) {
        server.authorize(context, &tags.describe(server.access(context, action, &identity.arn())))?;
    }
    let now = server.clock.wall().secs();
    let grant = SessionRecord {
        access_key_id: CredentialIssuer::new_key_id(account).map_err(error_responses::internal)?,
        identity,
        kind: SessionKind::Federated,
        issued_at: now,
        expires_at: now.saturating_add(get_session_token::duration(caller, request.duration_seconds).into()),
        mfa_at: None,
        tags: tags.requested,
        transitive: Vec::new(),
        source_identity: None,
        policies,
        provider: None,
    };
    let issued = server.issue(&grant, request.minimum_session_token_size)?;
    let mut user = FederatedUser::default();
    user.federated_user_id = Some(grant.identity.user_id());
    user.arn = Some(grant.identity.arn());
    let mut response = GetFederationTokenResponse::default();
    response.credentials = Some(issued.credentials);
    response.federated_user = Some(user);
    response.packed_policy_size = Some(size);
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}
