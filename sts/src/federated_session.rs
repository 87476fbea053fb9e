//! Federated sessions: temporary credentials for somebody without an AWS identity.

use std::future::IntoFuture;
use std::time::{Duration, SystemTime};

use crate::api::{FederatedUser, GET_FEDERATION_TOKEN, GetFederationTokenRequest, PolicyDescriptorType, Tag};
use crate::caller::Caller;
use crate::issued::{Issued, Judged, TokenSize, asked, bytes, seconds};
use crate::parameters::SessionRequest as _;
use crate::refresh::Terms;
use crate::{BoxFuture, Credentials, Error, RefreshingCredentials, SizeReport, Sts, Warning};

/// What AWS gives a caller who asks for no duration.
const DEFAULT_DURATION: Duration = Duration::from_secs(12 * 3600);

/// A call of `GetFederationToken`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct NewFederatedSession {
    pub(crate) sts: Sts,
    pub(crate) request: GetFederationTokenRequest,
}

impl NewFederatedSession {
    pub(crate) fn new(sts: Sts, request: GetFederationTokenRequest) -> Self {
        Self { sts, request }
    }

    /// What the session may do: at most what the caller may do, too. Without any policy it may do nothing.
    ///
    /// A [`Policy`](crate::Policy), which is sent without white space, or its JSON, which is sent as it is.
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.request.policy = Some(policy.into());
        self
    }

    /// A managed policy that says what the session may do, besides others: the ARN of one policy of AWS or of the
    /// account.
    pub fn policy_arn(mut self, arn: impl Into<String>) -> Self {
        let policy = PolicyDescriptorType::builder().arn(arn).build_unchecked();
        self.request.policy_arns.get_or_insert_default().push(policy);
        self
    }

    /// A session tag, besides others. Keys have to differ in more than case. The caller needs the permission
    /// `sts:TagSession`.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.tags.get_or_insert_default().push(Tag::new(key, value));
        self
    }

    /// How long the credentials work; by default 12 hours. Parts of a second count as a whole one. See
    /// [`GetFederationTokenRequest::duration_seconds`] for the limits.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// Makes the session token at least so many bytes long, to find out whether everything that it passes through can
    /// hold a long one. See [`GetFederationTokenRequest::minimum_session_token_size`] for the limits.
    pub fn minimum_session_token_size(mut self, size: u32) -> Self {
        self.request.minimum_session_token_size = Some(bytes(size));
        self
    }

    /// How many characters policies and tags have, by whom, and how many are left.
    pub fn size_report(&self) -> SizeReport {
        SizeReport::of(&self.request.parameters())
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
    pub async fn send(self) -> Result<FederatedSession, Error> {
        let answer = self.sts.issue(&self.request).await?;
        let judged = Judged { operation: &GET_FEDERATION_TOKEN, answer: &answer };
        let now = self.sts.now();
        let issued = judged.issued(answer.response.credentials.as_ref(), now)?;
        #[expect(deprecated, reason = "AWS still answers it")]
        let packed_policy_size = judged.packed_policy_size(answer.response.packed_policy_size)?;
        let response = &answer.response;
        let token_size = judged.token_size(response.session_token_size, response.session_token_utilization)?;
        let issued = issued
            .warned_of_shorter_session(self.request.duration_seconds, now)
            .warned_of_packed_policy_size(packed_policy_size);
        let user = answer.response.federated_user.unwrap_or_default();
        Ok(FederatedSession { issued, packed_policy_size, token_size, user })
    }

    /// Credentials that stay fresh: this call is sent when they are first used, and again before they expire.
    pub fn refreshing(self) -> RefreshingCredentials {
        let terms = Terms { asked: asked(self.request.duration_seconds, DEFAULT_DURATION), caller: Caller::Other };
        RefreshingCredentials::new(self.sts.clone(), terms, move || {
            let call = self.clone();
            async move { Ok(call.send().await?.issued) }
        })
    }
}

impl IntoFuture for NewFederatedSession {
    type Output = Result<FederatedSession, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Temporary credentials for a federated user.
#[derive(Clone, Debug, PartialEq)]
pub struct FederatedSession {
    issued: Issued,
    user: FederatedUser,
    packed_policy_size: Option<u32>,
    token_size: TokenSize,
}

impl FederatedSession {
    /// The credentials: a cheap handle that every AWS SDK crate takes as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.issued.credentials.clone()
    }

    /// When they stop working.
    pub fn expires_at(&self) -> SystemTime {
        self.issued.expires_at
    }

    /// The user as policies know it, `123456789012:Bob`, if the answer said so.
    pub fn user_id(&self) -> Option<&str> {
        self.user.federated_user_id.as_deref()
    }

    /// The user as a principal, `arn:aws:sts::123456789012:federated-user/Bob`, if the answer said so.
    pub fn user_arn(&self) -> Option<&str> {
        self.user.arn.as_deref()
    }

    /// How much of the space for policies and tags is used, in percent, if the answer said so.
    #[deprecated(note = "AWS replaced it on 2026-06-17: use `session_token_utilization`")]
    pub fn packed_policy_size(&self) -> Option<u32> {
        self.packed_policy_size
    }

    /// How many bytes the session token has, if the answer said so.
    pub fn session_token_size(&self) -> Option<u32> {
        self.token_size.bytes
    }

    /// How much of the largest size allowed the session token has, in percent, if the answer said so.
    pub fn session_token_utilization(&self) -> Option<u32> {
        self.token_size.utilization
    }

    /// What is worth knowing about what was issued. `tracing` has been told the same.
    pub fn warnings(&self) -> &[Warning] {
        &self.issued.warnings
    }
}
