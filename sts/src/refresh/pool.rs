//! A pool of refreshing sessions.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard};

use awsquery::Request;
use awsquery::layer::lock;
use awsquery::platform::IdempotencyTokens;
use awsquery::protocol::Form;
use sha2::{Digest as _, Sha256};

use super::RefreshingCredentials;
use crate::client_state::ClientState;
use crate::kind::Kind;

/// Refreshing credentials of many sessions, for a service that acts for many tenants. Each session is created once,
/// kept fresh, and found again by the call that creates it.
///
/// Two calls share a session only if they ask for the same one: the client is the same, and the whole request is equal, with
/// role, session name, policies, tags and their order, external id and duration. So no tenant gets the session of another one.
/// A client and its clones count as one client; clients that were built separately are different, even with equal
/// settings. [Limits](crate::calls::SessionCall::limits) for time and size do not count: those of the call that came first
/// apply. Cheap to clone: clones share their sessions.
///
/// ```
/// use std::num::NonZeroUsize;
/// use sts::{RefreshingCredentials, SessionPool, Sts};
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

/// Sessions by the calls that create them. `C` are the credentials of one.
pub(super) struct Pool<C>(Arc<Mutex<Sessions<C>>>);

struct Sessions<C> {
    capacity: NonZeroUsize,
    by_call: HashMap<PoolKey, PooledSession<C>>,
    /// The number of calls to `get` so far, which serves as the time of a use.
    uses: u64,
}

struct PooledSession<C> {
    credentials: C,
    last_use: u64,
}

/// The identity of a call: its client and a hash of its request.
///
/// The key holds a hash because the request may hold secrets (an MFA code, an external id), which would stay in memory
/// for as long as the session, and because a hash is small while policies are long. The hash is SHA-256, so that no
/// tenant can choose values that collide with those of another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PoolKey {
    /// The number that clones of a client share. The entry holds the client, so no other client can get the same number while
    /// the entry exists.
    client: usize,
    request: [u8; 32],
    /// True if the call accepts a shorter session than it asks for, which the request does not show.
    accepts_shorter: bool,
}

impl PoolKey {
    /// Identifies a call by its client and its request. `hash_rest` hashes what the request does not show, apart from
    /// `accepts_shorter`.
    pub(crate) fn new<R: Request, K: Kind>(
        state: &ClientState<K>,
        request: &R,
        accepts_shorter: bool,
        hash_rest: impl FnOnce(&mut Sha256),
    ) -> Self {
        let operation = R::OPERATION;
        let mut form = Form::new(operation.name, operation.service.version, IdempotencyTokens::default());
        request.encode(&mut form);
        let mut hash = Sha256::new_with_prefix(form.into_bytes());
        hash_rest(&mut hash);
        Self { client: state.identity(), request: hash.finalize().into(), accepts_shorter }
    }
}

impl SessionPool {
    /// Creates a pool of at most `capacity` sessions.
    ///
    /// When it is full, a new session replaces the one that was least recently asked for. Credentials that were handed
    /// out for a replaced session remain usable and keep refreshing.
    #[inline]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self(Pool::new(capacity))
    }

    /// Returns the credentials of the session that this call creates. Nothing is sent before they are used.
    ///
    /// Calls that are equal get the same session: see [`SessionPool`].
    pub fn get(&self, call: impl PoolCall<Credentials = RefreshingCredentials>) -> RefreshingCredentials {
        self.0.get(call)
    }

    /// Removes the session that this call creates, and returns its credentials if it was in the pool. They remain usable and
    /// keep refreshing.
    ///
    /// ```
    /// # use std::num::NonZeroUsize;
    /// # use sts::{SessionPool, Sts};
    /// # let sts = Sts::new(sts::Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    /// # let pool = SessionPool::new(NonZeroUsize::MIN);
    /// let call = || sts.assume_role("arn:aws:iam::123456789012:role/tenants", "worker").tag("tenant", "red");
    /// pool.get(call());
    /// assert!(pool.remove(call()).is_some());
    /// assert!(pool.is_empty());
    /// ```
    pub fn remove(&self, call: impl PoolCall<Credentials = RefreshingCredentials>) -> Option<RefreshingCredentials> {
        self.0.remove(&call.key())
    }

    /// Drops the cached credentials with this access key id, so that the next use of their session requests new ones.
    ///
    /// Call it when a service rejects credentials and the program does not know which call created them; see
    /// [`RefreshingCredentials::invalidate`]. It does nothing if no session in the pool has such credentials.
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

impl<C: Clone> Pool<C> {
    pub(super) fn new(capacity: NonZeroUsize) -> Self {
        Self(Arc::new(Mutex::new(Sessions { capacity, by_call: HashMap::new(), uses: 0 })))
    }

    pub(super) fn get(&self, call: impl PoolCall<Credentials = C>) -> C {
        let mut sessions = self.sessions();
        sessions.uses += 1;
        let last_use = sessions.uses;
        let key = call.key();
        if let Some(entry) = sessions.by_call.get_mut(&key) {
            entry.last_use = last_use;
            return entry.credentials.clone();
        }
        if sessions.by_call.len() >= sessions.capacity.get() {
            sessions.evict();
        }
        let credentials = call.refreshing();
        sessions.by_call.insert(key, PooledSession { credentials: credentials.clone(), last_use });
        credentials
    }

    pub(super) fn remove(&self, key: &PoolKey) -> Option<C> {
        self.sessions().by_call.remove(key).map(|entry| entry.credentials)
    }

    pub(super) fn each(&self, f: impl Fn(&C)) {
        self.sessions().by_call.values().for_each(|entry| f(&entry.credentials));
    }

    pub(super) fn len(&self) -> usize {
        self.sessions().by_call.len()
    }

    /// Locks the sessions. No step of an update leaves them inconsistent, so the lock can be used after a panic.
    fn sessions(&self) -> MutexGuard<'_, Sessions<C>> {
        lock(&self.0)
    }
}

impl<C> Clone for Pool<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<C> Sessions<C> {
    /// Removes the least recently used session. A scan is enough: it happens only when a new session is added to a full
    /// pool, and refreshing that many sessions costs far more.
    fn evict(&mut self) {
        let oldest = self.by_call.iter().min_by_key(|(_, entry)| entry.last_use).map(|(key, _)| *key);
        if let Some(oldest) = oldest {
            self.by_call.remove(&oldest);
        }
    }
}

impl fmt::Debug for SessionPool {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionPool").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// A call that a [`SessionPool`] can create a session with: any [`SessionCall`](crate::calls::SessionCall).
///
/// This trait is sealed. An MFA code is part of the call, so calls with different codes get different sessions. The source
/// of a web identity token is part of it too: a path, a token, or a function that only clones of the call share.
pub trait PoolCall: PooledCall {}

impl<T: PooledCall> PoolCall for T {}

/// The methods of [`PoolCall`], which only the pool calls. The trait has no public path, which seals `PoolCall`.
pub trait PooledCall {
    /// The credentials of the session.
    type Credentials: Clone;

    /// Identifies the call.
    fn key(&self) -> PoolKey;

    /// Returns credentials that this call creates and refreshes.
    fn refreshing(self) -> Self::Credentials;
}
