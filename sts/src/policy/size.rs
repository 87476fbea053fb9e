//! The size of a policy.

use super::Policy;
use super::statement::Statement;
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;

/// The size in characters of a policy as calls send it, and the limit for session policies. Returned by
/// [`Policy::size`].
///
/// The limit is that of the service model for a single session policy. The ARNs of managed policies in the same call
/// count towards it too; the `size_report` of a call adds up all of them.
///
/// ```
/// let size = sts::Policy::new().allow(["s3:*"], ["*"]).size();
/// assert_eq!(size.characters() + size.left().unwrap(), size.limit());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    characters: usize,
    statements: Vec<usize>,
    limit: usize,
}

impl Size {
    /// Measures a document as it is written. A text that is not a policy has no statements.
    #[inline]
    pub(crate) fn of_text(text: &str) -> Self {
        Self::new(text, Policy::from_json_lenient(text).ok().as_ref())
    }

    #[inline]
    fn new(text: &str, policy: Option<&Policy>) -> Self {
        let characters = |statement: &Statement| statement.to_json().to_minified().chars().count();
        let limit = SESSION_POLICY_DOCUMENT_TYPE.length.max.and_then(|max| usize::try_from(max).ok());
        Self {
            characters: text.chars().count(),
            statements: policy.map(Policy::statements).unwrap_or_default().iter().map(characters).collect(),
            limit: limit.unwrap_or(usize::MAX),
        }
    }

    /// Returns the number of characters of the whole document.
    #[inline]
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// Returns the number of characters of each statement without white space, in the order of the document.
    #[inline]
    pub fn statements(&self) -> &[usize] {
        &self.statements
    }

    /// Returns the number of characters outside of statements: version, brackets, commas, and white space if it is
    /// sent.
    #[inline]
    pub fn around_statements(&self) -> usize {
        self.characters.saturating_sub(self.statements.iter().sum())
    }

    /// Returns the largest number of characters that the service model allows.
    #[inline]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Returns how many characters are left, or `None` if the policy is over the limit.
    #[inline]
    pub fn left(&self) -> Option<usize> {
        self.limit.checked_sub(self.characters)
    }
}

impl Policy {
    /// Measures the policy as a session policy, in all and by statement.
    #[inline]
    pub fn size(&self) -> Size {
        Size::new(&self.to_json(), Some(self))
    }
}
