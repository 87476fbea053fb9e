//! The sessions that STS issues, warnings about them, and the sizes of their policies and tags.
//!
//! The [`calls`](crate::calls) create sessions.

pub(crate) mod caller;
pub(crate) mod issued_session;
pub(crate) mod request;
mod role_arn;
pub(crate) mod rules;
pub(crate) mod scope_down;
pub(crate) mod size_report;
pub(crate) mod summary;
pub(crate) mod validate;
pub(crate) mod warning;

pub use self::caller::CallerIdentity;
pub use self::issued_session::{
    AssumedRole, FederatedSession, IssuedSession, RolePrincipal, ScopedPrincipal, ScopedSession, Session,
    WebIdentityPrincipal, WebIdentityRole,
};
pub use self::size_report::{Share, SizeReport};
pub use self::warning::Warning;
