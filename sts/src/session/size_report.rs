//! The sizes of the policies and tags of a call.

use std::fmt;

use crate::api::Tag;
use crate::api::rules::{SESSION_POLICY_DOCUMENT_TYPE, TAG_LIST_TYPE};
use crate::policy::Size;
use crate::session::request::SessionParameters;

/// The sizes of the policies and tags of a call, in characters. `Display` writes one line for each part, and none for tags if
/// the operation does not take them.
///
/// The inline policy and the ARNs of managed policies share a limit of 2,048 characters. The service model states it for
/// the inline policy, and AWS's documentation for both
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `PolicyArns`). Tags do not count.
///
/// Policies and tags, packed, are also part of the session token, whose size has a limit of its own. Neither the form nor the
/// limit is published, so only the response tells how much of it is used, in percent (`session_token_utilization`).
/// Transitive tags of earlier sessions count there too.
///
/// ```
/// # let credentials = sts::Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
/// # let sts = sts::Sts::new(credentials);
/// let policy = sts::Policy::new().allow(["s3:Get*"], ["*"]).deny(["s3:GetObjectAcl"], ["*"]);
/// let call = sts.new_federated_session("Bob").policy(policy).tag("team", "red");
/// assert_eq!(
///     call.policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess").size_report().to_string(),
///     "policies: 189 of 2048 characters, 1859 left
///   inline policy: 151
///     Statement[0]: 52
///     Statement[1]: 59
///     outside statements: 40
///   arn:aws:iam::aws:policy/ReadOnlyAccess: 38
/// tags: 1 of 50, 7 characters
///   team: 7"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeReport {
    policy: Option<Size>,
    policy_arns: Vec<Share>,
    /// `None` if the operation has no tags.
    tags: Option<Vec<Share>>,
}

/// The size of one managed policy or tag. Part of a [`SizeReport`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// The ARN of the policy, or the key of the tag.
    pub name: String,
    /// The number of characters; for a tag, of key and value.
    pub characters: usize,
}

impl SizeReport {
    #[inline]
    pub(crate) fn of(parameters: &SessionParameters<'_>) -> Self {
        Self::of_named(parameters).with_policy(parameters.policy)
    }

    /// Returns the sizes of what has a name: managed policies and tags.
    #[inline]
    pub(crate) fn of_named(parameters: &SessionParameters<'_>) -> Self {
        let count = |text: &str| text.chars().count();
        let tag = |tag: &Tag| Share { name: tag.key.clone(), characters: count(&tag.key) + count(&tag.value) };
        let arn = |arn: &str| Share { name: arn.to_owned(), characters: count(arn) };
        Self {
            policy: None,
            policy_arns: parameters.policy_arns().map(arn).collect(),
            tags: parameters.tags.map(|tags| tags.iter().map(tag).collect()),
        }
    }

    /// Adds the size of the inline policy.
    #[inline]
    pub(crate) fn with_policy(self, policy: Option<&str>) -> Self {
        Self { policy: policy.map(Size::of_text), ..self }
    }

    /// Returns the size of the inline policy, if there is one.
    #[inline]
    pub fn policy(&self) -> Option<&Size> {
        self.policy.as_ref()
    }

    /// Returns the sizes of the ARNs of managed policies.
    #[inline]
    pub fn policy_arns(&self) -> &[Share] {
        &self.policy_arns
    }

    /// Returns the sizes of the tags. There are none if the operation does not take tags.
    #[inline]
    pub fn tags(&self) -> &[Share] {
        self.tags.as_deref().unwrap_or_default()
    }

    /// Returns the number of characters of the inline policy and all ARNs.
    #[inline]
    pub fn characters(&self) -> usize {
        self.policy.as_ref().map_or(0, Size::characters) + sum(&self.policy_arns)
    }

    /// Returns the limit for the inline policy and the ARNs, in characters.
    #[inline]
    pub fn limit(&self) -> usize {
        max_of(SESSION_POLICY_DOCUMENT_TYPE.length.max)
    }

    /// Returns how many characters are left for policies, or `None` if the limit is exceeded.
    #[inline]
    pub fn left(&self) -> Option<usize> {
        self.limit().checked_sub(self.characters())
    }

    /// Returns the number of characters of all tags.
    #[inline]
    pub fn tag_characters(&self) -> usize {
        sum(self.tags())
    }
}

#[inline]
fn sum(shares: &[Share]) -> usize {
    shares.iter().map(|share| share.characters).sum()
}

#[inline]
fn max_of(limit: Option<i64>) -> usize {
    limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX)
}

impl fmt::Display for SizeReport {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (characters, limit) = (self.characters(), self.limit());
        write!(f, "policies: {characters} of {limit} characters, ")?;
        match self.left() {
            Some(left) => write!(f, "{left} left")?,
            None => write!(f, "{} too many", characters.saturating_sub(limit))?,
        }
        if let Some(policy) = &self.policy {
            write!(f, "\n  inline policy: {}", policy.characters())?;
            for (index, statement) in policy.statements().iter().enumerate() {
                write!(f, "\n    Statement[{index}]: {statement}")?;
            }
            if !policy.statements().is_empty() {
                write!(f, "\n    outside statements: {}", policy.around_statements())?;
            }
        }
        for Share { name, characters } in &self.policy_arns {
            write!(f, "\n  {name}: {characters}")?;
        }
        let Some(tags) = &self.tags else { return Ok(()) };
        write!(f, "\ntags: {} of {}", tags.len(), max_of(TAG_LIST_TYPE.length.max))?;
        if !tags.is_empty() {
            write!(f, ", {} characters", self.tag_characters())?;
        }
        tags.iter().try_for_each(|Share { name, characters }| write!(f, "\n  {name}: {characters}"))
    }
}
