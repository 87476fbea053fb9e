//! Sessions, which temporary credentials give access to.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::trusted_context::TrustedContext;
use crate::unique_id::{KeyLifetime, access_key_id};

/// A session. The whole record is part of the session token, so the server stores nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    pub(crate) access_key_id: String,
    pub(crate) identity: Identity,
    /// The generation of the user, role or account behind the identity, with which the session ends.
    pub(crate) generation: u64,
    pub(crate) kind: SessionKind,
    /// Seconds since 1970, as are the other times.
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    /// The time when an MFA code was checked.
    pub(crate) mfa_at: Option<i64>,
    /// Session tags, including inherited ones.
    pub(crate) tags: BTreeMap<String, String>,
    /// The keys of the tags that the next session of a role chain inherits.
    pub(crate) transitive_tag_keys: Vec<String>,
    pub(crate) source_identity: Option<String>,
    pub(crate) policies: SessionPolicies,
    /// The policies of `GetScopedCredentials`, as JSON, from the first to the last call. All of them have to allow a
    /// request.
    pub(crate) scope_down_policies: Vec<String>,
    /// The OpenID Connect provider that authenticated the caller who assumed the role: the key `aws:FederatedProvider`, which
    /// sessions of a SAML provider do not have. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-federatedprovider>.
    pub(crate) provider: Option<String>,
    /// The end user on whose behalf the session acts, if the identity provider is set up to say so.
    pub(crate) trusted_context: Option<TrustedContext>,
}

impl SessionRecord {
    /// Returns a session with a new access key ID, and without tags and session policies.
    pub(crate) fn new(
        identity: Identity,
        generation: u64,
        kind: SessionKind,
        issued_at: i64,
        duration: i64,
    ) -> io::Result<Self> {
        Ok(Self {
            access_key_id: access_key_id(KeyLifetime::Temporary, identity.account())?,
            identity,
            generation,
            kind,
            issued_at,
            expires_at: issued_at.saturating_add(duration),
            mfa_at: None,
            tags: BTreeMap::new(),
            transitive_tag_keys: Vec::new(),
            source_identity: None,
            policies: SessionPolicies::default(),
            scope_down_policies: Vec::new(),
            provider: None,
            trusted_context: None,
        })
    }

    /// Returns this session with a new access key ID, an expiration time and perhaps one more scope-down policy.
    ///
    /// It keeps the time at which the session was issued, so that a policy that revokes older sessions by
    /// `aws:TokenIssueTime` also revokes what was scoped down from them. What AWS does is not recorded.
    pub(crate) fn scoped_down(&self, policy: Option<String>, expires_at: i64) -> io::Result<Self> {
        let access_key_id = access_key_id(KeyLifetime::Temporary, self.identity.account())?;
        let mut session = Self { access_key_id, expires_at, ..self.clone() };
        session.scope_down_policies.extend(policy);
        Ok(session)
    }
}

/// The policies that narrow a session. Without any, the session may do what its user or role may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionPolicies {
    /// The inline policy, as JSON.
    pub(crate) inline: Option<String>,
    /// The ARNs of managed policies.
    pub(crate) managed: Vec<String>,
}

impl SessionPolicies {
    pub(crate) fn is_empty(&self) -> bool {
        self.inline.is_none() && self.managed.is_empty()
    }
}

/// The operation that a session comes from, which decides what the session may call. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SessionKind {
    /// `GetSessionToken`
    User,
    /// `GetFederationToken`
    Federated,
    /// `AssumeRole` and its variants
    Role,
    /// `AssumeRoot`
    Root,
}
