//! The results of the calls that create sessions.

use std::time::Duration;

use awsquery::retry::Attempt;
use awsquery::{Credentials, Timestamp};

use crate::api::{AssumedRoleUser, FederatedUser};
use crate::session::validate::SessionInfo;
use crate::session::warning::Warning;

/// A session that STS issued: its credentials, and what the response says about them.
///
/// `P` is the principal that the credentials belong to, as far as the response names it. Each call has an alias for its
/// result: [`Session`], [`FederatedSession`], [`AssumedRole`] and [`WebIdentityRole`].
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
pub struct IssuedSession<P> {
    info: SessionInfo,
    principal: P,
}

/// Temporary credentials for the user who requested them.
pub type Session = IssuedSession<()>;

/// Temporary credentials for a federated user.
pub type FederatedSession = IssuedSession<FederatedUser>;

/// Temporary credentials with the permissions of a role.
pub type AssumedRole = IssuedSession<RolePrincipal>;

/// Temporary credentials with the permissions of a role, for a user of an identity provider.
pub type WebIdentityRole = IssuedSession<WebIdentityPrincipal>;

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
}

/// A principal whose session can be restricted by session policies: all but that of a [`Session`]. This trait is sealed.
pub trait ScopedPrincipal: sealed::SealedPrincipal {}

impl ScopedPrincipal for FederatedUser {}
impl ScopedPrincipal for RolePrincipal {}
impl ScopedPrincipal for WebIdentityPrincipal {}

mod sealed {
    pub trait SealedPrincipal {}

    impl SealedPrincipal for super::FederatedUser {}
    impl SealedPrincipal for super::RolePrincipal {}
    impl SealedPrincipal for super::WebIdentityPrincipal {}
}

impl<P> IssuedSession<P> {
    pub(crate) fn new(info: SessionInfo, principal: P) -> Self {
        Self { info, principal }
    }

    /// Returns the credentials: a cheap handle that every AWS SDK crate accepts as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.info.credentials.clone()
    }

    /// Returns when the credentials expire.
    pub fn expires_at(&self) -> Timestamp {
        self.info.expires_at
    }

    /// Returns the requested duration, or AWS's default if the call did not set one.
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

    /// Returns the size of the session token as a percentage of the largest size allowed, if the response states it.
    /// From 80 % on there is a [warning](Self::warnings).
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

impl<P: ScopedPrincipal> IssuedSession<P> {
    /// Returns the share of the packed size limit that policies and tags use, in percent, if the response states it.
    #[deprecated(note = "AWS replaced it on 2026-06-17: use `session_token_utilization`")]
    pub fn packed_policy_size(&self) -> Option<u32> {
        self.info.packed_policy_size
    }
}

impl IssuedSession<FederatedUser> {
    /// Returns the user's id in policies, `123456789012:Bob`, if the response states it.
    pub fn user_id(&self) -> Option<&str> {
        self.principal.federated_user_id.as_deref()
    }

    /// Returns the user's ARN, `arn:aws:sts::123456789012:federated-user/Bob`, if the response states it.
    pub fn user_arn(&self) -> Option<&str> {
        self.principal.arn.as_deref()
    }
}

impl IssuedSession<RolePrincipal> {
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

impl IssuedSession<WebIdentityPrincipal> {
    /// Returns the session's ARN, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the response states it.
    pub fn arn(&self) -> Option<&str> {
        self.principal.user.arn.as_deref()
    }

    /// Returns the user's name at the identity provider, if the response states it: for OpenID Connect the `sub` of the
    /// token.
    pub fn subject(&self) -> Option<&str> {
        self.principal.subject.as_deref()
    }
}
