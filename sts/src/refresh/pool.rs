//! Sessions of many, each made once.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use awsquery::rt::Form;
use awsquery::{IdempotencyTokens, Request};
use sha2::{Digest as _, Sha256};

use super::RefreshingCredentials;
use crate::{AssumeRole, NewFederatedSession, NewSession, Sts};

/// Credentials of many sessions, for a service that acts for many tenants: each session is made once, kept fresh, and
/// found again by the whole call that it is made with.
///
/// Two calls are the same if client and request are: role, session name, policies, tags and their order, external id,
/// duration. So no tenant gets another's session. A client and its clones are one; clients that were made apart are two,
/// even with the same settings. Cheap to clone: clones share what they hold.
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
pub struct SessionPool(Arc<Mutex<Sessions>>);

struct Sessions {
    capacity: NonZeroUsize,
    by_call: HashMap<Key, Entry>,
    /// How often the pool was asked: the time by which uses are compared.
    uses: u64,
}

struct Entry {
    credentials: RefreshingCredentials,
    last_use: u64,
}

/// Which client calls, and the hash of what it sends: the request itself may hold secrets.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Where the client's settings are. They stay there as long as the entry, which holds the client.
    client: usize,
    request: [u8; 32],
    /// Whether a shorter session than asked for will do.
    less_will_do: bool,
}

impl SessionPool {
    /// Holds up to `capacity` sessions. The one that was asked for the longest time ago makes room for a new one; whoever
    /// still has its credentials can go on with them.
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self(Arc::new(Mutex::new(Sessions { capacity, by_call: HashMap::new(), uses: 0 })))
    }

    /// The credentials of this call: those that are held, or new ones. Nothing is sent before they are used.
    pub fn get(&self, call: impl PoolCall) -> RefreshingCredentials {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.uses += 1;
        let (key, last_use) = (call.key(), sessions.uses);
        if let Some(entry) = sessions.by_call.get_mut(&key) {
            entry.last_use = last_use;
            return entry.credentials.clone();
        }
        if sessions.by_call.len() >= sessions.capacity.get() {
            sessions.evict();
        }
        let credentials = call.refreshing();
        sessions.by_call.insert(key, Entry { credentials: credentials.clone(), last_use });
        credentials
    }

    /// How many sessions are held.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_call.len()
    }

    /// True if none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Sessions {
    /// Looks at all: that is rare, and quick for as many as a program can keep fresh.
    fn evict(&mut self) {
        let oldest = self.by_call.iter().min_by_key(|(_, entry)| entry.last_use).map(|(key, _)| *key);
        if let Some(oldest) = oldest {
            self.by_call.remove(&oldest);
        }
    }
}

impl fmt::Debug for SessionPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionPool").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// A call whose credentials a [`SessionPool`] holds: [`AssumeRole`], [`NewSession`], [`NewFederatedSession`].
///
/// A call with an MFA code is another one with each code.
pub trait PoolCall: sealed::Call {}

impl<T: sealed::Call> PoolCall for T {}

mod sealed {
    use super::{Key, RefreshingCredentials};

    pub trait Call {
        fn key(&self) -> Key;
        fn refreshing(self) -> RefreshingCredentials;
    }
}

fn key<R: Request>(sts: &Sts, request: &R, less_will_do: bool) -> Key {
    let operation = R::OPERATION;
    let mut form = Form::new(operation.name, operation.service.version, IdempotencyTokens::default());
    request.encode(&mut form);
    Key { client: sts.identity(), request: Sha256::digest(form.into_bytes()).into(), less_will_do }
}

macro_rules! pool_calls {
    ($($call:ident: $less_will_do:expr),*) => {$(
        impl sealed::Call for $call {
            #[inline]
            fn key(&self) -> Key {
                key(&self.sts, &self.request, $less_will_do(self))
            }

            #[inline]
            fn refreshing(self) -> RefreshingCredentials {
                Self::refreshing(self)
            }
        }
    )*};
}

pool_calls!(
    AssumeRole: |call: &AssumeRole| call.up_to.will_less_do(),
    NewSession: |_: &NewSession| false,
    NewFederatedSession: |_: &NewFederatedSession| false
);
