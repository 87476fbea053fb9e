//! What credentials of a session stand for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::identity::Identity;

/// A session: all of it rides in the session token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionRecord {
    pub(super) access_key_id: String,
    pub(super) identity: Identity,
    pub(super) kind: SessionKind,
    /// Seconds since 1970.
    pub(super) issued_at: i64,
    pub(super) expires_at: i64,
    /// When an MFA device was shown, if one was.
    pub(super) mfa_at: Option<i64>,
    /// Session tags, inherited ones too.
    pub(super) tags: BTreeMap<String, String>,
    /// The keys of the tags that the next session of a chain inherits.
    pub(super) transitive: Vec<String>,
    pub(super) source_identity: Option<String>,
    /// What narrows the session; nothing if it may do all that its role or user may.
    pub(super) policies: SessionPolicies,
    /// The identity provider that vouched for whoever assumed the role.
    pub(super) provider: Option<String>,
}

/// Policies that narrow a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionPolicies {
    /// As JSON.
    pub(super) inline: Option<String>,
    /// By ARN.
    pub(super) managed: Vec<String>,
}

impl SessionPolicies {
    pub(super) fn is_empty(&self) -> bool {
        self.inline.is_none() && self.managed.is_empty()
    }
}

/// What kind of session it is. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum SessionKind {
    /// `GetSessionToken`: the user, with or without MFA.
    User,
    /// `GetFederationToken`
    Federated,
    /// A role that was assumed.
    Role,
    /// `AssumeRoot`
    Root,
}
