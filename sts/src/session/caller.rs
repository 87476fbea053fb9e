//! The principal that signs the calls.

use std::sync::Arc;

use awsquery::layer::unusable_response;
use awsquery::{Credentials, Response};

use crate::api::{Error, GET_CALLER_IDENTITY, GetCallerIdentityResponse};
use crate::arn::Arn;

/// The principal that `GetCallerIdentity` names. Returned by [`Sts::caller_identity`](crate::Sts::caller_identity).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallerIdentity {
    /// The account: `123456789012`.
    pub account: String,
    /// The ARN of the user or session: `arn:aws:sts::123456789012:assumed-role/demo/session-name`.
    pub arn: String,
    /// The unique id of the user or session: `AROA…:session-name`.
    pub user_id: String,
}

impl CallerIdentity {
    /// Reads a response, which must have all three parts.
    #[inline]
    pub(crate) fn of(response: &Response<GetCallerIdentityResponse>) -> Result<Self, Error> {
        let identity = &response.output;
        let missing = |part: &str| {
            Error::from(unusable_response(&GET_CALLER_IDENTITY, response, &format!("`{part}` is missing")))
        };
        let part = |name: &str, value: &Option<String>| {
            value.clone().filter(|value| !value.is_empty()).ok_or_else(|| missing(name))
        };
        Ok(Self {
            account: part("Account", &identity.account)?,
            arn: part("Arn", &identity.arn)?,
            user_id: part("UserId", &identity.user_id)?,
        })
    }
}

/// The session whose credentials sign the calls, and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallingSession {
    pub(crate) caller: Caller,
    /// The number of scope-down policies of the session, if it is known: from the call that issued the credentials, but not
    /// from the credentials themselves.
    pub(crate) scope_down_policies: Option<u32>,
}

impl CallingSession {
    /// Returns a principal whose session may be scoped down or not.
    pub(crate) fn of(caller: Caller) -> Self {
        Self { caller, scope_down_policies: None }
    }

    /// Returns a new session, which no policy scopes down.
    pub(crate) fn not_scoped_down(caller: Caller) -> Self {
        Self { caller, scope_down_policies: Some(0) }
    }
}

/// The principal that signs the calls, or what is known about it.
///
/// Credentials do not tell: an access key id that begins with `ASIA` belongs to any session. The principal is known from
/// its ARN, or from the call that issued the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// An unknown principal.
    #[default]
    Unknown,
    /// The session of a user or a role.
    Session,
    /// The session of a role: the ARN of the session or of the role, if that is known.
    Role(Option<Arc<str>>),
    /// The root user of an account.
    Root,
    /// Another principal, such as an IAM user or a federated user.
    Other,
}

impl Caller {
    /// Returns the principal with this ARN, as `GetCallerIdentity` returns it. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>.
    #[inline]
    pub(crate) fn of_arn(arn: &str) -> Self {
        match Arn::parse(arn).map(|arn| (arn.service, arn.resource)) {
            Some(("iam", "root")) => Self::Root,
            Some(("sts", session)) if session.starts_with("assumed-role/") => Self::role(Some(arn)),
            Some(_) => Self::Other,
            None => Self::Unknown,
        }
    }

    /// Returns the session of a role. The ARN is that of the session or the role.
    pub(crate) fn role(arn: Option<&str>) -> Self {
        Self::Role(arn.map(Arc::from))
    }

    /// Returns the ARN of the role or its session, if it is known.
    pub(crate) fn role_arn(&self) -> Option<&str> {
        match self {
            Self::Role(arn) => arn.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn is_role(&self) -> bool {
        matches!(self, Self::Role(_))
    }

    /// Returns what credentials that are known without asking a provider tell about their principal: whether they belong to a
    /// session.
    pub(crate) fn of_credentials(credentials: Option<&Credentials>) -> Self {
        match credentials {
            Some(credentials) if credentials.session_token().is_some() => Self::Session,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = "arn:aws-cn:sts::123456789012:assumed-role/demo/nightly";

    #[test]
    fn an_arn_tells_root_users_and_roles_from_others() {
        for (arn, caller) in [
            ("arn:aws:iam::123456789012:root", Caller::Root),
            (DEMO, Caller::role(Some(DEMO))),
            ("arn:aws:iam::123456789012:user/root", Caller::Other),
            ("arn:aws:sts::123456789012:federated-user/Bob", Caller::Other),
            ("root", Caller::Unknown),
        ] {
            assert_eq!(Caller::of_arn(arn), caller, "{arn}");
        }
    }

    #[test]
    fn a_session_token_tells_a_session_and_no_more() {
        let (key, secret) = ("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assert_eq!(Caller::of_credentials(Some(&Credentials::temporary(key, secret, "token", None))), Caller::Session);
        assert_eq!(Caller::of_credentials(Some(&Credentials::new("AKIAIOSFODNN7EXAMPLE", secret))), Caller::Unknown);
    }
}
