//! The form of the help tables.

use awsquery::transport::TransportCause;

/// A well-known error.
pub(super) struct Entry {
    pub(super) trigger: Trigger,
    /// The meaning of the error.
    pub(super) meaning: &'static str,
    pub(super) causes: &'static [Line],
    pub(super) fixes: &'static [Line],
}

/// The signs by which a well-known error is recognized.
pub(super) enum Trigger {
    /// The response has one of these error codes, and its message contains all of these phrases.
    Response(&'static [&'static str], &'static [&'static str]),
    /// A response came, but not from STS: it is not an error document.
    ForeignResponse,
    /// A proxy did not let the request through, for one of these causes or, if there are none, for any.
    Proxy(&'static [TransportCause]),
    /// No response came, for one of these causes.
    Transport(&'static [TransportCause]),
    /// No server of this machine listens on the port.
    ThisMachine,
    /// A server of this machine did not respond in time.
    SilentOnThisMachine,
    /// No response came, for any other cause.
    Unreachable,
}

/// A cause or a fix. `{name}` is a placeholder for a value that the error provides (see `evidence`). The first of its texts
/// whose values are all known is shown; without one, the line is left out.
pub(super) struct Line {
    /// The fact that makes the line likely, and the value that it must have.
    pub(super) condition: Option<(Fact, bool)>,
    pub(super) text: &'static str,
    /// Texts that say the same with fewer values.
    pub(super) otherwise: &'static [&'static str],
}

impl Line {
    /// Adds texts that say the same with fewer values. As lines of their own, they would repeat this one.
    #[inline]
    pub(super) const fn or(self, otherwise: &'static [&'static str]) -> Self {
        Self { otherwise, ..self }
    }

    #[inline]
    pub(super) fn texts(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.text).chain(self.otherwise.iter().copied())
    }
}

/// A fact that makes a cause more or less likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    ExternalId,
    Mfa,
    Tags,
    SourceIdentity,
    Policy,
    ManagedPolicies,
    TemporaryCredentials,
    CallerIsRole,
    WebIdentity,
    Saml,
    /// A token of an identity provider was sent: one of the two.
    Federated,
    ScopesDown,
    DeniedByIdentityPolicy,
    DeniedByTrustPolicy,
    ExplicitDeny,
    EncodedMessage,
    Aws,
    GlobalEndpoint,
    /// The known end of the credentials has passed.
    CredentialsExpired,
    /// The access key id is that of temporary credentials, and no session token was sent.
    SessionTokenMissing,
    /// The access key id is that of temporary credentials, and a session token was sent.
    SessionTokenSent,
    /// The access key id is that of a user, and a session token was sent.
    SessionTokenSurplus,
    RegionalEndpoint,
}

impl Fact {
    /// Describes the fact, or its opposite, in a clause that can follow "if".
    #[inline]
    pub(super) fn describe(self, holds: bool) -> &'static str {
        match (self, holds) {
            (Self::ExternalId, true) => "an ExternalId was sent",
            (Self::ExternalId, false) => "no ExternalId was sent",
            (Self::Mfa, true) => "an MFA code was sent",
            (Self::Mfa, false) => "no MFA code was sent",
            (Self::Tags, true) => "tags were sent",
            (Self::Tags, false) => "no tags were sent",
            (Self::SourceIdentity, true) => "a source identity was sent",
            (Self::SourceIdentity, false) => "no source identity was sent",
            (Self::Policy, true) => "an inline policy was sent",
            (Self::Policy, false) => "no inline policy was sent",
            (Self::ManagedPolicies, true) => "managed policies were sent",
            (Self::ManagedPolicies, false) => "no managed policies were sent",
            (Self::TemporaryCredentials, true) => "the caller's credentials are temporary",
            (Self::TemporaryCredentials, false) => "the caller's credentials are not temporary",
            (Self::CallerIsRole, true) => "the caller is a role session",
            (Self::CallerIsRole, false) => "the caller is not a role session",
            (Self::WebIdentity, _) => "a web identity token was sent",
            (Self::Saml, _) => "a SAML assertion was sent",
            (Self::Federated, _) => "a token of an identity provider was sent",
            (Self::ScopesDown, _) => "a session was to be scoped down",
            (
                Self::DeniedByIdentityPolicy | Self::DeniedByTrustPolicy | Self::ExplicitDeny | Self::EncodedMessage,
                _,
            ) => "AWS says so",
            (Self::Aws, true) => "the server is AWS",
            (Self::Aws, false) => "the server is not AWS",
            (Self::GlobalEndpoint, _) => "the global endpoint was called",
            (Self::CredentialsExpired, _) => "the credentials have expired",
            (Self::SessionTokenMissing, _) => "no session token was sent with temporary credentials",
            (Self::SessionTokenSent, _) => "a session token was sent with temporary credentials",
            (Self::SessionTokenSurplus, _) => "a session token was sent with long-term credentials",
            (Self::RegionalEndpoint, _) => "a regional endpoint was called",
        }
    }
}

/// A line that depends on no fact.
#[inline]
pub(super) const fn always(text: &'static str) -> Line {
    Line { condition: None, text, otherwise: &[] }
}

/// A line that is shown first if the fact holds, and not at all if it does not.
#[inline]
pub(super) const fn when(fact: Fact, text: &'static str) -> Line {
    Line { condition: Some((fact, true)), text, otherwise: &[] }
}

/// A line that is not shown if the fact holds.
#[inline]
pub(super) const fn unless(fact: Fact, text: &'static str) -> Line {
    Line { condition: Some((fact, false)), text, otherwise: &[] }
}
