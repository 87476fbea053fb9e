//! Federated sessions: temporary credentials for somebody without an AWS identity.

use std::time::Duration;

use crate::api::{Error, FederatedUser, GetFederationTokenRequest, Tag};
use crate::calls::{session_call, session_policies};
use crate::client::Sts;
use crate::refresh::RefreshingCredentials;
use crate::refresh::pool::{Key, PooledCall};
use crate::session::caller::Caller;
use crate::session::validate::{Issued, issued_accessors, seconds};

/// A call of `GetFederationToken`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct NewFederatedSession {
    sts: Sts,
    request: GetFederationTokenRequest,
}

session_call!(NewFederatedSession, "GetFederationTokenRequest" => FederatedSession);
session_policies! {
    NewFederatedSession:
    /// What the session may do: at most what the caller may do, too. Without any policy it may do nothing.
    policy,
    /// A managed policy that says what the session may do, besides others: the ARN of one policy of AWS or of the
    /// account.
    policy_arn
}

impl Sts {
    /// Creates a session for a user without an AWS identity, with at most the caller's permissions.
    ///
    /// `name` identifies the user in logs and policies. See [`GetFederationTokenRequest::name`] for its limits;
    /// [`sanitize::federated_user_name`](crate::sanitize::federated_user_name) turns any text into a valid name.
    pub fn new_federated_session(&self, name: impl Into<String>) -> NewFederatedSession {
        let request = GetFederationTokenRequest::builder(name).build_unchecked();
        NewFederatedSession { sts: self.clone(), request }
    }
}

impl PooledCall for NewFederatedSession {
    #[inline]
    fn key(&self) -> Key {
        Key::new(&self.sts, &self.request, false)
    }

    #[inline]
    fn refreshing(self) -> RefreshingCredentials {
        Self::refreshing(self)
    }
}

impl NewFederatedSession {
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

    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// A request that breaks the service model, or a rule of AWS's documentation, is not sent. An answer without usable
    /// credentials is an error.
    pub async fn send(self) -> Result<FederatedSession, Error> {
        let (issued, response) = self.sts.issue(&self.request).await?;
        Ok(FederatedSession { issued, user: response.federated_user.unwrap_or_default() })
    }

    /// Credentials that stay fresh: this call is sent when they are first used, and again before they expire.
    #[inline]
    pub fn refreshing(self) -> RefreshingCredentials {
        RefreshingCredentials::new(self.sts.clone(), Caller::Other, move || {
            let call = self.clone();
            async move { Ok(call.send().await?.issued) }
        })
    }
}

/// Temporary credentials for a federated user.
#[derive(Clone, Debug, PartialEq)]
pub struct FederatedSession {
    issued: Issued,
    user: FederatedUser,
}

issued_accessors!(FederatedSession);

impl FederatedSession {
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
        self.issued.packed_policy_size
    }
}
