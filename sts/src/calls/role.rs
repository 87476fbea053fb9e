//! Sessions of roles.

use awsquery::Secret;

use crate::api::{AssumeRoleRequest, AssumeRoleResponse, PolicyDescriptorType, ProvidedContext, Tag};
use crate::calls::duration::AssumesRole;
use crate::calls::mfa::TakesMfa;
use crate::calls::policies_and_tags::{TakesPolicy, TakesPolicyArns, TakesTags};
use crate::calls::{SessionCall, SessionOperation};
use crate::client::Sts;
use crate::kind::{Async, Kind};
use crate::session::caller::{Caller, CallingSession};
use crate::session::issued_session::{AssumedRole, RolePrincipal};

/// A call of `AssumeRole`. Created by [`Sts::assume_role`].
pub type AssumeRole<K = Async> = SessionCall<AssumeRoleRequest, K>;

impl Sts {
    /// Assumes a role, whose trust policy must allow the caller.
    ///
    /// `session_name` tells sessions of the same role apart in logs. See [`AssumeRoleRequest::role_session_name`] for its
    /// limits; [`sanitize::role_session_name`](crate::sanitize::role_session_name) turns any text into a valid name.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await?;
    /// println!("{:?} until {}", role.arn(), role.expires_at());
    /// # Ok(())
    /// # }
    /// ```
    pub fn assume_role(&self, role_arn: impl Into<String>, session_name: impl Into<String>) -> AssumeRole {
        SessionCall::new(&self.state, AssumeRoleRequest::builder(role_arn, session_name).build_unchecked())
    }

    /// Returns a client with the credentials of a role and otherwise the same settings, to assume one role from another
    /// (role chaining).
    ///
    /// Sessions of roles that are assumed this way last at most one hour; a longer
    /// [`duration`](AssumeRole::duration) is refused before it is sent. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
    /// [`RefreshingCredentials::sts`](crate::RefreshingCredentials::sts) does the same for credentials that are refreshed.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let hub = sts.assume_role("arn:aws:iam::123456789012:role/hub", "nightly-build").await?;
    /// let spoke = sts.with_role(&hub).assume_role("arn:aws:iam::210987654321:role/spoke", "nightly-build").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn with_role(&self, role: &AssumedRole) -> Self {
        Self { state: self.state.with_role(role.credentials(), role.arn()) }
    }
}

impl<K: Kind> SessionCall<AssumeRoleRequest, K> {
    /// Makes the session tag with this key transitive: it passes to the sessions of roles that this session assumes. The
    /// tag must be one of this call.
    pub fn transitive_tag_key(mut self, key: impl Into<String>) -> Self {
        self.request.transitive_tag_keys.get_or_insert_default().push(key.into());
        self
    }

    /// Makes the session tags with these keys transitive; see [`transitive_tag_key`](Self::transitive_tag_key).
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let call = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build");
    /// let role = call.tags([("team", "red"), ("stage", "test")]).transitive_tag_keys(["team", "stage"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn transitive_tag_keys<N: Into<String>>(self, keys: impl IntoIterator<Item = N>) -> Self {
        keys.into_iter().fold(self, Self::transitive_tag_key)
    }

    /// Sets the external ID that the owner of the role gave to the caller, so that no other customer of the caller can
    /// make it use the role.
    ///
    /// Debug output does not show it. [`new_external_id`](crate::calls::new_external_id) creates one.
    pub fn external_id(mut self, external_id: impl Into<Secret>) -> Self {
        self.request.external_id = Some(external_id.into());
        self
    }

    /// Names the person or program behind the session. The name stays with the session and with every role that it
    /// assumes.
    pub fn source_identity(mut self, source_identity: impl Into<String>) -> Self {
        self.request.source_identity = Some(source_identity.into());
        self
    }

    /// Adds a context that a trusted provider asserts.
    pub fn provided_context(mut self, context: ProvidedContext) -> Self {
        self.request.provided_contexts.get_or_insert_default().push(context);
        self
    }
}

impl SessionOperation for AssumeRoleRequest {
    type Principal = RolePrincipal;

    #[inline]
    fn new_session(&self, _current: &CallingSession) -> CallingSession {
        CallingSession::not_scoped_down(Caller::role(Some(&self.role_arn)))
    }

    #[inline]
    fn principal(response: AssumeRoleResponse) -> RolePrincipal {
        let user = response.assumed_role_user.unwrap_or_default();
        RolePrincipal { user, source_identity: response.source_identity }
    }
}

impl AssumesRole for AssumeRoleRequest {}

impl TakesPolicy for AssumeRoleRequest {
    #[inline]
    fn policy_mut(&mut self) -> &mut Option<String> {
        &mut self.policy
    }
}

impl TakesPolicyArns for AssumeRoleRequest {
    #[inline]
    fn policy_arns_mut(&mut self) -> &mut Option<Vec<PolicyDescriptorType>> {
        &mut self.policy_arns
    }
}

impl TakesTags for AssumeRoleRequest {
    #[inline]
    fn tags_mut(&mut self) -> &mut Option<Vec<Tag>> {
        &mut self.tags
    }
}

impl TakesMfa for AssumeRoleRequest {
    #[inline]
    fn set_mfa(&mut self, serial_number: String, code: Option<Secret>) {
        self.serial_number = Some(serial_number);
        self.token_code = code;
    }
}
