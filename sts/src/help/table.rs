//! The form of the tables.

/// A well-known error.
pub(super) struct Entry {
    pub(super) trigger: Trigger,
    pub(super) meaning: &'static str,
    pub(super) causes: &'static [Line],
    pub(super) fixes: &'static [Line],
}

/// How a well-known error is recognized.
pub(super) enum Trigger {
    /// The service answered with one of these codes and a message with all of these words.
    Answered(&'static [&'static str], &'static [&'static str]),
    /// An answer came from something that does not speak the service's language.
    NoDocument,
    /// No answer came.
    Unreachable,
}

/// A cause or a remedy. `{name}` stands for what the error tells under this name (see `evidence`); a line whose name is
/// not told is left out.
pub(super) struct Line {
    /// The fact that speaks for it, or its opposite.
    pub(super) condition: Option<(Fact, bool)>,
    pub(super) text: &'static str,
}

/// What can speak for a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    ExternalId,
    Mfa,
    Tags,
    SourceIdentity,
    Policy,
    ManagedPolicies,
    Duration,
    TemporaryKey,
    Role,
    WebIdentity,
    Saml,
    SaidByIdentityPolicy,
    SaidByTrustPolicy,
    SaidExplicitDeny,
    Encoded,
    Aws,
    GlobalEndpoint,
}

impl Fact {
    /// The fact, or its opposite, after the word "if".
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
            (Self::ManagedPolicies, true) => "managed policies were named",
            (Self::ManagedPolicies, false) => "no managed policies were named",
            (Self::Duration, true) => "a duration was asked for",
            (Self::Duration, false) => "no duration was asked for",
            (Self::TemporaryKey, true) => "the caller's credentials are temporary",
            (Self::TemporaryKey, false) => "the caller's credentials are not temporary",
            (Self::Role, true) => "the caller is the session of a role",
            (Self::Role, false) => "the caller is not the session of a role",
            (Self::WebIdentity, _) => "a web identity token was handed in",
            (Self::Saml, _) => "a SAML assertion was handed in",
            (Self::SaidByIdentityPolicy | Self::SaidByTrustPolicy | Self::SaidExplicitDeny | Self::Encoded, _) => {
                "AWS says so"
            }
            (Self::Aws, true) => "the server is AWS",
            (Self::Aws, false) => "the server is not AWS",
            (Self::GlobalEndpoint, _) => "the global endpoint was called",
        }
    }
}

pub(super) const fn always(text: &'static str) -> Line {
    Line { condition: None, text }
}

pub(super) const fn with(fact: Fact, text: &'static str) -> Line {
    Line { condition: Some((fact, true)), text }
}

pub(super) const fn without(fact: Fact, text: &'static str) -> Line {
    Line { condition: Some((fact, false)), text }
}
