//! The client: whom it calls as, how its credentials are renewed, and how requests for sessions are sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use awsquery::layer::{Attempted as _, invalid_argument, resend, unusable_response};
use awsquery::platform::{BoxFuture, EnvironmentCredentials, UnreadVariables};
use awsquery::protocol::Operation;
use awsquery::retry::Resend;
use awsquery::{CallLimits, Clock, Config, ConfigError, Credentials, ProvideCredentials, Timestamp};

use crate::api::{Client, Error, ErrorCode, GET_CALLER_IDENTITY, GetCallerIdentityRequest};
use crate::connection::Connection;
use crate::global_endpoint::check_endpoint;
use crate::help;
use crate::session::caller::{Caller, CallerIdentity, CallingSession};
use crate::session::request::{SessionRequest, SessionResponse as _};
use crate::session::summary::RequestSummary;
use crate::session::validate::{SessionInfo, requested};
use crate::session::warning::Warning;
use crate::session::{rules, scope_down, warning};

/// Advice about variables that the default credentials of a client do not come from.
const UNREAD: [UnreadVariables; 1] = [UnreadVariables {
    names: &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    advice: "`Sts::from_environment` assumes the role with the token, and so does `Sts::assume_role_with_web_identity`",
}];

/// A client of STS that issues temporary credentials. Cheap to clone: clones share connections and the budget for retries.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// // Credentials and region come from the environment.
/// let sts = sts::Sts::builder().build()?;
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await?;
/// println!("{} until {}", role.credentials().access_key_id(), role.expires_at());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sts {
    connection: Connection,
    calling: CallingSession,
    /// Clones of this client share it, and so do all clients of one session or of one provider.
    identity: Arc<()>,
    /// Gets new credentials if AWS reports that those of this client have expired.
    renewal: Option<Arc<dyn Renew>>,
}

/// Gets new credentials when AWS reports that the current ones have expired.
///
/// A client that knows how to renew its credentials sends a call that creates a session once more if AWS responds
/// with `ExpiredToken`. [`RefreshingCredentials`](crate::RefreshingCredentials) implements this trait, and
/// [`StsBuilder::refreshing_credentials`] and [`RefreshingCredentials::sts`](crate::RefreshingCredentials::sts) set it
/// up. Implement it for a provider of your own that caches credentials or wraps `RefreshingCredentials`, and pass it to
/// [`StsBuilder::renew_with`].
///
/// ```
/// use sts::refresh::Renew;
/// use sts::{ProvideCredentials, RefreshingCredentials};
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
/// # fn example(role: RefreshingCredentials) -> Result<(), sts::error::ConfigError> {
/// let audited = Audited(role);
/// let sts = sts::Sts::builder().credentials(audited.clone()).renew_with(audited).build()?;
/// # Ok(())
/// # }
/// ```
pub trait Renew: fmt::Debug + Send + Sync {
    /// Drops the credentials with this access key id, so that the next use gets new ones. Does nothing if they have been
    /// replaced by now.
    fn invalidate(&self, access_key_id: &str);

    /// Replaces the credentials before a call that derives a session from theirs
    /// ([`Sts::new_scoped_session`](crate::Sts::new_scoped_session)), if they would not last. Such a session ends with the
    /// credentials at the latest.
    ///
    /// `lifetime` is the requested duration of the new session. `None` asks for a session that ends with the credentials,
    /// and new ones are worthwhile if the current ones are due for replacement anyway. A failure is not reported: the call is
    /// then made with the current credentials, or fails for lack of any.
    ///
    /// The default does nothing.
    fn renew_for<'a>(&'a self, lifetime: Option<Duration>) -> BoxFuture<'a, ()> {
        let _ = lifetime;
        Box::pin(std::future::ready(()))
    }
}

impl Sts {
    /// Creates a client with these credentials and default settings.
    ///
    /// Nothing is read or opened before the first call, so a missing region, for example, is an error of that call.
    /// [`StsBuilder::build`] finds it earlier.
    pub fn new(credentials: impl ProvideCredentials + 'static) -> Self {
        Self::builder().credentials(credentials).into_sts()
    }

    /// Returns a builder for a client.
    pub fn builder() -> StsBuilder {
        StsBuilder::default()
    }

    /// Creates a client with these settings.
    ///
    /// Nothing is read or opened before the first call, so a missing setting is an error of that call. Use
    /// [`StsBuilder::config`] to get the error earlier.
    pub fn from_config(config: Config) -> Self {
        let config = if config.has_credentials() {
            config
        } else {
            let keys = EnvironmentCredentials::new(config.environment().clone()).with_unread(&UNREAD);
            let keys = keys.with_clock(config.clock());
            config.with_credentials(keys)
        };
        let client = Client::new(config.clone()).with_advice(help::ADVICE);
        Self::calling(Connection::new(client, config), CallingSession::default(), Arc::default(), None)
    }

    /// Returns the credentials that the next call would be signed with: asks their provider, and checks that they can be
    /// sent.
    ///
    /// [`build`](StsBuilder::build) does not ask for credentials, because they may be replaced before the first call. Use this
    /// method to find missing or malformed ones early, for example before you ask a person for an MFA code. It sends nothing
    /// itself, but a provider may have to: [`RefreshingCredentials`](crate::RefreshingCredentials) call STS. Whether AWS
    /// accepts the credentials is not known before a call; [`caller_identity`](Self::caller_identity) makes one.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let sts = sts::Sts::builder().build()?;
    /// println!("calls are signed by {}", sts.credentials().await?.access_key_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if there are no credentials, or if a part of them is empty or contains white space or other characters that it
    /// cannot contain. The error names the variable that is missing or wrong.
    pub async fn credentials(&self) -> Result<Credentials, Error> {
        Ok(self.client().as_runtime().credentials().await?)
    }

    /// Asks AWS who the caller is, with one call of `GetCallerIdentity`, which needs no permission.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let caller = sts.caller_identity().await?;
    /// println!("{} in account {}", caller.arn, caller.account);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the call fails, or if the response lacks one of the three parts.
    pub async fn caller_identity(&self) -> Result<CallerIdentity, Error> {
        let response = self.client().send(&GetCallerIdentityRequest::default()).await?;
        let identity = &response.output;
        let missing = |part: &str| {
            Error::from(unusable_response(&GET_CALLER_IDENTITY, &response, &format!("{part}: is missing")))
        };
        let part = |name: &str, value: &Option<String>| {
            value.clone().filter(|value| !value.is_empty()).ok_or_else(|| missing(name))
        };
        Ok(CallerIdentity {
            account: part("Account", &identity.account)?,
            arn: part("Arn", &identity.arn)?,
            user_id: part("UserId", &identity.user_id)?,
        })
    }

    /// Returns the same client, which knows who the caller is: it asks AWS with one call of `GetCallerIdentity`, which
    /// needs no permission.
    ///
    /// Rules and warnings that depend on the caller then apply: a role that is assumed by a role has sessions of at most
    /// one hour, and so has a root user. [`StsBuilder::caller_arn`] does the same without a call, and
    /// [`with_role`](Self::with_role) for the credentials of a role.
    ///
    /// # Errors
    ///
    /// Fails if the call fails.
    pub async fn identify(&self) -> Result<Self, Error> {
        let identity = self.client().get_caller_identity(&GetCallerIdentityRequest::default()).await?;
        let caller = identity.arn.as_deref().map_or_else(|| self.caller().clone(), Caller::of_arn);
        let calling = CallingSession { caller, ..self.calling.clone() };
        Ok(Self { calling, ..self.clone() })
    }

    /// Returns a client that calls as a session, with a connection that has the credentials of the session. All clients with
    /// the same `identity` count as one client.
    pub(crate) fn calling(
        connection: Connection,
        calling: CallingSession,
        identity: Arc<()>,
        renewal: Option<Arc<dyn Renew>>,
    ) -> Self {
        Self { connection, calling, identity, renewal }
    }

    /// Returns the same client with other limits for the time of calls and for the size of responses. It shares
    /// connections and the budget for retries with this one. [`SessionCall::limits`](crate::calls::SessionCall::limits) sets
    /// them for one call.
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        let client = self.connection.client.with_limits(limits);
        let connection = Connection { client, ..self.connection.clone() };
        Self { connection, ..self.clone() }
    }

    /// Returns the generated client, which has all operations of the service.
    pub fn client(&self) -> &Client {
        &self.connection.client
    }

    /// Checks a request for a session, logs the warnings about it and sends it. Validates the response.
    pub(crate) async fn issue<R: SessionRequest>(&self, request: &R) -> Result<(SessionInfo, R::Output), Error> {
        rules::check(request, &self.calling)?;
        if R::SCOPES_DOWN {
            self.check_calling_session(R::OPERATION, request.parameters().duration_seconds).await?;
        }
        warning::log(R::OPERATION.name, &self.warnings(request));
        // The check above includes the limits of the service model, so the client need not repeat it.
        let client = self.client().unchecked();
        let result = match client.send(request).await {
            // A request with an MFA code is not sent again: a code works once, and AWS may have used it.
            Err(error) if self.renews_after(&error) && request.parameters().serial_number.is_none() => {
                resend(Resend::ExpiredCredentials, error.as_runtime(), client.send(request)).await
            }
            result => result,
        };
        // The client's own summary of the request does not know who calls.
        let summary = || RequestSummary {
            local_time: Some(self.config().clock().wall()),
            ..RequestSummary::of(&request.parameters(), self.caller())
        };
        let response = result.map_err(|error| error.with_summary(summary()))?;
        let longest = requested::<R>(request.parameters().duration_seconds);
        let info = SessionInfo::validate(R::OPERATION, longest, &response.output.view(), self.now());
        let info = info.map_err(|problem| unusable_response(R::OPERATION, &response, &problem))?;
        Ok((info.after(response.attempts().to_vec()), response.output))
    }

    /// Checks the credentials and the endpoint of a call that derives a session from the calling one. Replaces the
    /// credentials first if they would not last.
    async fn check_calling_session(&self, operation: &'static Operation, seconds: Option<i32>) -> Result<(), Error> {
        let client = self.client().as_runtime();
        let refuse = |problem| Error::from(invalid_argument(operation, problem));
        // If there is no host, the settings cannot work, and the credentials below fail for the same reason.
        if let Ok(host) = client.host() {
            check_endpoint(host).map_err(refuse)?;
        }
        if let Some(renewal) = &self.renewal {
            let lifetime = seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
            renewal.renew_for(lifetime).await;
        }
        let credentials = client.credentials_for(operation).await?;
        scope_down::check_credentials(&credentials, seconds, self.now()).map_err(refuse)
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

    /// Returns the warnings about a request.
    pub(crate) fn warnings<R: SessionRequest>(&self, request: &R) -> Vec<Warning> {
        warning::before(R::OPERATION, &request.parameters(), self.caller())
    }

    /// Returns what is known about the principal of the credentials.
    pub(crate) fn caller(&self) -> &Caller {
        &self.calling.caller
    }

    /// Returns what is known of the session that the credentials belong to.
    pub(crate) fn calling_session(&self) -> &CallingSession {
        &self.calling
    }

    /// Returns the connection, with the credentials of this client.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns the clock, corrected by the time of the service. Expiry is judged by it.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.connection.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().wall()
    }

    /// Returns a number that clones of this client share, and all clients of the same session or provider. No other client has
    /// it while one of them exists.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.identity).addr()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.connection.config
    }
}

/// Settings for an [`Sts`].
///
/// | setting | default |
/// |---|---|
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION`; [`Sts::from_environment`] reads more |
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
/// # Ok::<(), sts::error::ConfigError>(())
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
    /// The session as far as the credentials show it.
    shown: CallingSession,
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
        let shown = CallingSession::of(Caller::of_provider(&credentials));
        let credentials = Some(SharedCredentialsProvider::new(credentials));
        Self { credentials, shown, own_renewal: None, ..self }
    }

    /// Sets credentials together with their principal and the way to renew them.
    pub(crate) fn renewable<P>(self, credentials: P, calling: CallingSession) -> Self
    where
        P: ProvideCredentials + Renew + Clone + 'static,
    {
        let own_renewal: Arc<dyn Renew> = Arc::new(credentials.clone());
        let credentials = Some(SharedCredentialsProvider::new(credentials));
        Self { credentials, shown: calling, own_renewal: Some(own_renewal), ..self }
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
    /// [`Sts::identify`] asks AWS for it.
    ///
    /// Rules and warnings that depend on the caller then apply: a role that is assumed by a role has sessions of at most
    /// one hour, and so has a root user.
    pub fn caller_arn(self, arn: &str) -> Self {
        Self { caller: Some(Caller::of_arn(arn)), ..self }
    }

    /// Builds the client. Sends nothing.
    ///
    /// | checked here | checked by the first call |
    /// |---|---|
    /// | the region: that there is one, and that it can be part of a host name | whether AWS has such a region |
    /// | the endpoint, from code, from variables or from AWS's rules | whether the host can be reached |
    /// | proxies and certificates, from variables | whether the certificate of the server is trusted |
    /// | numbers and flags in variables, such as `AWS_MAX_ATTEMPTS` | |
    /// | | credentials: they are requested for each call |
    ///
    /// [`Sts::credentials`] checks credentials without a call, and [`Sts::caller_identity`] with one.
    ///
    /// # Errors
    ///
    /// Fails if a setting is missing or invalid; the error names the setting and where to make it. A missing region is an
    /// error: there is no silent default.
    pub fn build(self) -> Result<Sts, ConfigError> {
        let sts = self.into_sts();
        sts.client().prepare()?;
        Ok(sts)
    }

    /// Returns `true` if credentials or a provider are set in code.
    pub(crate) fn has_credentials(&self) -> bool {
        self.credentials.is_some() || self.config.as_ref().is_some_and(Config::has_credentials)
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
        let caller = self.caller.unwrap_or(self.shown.caller);
        let calling = CallingSession { caller, ..self.shown };
        let renewal = self.renewal.or(self.own_renewal);
        Sts { calling, renewal, ..Sts::from_config(config) }
    }
}
