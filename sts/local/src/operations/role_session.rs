//! A session of a role, however it was asked for.

use awsquery::server::Refusal;

use super::session_tags::SessionTags;
use crate::account::Account;
use crate::account::role::Role;
use crate::credential_issuer::CredentialIssuer;
use crate::identity::Identity;
use crate::session_record::{SessionKind, SessionPolicies, SessionRecord};
use crate::state::{IssuedCredentials, ServerState};
use crate::{error_responses, packed_policy_size};
use sts::api::AssumedRoleUser;
use sts::platform::Clock as _;

/// When the caller names no duration, as AWS documents it.
const DURATION: i32 = 60 * 60;
/// The most that a session may ask for that itself belongs to a role.
const CHAINED: i32 = 60 * 60;

/// What a session is to be.
pub(super) struct RoleSessionRequest<'a> {
    pub(super) account: &'a Account,
    pub(super) role: &'a Role,
    pub(super) name: String,
    pub(super) tags: SessionTags,
    pub(super) source_identity: Option<String>,
    pub(super) policies: SessionPolicies,
    pub(super) duration: Option<i32>,
    /// When it has to end at the latest, in seconds since 1970, whatever its duration.
    pub(super) ends: Option<i64>,
    /// The least size of the token, in bytes.
    pub(super) token_size: Option<i32>,
    /// A session of a role asks for it.
    pub(super) chained: bool,
    pub(super) provider: Option<String>,
}

/// What a role has to allow to whoever asks for such a session by `assume`.
pub(super) fn actions(
    assume: &'static str,
    tags: &SessionTags,
    source_identity: Option<&str>,
) -> impl Iterator<Item = &'static str> {
    let tag = (!tags.is_empty()).then_some("sts:TagSession");
    let set_source_identity = source_identity.map(|_| "sts:SetSourceIdentity");
    [Some(assume), tag, set_source_identity].into_iter().flatten()
}

/// What a session is.
pub(super) struct IssuedRoleSession {
    pub(super) issued: IssuedCredentials,
    pub(super) user: AssumedRoleUser,
    /// As AWS does: told only where there is a policy or a tag.
    pub(super) packed_policy_size: Option<i32>,
}

impl RoleSessionRequest<'_> {
    /// # Errors
    ///
    /// `PackedPolicyTooLarge`, or `ValidationError` for a duration that is too long.
    pub(super) fn issue(self, server: &ServerState) -> Result<IssuedRoleSession, Refusal> {
        let size = packed_policy_size::size(&self.policies, self.tags.iter())?;
        let told = !self.policies.is_empty() || !self.tags.is_empty();
        let duration = self.duration()?;
        let identity =
            Identity::Role { account: self.account.id.clone(), role: self.role.name.clone(), session: self.name };
        let now = server.clock.wall().secs();
        let mut tags = self.tags.inherited;
        tags.extend(self.tags.requested);
        let grant = SessionRecord {
            access_key_id: CredentialIssuer::new_key_id(&self.account.id).map_err(error_responses::internal)?,
            identity,
            kind: SessionKind::Role,
            issued_at: now,
            expires_at: self.ends.into_iter().fold(now.saturating_add(duration.into()), i64::min),
            mfa_at: None,
            tags,
            transitive: self.tags.transitive,
            source_identity: self.source_identity,
            policies: self.policies,
            provider: self.provider,
        };
        let issued = server.issue(&grant, self.token_size)?;
        let mut user = AssumedRoleUser::default();
        user.assumed_role_id = Some(grant.identity.user_id());
        user.arn = Some(grant.identity.arn());
        Ok(IssuedRoleSession { issued, user, packed_policy_size: told.then_some(size) })
    }

    fn duration(&self) -> Result<i32, Refusal> {
        let Some(duration) = self.duration else { return Ok(DURATION) };
        if self.chained && duration > CHAINED {
            return Err(error_responses::validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            ));
        }
        match u64::try_from(duration).is_ok_and(|seconds| seconds <= self.role.max_session.as_secs()) {
            true => Ok(duration),
            false => Err(error_responses::validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            )),
        }
    }
}
