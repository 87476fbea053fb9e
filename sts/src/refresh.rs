//! Credentials that are refreshed before they expire.
//!
//! | module | responsibility |
//! |---|---|
//! | `freshness` | when credentials are fresh, due for a refresh or expired; how long to wait after a failure |
//! | `cell` | the cached credentials and the refresh in progress, as a state machine without I/O |
//! | `cache` | clocks, jitter and the one lock |
//! | this module | futures |
//! | `blocking` | threads that wait, for blocking clients |
//!
//! | term | meaning |
//! |---|---|
//! | refresh | one attempt to get new credentials: a shared future that any number of callers can await |
//! | driver | the caller that runs a refresh, or keeps polling it, until it completes; each refresh has at most one |
//! | abandoned | a refresh is abandoned when its driver is dropped before the refresh completes |
//!
//! There is no background task: a refresh makes progress only while callers poll it.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod cache;
mod cell;
mod error;
mod freshness;
pub(crate) mod mfa;
pub(crate) mod pool;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Weak};
use std::time::Duration;

use aws_credential_types::provider::{error::CredentialsError, future};
use futures_util::FutureExt as _;
use futures_util::future::Shared;

use self::cache::Cache;
use self::cell::{Completion, Directive, Joined};
pub(crate) use self::error::Cause;
pub use self::error::RefreshError;
pub use self::pool::{PoolCall, SessionPool};
use crate::client::Sts;
use crate::client::StsBuilder;
use crate::client_state::ClientState;
use crate::kind::Async;
#[cfg(feature = "blocking")]
pub use crate::renew::BlockingRenew;
pub use crate::renew::Renew;
use crate::session::caller::CallingSession;
use crate::session::validate::SessionInfo;
use awsquery::platform::BoxFuture;
use awsquery::{Credentials, ProvideCredentials, Timestamp};

/// Temporary credentials that are replaced before they expire.
///
/// Created by the method `refreshing()` of [`NewSession`](crate::NewSession),
/// [`NewFederatedSession`](crate::NewFederatedSession), [`AssumeRole`](crate::AssumeRole),
/// [`AssumeRoleWithWebIdentity`](crate::AssumeRoleWithWebIdentity) and [`NewScopedSession`](crate::NewScopedSession). Cheap to clone: clones share the cached
/// credentials. Works wherever a [`ProvideCredentials`] is accepted: in the clients of the AWS SDK, or in another
/// [`Sts`].
///
/// Nothing is sent before the first use, and nothing runs in the background: the callers that wait for a refresh drive
/// it. If the caller that started a refresh is dropped, another one takes over.
///
/// | lifetime of the credentials | one caller refreshes, others keep the old credentials | every caller waits |
/// |---|---|---|
/// | up to 20 minutes | from 5 minutes before expiry | from 1 minute before expiry |
/// | less than 90 minutes | from 15 minutes | from 1 minute |
/// | 90 minutes or more | from 60 minutes | from 1 minute |
///
/// The first attempt is delayed by a random part, up to a quarter, of the first window, so that many processes with the
/// same role do not refresh at the same time. If a refresh fails, the current credentials are used until they expire,
/// and never longer. The next attempt follows after 5 to 10 minutes, or sooner if the credentials would expire within
/// that time. Without valid credentials every caller gets the error, and no new attempt starts for 1 to 5 seconds.
///
/// # In clients of the AWS SDK
///
/// Turn off the identity cache of the SDK client:
///
/// ```text
/// let config = aws_sdk_s3::Config::builder()
///     .credentials_provider(role)
///     .identity_cache(IdentityCache::no_cache())
/// ```
///
/// The SDK's default cache keeps credentials until a few seconds before they expire, and does not ask the provider until then.
/// The refresh minutes before the end then never happens, and credentials that were [invalidated](Self::invalidate) are used
/// again. `RefreshingCredentials` are a cache themselves, so nothing is lost. For many tenants, make a client for each from one
/// `SdkConfig`, as [a web service](crate::tour::web_service) does: they share connections.
///
/// # Clocks
///
/// Expiry is judged by the wall clock and by the monotonic clock, whichever is further ahead: setting the wall clock
/// back does not extend the life of credentials, and time during which the machine was suspended counts. The wall clock is
/// corrected by the `Date` of AWS's responses, so a clock that is hours off neither refuses a new session nor keeps an old
/// one.
///
/// # Example
///
/// ```no_run
/// # async fn example(sts: sts::Sts) -> Result<(), sts::error::RefreshError> {
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").refreshing();
/// // The first use sends AssumeRole. Later uses return the same credentials until it is time to replace them.
/// let credentials = role.credentials().await?;
/// println!("{}", credentials.access_key_id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RefreshingCredentials(Arc<ProviderState>);

/// Requests new credentials, with one call to STS each time.
type Fetch = Arc<dyn Fn() -> BoxFuture<'static, Result<SessionInfo, Cause>> + Send + Sync>;

/// A refresh in progress.
type RefreshFuture = Shared<BoxFuture<'static, Completion>>;

struct ProviderState {
    cache: Cache<RefreshFuture, Async>,
    fetch: Fetch,
}

impl RefreshingCredentials {
    pub(crate) fn new<F>(
        requests: ClientState<Async>,
        session: CallingSession,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<SessionInfo, Cause>> + Send + 'static,
    {
        let fetch: Fetch = Arc::new(move || fetch().boxed());
        Self(Arc::new(ProviderState { cache: Cache::new(requests, session), fetch }))
    }

    /// Returns credentials that are valid now: the cached ones or new ones.
    ///
    /// # Errors
    ///
    /// Fails if no valid credentials are cached and the request for new ones fails.
    #[inline]
    pub async fn credentials(&self) -> Result<Credentials, RefreshError> {
        loop {
            match self.0.acquire() {
                Directive::Use(credentials) => return Ok(credentials),
                Directive::Fail(error) => return Err(error),
                Directive::Wait(joined) => {
                    if let Completion::Failed(error) = self.0.complete_refresh(joined).await {
                        return self.0.cache.valid().ok_or(error);
                    }
                }
            }
        }
    }

    /// Returns when the cached credentials expire, or `None` if no valid credentials are cached. Sends nothing.
    #[inline]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.cache.valid()?.expires_at()
    }

    /// Returns a client that signs with these credentials and is otherwise configured like the client that requests
    /// them.
    ///
    /// Use it for role chaining: whenever the second role needs new credentials, those of the first are refreshed if
    /// necessary. AWS limits the session of a role that was assumed by another role to one hour.
    ///
    /// If AWS reports that the credentials have expired, this client [invalidates](Self::invalidate) them and sends a
    /// call that creates a session once more, with new ones. To get that with other settings, use
    /// [`StsBuilder::refreshing_credentials`].
    #[inline]
    pub fn sts(&self) -> Sts {
        let cache = &self.0.cache;
        let connection = &cache.requests.connection;
        let client = connection.client.with_credentials(self.clone());
        Sts { state: cache.client_state(client, Arc::new(self.clone())) }
    }

    /// Drops the cached credentials if they have this access key id, so that the next use requests new ones.
    ///
    /// Call it when a service rejects the credentials with `ExpiredToken` or `InvalidClientTokenId`. It does nothing if
    /// other credentials are cached by now, so late reports about an old access key are harmless.
    #[inline]
    pub fn invalidate(&self, access_key_id: &str) {
        self.0.cache.cell().invalidate(access_key_id);
    }
}

impl ProviderState {
    #[inline]
    fn acquire(self: &Arc<Self>) -> Directive<RefreshFuture> {
        let now = self.cache.now();
        self.cache.cell().acquire(now, |number| self.start_refresh(number))
    }

    /// Waits for a refresh, and drives it if no other caller does.
    #[inline]
    async fn complete_refresh(&self, joined: Joined<RefreshFuture>) -> Completion {
        let _driver = joined.drive.then(|| Driver { inner: self, number: joined.number });
        joined.handle.await
    }

    /// Replaces the cached credentials if they would not last for a session that is derived from them.
    #[inline]
    async fn renew_for(self: &Arc<Self>, lifetime: Option<Duration>) {
        loop {
            let now = self.cache.now();
            let joined = self.cache.cell().acquire_for(lifetime, now, |number| self.start_refresh(number));
            let Some(joined) = joined else { return };
            match self.complete_refresh(joined).await {
                Completion::Renewed | Completion::Failed(_) => return,
                Completion::Interrupted => {}
            }
        }
    }

    /// Creates a refresh. It holds a weak reference to `self`, so it ends when the last clone of the provider is
    /// dropped.
    #[inline]
    fn start_refresh(self: &Arc<Self>, number: u64) -> RefreshFuture {
        let fetch = self.fetch.clone();
        let inner = Arc::downgrade(self);
        let refresh = async move {
            // Other callers await this future too: a panic has to become an error, or it would poison the shared
            // future.
            let fetched = AssertUnwindSafe(async move { fetch().await }).catch_unwind().await;
            let result = fetched.unwrap_or(Err(Cause::Panicked)).map_err(RefreshError::from);
            Self::complete(&inner, number, result)
        };
        refresh.boxed().shared()
    }

    #[inline]
    fn complete(inner: &Weak<Self>, number: u64, result: Result<SessionInfo, RefreshError>) -> Completion {
        // Every caller that polls a refresh holds a strong reference; without one no caller sees the result.
        inner.upgrade().map_or(Completion::Interrupted, |inner| inner.cache.complete(number, result))
    }
}

/// Marks the caller as the driver of a refresh until it is dropped.
struct Driver<'a> {
    inner: &'a ProviderState,
    number: u64,
}

impl Drop for Driver<'_> {
    #[inline]
    fn drop(&mut self) {
        self.inner.cache.cell().abandon(self.number);
    }
}

impl Renew for RefreshingCredentials {
    #[inline]
    fn invalidate(&self, access_key_id: &str) {
        Self::invalidate(self, access_key_id);
    }

    #[inline]
    fn renew_for<'a>(&'a self, lifetime: Option<Duration>) -> BoxFuture<'a, ()> {
        self.0.renew_for(lifetime).boxed()
    }
}

impl StsBuilder {
    /// Sets credentials that are refreshed before they expire.
    ///
    /// Unlike with [`credentials`](Self::credentials), the client knows the principal that they belong to. If AWS
    /// reports that they have expired, it [invalidates](RefreshingCredentials::invalidate) them and sends a call that
    /// creates a session once more.
    ///
    /// ```no_run
    /// # async fn example(role: sts::RefreshingCredentials) -> Result<(), Box<dyn std::error::Error>> {
    /// let sts = sts::Sts::builder().refreshing_credentials(role).region("us-east-1").build()?;
    /// let spoke = sts.assume_role("arn:aws:iam::210987654321:role/spoke", "nightly-build").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn refreshing_credentials(self, credentials: RefreshingCredentials) -> Self {
        let session = credentials.0.cache.session.clone();
        self.renewable(credentials, session)
    }
}

impl ProvideCredentials for RefreshingCredentials {
    #[inline]
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.credentials().await.map(Into::into).map_err(CredentialsError::provider_error)
        })
    }
}

impl fmt::Debug for RefreshingCredentials {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.cache.show(f)
    }
}
