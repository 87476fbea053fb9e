//! Sessions: temporary credentials for the calling user.

use std::sync::Arc;
use std::time::Duration;

use awsquery::Secret;

use crate::api::{Error, GetSessionTokenRequest};
use crate::calls::{mfa_call, session_call};
use crate::client::Sts;
use crate::refresh::RefreshingCredentials;
use crate::refresh::mfa::MfaCodes;
use crate::refresh::pool::{Key, PooledCall};
use crate::session::caller::Caller;
use crate::session::validate::{Issued, issued_accessors, seconds};

/// A call of `GetSessionToken`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct NewSession {
    sts: Sts,
    request: GetSessionTokenRequest,
}

session_call!(NewSession, "GetSessionTokenRequest" => Session);
mfa_call!(NewSession);

impl Sts {
    /// Creates a session of the calling user, who may prove possession of an MFA device with it.
    pub fn new_session(&self) -> NewSession {
        NewSession { sts: self.clone(), request: GetSessionTokenRequest::builder().build_unchecked() }
    }
}

impl PooledCall for NewSession {
    #[inline]
    fn key(&self) -> Key {
        Key::new(&self.sts, &self.request, false)
    }

    #[inline]
    fn refreshing(self) -> RefreshingCredentials {
        Self::refreshing(self)
    }
}

impl NewSession {
    /// How long the credentials work; by default 12 hours, for a root user one hour. Parts of a second count as a whole
    /// one. See [`GetSessionTokenRequest::duration_seconds`] for the limits.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// A request that breaks the service model, or a rule of AWS's documentation, is not sent. An answer without usable
    /// credentials is an error.
    pub async fn send(self) -> Result<Session, Error> {
        let (issued, _) = self.sts.issue(&self.request).await?;
        Ok(Session { issued })
    }

    #[inline]
    fn refreshing_with(self, codes: MfaCodes) -> RefreshingCredentials {
        let (sts, codes) = (self.sts.clone(), Arc::new(codes));
        RefreshingCredentials::new(sts, Caller::Session, move || {
            let (call, codes) = (self.clone(), codes.clone());
            async move { codes.send(|code| call.clone().send_with(code), |_| false).await }
        })
    }

    async fn send_with(mut self, code: Option<Secret>) -> Result<Issued, Error> {
        self.request.token_code = code;
        Ok(self.send().await?.issued)
    }
}

/// Temporary credentials for the user who asked for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    issued: Issued,
}

issued_accessors!(Session);
