//! `AssumeRoot`

use awsquery::server::Refusal;

use crate::error_responses::{internal, not_authorized, unknown_policy};
use crate::identity::Identity;
use crate::request_context::RequestContext;
use crate::session_record::{SessionKind, SessionPolicies, SessionRecord};
use crate::state::ServerState;
use sts::api::{AssumeRootRequest, AssumeRootResponse};
use sts::arn::Arn;
use sts::platform::Clock as _;

/// AWS's default duration, which is also the longest, in seconds.
const DEFAULT_DURATION: i32 = 15 * 60;
/// AWS's managed policies for privileged tasks. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html>.
const TASK_POLICIES: [&str; 5] = [
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
    context.refuse_global_endpoint("AssumeRoot")?;
    let caller = context.caller()?;
    caller.refuse_sessions(&[SessionKind::User, SessionKind::Federated, SessionKind::Root], "AssumeRoot")?;
    let task = request.task_policy_arn.arn.unwrap_or_default();
    let directory = &context.directory;
    let name =
        directory.aws_managed().iam_resource(&task).and_then(|resource| resource.strip_prefix("policy/root-task/"));
    if !name.is_some_and(|name| TASK_POLICIES.contains(&name)) {
        return Err(unknown_policy(&task));
    }
    // The target is an account ID or the ARN of a root user.
    let arn = Arn::parse(&request.target_principal);
    let target = arn.map_or(&*request.target_principal, |arn| arn.account);
    let resource = directory.account_id(target).root_arn();
    let access = server.access_request(context, "sts:AssumeRoot", &resource).key("sts:TaskPolicyArn", task.as_str());
    server.authorize(context, &access)?;
    // Only the management account may call this, and only for other accounts.
    let refuse = || not_authorized(&caller.identity.arn(), "sts:AssumeRoot", &resource);
    let account = directory.account(target).ok_or_else(refuse)?;
    let is_other_principal = arn.is_some() && request.target_principal != resource;
    if is_other_principal || !directory.is_management(caller.identity.account()) || directory.is_management(target) {
        return Err(refuse());
    }
    let source_identity = caller.session.as_ref().and_then(|session| session.source_identity.clone());
    let identity = Identity::Root { account: account.id.clone() };
    let now = server.clock.wall().secs();
    let duration = request.duration_seconds.unwrap_or(DEFAULT_DURATION);
    let session = SessionRecord::new(identity, account.generation, SessionKind::Root, now, duration.into());
    let mut session = session.map_err(internal)?;
    session.source_identity = source_identity.clone();
    session.policies = SessionPolicies { inline: None, managed: vec![task] };
    let issued = server.issue(&session, request.minimum_session_token_size)?;
    let mut response = AssumeRootResponse::default();
    response.credentials = Some(issued.credentials);
    response.source_identity = source_identity;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    Ok(response)
}
