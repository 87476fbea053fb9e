//! Refreshing credentials of blocking clients: one thread refreshes, and the others wait for it.

use std::error::Error as StdError;
use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use awsquery::layer::lock;
use awsquery::platform::BlockingProvideCredentials;
use awsquery::{Credentials, Timestamp};

use super::cache::Cache;
use super::cell::{Completion, Directive, Joined};
use super::error::{Cause, RefreshError};
use super::pool::{Pool, PoolCall};
use crate::client_state::ClientState;
use crate::kind::Blocking;
use crate::renew::BlockingRenew;
use crate::session::caller::CallingSession;
use crate::session::validate::SessionInfo;

/// Temporary credentials that are replaced before they expire, for programs without an async runtime.
///
/// Needs the feature `blocking`.
///
/// They do what the async [`RefreshingCredentials`](crate::RefreshingCredentials) do, at the same times. One thread sends the
/// request, and the threads that need its result wait. There is no background thread.
///
/// A thread that needs the credentials to refresh them, in the function of a web identity token for example, gets an error
/// instead of waiting for itself.
///
/// ```no_run
/// # fn example(sts: sts::blocking::Sts) -> Result<(), sts::error::RefreshError> {
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").refreshing();
/// // The first use sends AssumeRole. Later uses return the same credentials until it is time to replace them.
/// let credentials = role.credentials()?;
/// println!("{}", credentials.access_key_id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RefreshingCredentials(Arc<ProviderState>);

/// Requests new credentials, with one call to STS each time.
type BlockingFetch = Box<dyn Fn() -> Result<SessionInfo, Cause> + Send + Sync>;

struct ProviderState {
    cache: Cache<Arc<Flight>, Blocking>,
    fetch: BlockingFetch,
}

/// A refresh in progress.
struct Flight {
    completion: Mutex<Option<Completion>>,
    completed: Condvar,
    /// The thread that runs the refresh.
    driver: Mutex<Option<ThreadId>>,
}

impl Flight {
    #[inline]
    fn new() -> Self {
        Self { completion: Mutex::default(), completed: Condvar::new(), driver: Mutex::default() }
    }

    /// Waits until another thread has completed the refresh.
    #[inline]
    fn wait(&self) -> Completion {
        if *lock(&self.driver) == Some(thread::current().id()) {
            return Completion::Failed(Cause::Input("the refresh needs the credentials that it gets".into()).into());
        }
        let mut completion = lock(&self.completion);
        loop {
            if let Some(completion) = &*completion {
                return completion.clone();
            }
            completion = self.completed.wait(completion).unwrap_or_else(PoisonError::into_inner);
        }
    }

    #[inline]
    fn complete(&self, completion: Completion) -> Completion {
        *lock(&self.completion) = Some(completion.clone());
        self.completed.notify_all();
        completion
    }
}

impl RefreshingCredentials {
    pub(crate) fn new(
        requests: ClientState<Blocking>,
        session: CallingSession,
        fetch: impl Fn() -> Result<SessionInfo, Cause> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(ProviderState { cache: Cache::new(requests, session), fetch: Box::new(fetch) }))
    }

    /// Returns credentials that are valid now: the cached ones or new ones.
    ///
    /// # Errors
    ///
    /// Fails if no valid credentials are cached and the request for new ones fails.
    #[inline]
    pub fn credentials(&self) -> Result<Credentials, RefreshError> {
        loop {
            match self.0.acquire() {
                Directive::Use(credentials) => return Ok(credentials),
                Directive::Fail(error) => return Err(error),
                Directive::Wait(joined) => {
                    if let Completion::Failed(error) = self.0.complete_refresh(&joined) {
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

    /// Drops the cached credentials if they have this access key id, so that the next use requests new ones; see
    /// [`RefreshingCredentials::invalidate`](crate::RefreshingCredentials::invalidate).
    #[inline]
    pub fn invalidate(&self, access_key_id: &str) {
        self.0.cache.cell().invalidate(access_key_id);
    }

    /// Returns the state of a client that signs with these credentials.
    #[inline]
    pub(crate) fn client_state(&self) -> ClientState<Blocking> {
        let cache = &self.0.cache;
        let client = cache.requests.connection.client.with_credentials(self.clone());
        cache.client_state(client, Arc::new(self.clone()))
    }

    /// Returns what is known of the session that the credentials belong to.
    #[inline]
    pub(crate) fn session(&self) -> &CallingSession {
        &self.0.cache.session
    }
}

impl ProviderState {
    #[inline]
    fn acquire(&self) -> Directive<Arc<Flight>> {
        let now = self.cache.now();
        self.cache.cell().acquire(now, |_| Arc::new(Flight::new()))
    }

    /// Runs a refresh, or waits for the thread that does.
    #[inline]
    fn complete_refresh(&self, joined: &Joined<Arc<Flight>>) -> Completion {
        let flight = &joined.handle;
        if !joined.drive {
            return flight.wait();
        }
        *lock(&flight.driver) = Some(thread::current().id());
        let _driver = BlockingDriver { state: self, joined };
        // Other threads wait for the result: a panic has to become an error, or they would wait forever.
        let fetched = catch_unwind(AssertUnwindSafe(|| (self.fetch)())).unwrap_or(Err(Cause::Panicked));
        flight.complete(self.cache.complete(joined.number, fetched.map_err(RefreshError::from)))
    }
}

/// Marks the thread as the driver of a refresh until it is dropped.
struct BlockingDriver<'a> {
    state: &'a ProviderState,
    joined: &'a Joined<Arc<Flight>>,
}

impl Drop for BlockingDriver<'_> {
    #[inline]
    fn drop(&mut self) {
        // The clock or the random numbers of the program panicked after the refresh.
        if thread::panicking() {
            self.state.cache.cell().abandon(self.joined.number);
            self.joined.handle.complete(Completion::Failed(Cause::Panicked.into()));
        }
    }
}

impl BlockingRenew for RefreshingCredentials {
    #[inline]
    fn invalidate(&self, access_key_id: &str) {
        Self::invalidate(self, access_key_id);
    }

    #[inline]
    fn renew_for(&self, lifetime: Option<Duration>) {
        let now = self.0.cache.now();
        let joined = self.0.cache.cell().acquire_for(lifetime, now, |_| Arc::new(Flight::new()));
        if let Some(joined) = joined {
            // A failure is not reported: the call is made with the current credentials, or fails for lack of any.
            self.0.complete_refresh(&joined);
        }
    }
}

impl BlockingProvideCredentials for RefreshingCredentials {
    #[inline]
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Ok(self.credentials()?)
    }
}

impl fmt::Debug for RefreshingCredentials {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.cache.show(f)
    }
}

/// Refreshing credentials of many sessions, for programs without an async runtime. It works like the async
/// [`SessionPool`](crate::SessionPool).
///
/// Needs the feature `blocking`.
///
/// ```
/// use std::num::NonZeroUsize;
/// use sts::blocking::{RefreshingCredentials, SessionPool, Sts};
///
/// fn credentials_for(tenant: &str, sts: &Sts, pool: &SessionPool) -> RefreshingCredentials {
///     let role = "arn:aws:iam::123456789012:role/tenants";
///     pool.get(sts.assume_role(role, "worker").external_id(tenant).tag("tenant", tenant))
/// }
///
/// let pool = SessionPool::new(NonZeroUsize::new(500).unwrap());
/// # let sts = Sts::new(sts::Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
/// # credentials_for("red", &sts, &pool);
/// # assert_eq!(pool.len(), 1);
/// ```
#[derive(Clone)]
pub struct SessionPool(Pool<RefreshingCredentials>);

impl SessionPool {
    /// Creates a pool of at most `capacity` sessions; see [`SessionPool::new`](crate::SessionPool::new).
    #[inline]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self(Pool::new(capacity))
    }

    /// Returns the credentials of the session that this call creates; see [`SessionPool::get`](crate::SessionPool::get).
    pub fn get(&self, call: impl PoolCall<Credentials = RefreshingCredentials>) -> RefreshingCredentials {
        self.0.get(call)
    }

    /// Removes the session that this call creates, and returns its credentials if it was in the pool.
    pub fn remove(&self, call: impl PoolCall<Credentials = RefreshingCredentials>) -> Option<RefreshingCredentials> {
        self.0.remove(&call.key())
    }

    /// Drops the cached credentials with this access key id; see
    /// [`SessionPool::invalidate`](crate::SessionPool::invalidate).
    #[inline]
    pub fn invalidate(&self, access_key_id: &str) {
        self.0.each(|credentials| credentials.invalidate(access_key_id));
    }

    /// Returns the number of sessions in the pool.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the pool has no sessions.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for SessionPool {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionPool").field("len", &self.len()).finish_non_exhaustive()
    }
}
