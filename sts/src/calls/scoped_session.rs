//! Sessions with fewer permissions or a shorter lifetime than the calling one.

use std::time::Duration;

use crate::api::{GetScopedCredentialsRequest, GetScopedCredentialsResponse};
use crate::calls::policies_and_tags::TakesPolicy;
use crate::calls::{SessionCall, SessionOperation};
use crate::client::Sts;
use crate::client_state::ClientState;
use crate::kind::{Async, Kind};
use crate::refresh::RefreshingCredentials;
use crate::session::caller::CallingSession;
use crate::session::issued_session::{IssuedSession, ScopedPrincipal, SessionClient};

/// A call of `GetScopedCredentials`. Created by [`Sts::new_scoped_session`], and by the methods `scope_down` and `shorten` of
/// sessions.
pub type NewScopedSession<K = Async> = SessionCall<GetScopedCredentialsRequest, K>;

impl Sts {
    /// Derives a session from the one whose credentials sign the call, with fewer permissions, a shorter lifetime, or both. The
    /// principal stays the same: ARN, session name, tags and source identity. Use it to give a plugin or a request just what
    /// it needs.
    ///
    /// Set a [`policy`](NewScopedSession::policy), a [`duration`](NewScopedSession::duration), or both.
    ///
    /// | rule | checked before sending |
    /// |---|---|
    /// | a policy or a duration is set | always |
    /// | the duration is 1 second to 36 hours, and the policy has at most 2,048 characters | always |
    /// | the credentials are temporary; a user calls [`new_session`](Self::new_session) first | always |
    /// | the endpoint is regional, and not `sts.amazonaws.com` | always |
    /// | the new session ends no later than the calling one; without a duration they end together | if the credentials tell when they expire |
    /// | a session has at most three scope-down policies; a call without a policy adds none | if the calling session comes from this client, or the client was made by it |
    ///
    /// The new session may do what the calling session, all its earlier scope-down policies and the new policy allow. It can
    /// be scoped down again if they allow `sts:GetScopedCredentials`. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html>.
    ///
    /// With [`refreshing`](NewScopedSession::refreshing), and a client of refreshing credentials
    /// ([`RefreshingCredentials::sts`]), the calling session is refreshed first if it would not last for the duration, and
    /// 30 seconds more for the request. Without a duration, that happens if it is due for a refresh itself. Choose a duration well below that of the calling session:
    /// otherwise nearly every scoped session costs a refresh of the calling one. One calling session and many scoped ones in
    /// a [`SessionPool`](crate::SessionPool) serve many requests.
    ///
    /// ```no_run
    /// use std::num::NonZeroUsize;
    /// use std::time::Duration;
    ///
    /// use sts::{Policy, RefreshingCredentials, SessionPool, Sts};
    ///
    /// # async fn example(sts: Sts) -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = SessionPool::new(NonZeroUsize::new(500).unwrap());
    /// let parent = sts.assume_role("arn:aws:iam::123456789012:role/demo", "web").refreshing();
    /// let for_tenant = |tenant: &str| -> RefreshingCredentials {
    ///     let policy = Policy::new().allow(["s3:GetObject"], [format!("arn:aws:s3:::data/{tenant}/*")]);
    ///     pool.get(parent.scope_down(policy).duration(Duration::from_secs(900)))
    /// };
    /// println!("{}", for_tenant("red").credentials().await?.access_key_id());
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn new_scoped_session(&self) -> NewScopedSession {
        new_scoped_session(&self.state)
    }
}

/// Returns the call that derives a session from the calling one.
pub(crate) fn new_scoped_session<K: Kind>(state: &ClientState<K>) -> NewScopedSession<K> {
    SessionCall::new(state, GetScopedCredentialsRequest::builder().build_unchecked())
}

impl<P> IssuedSession<P> {
    /// Returns a client that signs with the credentials of this session and is otherwise configured like the client that
    /// issued it.
    pub fn sts(&self) -> Sts {
        Sts { state: self.client_state() }
    }
}

impl<P, K: Kind> IssuedSession<P, K> {
    /// Returns the client that calls with the credentials of this session.
    pub(crate) fn client_state(&self) -> ClientState<K> {
        let SessionClient { connection, session, identity } = &self.client;
        ClientState {
            connection: connection.with_credentials(self.credentials()),
            session: session.clone(),
            identity: identity.clone(),
            renewal: None,
        }
    }

    /// Derives a session that may do only what both this one and the policy allow; see [`Sts::new_scoped_session`].
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await?;
    /// let read_only = sts::Policy::new().allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]);
    /// let plugin = role.scope_down(read_only).description("thumbnails").await?;
    /// assert_eq!(plugin.arn(), role.arn());
    /// # Ok(())
    /// # }
    /// ```
    pub fn scope_down(&self, policy: impl Into<String>) -> NewScopedSession<K> {
        new_scoped_session(&self.client_state()).policy(policy)
    }

    /// Derives a session that may do the same as this one, for a shorter time; see [`Sts::new_scoped_session`].
    #[inline]
    pub fn shorten(&self, duration: Duration) -> NewScopedSession<K> {
        new_scoped_session(&self.client_state()).duration(duration)
    }
}

impl RefreshingCredentials {
    /// Derives a session that may do only what both the one of these credentials and the policy allow. They are refreshed
    /// first if they would not last; see [`Sts::new_scoped_session`].
    pub fn scope_down(&self, policy: impl Into<String>) -> NewScopedSession {
        self.sts().new_scoped_session().policy(policy)
    }

    /// Derives a session that may do the same as the one of these credentials, for a shorter time. They are refreshed first if
    /// they would not last; see [`Sts::new_scoped_session`].
    #[inline]
    pub fn shorten(&self, duration: Duration) -> NewScopedSession {
        self.sts().new_scoped_session().duration(duration)
    }
}

impl<K: Kind> SessionCall<GetScopedCredentialsRequest, K> {
    /// Sets the purpose of the session, for people. CloudTrail records it with the request, so do not put secrets here. It has 2 to 256
    /// characters: see
    /// [`scoped_session_description`](GetScopedCredentialsRequest::scoped_session_description).
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.request.scoped_session_description = Some(description.into());
        self
    }
}

impl SessionOperation for GetScopedCredentialsRequest {
    type Principal = ScopedPrincipal;

    #[inline]
    fn new_session(&self, current: &CallingSession) -> CallingSession {
        let added = u32::from(self.policy.is_some());
        let scope_down_policies = current.scope_down_policies.map(|policies| policies.saturating_add(added));
        CallingSession { scope_down_policies, ..current.clone() }
    }

    #[inline]
    fn scope_down_policies(response: &GetScopedCredentialsResponse) -> Option<u32> {
        response.scoped_policies_count.and_then(|count| u32::try_from(count).ok())
    }

    #[inline]
    fn principal(response: GetScopedCredentialsResponse) -> ScopedPrincipal {
        let session = response.session_info.unwrap_or_default();
        ScopedPrincipal { session, source_identity: response.source_identity }
    }
}

impl TakesPolicy for GetScopedCredentialsRequest {
    #[inline]
    fn policy_mut(&mut self) -> &mut Option<String> {
        &mut self.policy
    }
}
