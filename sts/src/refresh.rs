//! Credentials that are refreshed before they expire.
//!
//! | module | responsibility |
//! |---|---|
//! | `freshness` | when credentials are fresh, due for a refresh or expired; how long to wait after a failure |
//! | `cell` | the cached credentials and the refresh in progress, as a state machine without I/O |
//! | this module | clocks, jitter, the one lock, and futures |
//!
//! | term | meaning |
//! |---|---|
//! | refresh | one attempt to get new credentials: a shared future that any number of callers can await |
//! | driver | the caller that keeps polling a refresh until it completes; each refresh has at most one |
//! | abandoned | a refresh is abandoned when its driver is dropped before the refresh completes |
//!
//! There is no background task: a refresh makes progress only while callers poll it.

mod cell;
mod error;
mod freshness;
pub(crate) mod mfa;
pub(crate) mod pool;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use aws_credential_types::provider::{error::CredentialsError, future};
use futures_util::FutureExt as _;
use futures_util::future::Shared;

use self::cell::{Cell, Completion, Directive, Joined};
pub(crate) use self::error::Cause;
pub use self::error::RefreshError;
pub use self::pool::{PoolCall, SessionPool};
pub use crate::client::Renew;
use crate::client::{Sts, StsBuilder};
use crate::session::caller::CallingSession;
use crate::session::validate::SessionInfo;
use awsquery::layer::lock;
use awsquery::platform::BoxFuture;
use awsquery::platform::Now;
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
/// The SDK's default cache keeps credentials until a few seconds before they expire, and asks no provider before. The refresh
/// minutes before the end then never happens, and credentials that were [invalidated](Self::invalidate) are used again.
/// `RefreshingCredentials` are a cache themselves, so nothing is lost. For many tenants, keep one SDK client, which owns the
/// connections, and set the credentials of each call with `config_override`.
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
    /// The client that requests the credentials.
    sts: Sts,
    /// The session that the credentials belong to, and what is known of it.
    calling: CallingSession,
    /// Identifies the clients that call with these credentials.
    identity: Arc<()>,
    fetch: Fetch,
    cell: Mutex<Cell<RefreshFuture>>,
}

impl RefreshingCredentials {
    pub(crate) fn new<F>(sts: Sts, calling: CallingSession, fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<SessionInfo, Cause>> + Send + 'static,
    {
        let fetch: Fetch = Arc::new(move || fetch().boxed());
        let identity = Arc::default();
        Self(Arc::new(ProviderState { sts, calling, identity, fetch, cell: Mutex::new(Cell::new()) }))
    }

    /// Returns credentials that are valid now: the cached ones or new ones.
    ///
    /// # Errors
    ///
    /// Fails if no valid credentials are cached and the request for new ones fails.
    pub async fn credentials(&self) -> Result<Credentials, RefreshError> {
        loop {
            match self.0.acquire() {
                Directive::Use(credentials) => return Ok(credentials),
                Directive::Fail(error) => return Err(error),
                Directive::Wait(joined) => {
                    if let Completion::Failed(error) = self.0.complete_refresh(joined).await {
                        return self.0.cell().valid(self.0.now()).ok_or(error);
                    }
                }
            }
        }
    }

    /// Returns when the cached credentials expire, or `None` if no valid credentials are cached. Sends nothing.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let cached = self.0.cell().valid(self.0.now())?;
        cached.expires_at()
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
    pub fn sts(&self) -> Sts {
        let state = &self.0;
        let connection = state.sts.connection().with_credentials(self.clone());
        let renewal: Arc<dyn Renew> = Arc::new(self.clone());
        Sts::calling(connection, state.calling.clone(), state.identity.clone(), Some(renewal))
    }

    /// Drops the cached credentials if they have this access key id, so that the next use requests new ones.
    ///
    /// Call it when a service rejects the credentials with `ExpiredToken` or `InvalidClientTokenId`. It does nothing if
    /// other credentials are cached by now, so late reports about an old access key are harmless.
    pub fn invalidate(&self, access_key_id: &str) {
        self.0.cell().invalidate(access_key_id);
    }
}

impl ProviderState {
    fn now(&self) -> Now {
        let clock = self.sts.clock();
        Now::of(clock)
    }

    /// Locks the cell. The lock is held for a few comparisons, never while a future is polled. Nothing panics under it,
    /// so a poisoned lock still guards consistent state.
    fn cell(&self) -> MutexGuard<'_, Cell<RefreshFuture>> {
        lock(&self.cell)
    }

    fn acquire(self: &Arc<Self>) -> Directive<RefreshFuture> {
        let now = self.now();
        self.cell().acquire(now, |number| self.start_refresh(number))
    }

    /// Waits for a refresh, and drives it if no other caller does.
    async fn complete_refresh(&self, joined: Joined<RefreshFuture>) -> Completion {
        let _driver = joined.drive.then(|| Driver { inner: self, number: joined.number });
        joined.handle.await
    }

    /// Replaces the cached credentials if they would not last for a session that is derived from them.
    async fn renew_for(self: &Arc<Self>, lifetime: Option<Duration>) {
        loop {
            let now = self.now();
            let joined = self.cell().acquire_for(lifetime, now, |number| self.start_refresh(number));
            let Some(joined) = joined else { return };
            match self.complete_refresh(joined).await {
                Completion::Renewed | Completion::Failed(_) => return,
                Completion::Interrupted => {}
            }
        }
    }

    /// Creates a refresh. It holds a weak reference to `self`, so it ends when the last clone of the provider is
    /// dropped.
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

    fn complete(inner: &Weak<Self>, number: u64, result: Result<SessionInfo, RefreshError>) -> Completion {
        // Every caller that polls a refresh holds a strong reference; without one no caller sees the result.
        let Some(inner) = inner.upgrade() else { return Completion::Interrupted };
        let now = inner.now();
        let jitter = inner.sts.config().random().unit();
        inner.cell().complete(number, result, now, jitter)
    }
}

/// Marks the caller as the driver of a refresh until it is dropped.
struct Driver<'a> {
    inner: &'a ProviderState,
    number: u64,
}

impl Drop for Driver<'_> {
    fn drop(&mut self) {
        self.inner.cell().abandon(self.number);
    }
}

impl Renew for RefreshingCredentials {
    fn invalidate(&self, access_key_id: &str) {
        Self::invalidate(self, access_key_id);
    }

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
    pub fn refreshing_credentials(self, credentials: RefreshingCredentials) -> Self {
        let calling = credentials.0.calling.clone();
        self.renewable(credentials, calling)
    }
}

impl ProvideCredentials for RefreshingCredentials {
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cached = self.0.cell().valid(self.0.now());
        f.debug_struct("RefreshingCredentials")
            .field("cached", &cached)
            .field("calling", &self.0.calling)
            .finish_non_exhaustive()
    }
}
