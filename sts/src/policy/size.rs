//! How much of the room for a session policy is used.

use super::Policy;
use super::statement::Statement;
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;

/// How many characters a policy has when it is sent.
///
/// The limit is that of the service model for one policy. Managed policies of a call count towards it, too, and AWS
/// packs what it is sent in a way of its own, which has a limit besides: `packed_policy_size` of an answer.
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
    fn of(policy: &Policy) -> Self {
        let characters = |statement: &Statement| statement.to_json().to_minified().chars().count();
        let limit = SESSION_POLICY_DOCUMENT_TYPE.length.max.and_then(|max| usize::try_from(max).ok());
        Self {
            characters: policy.to_json().chars().count(),
            statements: policy.statements().iter().map(characters).collect(),
            limit: limit.unwrap_or(usize::MAX),
        }
    }

    /// The characters of the whole document.
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// The characters of each statement, in their order.
    pub fn statements(&self) -> &[usize] {
        &self.statements
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
        Size::of(self)
    }
}
