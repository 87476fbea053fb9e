//! The starting point.

use std::sync::Arc;

use crate::api::{AssumeRoleRequest, Client, GetFederationTokenRequest, GetSessionTokenRequest};
use crate::{AssumeRole, Clock, Config, ConfigError, NewFederatedSession, NewSession, ProvideCredentials, Timestamp};

/// Issues temporary credentials. Cheap to clone: clones share connections and the budget for retries.
#[derive(Clone, Debug)]
pub struct Sts {
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Sts {
    /// With these credentials, and everything else by default.
    ///
    /// Reads and opens nothing; what the environment gets wrong (no region, say) is an error of the first call. To learn
    /// of it earlier, use [`builder`](Self::builder).
    pub fn new(credentials: impl ProvideCredentials + 'static) -> Self {
        Self::from_config(Config::new().with_credentials(credentials))
    }

    /// Settings, one by one.
    pub fn builder() -> StsBuilder {
        StsBuilder(Config::new())
    }

    pub(crate) fn from_config(config: Config) -> Self {
        let client = Client::new(config);
        Self { clock: client.clock(), client }
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
    /// `name` tells sessions apart in logs and policies.
    pub fn new_federated_session(&self, name: impl Into<String>) -> NewFederatedSession {
        NewFederatedSession::new(self.clone(), GetFederationTokenRequest::builder(name).build_unchecked())
    }

    /// Temporary credentials with the permissions of a role, whose trust policy must allow the caller.
    ///
    /// `session_name` tells sessions of the same role apart in logs.
    pub fn assume_role(&self, role_arn: impl Into<String>, session_name: impl Into<String>) -> AssumeRole {
        AssumeRole::new(self.clone(), AssumeRoleRequest::builder(role_arn, session_name).build_unchecked())
    }

    /// The time, corrected by what the service says.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.wall()
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
pub struct StsBuilder(Config);

impl StsBuilder {
    /// Credentials, or anything that provides them, such as the chain of `aws-config`.
    pub fn credentials(self, credentials: impl ProvideCredentials + 'static) -> Self {
        Self(self.0.with_credentials(credentials))
    }

    /// The region whose endpoint is called: `eu-west-1`.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self(self.0.with_region(region))
    }

    /// An endpoint in the place of AWS's. Plain http is for loopback only.
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self(self.0.with_endpoint(url))
    }

    /// Starts from these settings; what was set before is gone.
    pub fn config(self, config: Config) -> Self {
        Self(config)
    }

    /// Reads the environment, resolves the endpoint and loads certificates.
    ///
    /// # Errors
    ///
    /// What is missing or wrong, and where it can be given. No region is an error, never a silent default.
    pub fn build(self) -> Result<Sts, ConfigError> {
        let sts = Sts::from_config(self.0);
        sts.client.prepare()?;
        Ok(sts)
    }
}
