//! How much of the room for a session policy is used.

use super::Policy;
use super::statement::Statement;
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;

/// How many characters a policy has when it is sent.
///
/// The limit is that of the service model for one policy. Managed policies of a call count towards it, too; the
/// `size_report` of a call counts them all.
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
    /// Of a document as it is written. One that is no policy has no statements.
    pub(crate) fn of_text(text: &str) -> Self {
        Self::new(text, Policy::from_json_lenient(text).ok().as_ref())
    }

    fn new(text: &str, policy: Option<&Policy>) -> Self {
        let characters = |statement: &Statement| statement.to_json().to_minified().chars().count();
        let limit = SESSION_POLICY_DOCUMENT_TYPE.length.max.and_then(|max| usize::try_from(max).ok());
        Self {
            characters: text.chars().count(),
            statements: policy.map(Policy::statements).unwrap_or_default().iter().map(characters).collect(),
            limit: limit.unwrap_or(usize::MAX),
        }
    }

    /// The characters of the whole document.
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// The characters of each statement, in their order, without white space.
    pub fn statements(&self) -> &[usize] {
        &self.statements
    }

    /// The characters that are in no statement: version, brackets, commas, and white space if it is sent.
    pub fn around_statements(&self) -> usize {
        self.characters.saturating_sub(self.statements.iter().sum())
    }

    /// How many characters the service model allows.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// How many characters are left; `None` if there are too many.
    pub fn left(&self) -> Option<usize> {
        self.limit.checked_sub(self.characters)
    }
}

impl Policy {
    /// How much of the room for a session policy is used, in all and by statement.
    pub fn size(&self) -> Size {
        Size::new(&self.to_json(), Some(self))
    }
}
