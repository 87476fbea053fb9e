//! Conversion of any text to a name that AWS accepts.
//!
//! A call refuses a name that AWS would refuse, and says which character is not allowed and where it is. If names come
//! from outside the program (paths, bots, users), the functions of this module convert them and report the changes:
//!
//! ```
//! let name = sts::sanitize::role_session_name("renovate[bot]");
//! assert_eq!(name.as_str(), "renovate-bot");
//! assert_eq!(name.changes()[0].to_string(), "'[' (character 9) was replaced by '-'");
//! assert!(sts::sanitize::role_session_name("ann@example.com").changes().is_empty());
//! ```
//!
//! The result is always within the limits of the service model, and a text that is within them stays unchanged. Each
//! run of characters that are not allowed becomes one `-`, or is removed at the start and at the end. A name that is
//! too long is cut, and one that is too short is extended. If this removes what distinguishes names (the end of a long
//! name, letters of other scripts, nearly all of a short name), the first twelve hexadecimal digits of the SHA-256 hash
//! of the original text are appended, so that different texts get different names.
//!
//! Texts that differ only in punctuation that is not allowed, such as `a/b` and `a:b`, still get the same name. Do not
//! sanitize a name that a policy grants permissions to, as a policy can for the ARN of a federated user: refuse it
//! instead.

use std::fmt;

use awsquery::rule::{Rule, Test};
use sha2::{Digest, Sha256};

use crate::api::rules::{ROLE_SESSION_NAME_TYPE, SOURCE_IDENTITY_TYPE, USER_NAME_TYPE};

/// Replaces characters that are not allowed.
const FILLER: char = '-';

/// The number of hexadecimal digits of the hash in a name. Twelve digits are 48 bits.
const HASH_DIGITS: usize = 12;

/// Converts a text to a session name for [`Sts::assume_role`](crate::Sts::assume_role).
#[inline]
pub fn role_session_name(text: &str) -> Sanitized {
    Sanitized::new(text, &ROLE_SESSION_NAME_TYPE)
}

/// Converts a text to a name of a federated user for [`Sts::new_federated_session`](crate::Sts::new_federated_session).
#[inline]
pub fn federated_user_name(text: &str) -> Sanitized {
    Sanitized::new(text, &USER_NAME_TYPE)
}

/// Converts a text to a source identity for [`AssumeRole::source_identity`](crate::AssumeRole::source_identity).
///
/// CloudTrail shows the source identity as the person behind a session, so check the changes before you use it.
#[inline]
pub fn source_identity(text: &str) -> Sanitized {
    Sanitized::new(text, &SOURCE_IDENTITY_TYPE)
}

/// A name within the limits of the service model, and the changes that were needed. `Display` prints the name. Returned by
/// [`role_session_name`], [`federated_user_name`] and [`source_identity`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanitized {
    name: String,
    changes: Vec<Change>,
}

/// A change to a name. `Display` describes it in a clause. Returned by [`Sanitized::changes`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A run of characters that are not allowed was replaced by `-`.
    Replaced {
        /// The first character of the run.
        character: char,
        /// The position of that character, counted from 1.
        position: usize,
    },
    /// A run of characters that are not allowed was removed at the start or at the end.
    Removed {
        /// The first character of the run.
        character: char,
        /// The position of that character, counted from 1.
        position: usize,
    },
    /// The name was too long, and its end was cut off.
    Cut {
        /// The number of characters before.
        from: usize,
        /// The number of characters after, without the hash.
        to: usize,
    },
    /// A hash of the original text was appended, because other texts could have become the same name.
    Hashed,
}

impl Sanitized {
    #[inline]
    fn new(text: &str, rule: &Rule) -> Self {
        let limits = Limits::of(rule);
        if limits.allow_text(text) {
            return Self { name: text.to_owned(), changes: Vec::new() };
        }
        let (mut name, mut changes) = replace_runs(text, |character| limits.allows(character));
        let lost_letters = text.chars().any(|character| character.is_alphanumeric() && !limits.allows(character));
        let length = name.chars().count();
        if lost_letters || length < limits.min || length > limits.max {
            let max_before_hash = limits.max.saturating_sub(HASH_DIGITS + 1);
            if length > max_before_hash {
                name = name.chars().take(max_before_hash).collect();
                changes.push(Change::Cut { from: length, to: max_before_hash });
            }
            if !name.is_empty() {
                name.push(FILLER);
            }
            name.push_str(&hash(text));
            changes.push(Change::Hashed);
        }
        Self { name, changes }
    }

    /// Returns the name.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Returns the name without the changes.
    #[inline]
    pub fn into_string(self) -> String {
        self.name
    }

    /// Returns the changes in the order of the text. Empty if the text was already a valid name.
    #[inline]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl fmt::Display for Sanitized {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<Sanitized> for String {
    #[inline]
    fn from(name: Sanitized) -> Self {
        name.name
    }
}

impl fmt::Display for Change {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replaced { character, position } => {
                write!(f, "{character:?} (character {position}) was replaced by {FILLER:?}")
            }
            Self::Removed { character, position } => write!(f, "{character:?} (character {position}) was removed"),
            Self::Cut { from, to } => write!(f, "{from} characters were cut to {to}"),
            Self::Hashed => f.write_str("a hash of the original text was appended"),
        }
    }
}

/// The limits of a name.
struct Limits<'a> {
    min: usize,
    max: usize,
    rule: &'a Rule,
}

impl<'a> Limits<'a> {
    #[inline]
    fn of(rule: &'a Rule) -> Self {
        let limit = |limit: Option<i64>| limit.and_then(|limit| usize::try_from(limit).ok());
        Self { min: limit(rule.length.min).unwrap_or(0), max: limit(rule.length.max).unwrap_or(usize::MAX), rule }
    }

    #[inline]
    fn allows(&self, character: char) -> bool {
        match self.rule.pattern.map(|pattern| &pattern.test) {
            Some(Test::Each { set, .. }) => set.contains(character),
            _ => true,
        }
    }

    #[inline]
    fn allow_text(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count()) && text.chars().all(|character| self.allows(character))
    }
}

/// Replaces each run of characters that are not allowed by one filler, and removes runs at the start and at the end.
fn replace_runs(text: &str, allows: impl Fn(char) -> bool) -> (String, Vec<Change>) {
    let mut name = String::new();
    let mut changes = Vec::new();
    let mut run = None;
    for (index, character) in text.chars().enumerate() {
        if !allows(character) {
            run.get_or_insert((character, index + 1));
            continue;
        }
        if let Some((character, position)) = run.take() {
            if name.is_empty() {
                changes.push(Change::Removed { character, position });
            } else {
                name.push(FILLER);
                changes.push(Change::Replaced { character, position });
            }
        }
        name.push(character);
    }
    changes.extend(run.map(|(character, position)| Change::Removed { character, position }));
    (name, changes)
}

#[inline]
fn hash(text: &str) -> String {
    let digits = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    digits.chars().take(HASH_DIGITS).collect()
}

#[cfg(test)]
mod tests;
