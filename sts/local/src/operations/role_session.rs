//! Sessions of roles, for all operations that assume one.

use awsquery::server::Refusal;

use super::session_tags::SessionTags;
use crate::account::Account;
use crate::account::role::Role;
use crate::error_responses::{internal, validation_error};
use crate::identity::Identity;
use crate::session_record::{SessionKind, SessionPolicies, SessionRecord};
use crate::state::{IssuedCredentials, ServerState};
use crate::trusted_context::TrustedContext;
use sts::api::{AssumeRoleResponse, AssumeRoleWithSAMLResponse, AssumeRoleWithWebIdentityResponse, AssumedRoleUser};
use sts::arn::Arn;
use sts::platform::Clock as _;
use sts::policy::AccessRequest;

/// AWS's default duration, in seconds.
const DEFAULT_DURATION: i32 = 60 * 60;
/// The longest duration that a caller may request if it is itself a session of a role, in seconds.
const MAX_CHAINED_DURATION: i32 = 60 * 60;

/// A session of a role that a caller requests.
#[derive(Default)]
pub(super) struct RoleSessionRequest {
    pub(super) name: String,
    pub(super) tags: SessionTags,
    pub(super) source_identity: Option<String>,
    pub(super) policies: SessionPolicies,
    pub(super) duration: Option<i32>,
    /// The latest time at which the session may end, in seconds since 1970.
    pub(super) latest_end: Option<i64>,
    /// The minimum size of the session token, in bytes.
    pub(super) min_token_size: Option<i32>,
    /// True if the caller is itself a session of a role.
    pub(super) is_chained: bool,
    pub(super) provider: Option<String>,
    pub(super) trusted_context: Option<TrustedContext>,
}

/// A new session of a role.
pub(super) struct IssuedRoleSession {
    issued: IssuedCredentials,
    user: AssumedRoleUser,
    source_identity: Option<String>,
}

/// Fills in the members that the responses of all operations have in common.
macro_rules! respond_with_session {
    ($($response:ident),+) => {$(
        impl From<IssuedRoleSession> for $response {
            #[expect(deprecated, reason = "`PackedPolicySize` is the former name of the utilization")]
            fn from(session: IssuedRoleSession) -> Self {
                let issued = session.issued;
                let mut response = Self::default();
                response.credentials = Some(issued.credentials);
                response.assumed_role_user = Some(session.user);
                response.packed_policy_size = issued.token_utilization;
                response.session_token_size = issued.token_size;
                response.session_token_utilization = issued.token_utilization;
                response.source_identity = session.source_identity;
                response
            }
        }
    )+};
}

respond_with_session!(AssumeRoleResponse, AssumeRoleWithSAMLResponse, AssumeRoleWithWebIdentityResponse);

/// Returns the account ID in the ARN of a role.
///
/// # Errors
///
/// `ValidationError` if it is not the ARN of a role.
pub(super) fn account_of_role(arn: &str) -> Result<&str, Refusal> {
    match Arn::parse(arn) {
        Some(role) if role.has_account() && role.iam_resource("role").is_some() => Ok(role.account),
        _ => Err(validation_error(format!("{arn} is invalid"))),
    }
}

impl RoleSessionRequest {
    /// Returns the actions that the role has to allow for the tags and the source identity. The first one is `assume`.
    pub(super) fn required_actions(&self, assume: &'static str) -> impl Iterator<Item = &'static str> {
        let tag_session = (!self.tags.is_empty()).then_some("sts:TagSession");
        let set_source_identity = self.source_identity.as_ref().map(|_| "sts:SetSourceIdentity");
        [Some(assume), tag_session, set_source_identity].into_iter().flatten()
    }

    /// Adds the condition keys of the session to a request for evaluation.
    pub(super) fn describe(&self, access: AccessRequest) -> AccessRequest {
        let mut access = access.key("sts:RoleSessionName", self.name.as_str());
        if let Some(source_identity) = &self.source_identity {
            access = access.key("sts:SourceIdentity", source_identity);
        }
        self.tags.describe(access)
    }

    /// Issues the session, which policies have to allow.
    ///
    /// # Errors
    ///
    /// `PackedPolicyTooLarge`, or `ValidationError` if the duration is too long.
    pub(super) fn issue(
        self,
        server: &ServerState,
        account: &Account,
        role: &Role,
    ) -> Result<IssuedRoleSession, Refusal> {
        let duration = self.duration(role)?;
        let identity =
            Identity::Role { account: account.id.clone(), role: role.settings.name.clone(), session: self.name };
        let now = server.clock.wall().secs();
        let session = SessionRecord::new(identity, role.settings.generation, SessionKind::Role, now, duration.into());
        let mut session = session.map_err(internal)?;
        if let Some(latest_end) = self.latest_end {
            session.expires_at = session.expires_at.min(latest_end);
        }
        session.tags = self.tags.inherited;
        session.tags.extend(self.tags.requested);
        session.transitive_tag_keys = self.tags.transitive_keys;
        session.source_identity = self.source_identity;
        session.policies = self.policies;
        session.provider = self.provider;
        session.trusted_context = self.trusted_context;
        let issued = server.issue(&session, self.min_token_size)?;
        let mut user = AssumedRoleUser::default();
        user.assumed_role_id = Some(session.identity.user_id());
        user.arn = Some(session.identity.arn());
        Ok(IssuedRoleSession { issued, user, source_identity: session.source_identity })
    }

    fn duration(&self, role: &Role) -> Result<i32, Refusal> {
        let Some(duration) = self.duration else { return Ok(DEFAULT_DURATION) };
        if self.is_chained && duration > MAX_CHAINED_DURATION {
            return Err(validation_error(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            ));
        }
        if u64::try_from(duration).is_ok_and(|seconds| seconds <= role.max_session.as_secs()) {
            Ok(duration)
        } else {
            Err(validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."))
        }
    }
}
