//! `AssumeRoot`

use awsquery::server::Refusal;

use crate::credential_issuer::CredentialIssuer;
use crate::error_responses;
use crate::identity::{Identity, account_arn};
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionPolicies, SessionRecord};
use crate::state::ServerState;
use sts::api::{AssumeRootRequest, AssumeRootResponse};
use sts::platform::Clock as _;

/// The most that such a session lasts, and when the caller names no duration.
const DURATION: i32 = 15 * 60;
/// The policies that such a session can be narrowed to. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html>.
const TASKS: [&str; 5] = [
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
];

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRootRequest,
) -> Result<AssumeRootResponse, Refusal> {
    let caller = context.caller()?;
    caller.must_not_be(&[SessionKind::User, SessionKind::Federated, SessionKind::Root], "AssumeRoot")?;
    let task = request.task_policy_arn.arn.unwrap_or_default();
    if !TASKS.iter().any(|known| task == format!("arn:aws:iam::aws:policy/root-task/{known}")) {
        return Err(error_responses::unknown_policy(&task));
    }
    let target = match request.target_principal.strip_prefix("arn:aws:iam::") {
        Some(arn) => arn.strip_suffix(":root").unwrap_or(arn),
        None => &request.target_principal,
    };
    let resource = account_arn(target);
    let access = server.access(context, "sts:AssumeRoot", &resource).key("sts:TaskPolicyArn", task.as_str());
    server.authorize(context, &access)?;
    // Only the account that manages the others may, and not for itself.
    let managed = server.directory.account(target).filter(|account| !server.directory.is_management(&account.id));
    let managed = managed.filter(|_| server.directory.is_management(caller.identity.account()));
    let not_authorized = || error_responses::not_authorized(&caller.identity.arn(), "sts:AssumeRoot", &resource);
    let account = &managed.ok_or_else(not_authorized)?.id;
    let now = server.clock.wall().secs();
    let source_identity = caller.grant.as_ref().and_then(|grant| grant.source_identity.clone());
    let grant = SessionRecord {
        access_key_id: CredentialIssuer::new_key_id(account).map_err(error_responses::internal)?,
        identity: Identity::Root { account: account.clone() },
        kind: SessionKind::Root,
        issued_at: now,
        expires_at: now.saturating_add(request.duration_seconds.unwrap_or(DURATION).into()),
        mfa_at: None,
        tags: Default::default(),
        transitive: Vec::new(),
        source_identity: source_identity.clone(),
        policies: SessionPolicies { inline: None, managed: vec![task] },
        provider: None,
    };
    let issued = server.issue(&grant, request.minimum_session_token_size)?;
    let mut response = AssumeRootResponse::default();
    response.credentials = Some(issued.credentials);
    response.source_identity = source_identity;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}
