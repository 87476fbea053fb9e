//! The starting point.

use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use awsquery::rt::unusable_answer;

use crate::api::{
    AssumeRoleRequest, Client, ErrorCode, GetCallerIdentityRequest, GetFederationTokenRequest, GetSessionTokenRequest,
};
use crate::session::caller::Caller;
use crate::session::request::{SessionRequest, SessionResponse as _};
use crate::session::summary::Sent;
use crate::session::validate::{Issued, asked};
use crate::session::{rules, warning};
use crate::{
    AssumeRole, AssumedRole, Clock, Config, ConfigError, Error, NewFederatedSession, NewSession, ProvideCredentials,
    RefreshingCredentials, Timestamp, Warning, help,
};

/// Issues temporary credentials. Cheap to clone: clones share connections and the budget for retries.
#[derive(Clone, Debug)]
pub struct Sts {
    client: Client,
    clock: Arc<dyn Clock>,
    config: Arc<Config>,
    caller: Caller,
    /// The credentials, if they can be replaced when AWS says that they have expired.
    renewable: Option<RefreshingCredentials>,
}

impl Sts {
    /// With these credentials, and everything else by default.
    ///
    /// Reads and opens nothing; what the environment gets wrong (no region, say) is an error of the first call. To
    /// learn of it earlier, use [`builder`](Self::builder).
    pub fn new(credentials: impl ProvideCredentials + 'static) -> Self {
        let StsBuilder { config, caller, renewable } = Self::builder().credentials(credentials);
        Self { caller, renewable, ..Self::from_config(config) }
    }

    /// Settings, one by one.
    pub fn builder() -> StsBuilder {
        StsBuilder { config: Config::new(), caller: Caller::Unknown, renewable: None }
    }

    /// A client with these settings.
    ///
    /// Reads and opens nothing: missing settings are an error of the first call. Use [`builder`](Self::builder) and
    /// [`StsBuilder::config`] to find out earlier.
    pub fn from_config(config: Config) -> Self {
        let client = Client::new(config.clone()).with_advice(help::advice);
        Self { clock: client.clock(), client, config: Arc::new(config), caller: Caller::Unknown, renewable: None }
    }

    /// The same settings with the credentials of a role, to assume one role from another (role chaining).
    ///
    /// The sessions of roles that are assumed so last one hour at most; a longer
    /// [`duration`](AssumeRole::duration) is refused before it is sent. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let hub = sts.assume_role("arn:aws:iam::123456789012:role/hub", "nightly-build").await?;
    /// let spoke = sts.as_role(&hub).assume_role("arn:aws:iam::210987654321:role/spoke", "nightly-build").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_role(&self, role: &AssumedRole) -> Self {
        self.calling_with(role.credentials(), Caller::role(role.arn()))
    }

    /// The same, with the knowledge of who calls: asks AWS once, which needs no permission.
    ///
    /// Rules and warnings that depend on the caller then apply: that of role chaining, as with
    /// [`as_role`](Self::as_role), and that a session of a root user lasts one hour. Without a call,
    /// [`StsBuilder::caller_arn`] does the same.
    ///
    /// # Errors
    ///
    /// Those of `GetCallerIdentity`.
    pub async fn identified(&self) -> Result<Self, Error> {
        let identity = self.client.get_caller_identity(&GetCallerIdentityRequest::default()).await?;
        let caller = identity.arn.as_deref().map_or_else(|| self.caller.clone(), Caller::of_arn);
        Ok(Self { caller, ..self.clone() })
    }

    /// The same with other credentials: endpoint, connections, clock and the budget for retries are shared.
    pub(crate) fn calling_with(&self, credentials: impl ProvideCredentials + 'static, caller: Caller) -> Self {
        let renewable = RefreshingCredentials::of_provider(&credentials).cloned();
        let credentials = SharedCredentialsProvider::new(credentials);
        let config = Arc::new((*self.config).clone().with_credentials(credentials.clone()));
        let client = self.client.with_credentials(credentials);
        Self { client, clock: self.clock.clone(), config, caller, renewable }
    }

    /// The client for all operations of the service, for what the methods here do not cover.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Temporary credentials for the calling user, who may prove possession of an MFA device by it.
    pub fn new_session(&self) -> NewSession {
        NewSession::new(self.clone(), GetSessionTokenRequest::builder().build_unchecked())
    }

    /// Temporary credentials for somebody without an AWS identity, with at most the caller's permissions.
    ///
    /// `name` tells sessions apart in logs and policies. What may be in it is said at
    /// [`GetFederationTokenRequest::name`]; [`sanitize::federated_user_name`](crate::sanitize::federated_user_name)
    /// makes such a name of any text.
    pub fn new_federated_session(&self, name: impl Into<String>) -> NewFederatedSession {
        NewFederatedSession::new(self.clone(), GetFederationTokenRequest::builder(name).build_unchecked())
    }

    /// Temporary credentials with the permissions of a role, whose trust policy must allow the caller.
    ///
    /// `session_name` tells sessions of the same role apart in logs. What may be in it is said at
    /// [`AssumeRoleRequest::role_session_name`]; [`sanitize::role_session_name`](crate::sanitize::role_session_name)
    /// makes such a name of any text.
    pub fn assume_role(&self, role_arn: impl Into<String>, session_name: impl Into<String>) -> AssumeRole {
        AssumeRole::new(self.clone(), AssumeRoleRequest::builder(role_arn, session_name).build_unchecked())
    }

    /// Sends a request for a session, if it is right, and tells the log what is worth knowing about it.
    pub(crate) async fn issue<R: SessionRequest>(&self, request: &R) -> Result<(Issued, R::Response), Error> {
        rules::check(request, &self.caller)?;
        warning::log(R::OPERATION.name, &self.warnings(request));
        // The model's limits are among what was just checked.
        let client = self.client.unchecked();
        let answer = match client.send(request).await {
            // A code works once, and may have been used.
            Err(error) if self.has_others_after(&error) && request.parameters().serial_number.is_none() => {
                client.send(request).await
            }
            answer => answer,
        };
        let sent = || Sent::of(&request.parameters(), &self.caller);
        let answer = answer.map_err(|error| error.with_sent(sent()))?;
        let longest = asked::<R>(request.parameters().duration_seconds);
        let issued = Issued::judge(R::OPERATION, longest, &answer.response.answered(), self.now());
        let issued = issued.map_err(|problem| unusable_answer(R::OPERATION, &answer, &problem))?;
        Ok((issued, answer.response))
    }

    /// Whether AWS says that the credentials have expired, and others take their place.
    fn has_others_after(&self, error: &Error) -> bool {
        match (&self.renewable, error.access_key_id()) {
            (Some(credentials), Some(key)) if error.code() == Some(ErrorCode::ExpiredToken) => {
                credentials.invalidate(key);
                true
            }
            _ => false,
        }
    }

    /// What is worth knowing about a request before it is sent.
    pub(crate) fn warnings<R: SessionRequest>(&self, request: &R) -> Vec<Warning> {
        warning::before(R::OPERATION, &request.parameters(), &self.caller)
    }

    /// Who calls, as far as that is known.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The clock, corrected by what the service says: expiry is judged by it.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().wall()
    }

    /// Tells clients apart for as long as they live; clones are the same.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.config).addr()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }
}

/// Settings for an [`Sts`].
///
/// | setting | default |
/// |---|---|
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` |
/// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION`, else an error |
/// | endpoint | by AWS's endpoint rules |
///
/// Everything else (timeouts, clock, transport, …) is in [`Config`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct StsBuilder {
    config: Config,
    caller: Caller,
    renewable: Option<RefreshingCredentials>,
}

impl StsBuilder {
    /// Credentials, or anything that provides them, such as the chain of `aws-config`.
    pub fn credentials(self, credentials: impl ProvideCredentials + 'static) -> Self {
        let (caller, renewable) =
            (Caller::of_provider(&credentials), RefreshingCredentials::of_provider(&credentials).cloned());
        Self { config: self.config.with_credentials(credentials), caller, renewable }
    }

    /// The region whose endpoint is called: `eu-west-1`.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { config: self.config.with_region(region), ..self }
    }

    /// An endpoint in the place of AWS's. Plain http is for loopback only.
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self { config: self.config.with_endpoint(url), ..self }
    }

    /// Starts from these settings; what was set before is gone.
    pub fn config(self, config: Config) -> Self {
        Self { config, caller: Caller::Unknown, renewable: None }
    }

    /// Whom the credentials belong to, where that is known: the ARN that `GetCallerIdentity` answers. To be given after
    /// the credentials. [`Sts::identified`] asks AWS for it.
    ///
    /// Rules and warnings that depend on the caller then apply: a role that a role assumes has sessions of one hour at
    /// most, and so has a root user.
    pub fn caller_arn(self, arn: &str) -> Self {
        Self { caller: Caller::of_arn(arn), ..self }
    }

    /// Reads the environment, resolves the endpoint and loads certificates.
    ///
    /// # Errors
    ///
    /// What is missing or wrong, and where it can be given. No region is an error, never a silent default.
    pub fn build(self) -> Result<Sts, ConfigError> {
        let sts = Sts { caller: self.caller, renewable: self.renewable, ..Sts::from_config(self.config) };
        sts.client.prepare()?;
        Ok(sts)
    }
}
