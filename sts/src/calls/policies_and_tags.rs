//! Settings that restrict or label a session: policies and tags.

use crate::api::{PolicyDescriptorType, Tag};
use crate::calls::{SessionCall, SessionOperation};
use crate::kind::Kind;
use crate::session::size_report::SizeReport;

/// An operation with an inline policy: all but `GetSessionToken`. It has the setting [`policy`](SessionCall::policy). This
/// trait is sealed.
pub trait TakesPolicy: SessionOperation {
    /// Returns the member `Policy`.
    #[doc(hidden)]
    fn policy_mut(&mut self) -> &mut Option<String>;
}

/// An operation with managed policies: `AssumeRole`, `AssumeRoleWithWebIdentity` and `GetFederationToken`. It has the setting
/// [`policy_arn`](SessionCall::policy_arn). This trait is sealed.
pub trait TakesPolicyArns: TakesPolicy {
    /// Returns the member `PolicyArns`.
    #[doc(hidden)]
    fn policy_arns_mut(&mut self) -> &mut Option<Vec<PolicyDescriptorType>>;
}

/// An operation with session tags: `AssumeRole` and `GetFederationToken`. It has the setting [`tag`](SessionCall::tag). This
/// trait is sealed.
pub trait TakesTags: SessionOperation {
    /// Returns the member `Tags`.
    #[doc(hidden)]
    fn tags_mut(&mut self) -> &mut Option<Vec<Tag>>;
}

impl<R: TakesPolicy, K: Kind> SessionCall<R, K> {
    /// Sets an inline policy. The session of a role has the permissions that the role and the policy allow. A federated
    /// session has the permissions that the caller and the policy allow, and without any policy none. A scoped session has
    /// the permissions that the calling session and the policy allow.
    ///
    /// A [`Policy`](crate::Policy) is sent without white space, JSON text as it is.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let read_only = sts::Policy::new().allow(["s3:Get*", "s3:List*"], ["*"]);
    /// let bob = sts.new_federated_session("Bob").policy(read_only).await?;
    /// # Ok(())
    /// # }
    /// ```
    // Inlined, so that the call is not moved for each setting.
    #[inline]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        *self.request.policy_mut() = Some(policy.into());
        self
    }

    /// Returns the sizes of the policies and tags, and how many characters are left.
    pub fn size_report(&self) -> SizeReport {
        SizeReport::of(&self.request.parameters())
    }
}

impl<R: TakesPolicyArns, K: Kind> SessionCall<R, K> {
    /// Adds a managed policy by its ARN: one of AWS or of the role's or user's account. It works like an inline
    /// [`policy`](Self::policy).
    // Inlined, so that the call is not moved for each setting.
    #[inline]
    pub fn policy_arn(mut self, arn: impl Into<String>) -> Self {
        let policy = PolicyDescriptorType::builder().arn(arn).build_unchecked();
        self.request.policy_arns_mut().get_or_insert_default().push(policy);
        self
    }

    /// Adds managed policies by their ARNs; see [`policy_arn`](Self::policy_arn).
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let read_only = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/Mine"];
    /// let bob = sts.new_federated_session("Bob").policy_arns(read_only).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn policy_arns<A: Into<String>>(self, arns: impl IntoIterator<Item = A>) -> Self {
        arns.into_iter().fold(self, Self::policy_arn)
    }
}

impl<R: TakesTags, K: Kind> SessionCall<R, K> {
    /// Adds a session tag. Keys must differ in more than case, and neither a key nor a value may begin with `aws:`. The
    /// caller needs the permission `sts:TagSession`, and for a role the trust policy must allow it too.
    // Inlined, so that the call is not moved for each setting.
    #[inline]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.tags_mut().get_or_insert_default().push(Tag::new(key, value));
        self
    }

    /// Adds session tags; see [`tag`](Self::tag).
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let tags = [("team", "red"), ("stage", "test")];
    /// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").tags(tags).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn tags<N: Into<String>, V: Into<String>>(mut self, tags: impl IntoIterator<Item = (N, V)>) -> Self {
        let tags = tags.into_iter().map(|(key, value)| Tag::new(key, value));
        self.request.tags_mut().get_or_insert_default().extend(tags);
        self
    }
}
