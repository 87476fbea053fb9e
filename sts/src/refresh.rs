//! Credentials that stay fresh.
//!
//! | part | what it knows |
//! |---|---|
//! | `freshness` | when credentials are fresh, due and over; how long to pause |
//! | `cell` | what is held and what is under way: a state machine without I/O |
//! | here | clocks, chance, one lock, and futures |
//!
//! There is no background task. A refresh is a shared future, the flight, and whoever waits for it carries it on.

mod cell;
mod error;
mod freshness;
mod mfa;
mod pool;

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use aws_credential_types::provider::{error::CredentialsError, future};
use futures_util::FutureExt as _;
use futures_util::future::Shared;

use self::cell::{Cell, Landing, Turn};
pub(crate) use self::error::Cause;
pub use self::error::RefreshError;
use self::freshness::Now;
pub(crate) use self::mfa::MfaCodes;
pub use self::pool::{PoolCall, SessionPool};
use crate::caller::Caller;
use crate::issued::Issued;
use crate::{BoxFuture, Credentials, ProvideCredentials, Sts};

/// Temporary credentials that are replaced before they expire.
///
/// Made by `refreshing()` of [`NewSession`](crate::NewSession), [`NewFederatedSession`](crate::NewFederatedSession) and
/// [`AssumeRole`](crate::AssumeRole). Cheap to clone: clones share what they hold. Takes the place of credentials
/// wherever [`ProvideCredentials`] is asked for: any crate of AWS's SDK, or another [`Sts`](crate::Sts).
///
/// Nothing is sent before the first use, and nothing happens in the background: a refresh is carried on by those who
/// wait for it. If the one who began it goes away, another one takes over.
///
/// | life of the credentials | one caller looks for new ones, the others go on | everybody waits for new ones |
/// |---|---|---|
/// | up to 20 minutes | 5 minutes before they expire | 1 minute before |
/// | less than 90 minutes | 15 minutes | 1 minute |
/// | longer | 60 minutes | 1 minute |
///
/// Up to a quarter of the window, drawn at random, passes before the first try, so that processes with the same role do
/// not refresh at once. If a refresh fails, the credentials that are held are given out for as long as they are valid,
/// and never longer; the next try comes after 5 to 10 minutes, and earlier where they would expire within that time.
/// Without valid credentials everybody gets the error, and for 1 to 5 seconds nobody asks again.
///
/// Both clocks count, and the one that is further ahead decides: a wall clock that was set back does not lengthen the
/// life of credentials, and after a suspend they are as old as they really are.
#[derive(Clone)]
pub struct RefreshingCredentials(Arc<Inner>);

/// Gets new credentials, once for each call.
type Issue = Arc<dyn Fn() -> BoxFuture<'static, Result<Issued, Cause>> + Send + Sync>;

/// A refresh that is under way.
type Flight = Shared<BoxFuture<'static, Landing>>;

struct Inner {
    /// The client that asks for them.
    sts: Sts,
    /// Who calls with them.
    caller: Caller,
    issue: Issue,
    cell: Mutex<Cell<Flight>>,
}

impl RefreshingCredentials {
    pub(crate) fn new<F>(sts: Sts, caller: Caller, issue: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Issued, Cause>> + Send + 'static,
    {
        let issue: Issue = Arc::new(move || issue().boxed());
        Self(Arc::new(Inner { sts, caller, issue, cell: Mutex::new(Cell::new()) }))
    }

    /// Credentials that are valid now: those that are held, or new ones.
    ///
    /// # Errors
    ///
    /// If none are held that are valid, and no new ones can be had.
    pub async fn credentials(&self) -> Result<Credentials, RefreshError> {
        loop {
            let (flight, seat) = match self.0.turn() {
                Turn::Serve(credentials) => return Ok(credentials),
                Turn::Fail(error) => return Err(error),
                Turn::Board { flight, number, pilot } => (flight, pilot.then(|| Seat { inner: &self.0, number })),
            };
            let landing = flight.await;
            drop(seat);
            if let Landing::Failed(error) = landing {
                return self.0.cell().valid(self.0.now()).ok_or(error);
            }
        }
    }

    /// A client that calls with these credentials, and otherwise like the one that asks for them.
    ///
    /// So roles are chained: the credentials of the first are refreshed whenever those of the second need it. AWS gives
    /// sessions of a role that is assumed by a role one hour at most.
    ///
    /// If AWS says that the credentials have expired, they are [invalidated](Self::invalidate), and a call for a session
    /// is sent once more with new ones; so it is with every [`Sts`] that has such credentials.
    pub fn sts(&self) -> Sts {
        self.origin().calling_with(self.clone(), self.caller().clone())
    }

    /// These, if the provider is such.
    pub(crate) fn of_provider(provider: &(impl ProvideCredentials + 'static)) -> Option<&Self> {
        let provider: &dyn Any = provider;
        provider.downcast_ref()
    }

    /// Who calls with them.
    pub(crate) fn caller(&self) -> &Caller {
        &self.0.caller
    }

    pub(crate) fn origin(&self) -> &Sts {
        &self.0.sts
    }

    /// Says that a service has refused the credentials with this access key id, by `ExpiredToken` or
    /// `InvalidClientTokenId`: they are not given out again, and the next use gets new ones. About credentials that are
    /// not held any more it changes nothing.
    pub fn invalidate(&self, access_key_id: &str) {
        self.0.cell().invalidate(access_key_id);
    }
}

impl Inner {
    fn now(&self) -> Now {
        let clock = self.sts.clock();
        Now { wall: clock.wall(), monotonic: clock.monotonic() }
    }

    /// The lock is held for a few comparisons, never while a future is polled. Nothing panics in between, so a poisoned
    /// lock guards nothing that is broken.
    fn cell(&self) -> MutexGuard<'_, Cell<Flight>> {
        self.cell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(self: &Arc<Self>) -> Turn<Flight> {
        let now = self.now();
        self.cell().turn(now, |number| self.depart(number))
    }

    /// A flight. It does not keep this alive: with the last handle it goes too.
    fn depart(self: &Arc<Self>, number: u64) -> Flight {
        let (issue, inner) = (self.issue.clone(), Arc::downgrade(self));
        let refresh = async move {
            // What panics must not take the flight with it, which others wait for.
            let issued = AssertUnwindSafe(async move { issue().await }).catch_unwind().await;
            let result = issued.unwrap_or(Err(Cause::Panicked)).map_err(RefreshError::from);
            Self::land(&inner, number, result)
        };
        refresh.boxed().shared()
    }

    fn land(inner: &Weak<Self>, number: u64, result: Result<Issued, RefreshError>) -> Landing {
        // Whoever polls a flight has a handle; without any nobody sees what it ends with.
        let Some(inner) = inner.upgrade() else { return Landing::Lost };
        let (now, drawn) = (inner.now(), inner.sts.config().random().unit());
        inner.cell().land(number, result, now, drawn)
    }
}

/// The promise to carry a flight on, until it lands or this is dropped.
struct Seat<'a> {
    inner: &'a Inner,
    number: u64,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.inner.cell().leave(self.number);
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
        let held = self.0.cell().valid(self.0.now());
        f.debug_struct("RefreshingCredentials")
            .field("held", &held)
            .field("caller", &self.0.caller)
            .finish_non_exhaustive()
    }
}
