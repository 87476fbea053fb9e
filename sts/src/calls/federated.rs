//! Sessions of users without an AWS identity.

use crate::api::{FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse, PolicyDescriptorType, Tag};
use crate::calls::policies_and_tags::{TakesPolicy, TakesPolicyArns, TakesTags};
use crate::calls::{SessionCall, SessionOperation};
use crate::client::Sts;
use crate::kind::Async;
use crate::session::caller::{Caller, CallingSession};

/// A call of `GetFederationToken`. Created by [`Sts::new_federated_session`].
pub type NewFederatedSession<K = Async> = SessionCall<GetFederationTokenRequest, K>;

impl Sts {
    /// Creates a session for a user without an AWS identity, with at most the caller's permissions. Without a
    /// [policy](NewFederatedSession::policy) it has no permissions.
    ///
    /// `name` identifies the user in logs and policies. See [`GetFederationTokenRequest::name`] for its limits;
    /// [`sanitize::federated_user_name`](crate::sanitize::federated_user_name) turns any text into a valid name.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let policy = sts::Policy::new().allow(["s3:Get*"], ["arn:aws:s3:::bucket/Bob/*"]);
    /// let bob = sts.new_federated_session("Bob").policy(policy).await?;
    /// println!("{:?}", bob.user_arn());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_federated_session(&self, name: impl Into<String>) -> NewFederatedSession {
        SessionCall::new(&self.state, GetFederationTokenRequest::builder(name).build_unchecked())
    }
}

impl SessionOperation for GetFederationTokenRequest {
    type Principal = FederatedUser;

    fn new_session(&self, _current: &CallingSession) -> CallingSession {
        CallingSession::not_scoped_down(Caller::Other)
    }

    fn principal(response: GetFederationTokenResponse) -> FederatedUser {
        response.federated_user.unwrap_or_default()
    }
}

impl TakesPolicy for GetFederationTokenRequest {
    fn policy_mut(&mut self) -> &mut Option<String> {
        &mut self.policy
    }
}

impl TakesPolicyArns for GetFederationTokenRequest {
    fn policy_arns_mut(&mut self) -> &mut Option<Vec<PolicyDescriptorType>> {
        &mut self.policy_arns
    }
}

impl TakesTags for GetFederationTokenRequest {
    fn tags_mut(&mut self) -> &mut Option<Vec<Tag>> {
        &mut self.tags
    }
}
