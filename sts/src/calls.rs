//! The calls that create sessions.
//!
//! All of them are a [`SessionCall`] with the request of their operation, and [`IntoFuture`], so `.await` sends them:
//!
//! | call | method | operation |
//! |---|---|---|
//! | [`NewSession`] | [`Sts::new_session`](crate::Sts::new_session) | `GetSessionToken` |
//! | [`NewFederatedSession`] | [`Sts::new_federated_session`](crate::Sts::new_federated_session) | `GetFederationToken` |
//! | [`AssumeRole`] | [`Sts::assume_role`](crate::Sts::assume_role) | `AssumeRole` |
//! | [`AssumeRoleWithWebIdentity`] | [`Sts::assume_role_with_web_identity`](crate::Sts::assume_role_with_web_identity) | `AssumeRoleWithWebIdentity` |
//! | [`NewScopedSession`] | [`Sts::new_scoped_session`](crate::Sts::new_scoped_session), [`IssuedSession::scope_down`](crate::session::IssuedSession::scope_down) | `GetScopedCredentials` |
//!
//! Settings that several calls have are methods of `SessionCall`, limited to the operations that have the parameter by
//! the traits [`TakesPolicy`], [`TakesPolicyArns`], [`TakesTags`], [`TakesMfa`] and [`AssumesRole`].

#[cfg(feature = "blocking")]
mod blocking;
mod duration;
mod exchange;
mod external_id;
mod federated;
mod mfa;
mod policies_and_tags;
mod role;
pub(crate) mod scoped_session;
mod user;
pub(crate) mod web_identity;

use std::future::ready;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use awsquery::platform::BoxFuture;
use awsquery::{CallLimits, Clock, Secret};

pub use self::duration::AssumesRole;
use self::duration::DurationFallback;
use self::exchange::{Exchanged, Need, SessionExchange};
pub use self::external_id::new_external_id;
pub use self::federated::NewFederatedSession;
pub use self::mfa::TakesMfa;
pub use self::policies_and_tags::{TakesPolicy, TakesPolicyArns, TakesTags};
pub use self::role::AssumeRole;
pub use self::scoped_session::NewScopedSession;
pub use self::user::NewSession;
pub use self::web_identity::AssumeRoleWithWebIdentity;
use crate::api::Error;
use crate::client_state::ClientState;
use crate::connection::Connection;
#[cfg(feature = "blocking")]
pub use crate::kind::Blocking;
use crate::kind::TokenFailure;
pub use crate::kind::{Async, Kind};
use crate::refresh::RefreshingCredentials;
use crate::refresh::mfa::{MfaCodes, Prompt};
use crate::refresh::pool::{PoolKey, PooledCall};
use crate::session::caller::CallingSession;
use crate::session::issued_session::{IssuedSession, SessionClient};
use crate::session::request::SessionRequest;
use crate::session::validate::{SessionInfo, bytes, seconds};
use crate::session::warning::Warning;
use crate::web_identity::TokenSource;
pub use crate::web_identity::WebIdentityToken;

/// A call that creates a session. `.await` sends it.
///
/// `R` is the request of the operation. Users write the alias of the call: [`AssumeRole`], [`AssumeRoleWithWebIdentity`],
/// [`NewScopedSession`], [`NewSession`] or [`NewFederatedSession`].
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
/// let call = sts.new_session().duration(Duration::from_secs(3600));
/// for warning in call.warnings() {
///     eprintln!("{warning}");
/// }
/// let session = call.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await` or `send`"]
pub struct SessionCall<R: SessionOperation, K: Kind = Async> {
    state: ClientState<K>,
    request: R,
    /// The source of the web identity token, for the operation that takes one.
    token: Option<TokenSource<K>>,
    fallback: DurationFallback,
    /// The limits of this call, where they differ from those of the client. Clients of the new session do not have them.
    limits: CallLimits,
}

/// A request that a [`SessionCall`] sends. This trait is sealed.
pub trait SessionOperation: SessionRequest {
    /// True if the request takes a web identity token. As this is a constant, programs that make no such request do not
    /// contain the readers of tokens.
    #[doc(hidden)]
    const TAKES_TOKEN: bool = false;

    /// The principal of the session, as far as the response names it.
    type Principal: Send + 'static;

    /// Returns what is known of the new session before the response arrives. `current` is the session that signs the call.
    #[doc(hidden)]
    fn new_session(&self, current: &CallingSession) -> CallingSession;

    /// Returns the number of scope-down policies of the new session, if the response states it.
    #[doc(hidden)]
    fn scope_down_policies(_response: &Self::Output) -> Option<u32> {
        None
    }

    /// Returns the principal of the session.
    #[doc(hidden)]
    fn principal(response: Self::Output) -> Self::Principal;

    /// Sets the web identity token.
    #[doc(hidden)]
    fn set_token(&mut self, _token: Secret) {}

    /// Returns the web identity token if AWS refuses it with this error.
    #[doc(hidden)]
    fn refused_token(&self, _error: &Error) -> Option<Secret> {
        None
    }

    /// Adds to an error what the request and the clock say about it.
    #[doc(hidden)]
    fn explain(&self, error: Error, _clock: &dyn Clock) -> Error {
        error
    }
}

impl<R: SessionOperation, K: Kind> SessionCall<R, K> {
    pub(crate) fn new(state: &ClientState<K>, request: R) -> Self {
        let (fallback, limits) = (DurationFallback::default(), CallLimits::new());
        Self { state: state.clone(), request, token: None, fallback, limits }
    }

    /// Sets how long the credentials are valid. AWS's default is 12 hours for users and federated users, and 1 hour for
    /// root users and roles. A fraction of a second counts as a whole second.
    ///
    /// The limits are in the documentation of the request: [`GetSessionTokenRequest::duration_seconds`],
    /// [`GetFederationTokenRequest::duration_seconds`], [`AssumeRoleRequest::duration_seconds`] and
    /// [`AssumeRoleWithWebIdentityRequest::duration_seconds`]. A role that is assumed by a role has sessions of at most
    /// one hour, which is checked if the client knows that the caller is a role (see [`Sts::with_role`](crate::Sts::with_role)).
    ///
    /// [`GetSessionTokenRequest::duration_seconds`]: crate::api::GetSessionTokenRequest::duration_seconds
    /// [`GetFederationTokenRequest::duration_seconds`]: crate::api::GetFederationTokenRequest::duration_seconds
    /// [`AssumeRoleRequest::duration_seconds`]: crate::api::AssumeRoleRequest::duration_seconds
    /// [`AssumeRoleWithWebIdentityRequest::duration_seconds`]: crate::api::AssumeRoleWithWebIdentityRequest::duration_seconds
    // Inlined, so that the call is not moved for each setting.
    #[inline]
    pub fn duration(mut self, duration: Duration) -> Self {
        *self.request.duration_seconds_mut() = Some(seconds(duration));
        self.fallback = DurationFallback::default();
        self
    }

    /// Makes the session token at least this many bytes long, to test whether everything that handles it accepts long
    /// tokens. See [`minimum_session_token_size`](crate::api::AssumeRoleRequest::minimum_session_token_size) for the
    /// limits.
    pub fn minimum_session_token_size(mut self, size: u32) -> Self {
        *self.request.minimum_session_token_size_mut() = Some(bytes(size));
        self
    }

    /// Sets limits for the time of this call and the size of its response, which replace those of the client. Credentials
    /// made with [`refreshing`](Self::refreshing) use them for each refresh. A client of the new session has the limits of the
    /// client that made the call.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use sts::CallLimits;
    ///
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let impatient = CallLimits::new().with_deadline(Duration::from_secs(3));
    /// let session = sts.new_session().limits(impatient).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn limits(mut self, limits: CallLimits) -> Self {
        self.limits = limits.or(self.limits);
        self
    }

    /// Returns the warnings about this call. They are also logged through `tracing` when the call is sent.
    pub fn warnings(&self) -> Vec<Warning> {
        self.state.warnings(&self.request)
    }

    /// Returns what is known of the new session before the response arrives, and the connection that it comes from.
    fn new_session(&self) -> (CallingSession, Connection<K>) {
        (self.request.new_session(&self.state.session), self.state.connection.clone())
    }

    /// Returns the client with the limits of this call.
    fn client(&self) -> K::Client {
        K::with_limits(&self.state.connection.client, self.limits)
    }

    /// Identifies this call among those of a pool.
    fn pool_key(&self) -> PoolKey {
        PoolKey::new(&self.state, &self.request, self.fallback.is_enabled(), |hash| {
            if let Some(source) = &self.token {
                source.hash(hash);
            }
        })
    }

    /// Returns the code that was set, and leaves none behind.
    fn take_code(&mut self) -> Option<Secret> {
        self.request.token_code_mut().and_then(Option::take)
    }

    /// Returns the same call with this code.
    fn with_code(mut self, code: Option<Secret>) -> Self {
        if let Some(token_code) = self.request.token_code_mut() {
            *token_code = code;
        }
        self
    }
}

/// Returns the session that a response describes.
fn issued<R: SessionOperation, K: Kind>(
    (known, connection): (CallingSession, Connection<K>),
    (info, response): (SessionInfo, R::Output),
) -> IssuedSession<R::Principal, K> {
    let scope_down_policies = R::scope_down_policies(&response).or(known.scope_down_policies);
    let client = SessionClient::new(connection, CallingSession { scope_down_policies, ..known });
    IssuedSession::new(info, R::principal(response), client)
}

impl<R: SessionOperation> SessionCall<R> {
    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// Fails without sending anything if the request violates the service model or a rule of AWS's documentation, or if
    /// credentials or a web identity token are missing. A response without usable credentials is an error too.
    pub async fn send(self) -> Result<IssuedSession<R::Principal>, Error> {
        let new = self.new_session();
        Ok(issued::<R, Async>(new, self.exchange().await?))
    }

    async fn exchange(self) -> Exchanged<R> {
        let client = self.client();
        // The exchange checks the limits of the service model too, so the client need not.
        let unchecked = client.unchecked();
        let (mut exchange, mut next) = SessionExchange::start(self);
        loop {
            let need = match next {
                ControlFlow::Continue(need) => need,
                ControlFlow::Break(result) => return result,
            };
            next = match need {
                Need::Token(source) => exchange.token(token::<R>(source).await),
                Need::OtherToken(source, refused, error) => {
                    exchange.other_token(other_token::<R, _>(&source, &refused), error)
                }
                Need::Credentials(seconds) => {
                    if let Some(renewal) = &exchange.state.renewal {
                        renewal.renew_for(lifetime(seconds)).await;
                    }
                    let credentials = client.as_runtime().credentials_for(R::OPERATION).await;
                    exchange.credentials(credentials.map_err(Error::from))
                }
                Need::Response => exchange.response(unchecked.send(&exchange.request).await),
            };
        }
    }

    /// Returns credentials that are refreshed before they expire: this call is sent when they are first used, and again
    /// before they expire.
    ///
    /// A code given with [`mfa`](Self::mfa) is sent only once; see [`refreshing_with_mfa`](Self::refreshing_with_mfa). A
    /// web identity token is obtained for each refresh.
    #[inline]
    pub fn refreshing(mut self) -> RefreshingCredentials {
        let code = self.take_code();
        self.refreshing_with(MfaCodes::from_code(code))
    }

    fn refreshing_with(self, codes: MfaCodes<Prompt>) -> RefreshingCredentials {
        let state = self.state.clone();
        let (session, _) = self.new_session();
        let codes = Arc::new(codes);
        RefreshingCredentials::new(state, session, move || {
            let call = self.clone();
            let codes = codes.clone();
            async move {
                let needs_another_code = |error: &Error| call.fallback.record_refusal(error);
                let send = |code| {
                    let call = call.clone().with_code(code);
                    async move { call.exchange().await.map(|(info, _)| info) }
                };
                codes.send(send, needs_another_code).await
            }
        })
    }
}

/// Gets the token for an operation.
// Boxed, because the compiler keeps a future that is awaited directly, even where the constant excludes it.
fn token<R: SessionOperation>(source: TokenSource<Async>) -> BoxFuture<'static, Result<Secret, TokenFailure>> {
    if R::TAKES_TOKEN { Box::pin(async move { source.get().await }) } else { Box::pin(ready(Err(NO_TOKEN.into()))) }
}

/// Returns a token for an operation, other than the one that was refused.
fn other_token<R: SessionOperation, K: Kind>(source: &TokenSource<K>, refused: &Secret) -> Option<Secret> {
    if R::TAKES_TOKEN { source.replacement(refused) } else { None }
}

/// The error if an operation has a source of tokens, but no parameter for a token.
const NO_TOKEN: &str = "the operation takes no web identity token";

/// Returns the lifetime that a session of this many seconds needs.
fn lifetime(seconds: Option<i32>) -> Option<Duration> {
    seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
}

impl<R: SessionOperation> IntoFuture for SessionCall<R> {
    type Output = Result<IssuedSession<R::Principal>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R: SessionOperation> PooledCall for SessionCall<R> {
    type Credentials = RefreshingCredentials;

    fn key(&self) -> PoolKey {
        self.pool_key()
    }

    fn refreshing(self) -> RefreshingCredentials {
        Self::refreshing(self)
    }
}
