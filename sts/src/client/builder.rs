//! The builder of clients.

use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use awsquery::{Config, ConfigError, Credentials, ProvideCredentials};

use super::Sts;
use crate::client_state::ClientState;
use crate::kind::{Async, Kind};
use crate::renew::Renew;
use crate::session::caller::{Caller, CallingSession};

/// Settings for an [`Sts`].
///
/// | setting | default |
/// |---|---|
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION`; [`Sts::from_environment`] reads more |
/// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION`, else an error |
/// | endpoint | `AWS_ENDPOINT_URL_STS`, else `AWS_ENDPOINT_URL`, else by AWS's endpoint rules |
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
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct StsBuilder<K: Kind = Async> {
    config: Option<Config>,
    credentials: Option<K::Provider>,
    region: Option<String>,
    endpoint: Option<String>,
    /// The principal that the caller named.
    caller: Option<Caller>,
    /// The session as far as the credentials show it.
    shown: CallingSession,
    renewal: Option<K::Renewal>,
    /// The renewal that belongs to the credentials.
    own_renewal: Option<K::Renewal>,
}

impl<K: Kind> StsBuilder<K> {
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

    /// Sets credentials, the session that they show, and the way to renew them.
    pub(crate) fn with_provider(
        self,
        provider: K::Provider,
        shown: CallingSession,
        own_renewal: Option<K::Renewal>,
    ) -> Self {
        Self { credentials: Some(provider), shown, own_renewal, ..self }
    }

    /// Sets the way to renew the credentials that the caller chose.
    pub(crate) fn with_renewal(self, renewal: K::Renewal) -> Self {
        Self { renewal: Some(renewal), ..self }
    }

    /// Returns `true` if credentials or a provider are set in code.
    pub(crate) fn has_credentials(&self) -> bool {
        self.credentials.is_some() || self.config.as_ref().is_some_and(Config::has_credentials)
    }

    /// Returns the client, which is not prepared yet.
    pub(crate) fn client_state(self) -> ClientState<K> {
        let mut config = self.config.unwrap_or_default();
        if let Some(credentials) = self.credentials {
            config = K::with_provider(config, credentials);
        }
        if let Some(region) = self.region {
            config = config.with_region(region);
        }
        if let Some(endpoint) = self.endpoint {
            config = config.with_endpoint(endpoint);
        }
        let caller = self.caller.unwrap_or(self.shown.caller);
        let session = CallingSession { caller, ..self.shown };
        let renewal = self.renewal.or(self.own_renewal);
        ClientState { session, renewal, ..super::client_state(config) }
    }
}

impl<K: Kind> Default for StsBuilder<K> {
    fn default() -> Self {
        Self {
            config: None,
            credentials: None,
            region: None,
            endpoint: None,
            caller: None,
            shown: CallingSession::default(),
            renewal: None,
            own_renewal: None,
        }
    }
}

impl StsBuilder {
    /// Sets the credentials, or anything that provides them, such as the chain of `aws-config`.
    ///
    /// From [`Credentials`](crate::Credentials) the client learns whether they belong to a session, and warns where that
    /// matters. Of other providers it knows nothing: name the caller with [`caller_arn`](Self::caller_arn), and use
    /// [`refreshing_credentials`](Self::refreshing_credentials) or [`renew_with`](Self::renew_with) so that expired
    /// credentials are replaced.
    pub fn credentials(self, credentials: impl ProvideCredentials + 'static) -> Self {
        let shown = Caller::of_credentials(credentials.fallback_on_interrupt().map(Credentials::from).as_ref());
        self.with_provider(SharedCredentialsProvider::new(credentials), CallingSession::of(shown), None)
    }

    /// Sets credentials together with their principal and the way to renew them.
    pub(crate) fn renewable<P>(self, credentials: P, session: CallingSession) -> Self
    where
        P: ProvideCredentials + Renew + Clone + 'static,
    {
        let renewal: Arc<dyn Renew> = Arc::new(credentials.clone());
        self.with_provider(SharedCredentialsProvider::new(credentials), session, Some(renewal))
    }

    /// Sets how to get new credentials when AWS reports that the current ones have expired; see [`Renew`].
    ///
    /// [`refreshing_credentials`](Self::refreshing_credentials) does this for
    /// [`RefreshingCredentials`](crate::RefreshingCredentials).
    pub fn renew_with(self, renewal: impl Renew + 'static) -> Self {
        self.with_renewal(Arc::new(renewal))
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

    pub(crate) fn into_sts(self) -> Sts {
        Sts { state: self.client_state() }
    }
}
