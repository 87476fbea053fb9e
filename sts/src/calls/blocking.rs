//! The calls of blocking clients: how they are created, sent and refreshed.

use std::error::Error as StdError;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use super::exchange::{Exchanged, Need, SessionExchange};
use super::scoped_session::new_scoped_session;
use super::web_identity::assume_role_with_web_identity;
use super::{
    AssumeRole, AssumeRoleWithWebIdentity, NO_TOKEN, NewFederatedSession, NewScopedSession, NewSession, SessionCall,
    SessionOperation, TakesMfa, issued, lifetime, other_token,
};
use crate::api::{AssumeRoleRequest, Error, GetFederationTokenRequest, GetSessionTokenRequest};
use crate::client::StsBuilder;
use crate::client::blocking::Sts;
use crate::kind::Blocking;
use crate::refresh::blocking::RefreshingCredentials;
use crate::refresh::mfa::{BlockingPrompt, MfaCodes};
use crate::refresh::pool::{PoolKey, PooledCall};
use crate::session::issued_session::{AssumedRole, IssuedSession};
use crate::web_identity::blocking::WebIdentityToken;

/// Calls that create sessions.
impl Sts {
    /// Creates a session of the calling user; see [`Sts::new_session`](crate::Sts::new_session).
    pub fn new_session(&self) -> NewSession<Blocking> {
        SessionCall::new(&self.state, GetSessionTokenRequest::builder().build_unchecked())
    }

    /// Creates a session for a user without an AWS identity; see
    /// [`Sts::new_federated_session`](crate::Sts::new_federated_session).
    pub fn new_federated_session(&self, name: impl Into<String>) -> NewFederatedSession<Blocking> {
        SessionCall::new(&self.state, GetFederationTokenRequest::builder(name).build_unchecked())
    }

    /// Assumes a role, whose trust policy must allow the caller; see [`Sts::assume_role`](crate::Sts::assume_role).
    pub fn assume_role(&self, role_arn: impl Into<String>, session_name: impl Into<String>) -> AssumeRole<Blocking> {
        SessionCall::new(&self.state, AssumeRoleRequest::builder(role_arn, session_name).build_unchecked())
    }

    /// Assumes a role that trusts an identity provider; see
    /// [`Sts::assume_role_with_web_identity`](crate::Sts::assume_role_with_web_identity).
    pub fn assume_role_with_web_identity(
        &self,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
        token: impl Into<WebIdentityToken>,
    ) -> AssumeRoleWithWebIdentity<Blocking> {
        assume_role_with_web_identity(&self.state, role_arn, session_name, token.into().0)
    }

    /// Derives a session from the one whose credentials sign the call; see
    /// [`Sts::new_scoped_session`](crate::Sts::new_scoped_session).
    pub fn new_scoped_session(&self) -> NewScopedSession<Blocking> {
        new_scoped_session(&self.state)
    }

    /// Returns a client with the credentials of a role and otherwise the same settings; see
    /// [`Sts::with_role`](crate::Sts::with_role).
    pub fn with_role(&self, role: &AssumedRole<Blocking>) -> Self {
        Self { state: self.state.with_role(role.credentials(), role.arn()) }
    }
}

/// Needs the feature `blocking`.
impl<P> IssuedSession<P, Blocking> {
    /// Returns a client that signs with the credentials of this session and is otherwise configured like the client that
    /// issued it.
    pub fn sts(&self) -> Sts {
        Sts { state: self.client_state() }
    }
}

impl RefreshingCredentials {
    /// Returns a client that signs with these credentials; see
    /// [`RefreshingCredentials::sts`](crate::RefreshingCredentials::sts).
    pub fn sts(&self) -> Sts {
        Sts { state: self.client_state() }
    }

    /// Derives a session that may do only what both the one of these credentials and the policy allow; see
    /// [`Sts::new_scoped_session`](crate::Sts::new_scoped_session).
    pub fn scope_down(&self, policy: impl Into<String>) -> NewScopedSession<Blocking> {
        new_scoped_session(&self.client_state()).policy(policy)
    }

    /// Derives a session that may do the same as the one of these credentials, for a shorter time; see
    /// [`Sts::new_scoped_session`](crate::Sts::new_scoped_session).
    pub fn shorten(&self, duration: Duration) -> NewScopedSession<Blocking> {
        new_scoped_session(&self.client_state()).duration(duration)
    }
}

/// Needs the feature `blocking`.
impl StsBuilder<Blocking> {
    /// Sets credentials that are refreshed before they expire; see
    /// [`StsBuilder::refreshing_credentials`](crate::StsBuilder::refreshing_credentials).
    pub fn refreshing_credentials(self, credentials: RefreshingCredentials) -> Self {
        let (session, renewal) = (credentials.session().clone(), Arc::new(credentials.clone()));
        self.with_provider(Arc::new(credentials), session, Some(renewal))
    }
}

/// Needs the feature `blocking`.
impl<R: SessionOperation> SessionCall<R, Blocking> {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// Fails without sending anything if the request violates the service model or a rule of AWS's documentation, or if
    /// credentials or a web identity token are missing. A response without usable credentials is an error too.
    pub fn send(self) -> Result<IssuedSession<R::Principal, Blocking>, Error> {
        let new = self.new_session();
        Ok(issued::<R, Blocking>(new, self.exchange()?))
    }

    fn exchange(self) -> Exchanged<R> {
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
                Need::Token(source) => exchange.token(if R::TAKES_TOKEN { source.get() } else { Err(NO_TOKEN.into()) }),
                Need::OtherToken(source, refused, error) => {
                    exchange.other_token(other_token::<R, _>(&source, &refused), error)
                }
                Need::Credentials(seconds) => {
                    if let Some(renewal) = &exchange.state.renewal {
                        renewal.renew_for(lifetime(seconds));
                    }
                    let credentials = client.as_runtime().credentials_for(R::OPERATION);
                    exchange.credentials(credentials.map_err(Error::from))
                }
                Need::Response => exchange.response(unchecked.send(&exchange.request)),
            };
        }
    }

    /// Returns credentials that are refreshed before they expire: this call is sent when they are first used, and again
    /// before they expire. See [`SessionCall::refreshing`].
    pub fn refreshing(mut self) -> RefreshingCredentials {
        let code = self.take_code();
        self.refreshing_with(MfaCodes::from_code(code))
    }

    fn refreshing_with(self, codes: MfaCodes<BlockingPrompt>) -> RefreshingCredentials {
        let state = self.state.clone();
        let (session, _) = self.new_session();
        RefreshingCredentials::new(state, session, move || {
            let send = |code| self.clone().with_code(code).exchange().map(|(info, _)| info);
            codes.send_blocking(send, |error| self.fallback.record_refusal(error))
        })
    }
}

/// Needs the feature `blocking`.
impl<R: TakesMfa> SessionCall<R, Blocking> {
    /// Returns credentials that are refreshed before they expire, with an MFA code for each refresh. `prompt` asks for the
    /// code, and blocks the thread meanwhile. See [`SessionCall::refreshing_with_mfa`].
    pub fn refreshing_with_mfa<E>(
        mut self,
        serial_number: impl Into<String>,
        prompt: impl Fn() -> Result<String, E> + Send + Sync + 'static,
    ) -> RefreshingCredentials
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.request.set_mfa(serial_number.into(), None);
        self.refreshing_with(MfaCodes::from_blocking_prompt(prompt))
    }
}

impl<R: SessionOperation> PooledCall for SessionCall<R, Blocking> {
    type Credentials = RefreshingCredentials;

    fn key(&self) -> PoolKey {
        self.pool_key()
    }

    fn refreshing(self) -> RefreshingCredentials {
        Self::refreshing(self)
    }
}
