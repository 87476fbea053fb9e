//! Names that AWS takes, made from any text.
//!
//! A call refuses a name that AWS would refuse, and says which character is wrong and where. Where names come from
//! outside (paths, bots, users), a program can change them on purpose with the functions here, and tell what changed:
//!
//! ```
//! let name = sts::sanitize::role_session_name("renovate[bot]");
//! assert_eq!(name.as_str(), "renovate-bot");
//! assert_eq!(name.changes()[0].to_string(), "'[' (character 9) became '-'");
//! assert!(sts::sanitize::role_session_name("ann@example.com").changes().is_empty());
//! ```
//!
//! What comes out always keeps the limits of the service model, and what keeps them already stays as it is. Each run of
//! characters that are not allowed becomes one `-`, and goes away at the start and at the end. Names that are too long
//! are cut, and too short ones are filled up. Where that loses what tells names apart (the end of a long name, letters
//! of other scripts, nearly everything of a short one), twelve hexadecimal digits of the SHA-256 hash of the whole text
//! follow, so such names stay different.
//!
//! Texts that differ only in characters that are not allowed can still become the same name: `a/b` and `a:b`. Where a
//! policy grants something to a name, as policies can to the ARN of a federated user, do not sanitize: refuse.

use std::fmt;

use awsquery::rt::{Rule, Test};
use sha2::{Digest, Sha256};

use crate::api::rules::{ROLE_SESSION_NAME_TYPE, SOURCE_IDENTITY_TYPE, USER_NAME_TYPE};

/// Stands for characters that are not allowed.
const FILLER: char = '-';

/// How many hexadecimal digits of the hash tell names apart: 48 bits.
const HASH_DIGITS: usize = 12;

/// A name for the session of a role: [`Sts::assume_role`](crate::Sts::assume_role).
pub fn role_session_name(text: &str) -> Sanitized {
    Sanitized::new(text, &ROLE_SESSION_NAME_TYPE)
}

/// A name for a federated user: [`Sts::new_federated_session`](crate::Sts::new_federated_session).
pub fn federated_user_name(text: &str) -> Sanitized {
    Sanitized::new(text, &USER_NAME_TYPE)
}

/// A source identity: [`AssumeRole::source_identity`](crate::AssumeRole::source_identity). It says who is behind a
/// session, so look at the changes before using it.
pub fn source_identity(text: &str) -> Sanitized {
    Sanitized::new(text, &SOURCE_IDENTITY_TYPE)
}

/// A name that keeps the limits of the service model, and what was changed to make it so. `Display` gives the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanitized {
    name: String,
    changes: Vec<Change>,
}

/// A change of a name. `Display` says it in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A character that is not allowed, or a run of them, became `-`.
    Replaced {
        /// The first character of the run.
        character: char,
        /// Its position, counted from 1.
        position: usize,
    },
    /// A character that is not allowed, or a run of them, at the start or at the end was left out.
    Removed {
        /// The first character of the run.
        character: char,
        /// Its position, counted from 1.
        position: usize,
    },
    /// There were too many characters left: the end was cut off.
    Cut {
        /// How many characters there were.
        from: usize,
        /// How many of them stayed.
        to: usize,
    },
    /// A hash of the whole text was put at the end, because the name alone would no longer tell it from others.
    Hashed,
}

impl Sanitized {
    fn new(text: &str, rule: &Rule) -> Self {
        let limits = Limits::of(rule);
        if limits.keeps(text) {
            return Self { name: text.to_owned(), changes: Vec::new() };
        }
        let (mut name, mut changes) = replaced(text, |character| limits.allows(character));
        let lost_letters = text.chars().any(|character| character.is_alphanumeric() && !limits.allows(character));
        let length = name.chars().count();
        if lost_letters || length < limits.min || length > limits.max {
            let room = limits.max.saturating_sub(HASH_DIGITS + 1);
            if length > room {
                name = name.chars().take(room).collect();
                changes.push(Change::Cut { from: length, to: room });
            }
            if !name.is_empty() {
                name.push(FILLER);
            }
            name.push_str(&hash(text));
            changes.push(Change::Hashed);
        }
        Self { name, changes }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The name, without the report.
    pub fn into_string(self) -> String {
        self.name
    }

    /// What was changed, in the order of the text; nothing, if the text was a name already.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl fmt::Display for Sanitized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<Sanitized> for String {
    fn from(name: Sanitized) -> Self {
        name.name
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replaced { character, position } => {
                write!(f, "{character:?} (character {position}) became {FILLER:?}")
            }
            Self::Removed { character, position } => write!(f, "{character:?} (character {position}) was left out"),
            Self::Cut { from, to } => write!(f, "{from} characters were cut to {to}"),
            Self::Hashed => f.write_str("a hash of the whole text was put at the end"),
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
    fn of(rule: &'a Rule) -> Self {
        let limit = |limit: Option<i64>| limit.and_then(|limit| usize::try_from(limit).ok());
        Self { min: limit(rule.length.min).unwrap_or(0), max: limit(rule.length.max).unwrap_or(usize::MAX), rule }
    }

    fn allows(&self, character: char) -> bool {
        match self.rule.pattern.map(|pattern| &pattern.test) {
            Some(Test::Each { set, .. }) => set.contains(character),
            _ => true,
        }
    }

    fn keeps(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count()) && text.chars().all(|character| self.allows(character))
    }
}

/// The text with each run of other characters as one filler, and none at the start and at the end.
fn replaced(text: &str, allows: impl Fn(char) -> bool) -> (String, Vec<Change>) {
    let (mut name, mut changes) = (String::new(), Vec::new());
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

fn hash(text: &str) -> String {
    let digits = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    digits.chars().take(HASH_DIGITS).collect()
}

#[cfg(test)]
mod tests;
