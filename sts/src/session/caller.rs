//! Whose credentials sign the calls, as far as that is known.

use std::sync::Arc;

use awsquery::ProvideCredentials;

use crate::arn::Arn;

/// Whose credentials sign. Credentials do not say so themselves: an access key id that begins with `ASIA` is that of
/// any session. What is known comes from the ARN of the caller, or from the call that issued the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Nothing is known.
    #[default]
    Unknown,
    /// A session; of a user or of a role is not known.
    Session,
    /// The session of a role: the ARN of the session or of the role, if that is known.
    Role(Option<Arc<str>>),
    /// The root user of an account.
    Root,
    /// Somebody else: an IAM user, a federated user.
    Other,
}

impl Caller {
    /// From an ARN as `GetCallerIdentity` answers it. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>.
    pub(crate) fn of_arn(arn: &str) -> Self {
        match Arn::parse(arn).map(|arn| (arn.service, arn.resource)) {
            Some(("iam", "root")) => Self::Root,
            Some(("sts", session)) if session.starts_with("assumed-role/") => Self::role(Some(arn)),
            Some(_) => Self::Other,
            None => Self::Unknown,
        }
    }

    /// The session of a role with this ARN.
    pub(crate) fn role(arn: Option<&str>) -> Self {
        Self::Role(arn.map(Arc::from))
    }

    /// The ARN, if this is a role and its ARN is known.
    pub(crate) fn role_arn(&self) -> Option<&str> {
        match self {
            Self::Role(arn) => arn.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn is_role(&self) -> bool {
        matches!(self, Self::Role(_))
    }

    /// Returns what a provider shows without being asked for credentials: [`Credentials`](crate::Credentials) show whether
    /// they belong to a session. Others show nothing; they are asked at the first call.
    pub(crate) fn of_provider(provider: &impl ProvideCredentials) -> Self {
        match provider.fallback_on_interrupt() {
            Some(credentials) if credentials.session_token().is_some() => Self::Session,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use awsquery::Credentials;

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
        assert_eq!(Caller::of_provider(&Credentials::temporary(key, secret, "token", None)), Caller::Session);
        assert_eq!(Caller::of_provider(&Credentials::new("AKIAIOSFODNN7EXAMPLE", secret)), Caller::Unknown);
    }
}
