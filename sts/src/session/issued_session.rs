//! The results of the calls that create sessions.

use std::sync::Arc;
use std::time::Duration;

use awsquery::retry::Attempt;
use awsquery::{Credentials, Timestamp};

use crate::api::{AssumedRoleUser, FederatedUser, ScopedSessionInfo, TrustedIdentityPropagationContext};
use crate::connection::Connection;
use crate::kind::{Async, Kind};
use crate::session::caller::CallingSession;
use crate::session::validate::SessionInfo;
use crate::session::warning::Warning;

/// A session that STS issued: its credentials, and what the response says about them.
///
/// `P` is the principal that the credentials belong to, as far as the response names it. Each call has an alias for its
/// result: [`Session`], [`FederatedSession`], [`AssumedRole`], [`WebIdentityRole`] and [`ScopedSession`].
///
/// ```no_run
/// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await?;
/// println!("{} until {}", role.credentials().access_key_id(), role.expires_at());
/// for warning in role.warnings() {
///     eprintln!("{warning}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedSession<P, K: Kind = Async> {
    info: SessionInfo,
    principal: P,
    pub(crate) client: SessionClient<K>,
}

/// The connection that issued a session, and what is known of the session, so that calls can be made with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionClient<K: Kind> {
    /// The credentials are those of the call that issued the session.
    pub(crate) connection: Connection<K>,
    pub(crate) session: CallingSession,
    /// Identifies the clients of this session.
    pub(crate) identity: Arc<()>,
}

impl<K: Kind> SessionClient<K> {
    pub(crate) fn new(connection: Connection<K>, session: CallingSession) -> Self {
        Self { connection, session, identity: Arc::default() }
    }
}

/// Temporary credentials for the user who requested them. Returned by [`Sts::new_session`](crate::Sts::new_session).
pub type Session<K = Async> = IssuedSession<(), K>;

/// Temporary credentials for a federated user. Returned by
/// [`Sts::new_federated_session`](crate::Sts::new_federated_session).
pub type FederatedSession<K = Async> = IssuedSession<FederatedUser, K>;

/// Temporary credentials with the permissions of a role. Returned by [`Sts::assume_role`](crate::Sts::assume_role).
pub type AssumedRole<K = Async> = IssuedSession<RolePrincipal, K>;

/// Temporary credentials with the permissions of a role, for a user of an identity provider. Returned by
/// [`Sts::assume_role_with_web_identity`](crate::Sts::assume_role_with_web_identity).
pub type WebIdentityRole<K = Async> = IssuedSession<WebIdentityPrincipal, K>;

/// A session with fewer permissions or a shorter lifetime than the one that it comes from, and the same principal. Returned by
/// [`Sts::new_scoped_session`](crate::Sts::new_scoped_session).
pub type ScopedSession<K = Async> = IssuedSession<ScopedPrincipal, K>;

/// The principal of an [`AssumedRole`].
#[derive(Clone, Debug, PartialEq)]
pub struct RolePrincipal {
    pub(crate) user: AssumedRoleUser,
    pub(crate) source_identity: Option<String>,
}

/// The principal of a [`WebIdentityRole`].
#[derive(Clone, Debug, PartialEq)]
pub struct WebIdentityPrincipal {
    pub(crate) user: AssumedRoleUser,
    pub(crate) subject: Option<String>,
    pub(crate) trusted_context: Option<TrustedIdentityPropagationContext>,
}

/// The principal of a [`ScopedSession`].
#[derive(Clone, Debug, PartialEq)]
pub struct ScopedPrincipal {
    pub(crate) session: ScopedSessionInfo,
    pub(crate) source_identity: Option<String>,
}

impl<P, K: Kind> IssuedSession<P, K> {
    pub(crate) fn new(info: SessionInfo, principal: P, client: SessionClient<K>) -> Self {
        Self { info, principal, client }
    }

    /// Returns the credentials: a cheap handle that every AWS SDK crate accepts as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.info.credentials.clone()
    }

    /// Returns when the credentials expire.
    pub fn expires_at(&self) -> Timestamp {
        self.info.expires_at
    }

    /// Returns the requested duration, or AWS's default if the call did not set one: for a [`ScopedSession`], until the session
    /// session ends.
    pub fn requested_duration(&self) -> Duration {
        self.info.requested
    }

    /// Returns how long the credentials are valid from the response on, by the clock of the client.
    pub fn granted_duration(&self) -> Duration {
        self.info.granted
    }

    /// Returns the size of the session token in bytes, if the response states it.
    pub fn session_token_size(&self) -> Option<u32> {
        self.info.session_token_size
    }

    /// Returns the size of the session token as a percentage of the largest size allowed, if the response states it:
    /// `SessionTokenUtilization`, or else `PackedPolicySize`, its former name, which AWS deprecated in June 2026. Policies,
    /// tags and other context of the session add to the size. From 80 % on there is a [warning](Self::warnings).
    ///
    /// Servers that follow older documentation return under the former name how much of a limit the policies and tags of
    /// the request use, packed.
    pub fn session_token_utilization(&self) -> Option<u32> {
        self.info.session_token_utilization
    }

    /// Returns the attempts that failed before the one that succeeded, in order, each with the reason why the request was
    /// sent again.
    pub fn attempts(&self) -> &[Attempt] {
        &self.info.attempts
    }

    /// Returns the warnings about the session. They are logged through `tracing` too.
    pub fn warnings(&self) -> &[Warning] {
        &self.info.warnings
    }
}

impl<K: Kind> IssuedSession<FederatedUser, K> {
    /// Returns the user's id in policies, `123456789012:Bob`, if the response states it.
    pub fn user_id(&self) -> Option<&str> {
        self.principal.federated_user_id.as_deref()
    }

    /// Returns the user's ARN, `arn:aws:sts::123456789012:federated-user/Bob`, if the response states it.
    pub fn user_arn(&self) -> Option<&str> {
        self.principal.arn.as_deref()
    }
}

impl<K: Kind> IssuedSession<RolePrincipal, K> {
    /// Returns the session's id, `AROA…:session-name`, if the response states it.
    pub fn assumed_role_id(&self) -> Option<&str> {
        self.principal.user.assumed_role_id.as_deref()
    }

    /// Returns the session's ARN, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the response states it.
    pub fn arn(&self) -> Option<&str> {
        self.principal.user.arn.as_deref()
    }

    /// Returns the source identity, if this call or an earlier session set it.
    pub fn source_identity(&self) -> Option<&str> {
        self.principal.source_identity.as_deref()
    }
}

impl<K: Kind> IssuedSession<WebIdentityPrincipal, K> {
    /// Returns the session's ARN, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the response states it.
    pub fn arn(&self) -> Option<&str> {
        self.principal.user.arn.as_deref()
    }

    /// Returns the user's name at the identity provider, if the response states it: for OpenID Connect the `sub` of the
    /// token.
    pub fn subject(&self) -> Option<&str> {
        self.principal.subject.as_deref()
    }

    /// Returns the end user on whose behalf the session acts, and further claims about the request, if the response has them:
    /// AWS takes them from the token if the identity provider in IAM has a context provider (trusted identity propagation).
    ///
    /// This is personal data, which debug output hides. Do not log it.
    pub fn trusted_identity_propagation_context(&self) -> Option<&TrustedIdentityPropagationContext> {
        self.principal.trusted_context.as_ref()
    }
}

impl<K: Kind> IssuedSession<ScopedPrincipal, K> {
    /// Returns the session's id, if the response states it. It is that of the calling session: `AROA…:session-name` for a
    /// role.
    pub fn session_id(&self) -> Option<&str> {
        self.principal.session.scoped_session_id.as_deref()
    }

    /// Returns the session's ARN, if the response states it. It is that of the calling session:
    /// `arn:aws:sts::123456789012:assumed-role/demo/session-name` for a role.
    pub fn arn(&self) -> Option<&str> {
        self.principal.session.arn.as_deref()
    }

    /// Returns the number of scope-down policies of the session, including that of this call. With three, a further policy is
    /// denied. `None` if neither the response states it nor the client knows.
    pub fn scope_down_policies(&self) -> Option<u32> {
        self.client.session.scope_down_policies
    }

    /// Returns the source identity of the calling session, if it has one. It cannot be changed.
    pub fn source_identity(&self) -> Option<&str> {
        self.principal.source_identity.as_deref()
    }
}
