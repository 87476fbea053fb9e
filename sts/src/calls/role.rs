//! Assuming roles.

use std::sync::Arc;

use awsquery::Secret;

use crate::api::{AssumeRoleRequest, AssumedRoleUser, Error, ProvidedContext, Tag};
use crate::calls::duration::UpTo;
use crate::calls::{mfa_call, role_duration, session_call, session_policies};
use crate::client::Sts;
use crate::refresh::RefreshingCredentials;
use crate::refresh::mfa::MfaCodes;
use crate::refresh::pool::{Key, PooledCall};
use crate::session::caller::Caller;
use crate::session::validate::{Issued, issued_accessors};

/// A call of `AssumeRole`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct AssumeRole {
    sts: Sts,
    request: AssumeRoleRequest,
    up_to: UpTo,
}

session_call!(AssumeRole, "AssumeRoleRequest" => AssumedRole);
session_policies! {
    AssumeRole:
    /// Narrows the role's permissions to those that this policy allows too.
    policy,
    /// Narrows the role's permissions to those that a managed policy allows too, besides others: the ARN of one policy
    /// of AWS or of the role's account.
    policy_arn
}
mfa_call!(AssumeRole);
role_duration! {
    AssumeRole, "AssumeRoleRequest" => "AssumedRole":
    /// How long the credentials work; by default one hour, and at most one hour if the caller is a role itself, which is
    /// checked where it is known (see [`Sts::as_role`]).
    duration,
    ///
    /// A code given with [`mfa`](Self::mfa) is not sent again: whether AWS looks at it before it looks at the duration
    /// is not documented, and a code works once. The refusal is the result then, and a clone with the next code asks for
    /// no duration. [`refreshing_with_mfa`](Self::refreshing_with_mfa) does that by itself: it prompts for another code.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let call = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build");
    /// let role = call.duration_up_to(Duration::from_secs(12 * 3600)).await?;
    /// println!("{} s of {} s", role.granted_duration().as_secs(), role.asked_duration().as_secs());
    /// # Ok(())
    /// # }
    /// ```
    duration_up_to
}

impl Sts {
    /// Assumes a role, whose trust policy must allow the caller.
    ///
    /// `session_name` tells sessions of the same role apart in logs. See [`AssumeRoleRequest::role_session_name`] for its
    /// limits; [`sanitize::role_session_name`](crate::sanitize::role_session_name) turns any text into a valid name.
    pub fn assume_role(&self, role_arn: impl Into<String>, session_name: impl Into<String>) -> AssumeRole {
        let request = AssumeRoleRequest::builder(role_arn, session_name).build_unchecked();
        AssumeRole { sts: self.clone(), request, up_to: UpTo::default() }
    }

    /// Returns a client with the credentials of a role and otherwise the same settings, to assume one role from another
    /// (role chaining).
    ///
    /// Sessions of roles that are assumed this way last one hour at most; a longer
    /// [`duration`](AssumeRole::duration) is refused before it is sent. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let hub = sts.assume_role("arn:aws:iam::123456789012:role/hub", "nightly-build").await?;
    /// let spoke = sts.as_role(&hub).assume_role("arn:aws:iam::210987654321:role/spoke", "nightly-build").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_role(&self, role: &AssumedRole) -> Self {
        self.calling_with(role.credentials(), Caller::role(role.arn()), None)
    }
}

impl PooledCall for AssumeRole {
    #[inline]
    fn key(&self) -> Key {
        Key::new(&self.sts, &self.request, self.up_to.will_less_do())
    }

    #[inline]
    fn refreshing(self) -> RefreshingCredentials {
        Self::refreshing(self)
    }
}

impl AssumeRole {
    /// A session tag, besides others. Keys have to differ in more than case. The caller needs the permission
    /// `sts:TagSession`, and the trust policy of the role has to allow it, too.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.tags.get_or_insert_default().push(Tag::new(key, value));
        self
    }

    /// The key of a tag that passes on to roles which this session assumes, besides others. It has to be the key of one
    /// of the tags here.
    pub fn transitive_tag_key(mut self, key: impl Into<String>) -> Self {
        self.request.transitive_tag_keys.get_or_insert_default().push(key.into());
        self
    }

    /// What the owner of the role gave to the caller, so that nobody else can make the caller use it.
    ///
    /// Not shown in debug output. [`new_external_id`](crate::new_external_id) makes one.
    pub fn external_id(mut self, external_id: impl Into<Secret>) -> Self {
        self.request.external_id = Some(external_id.into());
        self
    }

    /// Who is really behind the session; it stays with the session and with every role that it assumes.
    pub fn source_identity(mut self, source_identity: impl Into<String>) -> Self {
        self.request.source_identity = Some(source_identity.into());
        self
    }

    /// A context that a trusted provider asserts, besides others.
    pub fn provided_context(mut self, context: ProvidedContext) -> Self {
        self.request.provided_contexts.get_or_insert_default().push(context);
        self
    }

    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// A request that breaks the service model, or a rule of AWS's documentation, is not sent. An answer without usable
    /// credentials is an error.
    pub async fn send(mut self) -> Result<AssumedRole, Error> {
        let (issued, response) = self.up_to.issue(&self.sts, &mut self.request).await?;
        let user = response.assumed_role_user.unwrap_or_default();
        Ok(AssumedRole { issued, user, source_identity: response.source_identity })
    }

    #[inline]
    fn refreshing_with(self, codes: MfaCodes) -> RefreshingCredentials {
        let (sts, codes) = (self.sts.clone(), Arc::new(codes));
        let caller = Caller::role(Some(&self.request.role_arn));
        RefreshingCredentials::new(sts, caller, move || {
            let (call, codes) = (self.clone(), codes.clone());
            async move {
                let another = |error: &Error| call.up_to.learns(error);
                codes.send(|code| call.clone().send_with(code), another).await
            }
        })
    }

    async fn send_with(mut self, code: Option<Secret>) -> Result<Issued, Error> {
        self.request.token_code = code;
        Ok(self.send().await?.issued)
    }
}

/// Temporary credentials with the permissions of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct AssumedRole {
    issued: Issued,
    user: AssumedRoleUser,
    source_identity: Option<String>,
}

issued_accessors!(AssumedRole);

impl AssumedRole {
    /// The session's id, `AROA…:session-name`, if the answer said so.
    pub fn assumed_role_id(&self) -> Option<&str> {
        self.user.assumed_role_id.as_deref()
    }

    /// The session as a principal, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the answer said so.
    pub fn arn(&self) -> Option<&str> {
        self.user.arn.as_deref()
    }

    /// How much of the space for policies and tags is used, in percent, if the answer said so.
    #[deprecated(note = "AWS replaced it on 2026-06-17: use `session_token_utilization`")]
    pub fn packed_policy_size(&self) -> Option<u32> {
        self.issued.packed_policy_size
    }

    /// Who is really behind the session, if that was set here or by a session before it.
    pub fn source_identity(&self) -> Option<&str> {
        self.source_identity.as_deref()
    }
}
