//! The starting point.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use awsquery::layer::{Attempted as _, resend, unusable_response};
use awsquery::retry::Resend;
use awsquery::{Clock, Config, ConfigError, ProvideCredentials, Timestamp};

use crate::api::{Client, Error, ErrorCode, GetCallerIdentityRequest};
use crate::help;
use crate::session::caller::Caller;
use crate::session::request::{SessionRequest, SessionResponse as _};
use crate::session::summary::RequestSummary;
use crate::session::validate::{Issued, asked};
use crate::session::warning::Warning;
use crate::session::{rules, warning};

/// Issues temporary credentials. Cheap to clone: clones share connections and the budget for retries.
#[derive(Clone, Debug)]
pub struct Sts {
    client: Client,
    clock: Arc<dyn Clock>,
    config: Arc<Config>,
    caller: Caller,
    /// Gets new credentials if AWS reports that those of this client have expired.
    renewal: Option<Arc<dyn Renew>>,
}

/// Gets new credentials when AWS reports that the current ones have expired.
///
/// A client that knows how to renew its credentials sends a call that creates a session once more if AWS answers
/// `ExpiredToken`. [`RefreshingCredentials`](crate::RefreshingCredentials) implements this trait, and
/// [`StsBuilder::refreshing_credentials`] and [`RefreshingCredentials::sts`](crate::RefreshingCredentials::sts) set it
/// up. Implement it for a provider of your own that caches credentials or wraps `RefreshingCredentials`, and pass it to
/// [`StsBuilder::renew_with`].
///
/// ```
/// use sts::{ProvideCredentials, RefreshingCredentials, Renew};
///
/// /// Logs each use.
/// #[derive(Clone, Debug)]
/// struct Audited(RefreshingCredentials);
///
/// impl ProvideCredentials for Audited {
///     fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
///     where
///         Self: 'a,
///     {
///         println!("credentials are used");
///         self.0.provide_credentials()
///     }
/// }
///
/// impl Renew for Audited {
///     fn invalidate(&self, access_key_id: &str) {
///         self.0.invalidate(access_key_id);
///     }
/// }
///
/// # fn example(role: RefreshingCredentials) -> Result<(), sts::ConfigError> {
/// let audited = Audited(role);
/// let sts = sts::Sts::builder().credentials(audited.clone()).renew_with(audited).build()?;
/// # Ok(())
/// # }
/// ```
pub trait Renew: fmt::Debug + Send + Sync {
    /// Drops the credentials with this access key id, so that the next use gets new ones. Does nothing if they have been
    /// replaced by now.
    fn invalidate(&self, access_key_id: &str);
}

impl Sts {
    /// With these credentials, and everything else by default.
    ///
    /// Reads and opens nothing; what the environment gets wrong (no region, say) is an error of the first call. To
    /// learn of it earlier, use [`builder`](Self::builder).
    pub fn new(credentials: impl ProvideCredentials + 'static) -> Self {
        Self::builder().credentials(credentials).into_sts()
    }

    /// Settings, one by one.
    pub fn builder() -> StsBuilder {
        StsBuilder::default()
    }

    /// A client with these settings.
    ///
    /// Reads and opens nothing: missing settings are an error of the first call. Use [`builder`](Self::builder) and
    /// [`StsBuilder::config`] to find out earlier.
    pub fn from_config(config: Config) -> Self {
        let client = Client::new(config.clone()).with_advice(help::ADVICE);
        Self { clock: client.clock(), client, config: Arc::new(config), caller: Caller::Unknown, renewal: None }
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

    /// Returns a client with other credentials, which shares the endpoint, connections, clock and budget for retries.
    pub(crate) fn calling_with(
        &self,
        credentials: impl ProvideCredentials + 'static,
        caller: Caller,
        renewal: Option<Arc<dyn Renew>>,
    ) -> Self {
        let credentials = SharedCredentialsProvider::new(credentials);
        let config = Arc::new((*self.config).clone().with_credentials(credentials.clone()));
        let client = self.client.with_credentials(credentials);
        Self { client, clock: self.clock.clone(), config, caller, renewal }
    }

    /// The client for all operations of the service, for what the methods here do not cover.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request for a session, if it is right, and tells the log what is worth knowing about it.
    pub(crate) async fn issue<R: SessionRequest>(&self, request: &R) -> Result<(Issued, R::Response), Error> {
        rules::check(request, &self.caller)?;
        warning::log(R::OPERATION.name, &self.warnings(request));
        // The model's limits are among what was just checked.
        let client = self.client.unchecked();
        let answer = match client.send(request).await {
            // A code works once, and may have been used.
            Err(error) if self.renews_after(&error) && request.parameters().serial_number.is_none() => {
                resend(Resend::ExpiredCredentials, error.as_runtime(), client.send(request)).await
            }
            answer => answer,
        };
        // The client's own summary of the request does not know who calls.
        let summary = || RequestSummary::of(&request.parameters(), &self.caller);
        let answer = answer.map_err(|error| error.with_summary(summary()))?;
        let longest = asked::<R>(request.parameters().duration_seconds);
        let issued = Issued::judge(R::OPERATION, longest, &answer.response.answered(), self.now());
        let issued = issued.map_err(|problem| unusable_response(R::OPERATION, &answer, &problem))?;
        Ok((issued.after(answer.attempts().to_vec()), answer.response))
    }

    /// Invalidates the credentials if AWS reports that they have expired. Returns whether the next use gets new ones.
    fn renews_after(&self, error: &Error) -> bool {
        match (&self.renewal, error.access_key_id()) {
            (Some(renewal), Some(key)) if error.code() == Some(ErrorCode::ExpiredToken) => {
                renewal.invalidate(key);
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
/// Everything else (timeouts, clock, transport, …) is in [`Config`]. The order of the settings does not matter: what is
/// set here wins over the same setting in the [`config`](Self::config).
///
/// ```
/// use sts::{Config, Credentials, Sts};
///
/// let shared = Config::new().with_region("us-east-1");
/// let sts = Sts::builder()
///     .credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
///     .region("eu-west-1")
///     .config(shared)
///     .build()?;
/// // Calls go to eu-west-1.
/// # Ok::<(), sts::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct StsBuilder {
    config: Option<Config>,
    credentials: Option<SharedCredentialsProvider>,
    region: Option<String>,
    endpoint: Option<String>,
    /// The principal that the caller named.
    caller: Option<Caller>,
    /// The principal as far as the credentials show it.
    shown_caller: Caller,
    renewal: Option<Arc<dyn Renew>>,
    /// The renewal that belongs to the credentials.
    own_renewal: Option<Arc<dyn Renew>>,
}

impl StsBuilder {
    /// Sets the credentials, or anything that provides them, such as the chain of `aws-config`.
    ///
    /// From [`Credentials`](crate::Credentials) the client learns whether they belong to a session, and warns where that
    /// matters. Of other providers it knows nothing: name the caller with [`caller_arn`](Self::caller_arn), and use
    /// [`refreshing_credentials`](Self::refreshing_credentials) or [`renew_with`](Self::renew_with) so that expired
    /// credentials are replaced.
    pub fn credentials(self, credentials: impl ProvideCredentials + 'static) -> Self {
        let shown_caller = Caller::of_provider(&credentials);
        let credentials = Some(SharedCredentialsProvider::new(credentials));
        Self { credentials, shown_caller, own_renewal: None, ..self }
    }

    /// Sets credentials together with their principal and the way to renew them.
    pub(crate) fn renewable<P>(self, credentials: P, caller: Caller) -> Self
    where
        P: ProvideCredentials + Renew + Clone + 'static,
    {
        let own_renewal: Arc<dyn Renew> = Arc::new(credentials.clone());
        let credentials = Some(SharedCredentialsProvider::new(credentials));
        Self { credentials, shown_caller: caller, own_renewal: Some(own_renewal), ..self }
    }

    /// Sets how to get new credentials when AWS reports that the current ones have expired; see [`Renew`].
    ///
    /// [`refreshing_credentials`](Self::refreshing_credentials) does this for
    /// [`RefreshingCredentials`](crate::RefreshingCredentials).
    pub fn renew_with(self, renewal: impl Renew + 'static) -> Self {
        Self { renewal: Some(Arc::new(renewal)), ..self }
    }

    /// Sets the region whose endpoint is called: `eu-west-1`.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// Sets an endpoint to call instead of AWS's. Plain http is allowed only on loopback.
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self { endpoint: Some(url.into()), ..self }
    }

    /// Sets everything that has no method here. Settings made with the other methods of this builder win, whether they
    /// come before or after this one.
    pub fn config(self, config: Config) -> Self {
        Self { config: Some(config), ..self }
    }

    /// Names the principal that the credentials belong to: the ARN that `GetCallerIdentity` returns.
    /// [`Sts::identified`] asks AWS for it.
    ///
    /// Rules and warnings that depend on the caller then apply: a role that is assumed by a role has sessions of at most
    /// one hour, and so has a root user.
    pub fn caller_arn(self, arn: &str) -> Self {
        Self { caller: Some(Caller::of_arn(arn)), ..self }
    }

    /// Builds the client: reads the environment, resolves the endpoint and loads certificates.
    ///
    /// # Errors
    ///
    /// Fails if a setting is missing or invalid; the error names the setting and where to make it. A missing region is an
    /// error: there is no silent default.
    pub fn build(self) -> Result<Sts, ConfigError> {
        let sts = self.into_sts();
        sts.client.prepare()?;
        Ok(sts)
    }

    fn into_sts(self) -> Sts {
        let mut config = self.config.unwrap_or_default();
        if let Some(credentials) = self.credentials {
            config = config.with_credentials(credentials);
        }
        if let Some(region) = self.region {
            config = config.with_region(region);
        }
        if let Some(endpoint) = self.endpoint {
            config = config.with_endpoint(endpoint);
        }
        let caller = self.caller.unwrap_or(self.shown_caller);
        let renewal = self.renewal.or(self.own_renewal);
        Sts { caller, renewal, ..Sts::from_config(config) }
    }
}
