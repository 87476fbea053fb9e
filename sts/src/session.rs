//! Sessions: temporary credentials for the calling user.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::api::{GET_SESSION_TOKEN, GetSessionTokenRequest};
use crate::caller::Caller;
use crate::issued::{Issued, Judged, TokenSize, asked, bytes, seconds};
use crate::refresh::{MfaCodes, Terms};
use crate::{BoxFuture, Credentials, Error, RefreshingCredentials, Secret, Sts, Warning};

/// What AWS gives a user who asks for no duration; a root user gets one hour.
const DEFAULT_DURATION: Duration = Duration::from_secs(12 * 3600);

/// A call of `GetSessionToken`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct NewSession {
    pub(crate) sts: Sts,
    pub(crate) request: GetSessionTokenRequest,
}

impl NewSession {
    pub(crate) fn new(sts: Sts, request: GetSessionTokenRequest) -> Self {
        Self { sts, request }
    }

    /// How long the credentials work; by default 12 hours, for a root user one hour. Parts of a second count as a whole
    /// one. See [`GetSessionTokenRequest::duration_seconds`] for the limits.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// Proves possession of an MFA device: its ARN or serial number, and the six digits that it shows now. A code works
    /// once. Security keys and passkeys show no codes, so they cannot be used here.
    pub fn mfa(mut self, serial_number: impl Into<String>, token_code: impl Into<Secret>) -> Self {
        self.request.serial_number = Some(serial_number.into());
        self.request.token_code = Some(token_code.into());
        self
    }

    /// Makes the session token at least so many bytes long, to find out whether everything that it passes through can
    /// hold a long one. See [`GetSessionTokenRequest::minimum_session_token_size`] for the limits.
    pub fn minimum_session_token_size(mut self, size: u32) -> Self {
        self.request.minimum_session_token_size = Some(bytes(size));
        self
    }

    /// What is worth knowing about this call before it is sent. Sending tells `tracing` the same.
    pub fn warnings(&self) -> Vec<Warning> {
        self.sts.warnings(&self.request)
    }

    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// A request that breaks the service model, or a rule of AWS's documentation, is not sent. An answer without usable
    /// credentials is an error.
    pub async fn send(self) -> Result<Session, Error> {
        let answer = self.sts.issue(&self.request).await?;
        let judged = Judged { operation: &GET_SESSION_TOKEN, answer: &answer };
        let now = self.sts.now();
        let issued = judged.issued(answer.response.credentials.as_ref(), now)?;
        let response = &answer.response;
        let size = judged.token_size(response.session_token_size, response.session_token_utilization)?;
        Ok(Session(issued.warned_of_shorter_session(self.request.duration_seconds, now), size))
    }

    /// Credentials that stay fresh: this call is sent when they are first used, and again before they expire.
    ///
    /// A code given with [`mfa`](Self::mfa) is sent once; see [`refreshing_with_mfa`](Self::refreshing_with_mfa).
    pub fn refreshing(mut self) -> RefreshingCredentials {
        let codes = MfaCodes::given(self.request.token_code.take());
        self.refreshing_with(codes)
    }

    /// Credentials that stay fresh, for a caller who has to prove possession of an MFA device each time: `prompt` is
    /// asked for the code that it shows. It is asked once for all who wait, and no code is sent twice.
    pub fn refreshing_with_mfa<F, E>(
        mut self,
        serial_number: impl Into<String>,
        prompt: impl Fn() -> F + Send + Sync + 'static,
    ) -> RefreshingCredentials
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.request.serial_number = Some(serial_number.into());
        self.refreshing_with(MfaCodes::asked(prompt))
    }

    fn refreshing_with(self, codes: MfaCodes) -> RefreshingCredentials {
        let terms = Terms { asked: asked(self.request.duration_seconds, DEFAULT_DURATION), caller: Caller::Session };
        let (sts, codes) = (self.sts.clone(), Arc::new(codes));
        RefreshingCredentials::new(sts, terms, move || {
            let (mut call, codes) = (self.clone(), codes.clone());
            async move {
                call.request.token_code = codes.next().await?;
                Ok(call.send().await?.0)
            }
        })
    }
}

impl IntoFuture for NewSession {
    type Output = Result<Session, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Temporary credentials for the user who asked for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Session(Issued, TokenSize);

impl Session {
    /// The credentials: a cheap handle that every AWS SDK crate takes as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.0.credentials.clone()
    }

    /// When they stop working.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expires_at
    }

    /// How many bytes the session token has, if the answer said so.
    pub fn session_token_size(&self) -> Option<u32> {
        self.1.bytes
    }

    /// How much of the largest size allowed the session token has, in percent, if the answer said so.
    pub fn session_token_utilization(&self) -> Option<u32> {
        self.1.utilization
    }

    /// What is worth knowing about what was issued. `tracing` has been told the same.
    pub fn warnings(&self) -> &[Warning] {
        &self.0.warnings
    }
}
