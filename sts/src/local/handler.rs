//! What the operations do.

use std::collections::BTreeSet;
use std::time::Duration;

use awsquery::rt::{Auth, Operation, Parameters, Refusal};
use awsquery::server::Authorization;

use super::account::{Account, Principal};
use super::calls::Calls;
use super::clock::LocalClock;
use super::issuer::Issuer;
use super::key_id;
use super::script::Script;
use crate::api::server::Handler;
use crate::api::{
    AssumeRoleRequest, AssumeRoleResponse, AssumedRoleUser, Credentials, FederatedUser, GetAccessKeyInfoRequest,
    GetAccessKeyInfoResponse, GetCallerIdentityRequest, GetCallerIdentityResponse, GetFederationTokenRequest,
    GetFederationTokenResponse, GetSessionTokenRequest, GetSessionTokenResponse, PolicyDescriptorType, SERVICE, Tag,
    rules,
};
use crate::{Clock, Timestamp};

/// Durations when the caller names none, as AWS documents them.
const SESSION_DURATION: i32 = 12 * 60 * 60;
const ROLE_DURATION: i32 = 60 * 60;

/// The server's state.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) account: Account,
    pub(super) issuer: Issuer,
    pub(super) clock: LocalClock,
    pub(super) script: Script,
    pub(super) calls: Calls,
}

/// Who calls.
pub(super) struct Caller {
    principal: Principal,
    /// True for the credentials of a session.
    temporary: bool,
}

impl Caller {
    /// The ARN that policies and logs name.
    pub(super) fn arn(&self) -> &str {
        &self.principal.arn
    }
}

impl Server {
    pub(super) fn new(account: Account, issuer: Issuer, clock: LocalClock) -> Self {
        Self { account, issuer, clock, script: Script::default(), calls: Calls::default() }
    }

    /// Who made this request; nobody for operations that are sent unsigned.
    pub(super) fn authenticate(
        &self,
        operation: &Operation,
        parameters: &Parameters,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<Option<Caller>, Refusal> {
        if operation.auth == Auth::Unsigned {
            return Ok(None);
        }
        let presigned = request.method == http::Method::GET && parameters.get("X-Amz-Algorithm").is_some();
        let (authorization, token) = if presigned {
            (Authorization::read_presigned(parameters)?, parameters.get("X-Amz-Security-Token"))
        } else {
            let token = request.headers.get("x-amz-security-token");
            (Authorization::read(&request.headers)?, token.map(|token| token.to_str().unwrap_or_default()))
        };
        let now = self.clock.wall();
        let verify = |secret: &str| authorization.verify(secret, SERVICE.signing_name, now, request, body);
        let Some(token) = token else {
            let key = self.account.key(authorization.access_key_id());
            let (principal, credentials) = key.ok_or_else(invalid_token)?;
            verify(credentials.secret_access_key())?;
            return Ok(Some(Caller { principal: principal.clone(), temporary: false }));
        };
        let grant = self.issuer.open(token).ok_or_else(invalid_token)?;
        if grant.access_key_id != authorization.access_key_id() {
            return Err(invalid_token());
        }
        verify(self.issuer.secret_of(&grant.access_key_id).expose())?;
        if grant.expires_at <= now {
            return Err(Refusal::new(403, "ExpiredToken", "The security token included in the request is expired"));
        }
        Ok(Some(Caller { principal: grant.principal, temporary: true }))
    }

    fn issue(&self, principal: &Principal, seconds: i32, token_size: Option<i32>) -> Result<Credentials, Refusal> {
        let duration = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        let whole = Timestamp::from_secs(self.clock.wall().secs());
        let expires_at = whole.checked_add(duration).ok_or_else(|| internal("the clock is at the end of time"))?;
        let token_size = token_size.and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
        self.issuer.issue(principal, expires_at, token_size).map_err(|error| internal(&error.to_string()))
    }
}

impl Handler for Server {
    type Context = Option<Caller>;

    async fn get_session_token(
        &self,
        caller: Option<Caller>,
        request: GetSessionTokenRequest,
    ) -> Result<GetSessionTokenResponse, Refusal> {
        let caller = long_term(caller, "GetSessionToken")?;
        check_mfa(request.serial_number.is_some() || request.token_code.is_some())?;
        let duration = request.duration_seconds.unwrap_or(SESSION_DURATION);
        let credentials = self.issue(&caller.principal, duration, request.minimum_session_token_size)?;
        let (session_token_size, session_token_utilization) = token_size(&credentials);
        Ok(GetSessionTokenResponse { credentials: Some(credentials), session_token_utilization, session_token_size })
    }

    async fn get_federation_token(
        &self,
        caller: Option<Caller>,
        request: GetFederationTokenRequest,
    ) -> Result<GetFederationTokenResponse, Refusal> {
        long_term(caller, "GetFederationToken")?;
        check_tags(request.tags.as_deref(), None)?;
        check_policy(request.policy.as_deref())?;
        let account = self.account.id();
        let principal = Principal {
            arn: format!("arn:aws:sts::{account}:federated-user/{}", request.name),
            user_id: format!("{account}:{}", request.name),
        };
        let duration = request.duration_seconds.unwrap_or(SESSION_DURATION);
        let size = packed_policy_size(request.policy.as_deref(), request.policy_arns.as_deref())?;
        let credentials = self.issue(&principal, duration, request.minimum_session_token_size)?;
        let (session_token_size, session_token_utilization) = token_size(&credentials);
        Ok(GetFederationTokenResponse {
            credentials: Some(credentials),
            federated_user: Some(FederatedUser {
                federated_user_id: Some(principal.user_id),
                arn: Some(principal.arn),
            }),
            #[expect(deprecated, reason = "AWS still answers it")]
            packed_policy_size: Some(size),
            session_token_utilization,
            session_token_size,
        })
    }

    async fn assume_role(
        &self,
        caller: Option<Caller>,
        request: AssumeRoleRequest,
    ) -> Result<AssumeRoleResponse, Refusal> {
        let caller = caller.ok_or_else(invalid_token)?;
        check_mfa(request.serial_number.is_some() || request.token_code.is_some())?;
        check_tags(request.tags.as_deref(), request.transitive_tag_keys.as_deref())?;
        if !request.role_arn.starts_with("arn:") {
            return Err(Refusal::new(400, "ValidationError", format!("{} is invalid", request.role_arn)));
        }
        check_policy(request.policy.as_deref())?;
        // The credentials of federated users may call nothing of STS but GetCallerIdentity.
        let role = self.account.role(&request.role_arn).filter(|_| !caller.principal.is_federated());
        let Some(role) = role else {
            return Err(denied(&format!(
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                caller.principal.arn, request.role_arn
            )));
        };
        let session = &request.role_session_name;
        let principal = Principal {
            arn: format!("arn:aws:sts::{}:assumed-role/{}/{session}", self.account.id(), role.name),
            user_id: format!("{}:{session}", role.id),
        };
        // As AWS does: the size is told only where there is a policy.
        let limited = request.policy.is_some() || request.policy_arns.is_some();
        let size = packed_policy_size(request.policy.as_deref(), request.policy_arns.as_deref())?;
        let duration = request.duration_seconds.unwrap_or(ROLE_DURATION);
        let credentials = self.issue(&principal, duration, request.minimum_session_token_size)?;
        let (session_token_size, session_token_utilization) = token_size(&credentials);
        Ok(AssumeRoleResponse {
            credentials: Some(credentials),
            assumed_role_user: Some(AssumedRoleUser {
                assumed_role_id: Some(principal.user_id),
                arn: Some(principal.arn),
            }),
            #[expect(deprecated, reason = "AWS still answers it")]
            packed_policy_size: limited.then_some(size),
            source_identity: request.source_identity,
            session_token_utilization,
            session_token_size,
        })
    }

    async fn get_caller_identity(
        &self,
        caller: Option<Caller>,
        _: GetCallerIdentityRequest,
    ) -> Result<GetCallerIdentityResponse, Refusal> {
        let caller = caller.ok_or_else(invalid_token)?;
        Ok(GetCallerIdentityResponse {
            user_id: Some(caller.principal.user_id),
            account: Some(self.account.id().to_owned()),
            arn: Some(caller.principal.arn),
        })
    }

    async fn get_access_key_info(
        &self,
        _: Option<Caller>,
        request: GetAccessKeyInfoRequest,
    ) -> Result<GetAccessKeyInfoResponse, Refusal> {
        let own = self.account.key(&request.access_key_id).map(|_| self.account.id().to_owned());
        let account = own.or_else(|| key_id::account_of(&request.access_key_id));
        let unknown = || Refusal::new(400, "ValidationError", format!("{} is invalid", request.access_key_id));
        Ok(GetAccessKeyInfoResponse { account: Some(account.ok_or_else(unknown)?) })
    }
}

/// A caller with a user's own keys: sessions may not make sessions.
fn long_term(caller: Option<Caller>, operation: &str) -> Result<Caller, Refusal> {
    match caller {
        Some(caller) if caller.temporary => Err(denied(&format!("Cannot call {operation} with session credentials"))),
        Some(caller) => Ok(caller),
        None => Err(invalid_token()),
    }
}

/// A session policy has to be a JSON object with statements.
fn check_policy(policy: Option<&str>) -> Result<(), Refusal> {
    let Some(policy) = policy else { return Ok(()) };
    let malformed = |message: &str| Refusal::new(400, "MalformedPolicyDocument", message);
    let document: serde_json::Value =
        serde_json::from_str(policy).map_err(|_| malformed("This policy contains invalid Json"))?;
    match document.get("Statement") {
        Some(_) => Ok(()),
        None => Err(malformed("Syntax errors in policy.")),
    }
}

/// Users have no MFA devices here, so no code can be right.
fn check_mfa(given: bool) -> Result<(), Refusal> {
    if !given {
        return Ok(());
    }
    // The two blanks are AWS's.
    Err(denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid \
         and associated with this user.",
    ))
}

/// Keys are compared without regard to case; a transitive key has to be the key of a tag.
fn check_tags(tags: Option<&[Tag]>, transitive: Option<&[String]>) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(400, "InvalidParameterValue", message));
    let mut keys = BTreeSet::new();
    for tag in tags.unwrap_or_default() {
        if !keys.insert(tag.key.to_lowercase()) {
            return refuse("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }
    }
    if transitive.unwrap_or_default().iter().any(|key| !keys.contains(&key.to_lowercase())) {
        return refuse("The specified transitive tag key must be included in the requested tags.");
    }
    Ok(())
}

/// An estimate: the characters of policies in percent of those that one policy may have. AWS packs them in a way that
/// it does not publish. More than there is room for is refused.
fn packed_policy_size(policy: Option<&str>, arns: Option<&[PolicyDescriptorType]>) -> Result<i32, Refusal> {
    let most = rules::SESSION_POLICY_DOCUMENT_TYPE.length.max.unwrap_or(i64::MAX);
    let inline = policy.map_or(0, |policy| policy.chars().count());
    let managed: usize = arns.unwrap_or_default().iter().filter_map(|arn| arn.arn.as_deref()).map(str::len).sum();
    let used = i64::try_from(inline + managed).unwrap_or(i64::MAX);
    match i32::try_from(used.saturating_mul(100).div_euclid(most)) {
        Ok(percent) if percent <= 100 => Ok(percent),
        _ => {
            let message = format!("Packed size of session policies is {used} characters, of {most} allowed.");
            Err(Refusal::new(400, "PackedPolicyTooLarge", message))
        }
    }
}

/// The size of a session token, in bytes and in percent of the largest that a caller can ask for; AWS does not publish
/// what the largest is that it makes itself.
fn token_size(credentials: &Credentials) -> (Option<i32>, Option<i32>) {
    let size = i64::try_from(credentials.session_token.expose().len()).unwrap_or(i64::MAX);
    let most = rules::MINIMUM_SESSION_TOKEN_SIZE_TYPE.range.max.unwrap_or(i64::MAX);
    let utilization = size.saturating_mul(100).div_euclid(most);
    (i32::try_from(size).ok(), i32::try_from(utilization).ok())
}

/// Reads the operation out of the parameters.
pub(super) fn operation(parameters: &Parameters) -> Result<&'static Operation, Refusal> {
    let Some(action) = parameters.get("Action") else {
        return Err(Refusal::new(400, "MissingAction", "the request has no parameter Action"));
    };
    let version = parameters.get("Version").unwrap_or_default();
    let known = crate::api::server::OPERATIONS.iter().find(|operation| operation.name == action);
    match known {
        Some(operation) if version == SERVICE.version => Ok(operation),
        _ => {
            let message = format!("Could not find operation {action} for version {version}");
            Err(Refusal::new(400, "InvalidAction", message))
        }
    }
}

fn invalid_token() -> Refusal {
    Refusal::new(403, "InvalidClientTokenId", "The security token included in the request is invalid")
}

fn denied(message: &str) -> Refusal {
    Refusal::new(403, "AccessDenied", message)
}

fn internal(message: &str) -> Refusal {
    Refusal::new(500, "InternalFailure", message)
}
